// Manual pages of section 1.
#ifndef PREMAP_TOOL_CLI_MANPAGE_H
#define PREMAP_TOOL_CLI_MANPAGE_H

#include "tool/cli/CommandText.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace premap {

/// What the page of the program says beside its commands.
struct ManualFacts {
  std::string Version;
  std::vector<std::pair<std::string, std::string>> ExitStatus, Environment;
};

/// "premap.1" and one "premap-COMMAND.1" for each of its commands, whose own
/// commands stand on its page.
std::map<std::string, std::string> manPages(const CommandText &Program,
                                            const ManualFacts &Facts);

} // namespace premap

#endif
