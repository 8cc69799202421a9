// One pair of hooks: from what both do to the verdict.
#ifndef PREMAP_VERIFY_PAIRCHECK_H
#define PREMAP_VERIFY_PAIRCHECK_H

#include "verify/HandlerPairs.h"
#include "verify/Outcome.h"
#include "verify/Program.h"
#include "verify/ResourceTable.h"
#include "verify/Verdict.h"
#include "verify/VerifyInput.h"

namespace premap::verify {

/// One comparison of a pair, with one view of the code.
struct PairRun {
  VerifyResult Result;
  bool ReadsVmFile; ///< the old hook, of its vma
  bool Bounded;     ///< a path was cut
};
PairRun runPair(const HookPair &Hooks, Program &Old, Program &New,
                const VerifyInput &Input, const VerifyOptions &Options,
                const ResourceTable &Table, Files Which);

/// Compares \p Hooks of the two programs within the budgets of \p Options;
/// whatever exceeds one, or throws, is inconclusive. Paths in the result are
/// absolute.
VerifyResult checkPair(const HookPair &Hooks, Program &Old, Program &New,
                       const VerifyInput &Input, const VerifyOptions &Options,
                       const ResourceTable &Table);

} // namespace premap::verify

#endif
