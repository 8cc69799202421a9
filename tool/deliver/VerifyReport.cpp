#include "tool/deliver/VerifyReport.h"

#include "tool/deliver/ExitCode.h"
#include "tool/deliver/ReasonText.h"
#include "tool/deliver/RewriteReport.h"
#include "tool/deliver/VerdictText.h"

#include <algorithm>
#include <map>
#include <set>

using json = nlohmann::ordered_json;

namespace premap {

State stateOf(verify::Verdict V) {
  switch (V) {
  case verify::Verdict::Equivalent:
    return State::Converted;
  case verify::Verdict::EquivalentBounded:
  case verify::Verdict::EquivalentWithDifferences:
    return State::ConvertedUnderAssumptions;
  case verify::Verdict::Inconclusive:
    return State::Inconclusive;
  case verify::Verdict::Different:
    return State::Refuted;
  }
  return State::Inconclusive;
}

VerifyReport reportOf(const ScanResult &Scan, const RewriteResult &Result) {
  VerifyReport Report;
  Report.Version = Scan.Version;
  Report.TargetApi = Scan.TargetProfile;
  Report.Preview = Scan.Preview;
  Report.Incomplete = !Scan.Incomplete.empty();
  for (const RewriteOutcome &O : Result.Outcomes)
    Report.Handlers.push_back(
        {O.Id, O.Outcome, O.Reasons, O.Verdicts, O.BestEffort});
  return Report;
}

nlohmann::json
verdictsToJson(const std::vector<verify::VerifyResult> &Verdicts) {
  nlohmann::json All = nlohmann::json::array();
  for (const verify::VerifyResult &Verdict : Verdicts)
    All.push_back(verify::toJson(Verdict, /*WithTime=*/false));
  return All;
}

/// The worst verdict stands for the handler; all of them stay in `tables`.
static json handlerToJson(const VerifiedHandler &H) {
  json Out;
  Out["id"] = H.Id;
  Out["state"] = toString(H.Outcome);
  Out["best_effort"] = H.BestEffort;
  json Reasons = json::array();
  for (const Reason &R : H.Reasons)
    Reasons.push_back({{"rule", R.Rule},
                       {"message", R.Message},
                       {"file", R.File},
                       {"line", R.Line}});
  Out["reasons"] = std::move(Reasons);
  if (H.Verdicts.empty()) {
    Out["verdict"] = nullptr;
    return Out;
  }
  auto Worst = std::max_element(
      H.Verdicts.begin(), H.Verdicts.end(),
      [](const verify::VerifyResult &A, const verify::VerifyResult &B) {
        return A.Result < B.Result;
      });
  const nlohmann::json Printed = verify::toJson(*Worst, /*WithTime=*/false);
  for (const auto &[Key, Value] : Printed.items())
    if (Key != "id" && Key != "state")
      Out[Key] = Value;
  Out["tables"] = verdictsToJson(H.Verdicts);
  return Out;
}

json verifyToJson(const VerifyReport &Report) {
  json Handlers = json::array();
  std::map<std::string, unsigned> ByState, BestEffortByState, ByVerdict;
  for (const VerifiedHandler &H : Report.Handlers) {
    Handlers.push_back(handlerToJson(H));
    ++(H.BestEffort ? BestEffortByState : ByState)[toString(H.Outcome)];
    if (!Handlers.back()["verdict"].is_null())
      ++ByVerdict[Handlers.back()["verdict"].get<std::string>()];
  }
  return {{"schema", "premap.verify/1"},
          {"tree", {{"version", Report.Version}}},
          {"target", {{"api", Report.TargetApi}, {"preview", Report.Preview}}},
          {"handlers", std::move(Handlers)},
          {"notes", Report.Notes},
          {"summary",
           {{"by_state", ByState},
            {"best_effort", {{"by_state", BestEffortByState}}},
            {"by_verdict", ByVerdict}}}};
}

/// What most verdicts assume, to say it once; nothing if there is only one
/// verdict. The others may do with less: a hook of the library, for example.
static std::set<std::string> commonAssumptions(const VerifyReport &Report) {
  std::map<std::string, size_t> Counts;
  size_t Verdicts = 0;
  for (const VerifiedHandler &H : Report.Handlers)
    for (const verify::VerifyResult &Verdict : H.Verdicts) {
      ++Verdicts;
      for (const std::string &Assumption : Verdict.Assumptions)
        ++Counts[Assumption];
    }
  std::set<std::string> Common;
  for (const auto &[Assumption, Count] : Counts)
    if (Count > 1 && 2 * Count > Verdicts)
      Common.insert(Assumption);
  return Common;
}

/// "unchanged" for a hook that was compared with itself: nothing was converted.
static std::string stateText(const VerifiedHandler &H) {
  bool Done = H.Outcome == State::Converted ||
              H.Outcome == State::ConvertedUnderAssumptions;
  bool Same = std::all_of(H.Verdicts.begin(), H.Verdicts.end(),
                          [](const verify::VerifyResult &Verdict) {
                            return Verdict.OldHandler == Verdict.NewHandler;
                          });
  return Done && Same && !H.Verdicts.empty() ? "unchanged"
                                             : toString(H.Outcome);
}

std::string verifyToText(const VerifyReport &Report) {
  std::string Out;
  std::map<std::string, unsigned> ByState, BestEffortByState;
  std::set<std::string> Common = commonAssumptions(Report);
  for (const VerifiedHandler &H : Report.Handlers) {
    ++(H.BestEffort ? BestEffortByState : ByState)[stateText(H)];
    if ((H.Outcome == State::NotCompiled ||
         H.Outcome == State::AlreadyConverted) &&
        !Report.AskedFor)
      continue;
    Out += H.Id + ": " + stateText(H) +
           (H.BestEffort ? " (read best-effort)" : "") + "\n";
    for (const std::string &Line : reasonLines(H.Reasons))
      Out += "    " + Line + "\n";
    for (const verify::VerifyResult &Verdict : H.Verdicts)
      Out += verdictText(Verdict, Common);
  }
  if (!Common.empty())
    Out += "\nThe verdicts assume that\n";
  for (const std::string &Assumption : Common)
    Out += "  " + Assumption + "\n";
  for (const std::string &Note : Report.Notes)
    Out += "note: " + Note + "\n";
  Out += (Out.empty() ? "" : "\n") + countsText(ByState, "handler");
  if (!BestEffortByState.empty())
    Out += "; read best-effort " + countsText(BestEffortByState, "handler");
  return Out + "\n";
}

int exitCodeOf(const VerifyReport &Report) {
  auto Any = [&](State Outcome) {
    return std::any_of(
        Report.Handlers.begin(), Report.Handlers.end(),
        [&](const VerifiedHandler &H) { return H.Outcome == Outcome; });
  };
  if (Any(State::EditFailed))
    return ExitInternal;
  if (Any(State::Refuted))
    return ExitRefuted;
  bool Open = Report.Incomplete;
  for (const VerifiedHandler &H : Report.Handlers)
    Open |=
        H.Outcome == State::Inconclusive ||
        ((H.Outcome == State::NotCompiled || H.Outcome == State::Convertible) &&
         Report.AskedFor);
  return Open ? ExitIncomplete : ExitOk;
}

} // namespace premap
