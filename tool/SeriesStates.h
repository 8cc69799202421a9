// Every state that a series leads through parses by itself.
#ifndef PREMAP_TOOL_SERIESSTATES_H
#define PREMAP_TOOL_SERIESSTATES_H

#include "tool/ScanTree.h"
#include "tool/series/SeriesPlan.h"

#include "llvm/Support/Error.h"

namespace premap {

/// Parses what each patch of \p Plan changes, for every architecture that
/// compiles it, with the patches before it applied. A patch that does not hold
/// by itself is joined with those that share its files; if that does not help,
/// it leaves the series. Fails after Ctrl-C.
llvm::Error settleStates(const TreeScan &Scan, const CommonOptions &Common,
                         const SeriesFacts &Facts, SeriesPlan &Plan);

} // namespace premap

#endif
