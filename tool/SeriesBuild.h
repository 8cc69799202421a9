// From a rewritten tree to a series: what `series` and `run` have in common.
#ifndef PREMAP_TOOL_SERIESBUILD_H
#define PREMAP_TOOL_SERIESBUILD_H

#include "tool/ScanTree.h"
#include "tool/deliver/RewriteResult.h"
#include "tool/series/SeriesWriter.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace premap {

struct SeriesOptions {
  GroupBy By = GroupBy::Driver;
  SeriesFilter Filter;
  size_t Limit = 0; ///< patches, 0 for all
  bool AllowDirty = false;
  bool NoTreeScripts = false;
  SeriesRequest Request; ///< Root, Tool and Repository are filled in
};

/// Adds `--no-tree-scripts`.
void addTreeScriptsOption(CLI::App &App, bool &NoTreeScripts);

/// Before hours of work: the tree's repository into \p Options, if there is
/// one. Fails if a series cannot be made on it: no commit, changes that are not
/// committed, a branch that exists, a branch without a repository, a date in
/// SOURCE_DATE_EPOCH that is none.
llvm::Error prepareSeries(const CommonOptions &Common, SeriesOptions &Options);

/// Plans, parses every state and writes, to memory only.
llvm::Expected<Series> buildSeries(const TreeScan &Scan,
                                   const RewriteResult &Result,
                                   const CommonOptions &Common,
                                   const SeriesOptions &Options);

/// The branch that was asked for; once the files are where they belong.
llvm::Error makeBranch(const Series &Made, const SeriesRequest &Request);

/// What has become of it, for standard error: a line, and the warnings.
std::string seriesSummary(const Series &Made);

} // namespace premap

#endif
