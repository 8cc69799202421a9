// Which conversions a series has, which of them share a patch, and the order of
// the patches.
#ifndef PREMAP_TOOL_SERIES_SERIESPLAN_H
#define PREMAP_TOOL_SERIES_SERIESPLAN_H

#include "tool/deliver/RewriteResult.h"
#include "tool/deliver/ScanResult.h"
#include "tool/series/Maintainers.h"

#include "llvm/Support/Error.h"

#include <functional>
#include <string>
#include <vector>

namespace premap {

/// What shares a patch.
enum class GroupBy {
  Driver,     ///< what Kbuild links into one module
  Maintainer, ///< what one section of MAINTAINERS speaks for
  Folder,
  Class, ///< the class of the handlers
  One,   ///< everything
};

NLOHMANN_JSON_SERIALIZE_ENUM(GroupBy, {{GroupBy::Driver, "driver"},
                                       {GroupBy::Maintainer, "maintainer"},
                                       {GroupBy::Folder, "dir"},
                                       {GroupBy::Class, "class"},
                                       {GroupBy::One, "one"}})

/// Which conversions enter.
struct SeriesFilter {
  bool Assumptions = true;   ///< with named differences or notes
  bool Inconclusive = false; ///< not decided by verification
};

struct SeriesConversion {
  const HandlerResult *Handler = nullptr;
  const RewriteOutcome *Outcome = nullptr;
};

/// A conversion that was made and is in no patch.
struct LeftOut {
  std::string Id, Why;
};

struct SeriesPatch {
  std::vector<SeriesConversion> Conversions; ///< sorted by id
  EditGroup Edits;                           ///< of all of them
  std::vector<size_t> After; ///< the patches whose names it uses
  /// Whether its text is one that the rewriter has parsed: one conversion that
  /// shares no file with another patch.
  bool IsParsed = false;

  std::vector<std::string> files() const { return Edits.paths(); }
  /// The file of the first handler.
  const std::string &mainFile() const {
    return Conversions.front().Handler->Record.File;
  }
};

struct SeriesPlan {
  std::vector<SeriesPatch> Patches; ///< each after those whose names it uses
  std::vector<LeftOut> Left;        ///< sorted
};

/// What the planner asks about files.
struct SeriesFacts {
  const Maintainers &Sections;
  /// What Kbuild links a file into, "" if nothing is known.
  std::function<std::string(const std::string &File)> DriverOf;
  FileReader Read;
};

/// Patches of the conversions that \p Result shows as done. What shares an edit
/// is in one patch or in none.
llvm::Expected<SeriesPlan> planSeries(const ScanResult &Scan,
                                      const RewriteResult &Result,
                                      const SeriesFilter &Filter, GroupBy By,
                                      const SeriesFacts &Facts);

/// Leaves the first \p Most patches.
void limitSeries(SeriesPlan &Plan, size_t Most);

/// Makes one patch of the patch at \p Index and those that share a file with
/// it. \returns whether there was one.
llvm::Expected<bool> joinWithNeighbours(SeriesPlan &Plan, size_t Index,
                                        const SeriesFacts &Facts);

/// Takes the patch at \p Index out, and those that use its names.
void dropPatch(SeriesPlan &Plan, size_t Index, const std::string &Why);

} // namespace premap

#endif
