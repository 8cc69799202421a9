// The entries of a report: one for each handler, and one for each other
// function that lint speaks of.
#ifndef PREMAP_TOOL_REPORT_HANDLERJSON_H
#define PREMAP_TOOL_REPORT_HANDLERJSON_H

#include "tool/deliver/RewriteResult.h"
#include "tool/deliver/ScanResult.h"
#include "tool/deliver/VerifyReport.h"
#include "tool/lint/GateFinding.h"
#include "tool/report/Excerpts.h"
#include "tool/report/ReportDiffs.h"
#include "tool/series/Maintainers.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

/// One handler of a scan, and what became of it.
struct ScannedHandler {
  const HandlerResult &Found;
  const RewriteOutcome *Outcome; ///< null if nothing was rewritten
  const FileChanges *Refuted;    ///< what was made and refuted, or null
  const std::string &Mail;       ///< its patch in the series, or ""
};

class HandlerPages {
public:
  explicit HandlerPages(const FileReader &Read);

  void add(const ScannedHandler &Handler);
  /// One that was verified without a scan, by \p Changes, which have the
  /// numbers \p Changed.
  void add(const VerifiedHandler &Handler, const FileChanges &Changes,
           const std::vector<size_t> &Changed);
  /// To the entry of its hook or function, which is made if there is none.
  void add(const GateFinding &Finding);
  std::vector<size_t> addChanges(const FileChanges &Changes);

  // All of these are complete when nothing is added any more.
  nlohmann::ordered_json toJson() const; ///< sorted by id
  nlohmann::ordered_json sections() const { return Sections; }
  nlohmann::ordered_json sources() const { return Lines.toJson(Read); }
  llvm::Expected<nlohmann::ordered_json> diffs() const {
    return Diffs.toJson();
  }
  const std::set<std::string> &rules() const { return Rules; }

private:
  using json = nlohmann::ordered_json;

  json &entry(const std::string &Id, const std::string &Name,
              const std::string &File, unsigned Line);
  json sectionOf(const std::string &File);
  json reasonsToJson(const std::vector<Reason> &Reasons);
  json tablesToJson(const HandlerRecord &Record);
  json functionToJson(const FunctionFacts &Function);
  json functionsToJson(const HandlerRecord &Record);
  json planToJson(const Plan &Accepted);
  json verdictsToJson(const std::vector<verify::VerifyResult> &Verdicts,
                      const FileChanges &Changes);
  FileChanges changesOf(const ScannedHandler &Handler) const;

  const FileReader &Read;
  Maintainers Known;
  Excerpts Lines;
  ReportDiffs Diffs;
  std::map<std::string, json> Entries; ///< by id
  json Sections = json::array();
  std::map<const MaintainerSection *, size_t> SectionNumbers;
  /// The handler that a table names, by the table's file and line.
  std::map<std::pair<std::string, unsigned>, std::string> HookAt;
  std::set<std::string> Rules; ///< that something speaks of
};

} // namespace premap

#endif
