// A rewrite as JSON (schema premap.rewrite/1), as one diff, and in a few lines.
#ifndef PREMAP_TOOL_DELIVER_REWRITEREPORT_H
#define PREMAP_TOOL_DELIVER_REWRITEREPORT_H

#include "tool/deliver/MissingParts.h"
#include "tool/deliver/RewriteResult.h"
#include "tool/deliver/ScanResult.h"

#include "nlohmann/json.hpp"

#include <map>
#include <string>

namespace premap {

/// Diffs by path, as unifiedDiffs() makes them.
using Diffs = std::map<std::string, std::string>;

/// What the declined handlers wait for, counted by `Counts`, MissingParts or
/// MissingKinds.
template <typename Counts> Counts missingIn(const RewriteResult &Result) {
  Counts Parts;
  for (const RewriteOutcome &O : Result.Outcomes)
    if (O.Outcome == State::Declined)
      countMissing(O.Reasons, Parts);
  return Parts;
}

nlohmann::ordered_json rewriteToJson(const ScanResult &Scan,
                                     const RewriteResult &Result,
                                     const Diffs &Patches);

/// All diffs in the order of their paths.
std::string joinDiffs(const Diffs &Patches);

/// "3 handlers: 1 converted, 2 declined".
std::string countsText(const std::map<std::string, unsigned> &ByState,
                       const std::string &Noun);

/// What was done and what was not, for the end of a run on standard error.
std::string rewriteSummary(const ScanResult &Scan, const RewriteResult &Result);

/// The files that were not read, a line each. rewriteSummary() has them too.
std::string unreadFiles(const ScanResult &Scan);

/// The conversions whose text did not hold, with what the parser says, or that
/// could not be checked; "" if there are none. For standard error, always.
std::string failedEdits(const RewriteResult &Result);

/// Every handler that was not converted, with its reasons, for people.
std::string declinedList(const ScanResult &Scan, const RewriteResult &Result);

/// ExitInternal (an edit failed) before ExitRefuted before ExitIncomplete
/// before ExitFindings (if \p Changed).
int exitCodeOf(const ScanResult &Scan, const RewriteResult &Result,
               bool Changed);

} // namespace premap

#endif
