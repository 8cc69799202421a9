// Finds whole C identifiers of a fixed set in text, fast enough for a tree.
#ifndef PREMAP_TOOL_TREE_WORDSEARCH_H
#define PREMAP_TOOL_TREE_WORDSEARCH_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace premap {

/// True for the characters of a C identifier, digits included.
inline bool isIdentifierChar(char C) {
  return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') ||
         (C >= '0' && C <= '9') || C == '_' || C == '$';
}

/// Looks at the beginnings of many identifiers at once, where the processor can
/// (AVX2). Elsewhere Wu and Manber's search with blocks of two characters: most
/// of the text is skipped, by about the length of the shortest word at a time.
class WordSearch {
public:
  enum class Method { Fastest, Portable };

  /// \p Words are identifiers, each once, none empty.
  explicit WordSearch(std::vector<std::string> Words,
                      Method How = Method::Fastest);

  const std::vector<std::string> &words() const { return Words; }

  /// Calls \p OnWord for each place, in order, where a word stands that is not
  /// part of a longer identifier. \p Offset is in bytes, \p Word an index into
  /// words().
  void
  forEach(llvm::StringRef Text,
          llvm::function_ref<void(size_t Offset, unsigned Word)> OnWord) const;

private:
  using Callback = llvm::function_ref<void(size_t Offset, unsigned Word)>;

  void prepareBlocks();
  void prepareLanes();
  void forEachByIdentifier(llvm::StringRef Text, Callback OnWord) const;
  void forEachByBlock(llvm::StringRef Text, Callback OnWord) const;
  void forEachByLane(llvm::StringRef Text, Callback OnWord) const;
  void report(llvm::StringRef Text, size_t At, Callback OnWord) const;

  std::vector<std::string> Words;
  llvm::StringMap<unsigned> IndexOf;
  size_t Window = 0;           ///< length of the shortest word
  std::vector<uint16_t> Shift; ///< by block
  /// Words are spread over the eight bits of a byte. For each of the first
  /// characters the bits of the words that have it there, by its low and its
  /// high four bits.
  static constexpr size_t Lanes = 4;
  struct LaneTable {
    std::array<uint8_t, 16> Low{}, High{};
  };
  std::array<LaneTable, Lanes> Beginning;
  bool ByLane = false;
};

} // namespace premap

#endif
