#include "tool/TouchedUnits.h"

#include "rewriters/Reparse.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <set>

namespace premap {

std::vector<CompileCommand> commandsTouchedBy(const TreeScan &Scan,
                                              const EditGroup &Group) {
  std::vector<std::string> Paths = Group.paths();
  std::set<std::string> Edited(Paths.begin(), Paths.end()), Mains;
  auto touches = [&](const std::vector<Mention> &Mentions) {
    return std::any_of(Mentions.begin(), Mentions.end(), [&](const Mention &M) {
      return Edited.count(M.Where.Path);
    });
  };
  for (const UnitFacts &Unit : Scan.Index->units()) {
    bool Touched = Edited.count(Unit.File) || touches(Unit.ForeignMentions);
    for (const FunctionFacts &F : Unit.Functions)
      Touched |= touches(F.Mentions);
    if (Touched)
      Mains.insert(Unit.File);
  }
  std::vector<CompileCommand> Commands;
  for (const std::string &File : Mains)
    for (const CompileCommand &Command : Scan.commands(File))
      Commands.push_back(Command);
  return Commands;
}

VirtualFiles textsAfter(const TreeScan &Scan, const EditGroup &Group) {
  VirtualFiles Files = Scan.Api.Overlay;
  for (const std::string &Path : Group.paths()) {
    std::string Absolute = Scan.Tree.absolute(Path);
    // An edited header may be one that the overlay extends already.
    auto InOverlay = Scan.Api.Overlay.find(Absolute);
    std::string Old = InOverlay != Scan.Api.Overlay.end()
                          ? InOverlay->second
                          : Scan.read(Path).value_or("");
    Files[Absolute] = applyEdits(Old, Group, Path);
  }
  return Files;
}

static bool isName(llvm::StringRef Text) {
  return !Text.empty() && !llvm::isDigit(Text.front()) &&
         llvm::all_of(Text,
                      [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

/// The names that \p Group replaces by others: old -> new.
static std::map<std::string, std::string> renamedBy(const TreeScan &Scan,
                                                    const EditGroup &Group) {
  std::map<std::string, std::string> Renamed;
  for (const Edit &E : Group.Edits) {
    std::string Text = Scan.read(E.Path).value_or("");
    if (E.Offset > Text.size())
      continue;
    std::string Old = Text.substr(E.Offset, E.Length);
    if (isName(Old) && isName(E.Text))
      Renamed[Old] = E.Text;
  }
  return Renamed;
}

std::vector<Reason> problemsAfter(const TreeScan &Scan, const EditGroup &Group,
                                  const std::vector<CompileCommand> &Commands,
                                  const std::string &File) {
  if (Commands.empty())
    return {{"", "no compile command covers the changed files", File, 0}};
  std::vector<Reason> Problems;
  for (const Diagnostic &D :
       newDiagnostics(Commands, Scan.Api.Overlay, textsAfter(Scan, Group),
                      renamedBy(Scan, Group)))
    Problems.push_back(
        {"", "the rewritten text gives a new diagnostic: " + D.Message,
         Scan.Tree.relative(D.Path, Scan.Tree.root()).value_or(D.Path),
         D.Line});
  return Problems;
}

} // namespace premap
