// How often one pair of hooks is compared, and with which views of the code,
// until the verdict stands: all within one budget of time.
#include "verify/Catalogue.h"
#include "verify/CpuClock.h"
#include "verify/PairCheck.h"

#include "kernel/Fields.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <optional>

namespace premap::verify {

/// Whether more rounds of the loops are all that is needed.
static bool lacksSuccessOnly(const VerifyResult &R) {
  bool Lacks = false;
  for (const Difference &D : R.Differences) {
    if (catalogueEntry(D.Id).Severity == Weight::Named)
      continue;
    if (D.Id != "no_success_in_bound")
      return false;
    Lacks = true;
  }
  return Lacks;
}

static bool bothGetVma(const HookPair &Hooks) {
  auto getsVma = [](const TableHook &Hook) {
    return llvm::is_contained(Hook.Parameters, kernel::VmaRecord);
  };
  return getsVma(Hooks.Old) && getsVma(Hooks.New);
}

namespace {

class PairCheckers {
public:
  PairCheckers(const HookPair &Hooks, Program &Old, Program &New,
               const VerifyInput &Input, const VerifyOptions &Options,
               const ResourceTable &Table)
      : Hooks(Hooks), Old(Old), New(New), Input(Input), Options(Options),
        Table(Table), Begin(CpuClock::now()) {}

  VerifyResult run() {
    VerifyOptions FirstTime = Options;
    if (bothGetVma(Hooks)) // which has another view to fall back on
      FirstTime.MaxSeconds = std::max(1u, FirstTime.MaxSeconds / 2);
    PairRun First = once(FirstTime);
    if (lacksSuccessOnly(First.Result) && hasTime()) {
      VerifyOptions Deeper = Options;
      Deeper.LoopBound = 4 * Options.LoopBound;
      First = once(Deeper);
    }
    VerifyResult Result = settled(std::move(First));
    Result.Milliseconds = spent();
    return Result;
  }

private:
  std::uint64_t spent() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               CpuClock::now() - Begin)
        .count();
  }
  /// What is left is of use from a second on.
  bool hasTime() const {
    return spent() + 1000 <= Options.MaxSeconds * std::uint64_t(1000);
  }

  PairRun once(VerifyOptions With, Files Which = Files::OfTheCall) {
    With.MaxSeconds -= spent() / 1000;
    return runPair(Hooks, Old, New, Input, With, Table, Which);
  }
  void both(void (Program::*Follow)(bool), bool Set) {
    for (Program *P : {&Old, &New})
      (P->*Follow)(Set);
  }

  VerifyResult settled(PairRun First) {
    Verdict Is = First.Result.Result;
    if (Is == Verdict::Inconclusive && bothGetVma(Hooks) && hasTime())
      return withoutUnchanged(std::move(First.Result));
    if (Is == Verdict::EquivalentWithDifferences && leavesBodiesOut(First))
      return withTheirEffects(std::move(First));
    if (Is != Verdict::Different || !hasTime())
      return std::move(First.Result);
    if (First.ReadsVmFile)
      if (std::optional<VerifyResult> Own = withFileOfMapping())
        return std::move(*Own);
    return hasTime() ? exactly(std::move(First)) : std::move(First.Result);
  }

  /// What did not change need not be followed where both hooks get a vma: with
  /// equal arguments, memory and mapping it does the same for both.
  VerifyResult withoutUnchanged(VerifyResult First) {
    both(&Program::followChanges, true);
    PairRun Again = once(Options);
    both(&Program::followChanges, false);
    return Again.Result.Result < Verdict::Inconclusive ? Again.Result : First;
  }

  /// The new hook may take vma->vm_file for the file of the call, or for that
  /// of the mapping; not both. For nearly every caller they are one.
  std::optional<VerifyResult> withFileOfMapping() {
    PairRun Apart = once(Options, Files::OfTheMapping);
    if (Apart.Result.Result >= Verdict::Inconclusive || !hasTime())
      return std::nullopt;
    PairRun One = once(Options, Files::One);
    return One.Result.Result > Apart.Result.Result ? One.Result : Apart.Result;
  }

  /// Whether the hook calls a function with effects that is here and was not
  /// looked into.
  bool leavesBodiesOut(const PairRun &R) {
    return hasTime() && llvm::any_of(R.Result.Unread, [&](const auto &Name) {
             return New.body(Name) != nullptr;
           });
  }

  /// What a helper of the driver does before the mapping exists may be worse
  /// than that it does something.
  VerifyResult withTheirEffects(PairRun First) {
    both(&Program::followAll, true);
    PairRun Exact = once(Options);
    both(&Program::followAll, false);
    return Exact.Result.Result == Verdict::Different ? Exact.Result
                                                     : First.Result;
  }

  /// A difference may come from what nobody looked into: then once more, with
  /// every body that there is.
  VerifyResult exactly(PairRun First) {
    both(&Program::followAll, true);
    PairRun Exact = once(Options);
    both(&Program::followAll, false);
    // A loop that was cut may hide what was found.
    bool Cut = Exact.Bounded && !First.Bounded;
    return Exact.Result.Result == Verdict::Inconclusive || Cut ? First.Result
                                                               : Exact.Result;
  }

  const HookPair &Hooks;
  Program &Old, &New;
  const VerifyInput &Input;
  const VerifyOptions &Options;
  const ResourceTable &Table;
  const CpuClock::time_point Begin;
};

} // namespace

VerifyResult checkPair(const HookPair &Hooks, Program &Old, Program &New,
                       const VerifyInput &Input, const VerifyOptions &Options,
                       const ResourceTable &Table) {
  return PairCheckers(Hooks, Old, New, Input, Options, Table).run();
}

} // namespace premap::verify
