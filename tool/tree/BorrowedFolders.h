// Finds the folders whose Makefile builds objects of another folder, and what
// they call those objects.
#ifndef PREMAP_TOOL_TREE_BORROWEDFOLDERS_H
#define PREMAP_TOOL_TREE_BORROWEDFOLDERS_H

#include "tool/tree/KernelTree.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace premap {

/// The targets under which a folder of the architecture \p SourceArch (or of
/// none) might build the sources \p Paths, which belong to other folders. For
/// virt/kvm/kvm_main.c: arch/x86/kvm/../../../virt/kvm/kvm_main.o. A guess from
/// the text of the Makefiles; Kbuild knows which ones are true. Sorted.
std::vector<std::string> borrowedTargets(const KernelTree &Tree,
                                         llvm::StringRef SourceArch,
                                         llvm::ArrayRef<std::string> Paths);

/// The way from the folder \p From to the folder \p To, both tree-relative:
/// "../amdkfd".
std::string pathBetween(llvm::StringRef From, llvm::StringRef To);

} // namespace premap

#endif
