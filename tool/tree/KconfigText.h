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

  /// The number or text that the option \p Name has by default, as Kconfig
  /// spells it; none if it has no such value or the text does not tell.
  std::optional<std::string> literal(llvm::StringRef Name) const;

  /// All options that the files know, without CONFIG_, sorted.
  std::vector<std::string> options() const;

private:
  struct Default {
    std::string Value, Condition;
  };
  struct Choice {
    std::vector<std::string> Members;
    std::vector<Default> Defaults;
  };
  /// One entry; an option may have several.
  struct Definition {
    std::vector<std::string> Conditions; ///< its own, and those around it
    std::optional<std::string> Prompt;   ///< its condition, often empty
    std::vector<Default> Defaults;
    bool Tristate = false, IsValue = false; ///< IsValue: a number or a text
    std::optional<size_t> OfChoice;
  };
  struct Selector {
    std::string Option, Condition;
  };
  class Reader;
  class Evaluator;

  OptionGuess evaluate(llvm::StringRef Expression) const;
  OptionGuess evaluate(llvm::StringRef Name, const Definition &D) const;
  OptionGuess isVisible(const Definition &D) const;
  OptionGuess isChosen(llvm::StringRef Name, const Choice &Among) const;

  std::string Arch;
  llvm::StringMap<std::vector<Definition>> Definitions;
  std::vector<Choice> Choices;
  llvm::StringMap<std::vector<Selector>> Selectors;
  mutable llvm::StringMap<OptionGuess> Known;
};

} // namespace premap

#endif
