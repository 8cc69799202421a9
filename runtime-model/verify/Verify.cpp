#include "verify/Verify.h"
#include "verify/Catalogue.h"
#include "verify/CompileInput.h"
#include "verify/CompileSetup.h"
#include "verify/CpuClock.h"
#include "verify/PairCheck.h"
#include "verify/TreePaths.h"

#include "z3++.h"

#include <algorithm>

namespace premap::verify {

static VerifyResult failure(const VerifyInput &Input, const char *Id,
                            const std::string &Detail) {
  VerifyResult R;
  R.OldHandler = R.NewHandler = Input.Handler;
  R.Differences = {namedDifference(Id, Detail)};
  return R;
}

/// An old hook whose table has none in the new text.
static VerifyResult unpaired(const VerifyInput &Input, const TableHook &Hook) {
  VerifyResult R = failure(Input, "no_pair",
                           "the new text has no hook in " + Hook.Table +
                               " for " + Hook.Function + "()");
  R.Table = Hook.Table;
  R.OldHandler = Hook.Function;
  R.NewHandler = "";
  return R;
}

/// A hook of the new text in a table that had none.
static VerifyResult added(const VerifyInput &Input, const TableHook &Hook) {
  VerifyResult R = failure(Input, "no_pair",
                           "the old text has no hook in " + Hook.Table + "; " +
                               Hook.Function + "() was compared with nothing");
  R.Table = Hook.Table;
  R.OldHandler = R.NewHandler = Hook.Function;
  return R;
}

static std::vector<VerifyResult> checkPairs(const VerifyInput &Input,
                                            const VerifyOptions &Options) {
  CpuClock::time_point Begin = CpuClock::now();
  ResourceTable Table(Options.Resources);
  auto [Old, New, Error] = compileInput(Input, Table);
  if (!Error.empty())
    return {failure(Input, "not_compiled", Error)};
  Program::markDifferences(*Old, *New, Table);
  std::vector<TableHook> Unpaired, Added;
  std::vector<HookPair> Pairs =
      pairHooks(Old->hooks(), New->hooks(), Input.Handler, Unpaired, Added);
  std::uint64_t Compiled =
      std::chrono::duration_cast<std::chrono::milliseconds>(CpuClock::now() -
                                                            Begin)
          .count();
  std::vector<VerifyResult> Results;
  for (const HookPair &Pair : Pairs) {
    Results.push_back(checkPair(Pair, *Old, *New, Input, Options, Table));
    Results.back().Milliseconds += Compiled / Pairs.size();
  }
  for (const TableHook &O : Unpaired)
    Results.push_back(unpaired(Input, O));
  for (const TableHook &N : Added)
    Results.push_back(added(Input, N));
  if (Results.empty())
    Results.push_back(failure(Input, "no_pair",
                              Input.Handler.empty()
                                  ? "the old text sets no mmap hook"
                                  : "no ops table of the old text leads to " +
                                        Input.Handler + "()"));
  return Results;
}

std::vector<VerifyResult> verifyUnit(const VerifyInput &Input,
                                     const VerifyOptions &Options) {
  z3::set_param("memory_max_size", int(Options.SolverMegabytes));
  std::vector<VerifyResult> Results = checkPairs(Input, Options);
  for (VerifyResult &R : Results) {
    R.File = withoutDots(R.File.empty() ? Input.Main.File : R.File);
    if (!Input.Tree.empty())
      nameFromRoot(R, Input.Tree + "/");
    std::sort(R.Differences.begin(), R.Differences.end(),
              [](const Difference &A, const Difference &B) {
                return std::tie(A.Id, A.Message) < std::tie(B.Id, B.Message);
              });
  }
  return Results;
}

} // namespace premap::verify
