// Changes the expressions of a body that name its vma, one event at a time.
#ifndef PREMAP_REWRITERS_BODYEDITS_H
#define PREMAP_REWRITERS_BODYEDITS_H

#include "rewriters/Session.h"

namespace premap {

/// Replaces every use of the vma in \p F except the mapping calls. A use that
/// the target cannot express becomes an obstacle.
void convertBody(Session &S, Subject &F);

/// `vm_flags_set()` and its relatives, and tests of flags.
void convertFlags(Session &S, Subject &F, const Event &E);

/// `f(vma->vm_flags)`, where token \p I is the vma, for those f that have a
/// form for a descriptor on targets whose flags are bits.
bool convertFlagPredicate(Session &S, Subject &F, size_t I);

/// Turns the mapping call \p E into an action: see PfnRemapCall.cpp,
/// IoRemapCall.cpp.
void convertMap(Session &S, Subject &F, const Event &E);

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
