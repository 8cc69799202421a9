// `premap model SCENARIO`: runs one scenario file on the runtime model.
#include "tool/Commands.h"
#include "tool/ExitCode.h"

#include "CLI/CLI.hpp"

namespace premap {

void addModelCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "model", "Run a scenario file on the runtime model, print the trace");
  Sub->callback([&Action] { Action = [] { return int(ExitUsage); }; });
}

} // namespace premap
