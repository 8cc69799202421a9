// What the kernel's functions and macros mean for a mapping, by name.
#ifndef PREMAP_MATCHERS_BODYTABLES_H
#define PREMAP_MATCHERS_BODYTABLES_H

#include "llvm/ADT/StringRef.h"

namespace premap {

enum class CalleeKind {
  Unknown,       ///< no entry: may do anything
  Map,           ///< puts pages or PFNs into the mapping; also mmap_action_*()
  GenericFile,   ///< generic_file_mmap() and friends
  Size,          ///< vma_desc_size()
  Pages,         ///< vma_pages(), vma_desc_pages()
  FlagSet,       ///< vm_flags_set(vma, M)
  FlagClear,     ///< vm_flags_clear(vma, M)
  FlagModify,    ///< vm_flags_mod(vma, S, C), vm_flags_reset(vma, M)
  FlagTest,      ///< vma_desc_test(desc, ...): any or all of the flags
  FlagPredicate, ///< is_cow_mapping(vma->vm_flags): a test of fixed flags
  Acquire,       ///< takes a reference, memory, a place in a list
  Release,       ///< gives one back
  Lock,          ///< until an Unlock of the same family and argument
  Unlock,
  Guard,    ///< guard(), scoped_guard(): a lock until the end of the scope
  Harmless, ///< no effect that a second call, or none, would change
};

/// The kind of the function or macro \p Name.
CalleeKind calleeKind(llvm::StringRef Name);

/// A hook that the kernel's library offers to many drivers, in both forms:
/// tables name it, and it is not converted itself.
bool isLibraryHook(llvm::StringRef Name);

/// What a Lock and its Unlock have in common: "mutex", "spin", ..., else "".
llvm::StringRef lockFamily(llvm::StringRef Name);

/// The flags that a FlagPredicate tests, and those of them that must be set.
struct FlagPredicate {
  llvm::StringRef Name;
  llvm::StringRef Flags;    ///< separated by blanks
  llvm::StringRef Expected; ///< separated by blanks; "": any of Flags
};
const FlagPredicate *flagPredicate(llvm::StringRef Name);

} // namespace premap

#endif
