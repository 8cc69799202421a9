// Converts what a scan found: handlers by themselves, or a family of inner
// hooks.
#ifndef PREMAP_TOOL_REWRITEFOUND_H
#define PREMAP_TOOL_REWRITEFOUND_H

#include "tool/RewriteTree.h"

namespace premap {

/// Converts what \p Found wants. A family moves in one step if all of it holds,
/// else step by step; \p Found says afterwards which it was. \p Options need
/// not name the move.
llvm::Expected<RewriteResult> rewriteFound(ConversionScan &Found,
                                           const CommonOptions &Common,
                                           RewriteOptions Options);

} // namespace premap

#endif
