// Puts the verdicts on the units of a foreign conversion together.
#ifndef PREMAP_TOOL_VERDICTCOLLECTOR_H
#define PREMAP_TOOL_VERDICTCOLLECTOR_H

#include "tool/HandlerPattern.h"
#include "tool/deliver/UnifiedDiff.h"
#include "tool/deliver/VerifyReport.h"

#include "llvm/Support/Error.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

class VerdictCollector {
public:
  VerdictCollector(std::vector<HandlerPattern> Wanted, VerifyReport &Report)
      : Wanted(std::move(Wanted)), Report(Report) {}

  /// \p File is the changed file whose unit was verified, tree-relative;
  /// \p BestEffort: no configuration compiles it.
  void add(const std::string &File, const std::string &Arch, bool BestEffort,
           verify::VerifyResult Verdict);
  /// The verification of \p File did not end; \p Problem says how.
  void addLost(const std::string &File, const std::string &Problem);
  /// A hook that left a file, if none of the verdicts is about it.
  void addLostHooks(const FileChanges &Changes);
  /// Sorts the report. An error if a wanted handler is none of the hooks.
  llvm::Error finish();

private:
  bool isWanted(const std::string &File, const verify::VerifyResult &Verdict);
  void addTo(const std::string &Id, bool BestEffort,
             verify::VerifyResult Verdict);

  std::vector<HandlerPattern> Wanted;
  VerifyReport &Report;
  std::set<std::string> Found, Hooks, Without;
  std::map<std::string, size_t> ById;
  bool Hidden = false; ///< there may be hooks that nobody saw
};

} // namespace premap

#endif
