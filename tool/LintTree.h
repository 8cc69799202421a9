// From a scan to findings: what the rules say of one state of a tree.
#ifndef PREMAP_TOOL_LINTTREE_H
#define PREMAP_TOOL_LINTTREE_H

#include "tool/ScanTree.h"
#include "tool/lint/LintResult.h"
#include "tool/lint/RuleChoice.h"

#include <vector>

namespace premap {

/// What the rules of \p Rules find in \p Scan, within the paths of its scope;
/// settled, comments that silence not yet heard.
std::vector<GateFinding> findingsOf(const TreeScan &Scan,
                                    const RuleChoice &Rules);

/// Takes out of \p Findings what comments in the files that \p Scan read
/// silence, and counts it. Comments of \p Rules that silence nothing, and those
/// without a reason, are added to \p Stale.
size_t applySuppressions(const TreeScan &Scan, const RuleChoice &Rules,
                         std::vector<GateFinding> &Findings,
                         std::vector<StaleEntry> &Stale);

} // namespace premap

#endif
