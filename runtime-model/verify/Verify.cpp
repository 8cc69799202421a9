#include "verify/Verify.h"
#include "verify/Catalogue.h"
#include "verify/ChangedTables.h"
#include "verify/CompileInput.h"
#include "verify/CompileSetup.h"
#include "verify/CpuClock.h"
#include "verify/PairCheck.h"
#include "verify/TreePaths.h"

#include "z3++.h"
#include "llvm/ADT/StringExtras.h"

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

/// Members of tables that changed and belong to no pair make every verdict on
/// the file open; of an array of tables, and of one without a name, the hooks
/// themselves are what has changed, or all that is known.
static void addChangedTables(std::vector<VerifyResult> &Results, Program &Old,
                             Program &New) {
  std::set<std::string> Compared;
  for (const VerifyResult &R : Results)
    Compared.insert(R.ComparedTables.begin(), R.ComparedTables.end());
  std::vector<std::string> Members, Unknown;
  for (std::string &Changed : changedMembers(Old, New, Compared)) {
    llvm::StringRef Member = llvm::StringRef(Changed).split(" of ").first;
    bool IsHook = Member == "mmap" || Member == "mmap_prepare";
    (IsHook || Member == Changed ? Unknown : Members)
        .push_back(std::move(Changed));
  }
  for (std::string &Changed : changedAssignments(Old, New))
    Members.push_back(std::move(Changed));
  for (VerifyResult &R : Results) {
    if (!Members.empty()) {
      R.Result = std::max(R.Result, Verdict::Inconclusive);
      R.Differences.push_back(
          namedDifference("table_changed", llvm::join(Members, ", ")));
    }
    if (!Unknown.empty()) {
      R.Assumptions.push_back("what has changed of these tables is right, it "
                              "was not compared: " +
                              llvm::join(Unknown, ", "));
      std::sort(R.Assumptions.begin(), R.Assumptions.end());
    }
  }
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
  addChangedTables(Results, *Old, *New);
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

/// Functions of other files that a verdict depends on, unless it is bad enough.
static std::set<std::string> unread(const std::vector<VerifyResult> &Results) {
  std::set<std::string> Names;
  for (const VerifyResult &R : Results)
    if (R.Result < Verdict::Inconclusive)
      Names.insert(R.Unread.begin(), R.Unread.end());
  return Names;
}

/// Helpers call others; a body further away is left unknown.
static constexpr unsigned MaxSearches = 2;

/// Looks into functions of other files of the tree that a verdict depends on.
static void readHelpers(VerifyInput Input, const VerifyOptions &Options,
                        std::vector<VerifyResult> &Results) {
  std::set<std::string> Asked, Compiled{Input.Main.File};
  for (const Unit &Other : Input.Others)
    Compiled.insert(Other.File);
  for (unsigned Search = 0; Search < MaxSearches; ++Search) {
    std::set<std::string> Names = unread(Results);
    std::erase_if(Names, [&](const std::string &Name) {
      return !Asked.insert(Name).second;
    });
    bool Found = false;
    if (!Names.empty())
      for (Unit &Definer : Input.Definers(Names))
        if (Compiled.insert(Definer.File).second) {
          Input.Others.push_back(std::move(Definer));
          Found = true;
        }
    if (!Found)
      return;
    VerifyOptions Left = Options;
    std::uint64_t Spent = 0;
    for (const VerifyResult &R : Results)
      Spent = std::max(Spent, R.Milliseconds / 1000);
    if (Spent >= Options.MaxSeconds)
      return;
    Left.MaxSeconds -= Spent;
    std::vector<VerifyResult> Again = checkPairs(Input, Left);
    if (Again.size() != Results.size())
      return; // a helper's file does not compile: nothing more is known
    for (std::size_t I = 0; I < Results.size(); ++I) {
      std::uint64_t Before = Results[I].Milliseconds;
      bool Depends = Results[I].Result < Verdict::Inconclusive &&
                     !Results[I].Unread.empty();
      if (Depends && Again[I].OldHandler == Results[I].OldHandler &&
          Again[I].Result != Verdict::Inconclusive) {
        Results[I] = std::move(Again[I]);
        Results[I].Milliseconds += Before;
      }
    }
  }
}

std::vector<VerifyResult> verifyUnit(const VerifyInput &Input,
                                     const VerifyOptions &Options) {
  z3::set_param("memory_max_size", int(Options.SolverMegabytes));
  std::vector<VerifyResult> Results = checkPairs(Input, Options);
  if (Input.Definers)
    readHelpers(Input, Options, Results);
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
