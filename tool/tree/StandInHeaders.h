// The headers that Kbuild would generate for an architecture that is not
// configured, as far as the text of the tree tells them.
#ifndef PREMAP_TOOL_TREE_STANDINHEADERS_H
#define PREMAP_TOOL_TREE_STANDINHEADERS_H

#include "matchers/ParseUnit.h"
#include "tool/tree/KernelTree.h"

#include "llvm/ADT/StringRef.h"

#include <string>

namespace premap {

/// Headers below \p Folder (absolute; nothing is written there):
/// include/generated/autoconf.h, and arch/X/include/generated/[uapi/]asm/ with
/// what the Kbuild files take from asm-generic. An option that Kconfig's text
/// decides for \p Arch is as it says; all others are as in \p Autoconf, the
/// autoconf.h of an architecture that is configured (its path, absolute).
VirtualFiles standInHeaders(const KernelTree &Tree, llvm::StringRef Arch,
                            llvm::StringRef Autoconf, llvm::StringRef Folder);

} // namespace premap

#endif
