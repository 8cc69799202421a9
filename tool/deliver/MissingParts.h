// What the declined handlers wait for, grouped: what would have to change
// first, and for how many.
#ifndef PREMAP_TOOL_DELIVER_MISSINGPARTS_H
#define PREMAP_TOOL_DELIVER_MISSINGPARTS_H

#include "rewriters/Plan.h"

#include "llvm/ADT/ArrayRef.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

/// Reason::Missing with the number of handlers that name it.
using MissingParts = std::map<std::string, unsigned>;

/// Counts \p Reasons, all of one handler: each part once.
void countMissing(llvm::ArrayRef<Reason> Reasons, MissingParts &Parts);

/// What handlers lack in the same way.
struct MissingKind {
  unsigned Handlers = 0;
  MissingParts Names; ///< of what, with the handlers that lack it
};

/// By what is said of them: "no action for ".
using MissingKinds = std::map<std::string, MissingKind>;

/// Counts \p Reasons, all of one handler: each kind and each name once.
void countMissing(llvm::ArrayRef<Reason> Reasons, MissingKinds &Kinds);

/// A paragraph each, the most frequent first:
/// "   12  no action for f() (8), g() (3) and 4 more".
std::string missingLines(const MissingKinds &Kinds);

} // namespace premap

#endif
