// The list, in a folder that premap wrote, of what it wrote there; what no list
// names is the user's and stays.
#ifndef PREMAP_TOOL_TREE_FILELIST_H
#define PREMAP_TOOL_TREE_FILELIST_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <set>
#include <string>

namespace premap {

/// The file with the list.
inline constexpr char FileListName[] = ".premap-files";

bool hasFileList(llvm::StringRef Folder);

/// What is in \p Folder and not in its list, below it, folders with a slash at
/// the end; characters that would break a line are escaped.
llvm::Expected<std::set<std::string>> foreignEntries(llvm::StringRef Folder);

/// Writes the list of \p Folder: all that is in it but \p Foreign, and \p Later
/// which will be. Call it before others can see the folder.
llvm::Error writeFileList(llvm::StringRef Folder,
                          const std::set<std::string> &Foreign = {},
                          llvm::StringRef Later = "");

/// Removes what the list of \p Folder names, and the folder if it is empty
/// then.
void removeListed(const std::string &Folder);

} // namespace premap

#endif
