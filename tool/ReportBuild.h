// From a scanned tree to its page for people.
#ifndef PREMAP_TOOL_REPORTBUILD_H
#define PREMAP_TOOL_REPORTBUILD_H

#include "tool/ScanTree.h"
#include "tool/report/Report.h"

#include <string>
#include <vector>

namespace premap {

/// Whether one of \p Requests is for a page.
bool wantsReport(const std::vector<OutputRequest> &Requests);

/// What the pages of all commands have. \p Tree must outlive the result.
ReportInput reportOf(const KernelTree &Tree, const std::string &Command);

/// What those of all commands that scan a tree have.
ReportInput reportOf(const TreeScan &Scan, const std::string &Command);

} // namespace premap

#endif
