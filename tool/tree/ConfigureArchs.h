// Configures one architecture after the other until every file that calls for
// one has a command, or nothing more can be gained.
#ifndef PREMAP_TOOL_TREE_CONFIGUREARCHS_H
#define PREMAP_TOOL_TREE_CONFIGUREARCHS_H

#include "tool/tree/Configure.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

/// One architecture that was tried.
struct ArchRun {
  std::string Arch;
  std::string Failure;    ///< "" if it went well
  ConfigureResult Result; ///< if it went well
  bool First = false;     ///< asked for, whatever it gains
  size_t Gained = 0;      ///< wanted files that got their first command
  unsigned Seconds = 0;
};

struct ArchsRequest {
  /// Configured for all candidates.
  std::vector<std::string> First;
  CommandCandidates Candidates;
  /// The candidates for whose sake other architectures are configured, each for
  /// what the earlier ones left; with none, it ends with First.
  std::set<std::string> Wanted;
};

struct ArchsResult {
  /// Candidates without a command in any of them -> why, by the first one.
  std::map<std::string, std::string> Missing;
  /// Architectures that Clang cannot configure or that failed -> files of
  /// Wanted without a command that they might compile. None is empty.
  std::map<std::string, std::set<std::string>> OutOfReach;
};

/// Calls \p OnRun after each architecture. A failure is in the run, and the
/// others are still done, unless the user interrupts.
ArchsResult configureArchs(const KernelTree &Tree, llvm::StringRef BuildFolder,
                           const ArchsRequest &Request,
                           const ConfigureOptions &Options,
                           llvm::function_ref<void(const ArchRun &)> OnRun);

} // namespace premap

#endif
