// `.premap.yaml`, and what it and the command line say of verification.
#ifndef PREMAP_TOOL_CONFIGFILE_H
#define PREMAP_TOOL_CONFIGFILE_H

#include "tool/lint/Allowances.h"
#include "verify/Verify.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace premap {

/// Budgets that somebody set; the rest is verify::VerifyOptions' default.
struct VerifyBudget {
  std::optional<unsigned> Seconds, Paths, LoopBound;
};

/// The contents of one `.premap.yaml`.
struct ConfigFile {
  VerifyBudget Budget;
  std::map<std::string, std::string> Resources; ///< acquire -> release
  std::map<std::string, std::string> Prefixes;  ///< path -> of subjects
  std::vector<Allowance> Allowed;               ///< lint: allow
};

/// Reads \p Path. The error is one sentence with file and line: what is no
/// YAML, an unknown or repeated key, a value of the wrong kind. If \p Folder is
/// not "", a link out of it is not followed.
llvm::Expected<ConfigFile> readConfigFile(const std::string &Path,
                                          const std::string &Folder = "");

/// The file that counts if the user names none: the one in \p Tree, else the
/// nearest one in \p Directory or above; "" if there is none.
std::string findConfigFile(llvm::StringRef Tree, llvm::StringRef Directory);

/// What the command line says.
struct ConfigOptions {
  std::string File;    ///< --config
  bool Dump = false;   ///< --dump-config
  VerifyBudget Budget; ///< --seconds, --paths, --loop-bound
};

/// Adds these options to a command that verifies.
void addConfigOptions(CLI::App &App, ConfigOptions &Options);

/// What is in force, and the file that it comes from ("": none).
struct EffectiveConfig {
  std::string Source;
  verify::VerifyOptions Verify;
  std::map<std::string, std::string> Prefixes; ///< see PrefixMap
  std::vector<Allowance> Allowed;
};

/// The command line wins over the file, the file over the defaults.
llvm::Expected<EffectiveConfig> effectiveConfig(const ConfigOptions &Options,
                                                llvm::StringRef Tree);

/// \p Config as a file that readConfigFile() takes.
std::string dumpConfig(const EffectiveConfig &Config);

/// Runs \p Command with what is in force, or prints that if the user asked for
/// it. \returns the exit status.
int runWithSettings(const ConfigOptions &Options, llvm::StringRef Tree,
                    llvm::function_ref<int(const EffectiveConfig &)> Command);

/// The same for a command that only verifies.
int runWithConfig(
    const ConfigOptions &Options, llvm::StringRef Tree,
    llvm::function_ref<int(const verify::VerifyOptions &)> Command);

} // namespace premap

#endif
