#include "tool/deliver/RewriteReport.h"

#include "tool/deliver/ExitCode.h"
#include "tool/deliver/ReasonText.h"
#include "tool/deliver/ScanReport.h"
#include "tool/deliver/VerdictText.h"
#include "tool/deliver/VerifyReport.h"

#include <algorithm>

using json = nlohmann::ordered_json;

namespace premap {

static json reasonToJson(const Reason &R) {
  return {{"rule", R.Rule},
          {"message", R.Message},
          {"file", R.File},
          {"line", R.Line},
          {"missing", R.Missing.empty() ? json(nullptr) : json(R.Missing)}};
}

json rewriteToJson(const ScanResult &Scan, const RewriteResult &Result,
                   const Diffs &Patches) {
  json Handlers = json::array();
  for (const RewriteOutcome &O : Result.Outcomes) {
    json Reasons = json::array();
    for (const Reason &R : O.Reasons)
      Reasons.push_back(reasonToJson(R));
    Handlers.push_back({{"id", O.Id},
                        {"state", toString(O.Outcome)},
                        {"reasons", Reasons},
                        {"files", O.Files},
                        {"verify", verdictsToJson(O.Verdicts)},
                        {"best_effort", O.BestEffort}});
  }
  return {{"schema", "premap.rewrite/1"},
          {"tree", {{"version", Scan.Version}}},
          {"target", {{"api", Scan.TargetProfile}, {"preview", Scan.Preview}}},
          {"handlers", std::move(Handlers)},
          {"patches", Patches},
          {"summary",
           {{"handlers", Result.Outcomes.size()},
            {"files", Patches.size()},
            {"by_state", Result.ByState},
            {"by_missing", missingIn<MissingParts>(Result)},
            {"best_effort", {{"by_state", Result.BestEffortByState}}}}}};
}

std::string joinDiffs(const Diffs &Patches) {
  std::string All;
  for (const auto &[Path, Text] : Patches)
    All += Text;
  return All;
}

std::string countsText(const std::map<std::string, unsigned> &ByState,
                       const std::string &Noun) {
  unsigned Sum = 0;
  for (const auto &[State, Count] : ByState)
    Sum += Count;
  std::string Out = std::to_string(Sum) + " " + Noun + (Sum == 1 ? ":" : "s:");
  const char *Comma = " ";
  for (const auto &[State, Count] : ByState) {
    Out += Comma + std::to_string(Count) + " " + State;
    Comma = ", ";
  }
  return Out;
}

std::string unreadFiles(const ScanResult &Scan) {
  std::string Out;
  for (const IncompleteFile &F : Scan.Incomplete)
    Out += "  not read: " + toText({"", F.Reason, F.File, 0}) + "\n";
  return Out;
}

std::string rewriteSummary(const ScanResult &Scan,
                           const RewriteResult &Result) {
  std::string Out;
  if (Scan.Preview)
    Out += "This is a preview: the tree has no mmap_prepare. The result was "
           "parsed against declarations of the API of " +
           Scan.TargetProfile + ".\n";
  Out += countsText(Result.ByState, "handler");
  if (!Result.BestEffortByState.empty())
    Out +=
        "; read best-effort " + countsText(Result.BestEffortByState, "handler");
  Out += "; " + std::to_string(Result.Changes.size()) + " files changed\n";
  Out += unreadFiles(Scan);
  for (const RewriteOutcome &O : Result.Outcomes)
    if (O.Outcome == State::Refuted)
      Out += "  " + O.Id + ": " + toString(O.Outcome) +
             (O.Reasons.empty() ? "" : ": " + toText(O.Reasons.front())) + "\n";
  return Out;
}

std::string failedEdits(const RewriteResult &Result) {
  std::string Out;
  for (const RewriteOutcome &O : Result.Outcomes) {
    if (O.Outcome != State::EditFailed)
      continue;
    Out += "premap: " + O.Id +
           ": no change is made: the rewritten text did not hold, or could not "
           "be checked\n";
    for (const Reason &R : O.Reasons)
      Out += "  " + toText(R) + "\n";
  }
  return Out;
}

std::string declinedList(const ScanResult &Scan, const RewriteResult &Result) {
  std::string Out =
      "Handlers that were not converted for " + Scan.TargetProfile +
      ", with every reason; all of its places are in scan.json.\n"
      "What PM001 and the others mean: rewriters/README.md of premap.\n";
  for (const RewriteOutcome &O : Result.Outcomes) {
    if ((isDone(O.Outcome) && O.Outcome != State::Inconclusive) ||
        O.Outcome == State::AlreadyConverted)
      continue;
    Out += "\n" + O.Id + ": " + toString(O.Outcome) + "\n";
    for (const std::string &Line : reasonLines(O.Reasons))
      Out += "    " + Line + "\n";
    for (const verify::VerifyResult &Verdict : O.Verdicts)
      Out += verdictText(Verdict);
  }
  return Out;
}

int exitCodeOf(const ScanResult &Scan, const RewriteResult &Result,
               bool Changed) {
  auto Any = [&](State Outcome) {
    return std::any_of(
        Result.Outcomes.begin(), Result.Outcomes.end(),
        [&](const RewriteOutcome &O) { return O.Outcome == Outcome; });
  };
  if (Any(State::EditFailed))
    return ExitInternal;
  if (Any(State::Refuted))
    return ExitRefuted;
  if (int Status = exitCodeOf(Scan))
    return Status;
  return Changed ? ExitFindings : ExitOk;
}

} // namespace premap
