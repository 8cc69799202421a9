// Reads the Kconfig files of one architecture as text and says what its
// allmodconfig would set. A guess that costs no run of Kconfig; where it cannot
// tell it says so.
#ifndef PREMAP_TOOL_TREE_KCONFIGTEXT_H
#define PREMAP_TOOL_TREE_KCONFIGTEXT_H

#include "tool/tree/KernelTree.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace premap {

/// What an option is in an allmodconfig; a conjunction is the smallest of its
/// parts, as in Kconfig.
enum class OptionGuess { No, Unknown, Module, Yes };

class KconfigText {
public:
  /// \p Arch is Kbuild's name: i386 and x86_64 differ.
  KconfigText(const KernelTree &Tree, llvm::StringRef Arch);

  /// The value of the option \p Name, with or without CONFIG_.
  OptionGuess value(llvm::StringRef Name) const;

  /// The options whose entries stand below arch/ and that are surely on,
  /// without CONFIG_, sorted.
  std::vector<std::string> ownOptions() const;

private:
  struct Default {
    std::string Value, Condition;
  };
  /// One entry; an option may have several.
  struct Definition {
    std::vector<std::string> Conditions; ///< its own, and those around it
    std::optional<std::string> Prompt;   ///< its condition, often empty
    std::vector<Default> Defaults;
    bool Tristate = false, IsValue = false; ///< IsValue: a number or a text
    bool InChoice = false, OfArch = false;
  };
  struct Selector {
    std::string Option, Condition;
  };
  class Reader;
  class Evaluator;

  OptionGuess evaluate(llvm::StringRef Expression) const;
  OptionGuess evaluate(const Definition &D) const;

  std::string Arch;
  llvm::StringMap<std::vector<Definition>> Definitions;
  llvm::StringMap<std::vector<Selector>> Selectors;
  mutable llvm::StringMap<OptionGuess> Known;
};

} // namespace premap

#endif
