// The command line as CLI11 knows it, as plain text: what --help, the manual
// pages and the completions of shells are made of.
#ifndef PREMAP_TOOL_CLI_COMMANDTEXT_H
#define PREMAP_TOOL_CLI_COMMANDTEXT_H

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace premap {

struct OptionText {
  std::vector<std::string> Names;   ///< "-j", "--jobs"; one of a positional
  std::string Value;                ///< "N", "FOLDER", "{a,b}"; "" of a flag
  std::vector<std::string> Choices; ///< if these are all values that it takes
  std::string Description;
  bool Required = false, Repeatable = false;

  bool takesFile() const { return Value == "FILE" || Value == "PATH=FILE"; }
  bool takesFolder() const { return Value == "FOLDER"; }
};

struct OptionGroup {
  std::string Title;
  std::vector<OptionText> Options;
};

struct CommandText {
  std::string Name; ///< "premap", "scan", "create"
  std::string Description;
  std::vector<OptionText> Positionals;
  std::vector<OptionGroup> Groups;   ///< in the order of their first options
  std::vector<CommandText> Commands; ///< but hidden ones
  std::string Remarks;               ///< paragraphs
  std::vector<std::string> Examples;
};

/// The footer of a command: \p Remarks, and \p Examples behind them.
std::string footer(const std::vector<std::string> &Examples,
                   const std::string &Remarks = "");

CommandText describe(const CLI::App &App);

/// "premap scan [OPTIONS] [TREE]"; \p Path is the command with those before it.
std::string usageOf(const CommandText &Command, const std::string &Path);

/// Makes \p App, and the commands that are added to it from now on, print help
/// of at most 100 columns.
void setHelp(CLI::App &App);

} // namespace premap

#endif
