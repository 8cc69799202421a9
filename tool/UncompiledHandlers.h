// Handlers in files that no configured architecture compiles: named, with the
// cause, from the tokens of their tables.
#ifndef PREMAP_TOOL_UNCOMPILEDHANDLERS_H
#define PREMAP_TOOL_UNCOMPILEDHANDLERS_H

#include "tool/deliver/ScanResult.h"

#include <map>
#include <string>

namespace premap {

/// Adds what the tables of \p Files (path -> why it has no compile command)
/// name, and best-effort reading has not shown, to the handlers and pairs of
/// \p Result.
void addUncompiledHandlers(const std::map<std::string, std::string> &Files,
                           const FileReader &Read, ScanResult &Result);

} // namespace premap

#endif
