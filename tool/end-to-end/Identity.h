// Every hook of a kernel tree compared with itself, which must never be
// different: the verifier's own sanity on code that nobody wrote for it.
#ifndef PREMAP_TOOL_ENDTOEND_IDENTITY_H
#define PREMAP_TOOL_ENDTOEND_IDENTITY_H

#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"
#include "verify/Verify.h"

#include "nlohmann/json.hpp"

#include <string>
#include <vector>

namespace premap {

/// One hook, in one of the files that have a table with it.
struct IdentityJob {
  std::string Handler; ///< function name
  bool IsPrepare = false;
  verify::VerifyInput Input;
};

/// What came out; the worst of the hook's tables.
struct IdentityResult {
  std::string Handler, File;
  verify::Verdict Verdict = verify::Verdict::Inconclusive;
  std::vector<verify::Difference> Differences;
  unsigned Paths = 0;              ///< of the hook, one side
  std::uint64_t Milliseconds = 0;  ///< processor time, both parses included
  std::uint64_t PeakKilobytes = 0; ///< of the process that ran it, so far
};

/// One job for every hook of file_operations that \p Scan (premap.scan/1) found
/// and that \p Database compiles for \p Arch; sorted by handler.
std::vector<IdentityJob> identityJobs(const nlohmann::json &Scan,
                                      const KernelTree &Tree,
                                      const CompileDatabase &Database,
                                      const std::string &Arch);

/// Runs them in \p Processes processes; results in the order of \p Jobs. A job
/// that crashed is Different and says how.
std::vector<IdentityResult> runIdentity(const std::vector<IdentityJob> &Jobs,
                                        unsigned Processes);

} // namespace premap

#endif
