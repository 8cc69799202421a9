// Unified diffs in git's own form, made by git: a patch must look and apply as
// if a person had committed the change.
#ifndef PREMAP_TOOL_DELIVER_UNIFIEDDIFF_H
#define PREMAP_TOOL_DELIVER_UNIFIEDDIFF_H

#include "llvm/Support/Error.h"

#include <map>
#include <string>

namespace premap {

/// The two texts of one file.
struct FileChange {
  std::string Old, New;
};

/// Changed files by tree-relative path.
using FileChanges = std::map<std::string, FileChange>;

/// Fails if unifiedDiffs() could not work: said before hours of work, not
/// after.
llvm::Error checkCanDiff();

/// Returns one `diff --git` text per changed path, with `a/` and `b/` prefixes
/// and git's index lines; equal texts give no entry. Fails if git cannot be run
/// or the temporary folder cannot be written.
llvm::Expected<std::map<std::string, std::string>>
unifiedDiffs(const FileChanges &Changes);

} // namespace premap

#endif
