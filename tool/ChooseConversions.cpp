#include "tool/ChooseConversions.h"

#include "tool/TouchedUnits.h"
#include "tool/deliver/Explanation.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/ReasonText.h"
#include "tool/deliver/RewriteReport.h"
#include "tool/deliver/VerdictText.h"
#include "tool/tree/WorkerPool.h"

#include "llvm/ADT/StringRef.h"

#include <iostream>

using llvm::StringRef;

namespace premap {

static const char Help[] =
    "y - convert this handler\n"
    "n - leave it as it is\n"
    "e - explain it: its facts, and the plan\n"
    "v - show the verdict\n"
    "q - leave it and all that follow as they are\n"
    "a - convert it and all that follow in this file\n"
    "d - leave it and all that follow in this file as they are\n"
    "? - print this\n";

std::set<std::string>
askAboutEach(const std::vector<Question> &Questions, const NextLine &Answer,
             const std::function<void(const std::string &)> &Say) {
  std::set<std::string> Chosen;
  std::string Decided; // the file that `a` or `d` was about
  bool All = false;
  for (size_t I = 0; I < Questions.size(); ++I) {
    const Question &Q = Questions[I];
    if (!Decided.empty() && Decided == Q.File) {
      if (All)
        Chosen.insert(Q.Id);
      continue;
    }
    Say(Q.Diff());
    while (true) {
      Say("(" + std::to_string(I + 1) + "/" + std::to_string(Questions.size()) +
          ") Convert " + Q.Id + " [y,n,e,v,q,a,d,?]? ");
      std::optional<std::string> Line = Answer();
      if (!Line) {
        Say("\n");
        return Chosen;
      }
      StringRef Word = StringRef(*Line).trim();
      if (Word == "q")
        return Chosen;
      if (Word == "e" || Word == "v") {
        Say(Word == "e" ? Q.Explain() : Q.Verdict());
        continue;
      }
      if (Word == "y" || Word == "a")
        Chosen.insert(Q.Id);
      else if (Word != "n" && Word != "d") {
        Say(Help);
        continue;
      }
      if (Word == "a" || Word == "d") {
        Decided = Q.File;
        All = Word == "a";
      }
      break;
    }
  }
  return Chosen;
}

static std::string diffOf(const TreeScan &Scan, const EditGroup &Edits) {
  FileChanges Changes;
  for (const std::string &Path : Edits.paths()) {
    std::string Old = Scan.read(Path).value_or("");
    Changes[Path] = {Old, applyEdits(Old, Edits, Path)};
  }
  llvm::Expected<Diffs> Diffs = unifiedDiffs(Changes);
  return Diffs ? joinDiffs(*Diffs) : llvm::toString(Diffs.takeError()) + "\n";
}

/// The texts of \p Together, parsed again: nobody has seen just this choice.
static llvm::Error checkChoice(const TreeScan &Scan, const EditGroup &Together,
                               const std::string &File) {
  auto Says =
      runInWorkers(1,
                   [&](size_t) {
                     std::vector<Reason> Problems =
                         problemsAfter(Scan, Together,
                                       commandsTouchedBy(Scan, Together), File);
                     return Problems.empty() ? "" : toText(Problems.front());
                   },
                   {});
  if (!Says)
    return Says.takeError();
  const JobResult &Job = Says->front();
  const std::string Why = Job.ok() ? Job.Bytes : "parsing it " + Job.Problem;
  if (Why.empty())
    return llvm::Error::success();
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "what was chosen does not hold without the rest, and nothing was "
      "changed: " +
          Why);
}

llvm::Error chooseConversions(const TreeScan &Scan, RewriteResult &Result) {
  std::vector<Question> Questions;
  std::map<std::string, const HandlerResult *> Handlers;
  for (const RewriteOutcome &O : Result.Outcomes)
    for (const HandlerResult *H : Scan.Result.find(O.Id)) {
      if (!isDone(O.Outcome) || H->Record.Id != O.Id)
        continue;
      Handlers[O.Id] = H;
      Questions.push_back(
          {O.Id, H->Record.File, [&Scan, H] { return diffOf(Scan, H->Edits); },
           [&Scan, H, &O] {
             return explanationToText(
                 {Scan.Result, *H, O, [&Scan](const std::string &Path) {
                    return Scan.read(Path);
                  }});
           },
           [&O] {
             std::string Text;
             for (const verify::VerifyResult &V : O.Verdicts)
               Text += verdictText(V);
             return Text.empty() ? "not verified\n" : Text;
           }});
    }
  std::set<std::string> Chosen = askAboutEach(
      Questions,
      [] {
        std::string Line;
        return std::getline(std::cin, Line) ? std::optional(Line)
                                            : std::nullopt;
      },
      [](const std::string &Text) { say(Text); });
  if (Chosen.size() == Questions.size())
    return llvm::Error::success();

  std::vector<EditGroup> Groups;
  for (const std::string &Id : Chosen)
    Groups.push_back(Handlers[Id]->Edits);
  llvm::Expected<EditGroup> Together = mergeGroups(Groups);
  if (!Together)
    return Together.takeError();
  if (!Chosen.empty())
    if (llvm::Error E = checkChoice(Scan, *Together,
                                    Handlers[*Chosen.begin()]->Record.File))
      return E;
  Result.Changes.clear();
  for (const std::string &Path : Together->paths()) {
    std::string Old = Scan.read(Path).value_or("");
    Result.Changes[Path] = {Old, applyEdits(Old, *Together, Path)};
  }
  for (RewriteOutcome &O : Result.Outcomes) {
    if (!isDone(O.Outcome) || Chosen.count(O.Id))
      continue;
    auto &Counts = O.BestEffort ? Result.BestEffortByState : Result.ByState;
    if (--Counts[toString(O.Outcome)] == 0)
      Counts.erase(toString(O.Outcome));
    ++Counts[toString(State::Convertible)];
    O.Outcome = State::Convertible;
    O.Reasons.push_back({"", "not chosen", Handlers[O.Id]->Record.File, 0});
  }
  return llvm::Error::success();
}

} // namespace premap
