// The folder that `premap run` leaves: everything at once, or nothing.
#ifndef PREMAP_TOOL_DELIVER_RUNFOLDER_H
#define PREMAP_TOOL_DELIVER_RUNFOLDER_H

#include "tool/deliver/RewriteReport.h"
#include "tool/deliver/RewriteResult.h"
#include "tool/deliver/ScanResult.h"

#include "llvm/Support/Error.h"

#include <map>
#include <string>

namespace premap {

/// Makes \p Path absolute. Fails if it exists and is anything but an empty
/// folder or the result of an earlier run, recognised by its list of files, or
/// if nothing can be written beside it: said before hours of work, not after.
llvm::Error checkRunFolder(std::string &Path);

/// Makes \p Path a folder with \p Files, by name; a name may have one folder
/// before it. Replaces what checkRunFolder() allows to replace.
llvm::Error writeFolder(const std::string &Path,
                        const std::map<std::string, std::string> &Files);

/// Writes \p Page as report.html, summary.txt, scan.json, rewrite.json,
/// declined.txt, all.patch, and series/ with \p Series. Replaces an earlier
/// run.
llvm::Error writeRunFolder(const std::string &Path, const ScanResult &Scan,
                           const RewriteResult &Result, const Diffs &Patches,
                           const std::map<std::string, std::string> &Series,
                           const std::string &Page);

/// The first page that a maintainer reads.
std::string runSummary(const ScanResult &Scan, const RewriteResult &Result);

} // namespace premap

#endif
