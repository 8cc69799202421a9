#include "tool/tree/CommandCandidates.h"

#include "tool/tree/CandidateSearch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <optional>
#include <set>

using llvm::StringRef;

namespace premap {

static bool endsInC(StringRef Path) { return Path.ends_with(".c"); }

/// The function that the hit's text assigns: `f` of `.mmap = &f,`. "" if it is
/// no plain name.
static std::string assignedName(StringRef Text, size_t Offset) {
  size_t End = Text.find_first_of("=\n", Offset);
  if (End == StringRef::npos || Text[End] != '=')
    return "";
  StringRef Value = Text.drop_front(End + 1).ltrim(" \t\r\n\\&");
  StringRef Name =
      Value.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
  StringRef After = Value.drop_front(Name.size());
  if (Name.empty() || Name == "NULL" || After.starts_with("##") ||
      After.starts_with("("))
    return "";
  return Name.str();
}

/// The hits' files with the functions that they put into tables.
static std::map<std::string, std::set<std::string>>
assignedNames(const KernelTree &Tree, const CandidateSet &Found) {
  std::map<std::string, std::set<std::string>> Names;
  std::map<std::string, std::optional<std::string>> Texts;
  for (const CandidateHit &Hit : Found.Hits) {
    if (Hit.Kind != HitKind::Initialiser && Hit.Kind != HitKind::Assignment)
      continue;
    auto &Text = Texts[Hit.Path];
    if (!Text)
      if (auto Read = Tree.read(Hit.Path))
        Text = std::move(*Read);
    if (!Text)
      continue;
    std::string Name = assignedName(*Text, Hit.Offset);
    if (!Name.empty())
      Names[Hit.Path].insert(Name);
  }
  return Names;
}

CommandCandidates commandCandidates(const KernelTree &Tree,
                                    const CandidateSet &Found, unsigned Jobs) {
  CommandCandidates Result;
  std::set<std::string> Files, Names;
  for (const CandidateHit &Hit : Found.Hits)
    if (endsInC(Hit.Path))
      Files.insert(Hit.Path);
  auto NamesOf = assignedNames(Tree, Found);
  for (const auto &[Path, Of] : NamesOf)
    Names.insert(Of.begin(), Of.end());
  auto Places = findFunctionDefinitions(
      Tree, std::vector<std::string>(Names.begin(), Names.end()), Jobs);
  for (const auto &[Path, Of] : NamesOf)
    for (const std::string &Name : Of)
      llvm::copy_if(
          Places[Name],
          std::inserter(Result.Definers[Path], Result.Definers[Path].end()),
          endsInC);
  for (const auto &[Path, Of] : Result.Definers)
    Files.insert(Of.begin(), Of.end());
  Result.Files.assign(Files.begin(), Files.end());
  return Result;
}

std::vector<std::string> commandCandidates(const KernelTree &Tree,
                                           unsigned Jobs) {
  return commandCandidates(Tree, searchCandidates(Tree, Jobs), Jobs).Files;
}

} // namespace premap
