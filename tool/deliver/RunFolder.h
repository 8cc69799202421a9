// The folder that `premap run` leaves: everything at once, or nothing.
#ifndef PREMAP_TOOL_DELIVER_RUNFOLDER_H
#define PREMAP_TOOL_DELIVER_RUNFOLDER_H

#include "tool/deliver/RewriteReport.h"
#include "tool/deliver/RewriteResult.h"
#include "tool/deliver/ScanResult.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

/// Makes \p Path absolute. Fails if it exists and is anything but an empty
/// folder or the result of an earlier run, recognised by its list of files, or
/// if nothing can be written beside it: said before hours of work, not after.
llvm::Error checkRunFolder(std::string &Path);

/// Writes summary.txt, scan.json, rewrite.json, declined.txt, all.patch, and
/// patches/ with one patch for each set of files that belong together, named
/// after the first of them. Replaces an earlier run.
llvm::Error writeRunFolder(const std::string &Path, const ScanResult &Scan,
                           const RewriteResult &Result, const Diffs &Patches);

/// The changed files by the conversions that change them: each set can be
/// applied without the others, no part of one can. Sorted.
std::vector<std::vector<std::string>>
filesThatBelongTogether(const RewriteResult &Result);

/// `drivers/char/mem.c` -> `drivers-char-mem.c.patch`.
std::string patchName(const std::string &Path);

/// The first page that a maintainer reads.
std::string runSummary(const ScanResult &Scan, const RewriteResult &Result);

} // namespace premap

#endif
