// Verdicts as JSON (schema premap.verify/1) and for people.
#ifndef PREMAP_TOOL_DELIVER_VERIFYREPORT_H
#define PREMAP_TOOL_DELIVER_VERIFYREPORT_H

#include "matchers/HandlerClass.h"
#include "tool/deliver/RewriteResult.h"
#include "tool/deliver/ScanResult.h"
#include "verify/Verify.h"

#include "nlohmann/json.hpp"

#include <string>
#include <vector>

namespace premap {

struct VerifiedHandler {
  std::string Id;
  State Outcome = State::Inconclusive;
  std::vector<Reason> Reasons; ///< why there is no verdict
  /// One for each table and architecture.
  std::vector<verify::VerifyResult> Verdicts;
  bool BestEffort = false; ///< no configuration compiles it
};

struct VerifyReport {
  std::string Version, TargetApi;
  bool Preview = false;
  std::vector<VerifiedHandler> Handlers; ///< sorted by id
  bool Incomplete = false;               ///< files could not be read
  /// The user named them or changed their files: one that is not compiled makes
  /// the report incomplete. In a whole tree some always are not.
  bool AskedFor = false;
  std::vector<std::string> Notes; ///< about changed files; sorted
};

/// The outcomes of premap's own rewrite as a report.
VerifyReport reportOf(const ScanResult &Scan, const RewriteResult &Result);

/// What a verdict makes of a rewritten handler.
State stateOf(verify::Verdict V);

/// Elements of `tables` of premap.verify/1; without the time taken, so that the
/// same input gives the same bytes.
nlohmann::json
verdictsToJson(const std::vector<verify::VerifyResult> &Verdicts);

nlohmann::ordered_json verifyToJson(const VerifyReport &Report);
std::string verifyToText(const VerifyReport &Report);

/// ExitRefuted; ExitIncomplete, also for a verdict that is inconclusive;
/// ExitOk.
int exitCodeOf(const VerifyReport &Report);

} // namespace premap

#endif
