#include "tool/VerdictCollector.h"
#include "tool/LostHooks.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

/// Whether the user asked for this pair of hooks, by one of its names, with or
/// without the file of the handler or of the table.
bool VerdictCollector::isWanted(const std::string &Changed,
                                const verify::VerifyResult &Verdict) {
  bool Any = Wanted.empty();
  const std::string Files[] = {Changed, Verdict.File};
  const std::string Names[] = {Verdict.OldHandler, Verdict.NewHandler};
  for (const HandlerPattern &Handler : Wanted)
    for (const std::string &File : Files)
      for (const std::string &Name : Names)
        if (Handler.matches(File, Name)) {
          Found.insert(Handler.Text);
          Any = true;
        }
  return Any;
}

void VerdictCollector::addTo(const std::string &Id, bool BestEffort,
                             verify::VerifyResult Verdict) {
  auto [Place, New] = ById.try_emplace(Id, Report.Handlers.size());
  if (New)
    Report.Handlers.push_back({Id, State::Converted, {}, {}});
  VerifiedHandler &H = Report.Handlers[Place->second];
  H.BestEffort |= BestEffort;
  H.Verdicts.push_back(std::move(Verdict));
  verify::Verdict Worst = verify::Verdict::Equivalent;
  for (const verify::VerifyResult &V : H.Verdicts)
    Worst = std::max(Worst, V.Result);
  H.Outcome = stateOf(Worst);
}

void VerdictCollector::add(const std::string &File, const std::string &Arch,
                           bool BestEffort, verify::VerifyResult Verdict) {
  Verdict.Arch = Arch;
  if (Verdict.OldHandler.empty()) {
    // About the file: it does not compile, or it sets no hook.
    if (Verdict.Differences.at(0).Id == "no_pair") {
      Without.insert(File);
      return;
    }
    Hidden = true;
    addTo(File, BestEffort, std::move(Verdict));
    return;
  }
  Hooks.insert(Verdict.OldHandler);
  if (isWanted(File, Verdict))
    addTo(Verdict.File + ":" + Verdict.OldHandler, BestEffort,
          std::move(Verdict));
}

void VerdictCollector::addLost(const std::string &File,
                               const std::string &Problem) {
  Hidden = true;
  Report.Incomplete = true;
  Report.Handlers.push_back({File,
                             State::Inconclusive,
                             {{"", "checking it " + Problem, File, 0}},
                             {}});
}

void VerdictCollector::addLostHooks(const FileChanges &Changes) {
  for (const auto &[Path, Change] : Changes)
    for (const std::string &Name : lostHooks(Change)) {
      if (Hooks.count(Name))
        continue;
      Report.Incomplete = true;
      Report.Handlers.push_back(
          {Path + ":" + Name,
           State::Inconclusive,
           {{"",
             Name + "() is gone, and no table of a changed file led to it: "
                    "nothing was compared, and what still names it does not "
                    "build",
             Path, 0}},
           {}});
    }
}

llvm::Error VerdictCollector::finish() {
  for (const std::string &File : Without)
    Report.Notes.push_back(File + " sets no mmap hook, so only what the hooks "
                                  "of the other changed files use of it was "
                                  "checked");
  std::sort(Report.Notes.begin(), Report.Notes.end());
  std::sort(Report.Handlers.begin(), Report.Handlers.end(),
            [](const VerifiedHandler &A, const VerifiedHandler &B) {
              return A.Id < B.Id;
            });
  for (const HandlerPattern &Handler : Wanted)
    if (!Found.count(Handler.Text) && !Hidden && !Report.Incomplete)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          Handler.Text + " is no mmap hook of the changed files; " +
              (Hooks.empty() ? "they set none"
                             : "theirs are: " + llvm::join(Hooks, ", ")));
  return llvm::Error::success();
}

} // namespace premap
