// One function per subcommand. Each declares its options on the application
// and stores what to run; main() runs the chosen one.
#ifndef PREMAP_TOOL_COMMANDS_H
#define PREMAP_TOOL_COMMANDS_H

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace premap {

/// Set by the chosen subcommand while the command line is parsed.
using CommandAction = std::function<int()>;

void addBaselineCommand(CLI::App &App, CommandAction &Action);
void addCacheCommand(CLI::App &App, CommandAction &Action);
void addConfigureCommand(CLI::App &App, CommandAction &Action);
/// Hidden; for the build.
void addDocumentationCommand(CLI::App &App, CommandAction &Action);
void addDoctorCommand(CLI::App &App, CommandAction &Action);
void addExplainCommand(CLI::App &App, CommandAction &Action);
void addLintCommand(CLI::App &App, CommandAction &Action);
/// `premap kbuild`, whose words are a compiler's and not for CLI11. \returns
/// the exit status.
int runKbuild(const std::vector<std::string> &Words);
void addKbuildCommand(CLI::App &App, CommandAction &Action);
void addMergeCommand(CLI::App &App, CommandAction &Action);
void addModelCommand(CLI::App &App, CommandAction &Action);
void addPlanCommand(CLI::App &App, CommandAction &Action);
void addRewriteCommand(CLI::App &App, CommandAction &Action);
void addRunCommand(CLI::App &App, CommandAction &Action);
void addScanCommand(CLI::App &App, CommandAction &Action);
void addSeriesCommand(CLI::App &App, CommandAction &Action);
void addVerifyCommand(CLI::App &App, CommandAction &Action);

} // namespace premap

#endif
