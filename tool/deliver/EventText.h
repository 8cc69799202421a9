// What a handler does with its VMA, event by event, in a few words each.
#ifndef PREMAP_TOOL_DELIVER_EVENTTEXT_H
#define PREMAP_TOOL_DELIVER_EVENTTEXT_H

#include "matchers/HandlerBody.h"

#include <string>

namespace premap {

/// "maps with remap_pfn_range()", to be read after the function's name.
std::string describe(const Event &E);

} // namespace premap

#endif
