// The texts that are converted together: those of the team, and definitions in
// code that is not compiled.
#ifndef PREMAP_REWRITERS_SUBJECTS_H
#define PREMAP_REWRITERS_SUBJECTS_H

#include "rewriters/Session.h"

namespace premap {

/// Makes \p S.Subjects of the team's members that have a body, and of their
/// definitions in branches that no unit compiles; the handler comes first. What
/// their text does not allow is an obstacle.
void addSubjects(Session &S);

} // namespace premap

#endif
