// A helper that takes the vma and is also called where a VMA remains, by a
// fault handler say: `__helper()` takes what it reads as values, and `helper()`
// hands them over.
#ifndef PREMAP_REWRITERS_SPLIT_H
#define PREMAP_REWRITERS_SPLIT_H

#include "rewriters/Session.h"

namespace premap {

/// Makes \p F such a pair if all it does with the vma is to read vm_flags,
/// vm_start, vm_end, vm_pgoff and vm_file. False, and nothing done, otherwise.
bool split(Session &S, Subject &F);

/// What \p Caller hands to the split \p Helper in place of the vma.
std::string splitArguments(const Session &S, const Subject &Helper,
                           const Subject &Caller);

/// The new parameters of the split \p F, and the old function behind it.
void splitSignature(Session &S, Subject &F);

} // namespace premap

#endif
