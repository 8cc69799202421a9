// Changes the expressions of a body that name its vma, one event at a time.
#ifndef PREMAP_REWRITERS_BODYEDITS_H
#define PREMAP_REWRITERS_BODYEDITS_H

#include "rewriters/Session.h"

namespace premap {

/// Replaces every use of the vma in \p F. What a descriptor has no form for is
/// a finding; a use that only the text shows, and that has none, is an
/// obstacle.
void convertBody(Session &S, Subject &F);

/// `vm_flags_set()` and its relatives, and tests of flags.
void convertFlags(Session &S, Subject &F, const Event &E);

/// `f(vma->vm_flags)`, where token \p I is the vma, for those f that have a
/// form for a descriptor on targets whose flags are bits.
bool convertFlagPredicate(Session &S, Subject &F, size_t I);

/// `pr_debug("..", vma->vm_flags)`, where token \p I is the vma.
bool convertPrintedFlags(Session &S, Subject &F, size_t I);

/// Turns the mapping call \p E into an action: see MapCall.cpp.
void convertMap(Session &S, Subject &F, const Event &E);

/// The tokens that \p Where covers.
TokenRange tokensOf(const SourceText &S, const Span &Where);

/// Puts \p Lines in the place of the statement \p Where, with braces if it was
/// an unbraced body and they are several.
void replaceStatement(Subject &F, Range Where,
                      const std::vector<std::string> &Lines);

/// Settles how the body names its file: `desc->file`, or a local. Takes and
/// returns the text of the whole definition.
std::string settleFile(const Subject &F, const std::string &Definition);

/// \p Definition without the locals that lost their last use against \p F's old
/// text. Names a local that cannot go in \p Stuck.
std::string dropUnusedLocals(const Subject &F, std::string Definition,
                             std::string &Stuck);

} // namespace premap

#endif
