// Which other files of a change may define what a file uses.
#ifndef PREMAP_TOOL_USEDFILES_H
#define PREMAP_TOOL_USEDFILES_H

#include "tool/deliver/UnifiedDiff.h"

#include "llvm/ADT/StringRef.h"

#include <set>
#include <string>

namespace premap {

/// The functions and variables that a C text defines for other files, whatever
/// its conditions say; by its tokens, so rather one too many.
std::set<std::string> definedFor(llvm::StringRef Text);

/// The other files of \p Changes that may define what \p Path uses, directly or
/// through each other.
std::set<std::string> filesUsedBy(const std::string &Path,
                                  const FileChanges &Changes);

} // namespace premap

#endif
