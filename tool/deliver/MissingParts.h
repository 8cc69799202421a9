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

/// A line each, the most frequent first: "   12  no action for f()".
std::string missingLines(const MissingParts &Parts);

} // namespace premap

#endif
