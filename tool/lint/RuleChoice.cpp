#include "tool/lint/RuleChoice.h"

#include "kernel/Rules.h"

#include "llvm/ADT/SmallVector.h"

using llvm::StringRef;

namespace premap {

std::set<std::string> lintRules() {
  std::set<std::string> Ids;
  for (const kernel::Rule &Rule : kernel::rules())
    if (Rule.Lints != kernel::RuleLints::Nothing)
      Ids.emplace(Rule.Id);
  return Ids;
}

/// The rules that \p Word names.
static std::set<std::string> named(StringRef Word) {
  std::set<std::string> All = lintRules(), Ids;
  if (Word == "all" || Word == "default")
    return All;
  bool AnyEnd = Word.consume_back("*");
  for (const std::string &Id : All)
    if (AnyEnd ? StringRef(Id).starts_with(Word) : StringRef(Id) == Word)
      Ids.insert(Id);
  return Ids;
}

llvm::Expected<RuleChoice> RuleChoice::parse(StringRef List) {
  RuleChoice Choice;
  llvm::SmallVector<StringRef> Words;
  List.split(Words, ',', -1, /*KeepEmpty=*/false);
  // What only takes away takes from what would be there without a word.
  if (Words.empty() || Words.front().trim().starts_with("-"))
    Words.insert(Words.begin(), "default");
  for (StringRef Word : Words) {
    Word = Word.trim();
    bool Without = Word.consume_front("-");
    std::set<std::string> Ids = named(Word);
    if (Ids.empty())
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "--rules: '" + Word +
              "' is no rule of lint; `premap lint --list-rules` shows them");
    for (const std::string &Id : Ids)
      if (Without)
        Choice.Chosen.erase(Id);
      else
        Choice.Chosen.insert(Id);
  }
  return Choice;
}

} // namespace premap
