// Which functions are converted together: the hook, the helpers that get its
// vma, the hooks that share these, and definitions that are not compiled.
#ifndef PREMAP_REWRITERS_SUBJECTS_H
#define PREMAP_REWRITERS_SUBJECTS_H

#include "rewriters/Session.h"

namespace premap {

/// Adds the hook of \p Input and its definitions in branches that no unit
/// compiles to \p S.Subjects. False if there is no body to convert; every
/// obstacle outside of the body is in \p S either way.
bool addHook(Session &S, const ConversionInput &Input);

/// Adds the functions of the file that get the vma from those in \p S.Subjects,
/// and the hooks that call them too. One that cannot come along is an obstacle.
void addHelpers(Session &S);

} // namespace premap

#endif
