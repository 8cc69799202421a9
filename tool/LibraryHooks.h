// Hooks that the kernel's library offers to many drivers: each driver that
// names one is converted by itself.
#ifndef PREMAP_TOOL_LIBRARYHOOKS_H
#define PREMAP_TOOL_LIBRARYHOOKS_H

#include "matchers/FactIndex.h"

#include <vector>

namespace premap {

/// The handlers of \p Index; one of the library stands once for each file with
/// a table of it, under that file's name.
std::vector<HandlerRecord> handlersByTable(const FactIndex &Index);

} // namespace premap

#endif
