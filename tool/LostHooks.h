// Hooks that a change takes out of a file whose tables stand elsewhere.
#ifndef PREMAP_TOOL_LOSTHOOKS_H
#define PREMAP_TOOL_LOSTHOOKS_H

#include "tool/deliver/UnifiedDiff.h"

#include <set>
#include <string>

namespace premap {

/// Functions with the form of an mmap hook that other files can name and that
/// only the old text defines. Read as text, for files that set no hook of
/// their own: the tables may be anywhere.
std::set<std::string> lostHooks(const FileChange &Change);

} // namespace premap

#endif
