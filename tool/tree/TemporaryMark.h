// The file in a folder that says that the folder is temporary: if its maker was
// killed, the next run may remove it.
#ifndef PREMAP_TOOL_TREE_TEMPORARYMARK_H
#define PREMAP_TOOL_TREE_TEMPORARYMARK_H

#include <string>
#include <system_error>

namespace premap {

inline constexpr char TemporaryMarkName[] = ".premap-temporary";

/// Marks \p Folder. Success if it is marked already.
std::error_code markTemporary(const std::string &Folder);

bool isMarkedTemporary(const std::string &Folder);

/// Takes the mark away, if it is ours.
void unmarkTemporary(const std::string &Folder);

} // namespace premap

#endif
