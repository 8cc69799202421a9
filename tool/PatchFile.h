// Reads a patch or an mbox that anybody made, against the user's tree, without
// touching the tree.
#ifndef PREMAP_TOOL_PATCHFILE_H
#define PREMAP_TOOL_PATCHFILE_H

#include "tool/deliver/UnifiedDiff.h"
#include "tool/tree/KernelTree.h"

#include "llvm/Support/Error.h"

#include <string>

namespace premap {

/// The old and new texts of every file that the patches in \p Named change, a
/// file, a pipe or "-", applied in order by git. A deleted file has an empty
/// new text, a new one an empty old text; a renamed one has its new text under
/// its old name. What ends as it was is left out. The error names the patch and
/// what git said: it is no patch, it does not apply, it leaves the tree.
llvm::Expected<FileChanges> applyPatchFile(const KernelTree &Tree,
                                           const std::string &Named);

struct PatchedTexts {
  FileChanges Changes; ///< Old is what is on disk
  bool Reverted = false;
};

/// The same for patches that may be in the tree already: if they do not apply,
/// they are taken back, the last one first. The error is that of applying them.
llvm::Expected<PatchedTexts> applyOrRevertPatch(const KernelTree &Tree,
                                                const std::string &Named);

} // namespace premap

#endif
