// Writes a file whole or not at all.
#ifndef PREMAP_TOOL_TREE_ATOMICWRITE_H
#define PREMAP_TOOL_TREE_ATOMICWRITE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <system_error>

namespace premap {

/// Writes \p Text to a temporary file beside \p Path, syncs it and renames it,
/// keeping the mode, the owner and the access list of an existing file; a new
/// one has the rights that the umask leaves. A link is followed, and a device
/// or a FIFO is written to as it is: neither is replaced. On any failure (full
/// disk, no permission) \p Path is as it was, nothing is left behind, and the
/// message names the file and the cause. What a killed process left beside
/// \p Path is removed.
llvm::Error writeFileAtomically(llvm::StringRef Path, llvm::StringRef Text);

/// Removes what killed writeFileAtomically() left in \p Folder: files whose text
/// is what their name says.
void removeAbandonedFiles(const std::string &Folder);

/// Gives the open file \p To the mode, the owner and the access list of the
/// file \p From.
std::error_code copyRights(const std::string &From, int To);

} // namespace premap

#endif
