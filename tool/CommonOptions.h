// The command line options that several subcommands share.
#ifndef PREMAP_TOOL_COMMONOPTIONS_H
#define PREMAP_TOOL_COMMONOPTIONS_H

#include "tool/deliver/Output.h"
#include "tool/tree/Progress.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace premap {

struct CommonOptions {
  std::string Tree;               ///< as typed
  std::string BuildFolder;        ///< -p; "" means the tree's cache folder
  std::vector<std::string> Archs; ///< --arch; empty means all that there are
  unsigned Jobs = 0;              ///< -j; 0 means one for each core
  unsigned ReadSeconds = 300;     ///< of processor time, for reading one file
  bool NoConfigure = false;       ///< never start Kbuild
  bool NoCache = false;           ///< read everything anew, keep nothing
  std::string CacheFolder; ///< --cache; "" means results/ of the cache folder
  bool Sandbox = false;    ///< start it in a sandbox
  bool Quiet = false;
  ProgressMode Progress = ProgressMode::Auto;

  /// Jobs, or the number of cores that this process may use.
  unsigned jobs() const;
  /// How to report progress: --quiet wins over --progress.
  ProgressMode progress() const;
};

/// Adds TREE and `-p -j --arch --read-seconds --no-configure
/// --no-cache --cache --quiet --progress`. \p Options must outlive the parsing.
void addCommonOptions(CLI::App &App, CommonOptions &Options);

/// Adds `--sandbox`, and to the help what starting Kbuild means.
void addSandboxOption(CLI::App &App, CommonOptions &Options);

/// Fills in the tree that was not typed: the one that the current folder is in.
void settleTree(CommonOptions &Options);

/// The same where handlers may follow: inside of a tree, a TREE that is none is
/// the first of \p Handlers.
void settleTree(CommonOptions &Options, std::vector<std::string> &Handlers);

/// Adds the positional HANDLER, see HandlerPattern.
void addHandlerOption(CLI::App &App, std::vector<std::string> &Handlers,
                      const std::string &Default);

/// Adds `--target-api`; the values are `auto` and the releases of the design.
void addTargetApiOption(CLI::App &App, std::string &TargetApi);

/// Adds `--best-effort`.
void addBestEffortOption(CLI::App &App, bool &BestEffort);

/// Adds the repeatable `--output FMT[:PATH]`, FMT one of \p Formats.
/// Two requests for standard output are refused.
void addOutputOption(CLI::App &App, std::vector<OutputRequest> &Outputs,
                     std::vector<std::string> Formats);

} // namespace premap

#endif
