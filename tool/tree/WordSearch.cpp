#include "tool/tree/WordSearch.h"

#include <algorithm>
#include <cstring>
#include <limits>

using llvm::StringRef;

namespace premap {

static unsigned block(const char *At) {
  return static_cast<unsigned char>(At[0]) | static_cast<unsigned char>(At[1])
                                                 << 8;
}

static constexpr unsigned Buckets = 256;

static unsigned bucket(unsigned Block) {
  return (Block ^ Block >> 5) % Buckets;
}

WordSearch::WordSearch(std::vector<std::string> TheWords)
    : Words(std::move(TheWords)) {
  Window = std::numeric_limits<uint16_t>::max();
  for (unsigned I = 0; I != Words.size(); ++I) {
    IndexOf[Words[I]] = I;
    Window = std::min(Window, Words[I].size());
  }
  if (Words.empty() || Window < 2)
    return;
  Shift.assign(65536, uint16_t(Window - 1));
  Ending.resize(Buckets);
  for (unsigned I = 0; I != Words.size(); ++I) {
    const char *Word = Words[I].data();
    for (size_t At = 0; At + 2 <= Window; ++At) {
      uint16_t &S = Shift[block(Word + At)];
      S = std::min<uint16_t>(S, uint16_t(Window - 2 - At));
    }
    Ending[bucket(block(Word + Window - 2))].push_back(I);
  }
}

void WordSearch::forEachByIdentifier(
    StringRef Text, llvm::function_ref<void(size_t, unsigned)> OnWord) const {
  for (size_t At = 0; At < Text.size();) {
    size_t End = At;
    while (End < Text.size() && isIdentifierChar(Text[End]))
      ++End;
    if (End == At) {
      ++At;
      continue;
    }
    auto Found = IndexOf.find(Text.slice(At, End));
    if (Found != IndexOf.end())
      OnWord(At, Found->second);
    At = End;
  }
}

void WordSearch::forEach(
    StringRef Text, llvm::function_ref<void(size_t, unsigned)> OnWord) const {
  if (Words.empty())
    return;
  if (Window < 2)
    return forEachByIdentifier(Text, OnWord);
  const char *Data = Text.data();
  for (size_t End = Window; End <= Text.size();) {
    unsigned Last = block(Data + End - 2);
    if (unsigned Skip = Shift[Last]) {
      End += Skip;
      continue;
    }
    size_t Start = End - Window;
    if (Start == 0 || !isIdentifierChar(Data[Start - 1]))
      for (unsigned I : Ending[bucket(Last)]) {
        const std::string &Word = Words[I];
        if (Word.size() > Text.size() - Start ||
            std::memcmp(Data + Start, Word.data(), Word.size()) != 0)
          continue;
        size_t After = Start + Word.size();
        if (After != Text.size() && isIdentifierChar(Data[After]))
          continue;
        OnWord(Start, I);
        break;
      }
    ++End;
  }
}

} // namespace premap
