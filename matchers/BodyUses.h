// Turns every use of the vma and of the file parameter into an event.
#ifndef PREMAP_MATCHERS_BODYUSES_H
#define PREMAP_MATCHERS_BODYUSES_H

#include "matchers/BodyContext.h"

namespace premap {

/// One event for each use; the same text that a macro uses several times is one
/// use. A use that is not understood is an Escape.
void readUses(const BodyContext &Body, std::vector<Draft> &Out);

/// The event of \p Call, which gets the bare vma in the argument \p Use.
Draft readVmaCall(const BodyContext &Body, const clang::CallExpr &Call,
                  const clang::DeclRefExpr &Use);

} // namespace premap

#endif
