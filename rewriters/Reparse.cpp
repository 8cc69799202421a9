#include "rewriters/Reparse.h"

#include <utility>

namespace premap {

/// What a hasty edit provokes and the kernel's own flags may leave off.
static CompileCommand withWarnings(CompileCommand Command) {
  for (const char *Flag :
       {"-Wunused-variable", "-Wunused-but-set-variable", "-Wunused-function",
        "-Wunused-label", "-Wunused-value", "-Wuninitialized",
        "-Wincompatible-pointer-types", "-Wint-conversion", "-Wreturn-type",
        "-Wvisibility", "-Wimplicit-function-declaration", "-Wparentheses",
        "-Wlogical-not-parentheses", "-Wmissing-prototypes"})
    Command.Arguments.push_back(Flag);
  return Command;
}

std::vector<Diagnostic> addedDiagnostics(const std::vector<Diagnostic> &Old,
                                         const std::vector<Diagnostic> &New) {
  std::map<std::pair<std::string, std::string>, int> Count;
  for (const Diagnostic &D : Old)
    ++Count[{D.Path, D.Message}];
  std::vector<Diagnostic> Added;
  for (const Diagnostic &D : New)
    if (--Count[{D.Path, D.Message}] < 0)
      Added.push_back(D);
  return Added;
}

/// Clang quotes the names that it speaks of: "'old'" becomes "'new'".
static void renameIn(std::vector<Diagnostic> &Diagnostics,
                     const std::map<std::string, std::string> &Renamed) {
  for (Diagnostic &D : Diagnostics)
    for (const auto &[Old, New] : Renamed) {
      const std::string From = "'" + Old + "'", To = "'" + New + "'";
      for (size_t At = D.Message.find(From); At != std::string::npos;
           At = D.Message.find(From, At + To.size()))
        D.Message.replace(At, From.size(), To);
    }
}

std::vector<Diagnostic>
newDiagnostics(const std::vector<CompileCommand> &Units,
               const VirtualFiles &Overlay, const VirtualFiles &NewTexts,
               const std::map<std::string, std::string> &Renamed) {
  auto Ignore = [](clang::CompilerInstance &) {};
  VirtualFiles Both = Overlay;
  for (const auto &[Path, Text] : NewTexts)
    Both[Path] = Text;
  std::vector<Diagnostic> All;
  for (const CompileCommand &Unit : Units) {
    CompileCommand Command = withWarnings(Unit);
    ParseOutcome New = parseUnit(Command, Both, Ignore, /*KeepWarnings=*/true);
    if (!New.Ran)
      All.push_back({Unit.File, 0, true, "could not be parsed again"});
    if (New.Diagnostics.empty())
      continue;
    ParseOutcome Old =
        parseUnit(Command, Overlay, Ignore, /*KeepWarnings=*/true);
    renameIn(Old.Diagnostics, Renamed);
    for (Diagnostic &D : addedDiagnostics(Old.Diagnostics, New.Diagnostics))
      All.push_back(std::move(D));
  }
  return All;
}

} // namespace premap
