// What a hook that fails leaves behind, or gives back twice.
#include "findings/LintPaths.h"

#include "kernel/Hooks.h"
#include "kernel/Takes.h"

#include <algorithm>
#include <map>

namespace premap {

/// A number that neither the hook nor the mapping's vm_ops ever count down is no
/// count of mappings.
static bool isStatistic(const LintReport &R, const Holding &H) {
  bool IsStore = H.Taken->Kind == StepKind::Store;
  if (!IsStore && !kernel::isBareCounter(H.Taken->Name))
    return false;
  const std::string Counter = lastMember(H.Subject);
  std::vector<const FunctionFacts *> Hooks;
  for (const Teammate &T : R.Together.Members)
    Hooks.push_back(T.Facts);
  for (const VmOpsTable *Table : R.vmOps())
    for (const VmOpsHook &Hook : Table->Hooks)
      if (const FunctionFacts *F = R.functionOf(Hook))
        Hooks.push_back(F);
  for (const FunctionFacts *F : reachedFrom(R, Hooks))
    for (const Step &S : F->Body.Steps)
      if (givesBack(S) &&
          (S.Kind == StepKind::Store ? lastMember(S.Name) == Counter
                                     : mentions(S.Args, Counter)))
        return false;
  return true;
}

/// A failed .mmap gets no close().
static void lintLeaks(LintReport &R, const FunctionFacts &F) {
  std::map<const Step *, bool> Unsure;
  for (const FlowPath &Way : F.Body.Paths)
    for (const Holding &H : holdingsOf(R, F, Way)) {
      if (!mayFailAfter(F, Way, H.At))
        continue;
      if (isStatistic(R, H))
        continue;
      auto [At, IsNew] = Unsure.try_emplace(H.Taken, H.Unsure);
      At->second &= H.Unsure;
    }
  for (const auto &[Taken, Maybe] : Unsure)
    R.say(rule::LM06, Maybe ? Confidence::Possible : Confidence::Likely, F,
          Taken->Where, Taken->Text,
          Taken->Text + " is not undone when " + F.Name +
              "() fails afterwards, and a mapping that failed gets no "
              "close()");
}

/// The caller of an inner hook gives back itself what it took for the mapping.
static void lintDoublePut(LintReport &R, const FunctionFacts &F,
                          const OpsEntry &Entry) {
  for (const FlowPath &Way : F.Body.Paths) {
    if (Way.Ends != Outcome::Error)
      continue;
    const Step *Put = nullptr;
    int Taken = 0;
    for (unsigned Index : Way.Steps) {
      const Step &S = F.Body.Steps[Index];
      if (S.Kind != StepKind::Call)
        continue;
      bool IsPut = false;
      kernel::forEachWord(
          kernel::givenBackByCaller(Entry.Type, Entry.Field),
          [&](std::string_view Word) { IsPut = IsPut || S.Name == Word; });
      Taken += takes(S) ? 1 : 0;
      if (IsPut && --Taken < 0)
        Put = &S;
    }
    if (Put)
      R.say(rule::LM07, Confidence::Likely, F, Put->Where, Put->Text,
            Put->Name + "() gives back on an error what the caller of ." +
                Entry.Field + " gives back as well");
  }
}

void lintErrors(LintReport &R) {
  for (const Teammate &T : R.Together.Members) {
    if (!R.isConverted())
      lintLeaks(R, *T.Facts);
    for (const OpsEntry &Entry : R.Input.Entries)
      if (!kernel::givenBackByCaller(Entry.Type, Entry.Field).empty())
        lintDoublePut(R, *T.Facts, Entry);
  }
}

} // namespace premap
