// From a planned series to mails, recipients and series.json, and to a branch
// if one is wanted. The work tree and the index of the tree's repository are
// not touched.
#ifndef PREMAP_TOOL_SERIES_SERIESWRITER_H
#define PREMAP_TOOL_SERIES_SERIESWRITER_H

#include "tool/deliver/RewriteReport.h"
#include "tool/series/PatchCheck.h"
#include "tool/series/Recipients.h"
#include "tool/series/ScratchRepository.h"
#include "tool/series/SeriesPlan.h"
#include "tool/series/SubjectPrefix.h"

#include "llvm/Support/Error.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace premap {

/// How the mails are to be, beside what is in them.
struct SeriesRequest {
  std::string Root;     ///< of the tree
  std::string Tool;     ///< "premap 0.1.0 (commit ..)"
  std::string Command;  ///< that makes the same series in the tree
  PrefixMap Prefixes;   ///< of the settings
  bool SignOff = false; ///< by the user
  bool Scripts = true;  ///< run the tree's own
  bool Sandbox = false; ///< run them in a sandbox
  std::string Branch;   ///< to leave the commits on, "" for none
  unsigned Version = 1; ///< of the series
  std::string Previous; ///< the folder of the version before, "" for none
  std::optional<int64_t> Time;              ///< of the first commit
  std::optional<TreeRepository> Repository; ///< of Root, if there is one
  std::vector<std::string> Notes;           ///< warnings from before
};

/// One patch with all that became of it.
struct SeriesMail {
  SeriesPatch Patch;
  SubjectPrefix Prefix;
  std::string Subject; ///< without "[PATCH ..]"
  std::string Commit;
  std::string FileName, Text; ///< the mail
  std::vector<CheckResidue> Residue;
  RecipientList Recipients;
};

struct Series {
  std::vector<SeriesMail> Mails;
  std::vector<LeftOut> Left;    ///< made and in no patch
  std::vector<LeftOut> Dropped; ///< in the version before, not in this one
  std::string Base;             ///< the commit, "" outside of git
  std::string Head;             ///< the last commit
  std::string Branch;           ///< for Head, "" for none
  std::vector<std::string> Warnings;
  std::map<std::string, std::string> Files; ///< all to write, by name
};

/// Makes \p Plan into a series. The error is for what makes none: no identity
/// to sign off with, files that differ from the base, git.
llvm::Expected<Series> writeSeries(const SeriesPlan &Plan,
                                   const ScanResult &Scan,
                                   const RewriteResult &Result,
                                   const SeriesFacts &Facts,
                                   const SeriesRequest &Request);

/// The series as JSON (schema premap.series/1).
nlohmann::ordered_json seriesToJson(const Series &Made, const ScanResult &Scan,
                                    const SeriesRequest &Request);

/// Who is told at most by the cover letter.
inline constexpr size_t MostRecipients = 40;

} // namespace premap

#endif
