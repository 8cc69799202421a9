// Why a handler is declined or a conversion is remarkable, as lines for people.
#ifndef PREMAP_TOOL_DELIVER_REASONTEXT_H
#define PREMAP_TOOL_DELIVER_REASONTEXT_H

#include "rewriters/Plan.h"

#include <string>
#include <vector>

namespace premap {

/// One line for a reason: "PM001 drivers/a.c:12: message".
std::string toText(const Reason &R);

/// One line for all reasons that only differ in their places, of which at most
/// three are named; in the order of their first ones.
std::vector<std::string> reasonLines(const std::vector<Reason> &Reasons);

} // namespace premap

#endif
