// What TAB offers, for three shells.
#ifndef PREMAP_TOOL_CLI_COMPLETION_H
#define PREMAP_TOOL_CLI_COMPLETION_H

#include "tool/cli/CommandText.h"

#include <string>

namespace premap {

std::string bashCompletion(const CommandText &Program);
std::string zshCompletion(const CommandText &Program);
std::string fishCompletion(const CommandText &Program);

} // namespace premap

#endif
