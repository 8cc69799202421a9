// Which premap this is.
#ifndef PREMAP_TOOL_VERSION_H
#define PREMAP_TOOL_VERSION_H

#include <string>

namespace premap {

/// "premap 0.1.0 (commit 0123456789ab), LLVM 22.1.0"
std::string versionText();

} // namespace premap

#endif
