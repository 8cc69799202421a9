// What a function's locals and expressions are known to hold: the size of the
// VMA, its start, or something that is the same for every mapping of the file.
#ifndef PREMAP_REWRITERS_LOCALS_H
#define PREMAP_REWRITERS_LOCALS_H

#include "rewriters/Session.h"

namespace premap {

/// The tokens that \p Where covers.
TokenRange tokensOf(const SourceText &S, const Span &Where);

/// True if the expression is `vma->vm_start`, or a local that always is.
bool isVmaStart(const Subject &F, TokenRange Expression);

/// True if the expression is the VMA's whole size in bytes, or a local of
/// sufficient width that always is.
bool isVmaSize(const Subject &F, TokenRange Expression);

/// What an expression may read.
enum class Reach {
  File,           ///< the file, what it points to, constants
  FileAndMapping, ///< also the mapping's range and flags
};

/// True if the expression has the same value for every mapping of the file (and
/// of its range, for FileAndMapping): it reads only the file, memory reached
/// from it through members, and constants. Calls count as such reads if they
/// get nothing else; for FileAndMapping only known conversions do.
bool isReachedFromFile(const Subject &F, TokenRange Expression, Reach Allowed);

} // namespace premap

#endif
