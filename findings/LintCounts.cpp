// Counters and pointers of a mapping that outlive it, or die before it.
#include "findings/LintPaths.h"

#include "kernel/Takes.h"

#include <algorithm>
#include <set>

namespace premap {

/// Whether the object of \p Counter is made by \p F.
static bool isMadeHere(const FunctionFacts &F, const std::string &Counter) {
  const std::string Object = firstName(Counter);
  return std::any_of(
      F.Body.Steps.begin(), F.Body.Steps.end(), [&](const Step &S) {
        return S.Kind == StepKind::Set && S.Name == Object &&
               kernel::kindOf(S.From) == kernel::CallKind::Allocate;
      });
}

/// Whether \p F, or what it calls, counts the member \p Name.
static bool counts(const LintReport &R, const FunctionFacts &F,
                   bool (*How)(const Step &), const std::string &Name) {
  for (const FunctionFacts *Part : reachedFrom(R, {&F}))
    for (const Step &S : Part->Body.Steps)
      if (How(S) && (S.Kind == StepKind::Store ? lastMember(S.Name) == Name
                                               : mentions(S.Args, Name)))
        return true;
  return false;
}

/// `atomic_set(&st->users, 1)` when the second mapping is made. A hook that
/// also counts up knows which mapping is the first.
static void lintCounterSet(LintReport &R, const FunctionFacts &F,
                           const FunctionFacts &Close) {
  auto countsUp = [&R](const std::string &Name) {
    return std::any_of(
        R.Together.Members.begin(), R.Together.Members.end(),
        [&](const Teammate &T) { return counts(R, *T.Facts, takes, Name); });
  };
  for (const Step &S : F.Body.Steps) {
    bool ByCall = S.Kind == StepKind::Call && kernel::setsCounter(S.Name) &&
                  !S.Args.empty() && S.Args.back() != "0";
    bool ByStore =
        S.Kind == StepKind::Store && S.Operator == "=" && S.Value == "1";
    if (!ByCall && !ByStore)
      continue;
    const std::string Counter = ByCall ? S.Args.front() : S.Name;
    if (!isMadeHere(F, Counter) && Counter.find("->") != std::string::npos &&
        counts(R, Close, givesBack, lastMember(Counter)) &&
        !countsUp(lastMember(Counter)))
      R.say(rule::LM08, Confidence::Likely, F, S.Where, S.Text,
            "sets a counter that each close() counts down: a second mapping "
            "forgets the first one");
  }
}

/// What close() counts down and open() counts up, but the hook does not.
static void lintFirstCount(LintReport &R, const VmOpsTable &Table,
                           const FunctionFacts &Open,
                           const FunctionFacts &Close) {
  for (const Step &S : Close.Body.Steps) {
    if (!givesBack(S) || (S.Kind == StepKind::Call && S.Args.empty()))
      continue;
    const std::string Counter =
        lastMember(S.Kind == StepKind::Store ? S.Name : S.Args.front());
    if (!counts(R, Open, takes, Counter))
      continue;
    bool Known = true, Taken = false;
    std::vector<const FunctionFacts *> Hooks;
    for (const Teammate &T : R.Together.Members)
      Hooks.push_back(T.Facts);
    if (const VmOpsHook *Mapped = Table.hook("mapped")) {
      const FunctionFacts *F = R.functionOf(*Mapped);
      Known &= F != nullptr;
      if (F)
        Hooks.push_back(F);
    }
    for (const FunctionFacts *F : reachedFrom(R, Hooks))
      for (const Step &Other : F->Body.Steps) {
        bool Sets =
            Other.Kind == StepKind::Call && kernel::setsCounter(Other.Name);
        Taken |= takes(Other) || Sets || F == &Open;
        Known &= kindOf(Other) != kernel::CallKind::Unknown ||
                 Other.Kind != StepKind::Call ||
                 R.functionNamed(Other.Name) != nullptr;
      }
    if (!Taken)
      R.say(rule::LM08, Known ? Confidence::Likely : Confidence::Possible,
            Close, S.Where, S.Text,
            "close() of " + Table.Name + " gives back once more than open() " +
                "takes: nothing takes it for the first mapping");
    return;
  }
}

/// How often \p S counts the member \p Name up, less how often down.
static int countOf(const Step &S, const std::string &Name) {
  if (S.Kind == StepKind::Store ? lastMember(S.Name) != Name
                                : !mentions(S.Args, Name))
    return 0;
  return takes(S) ? 1 : givesBack(S) ? -1 : 0;
}

/// One mapping that is counted twice, and closed once.
static void lintCountedTwice(LintReport &R, const FunctionFacts &F,
                             const FunctionFacts &Close) {
  for (const Step &Down : Close.Body.Steps) {
    if (!givesBack(Down) || (Down.Kind == StepKind::Call && Down.Args.empty()))
      continue;
    const std::string Name = lastMember(
        Down.Kind == StepKind::Store ? Down.Name : Down.Args.front());
    auto CountsAgain = [&](const Step &S) {
      return &S != &Down && countOf(S, Name) < 0;
    };
    if (std::any_of(Close.Body.Steps.begin(), Close.Body.Steps.end(),
                    CountsAgain))
      continue;
    for (const FlowPath &Way : F.Body.Paths) {
      int Count = 0;
      std::set<unsigned> Ups;
      for (unsigned Index : Way.Steps) {
        int Of = countOf(F.Body.Steps[Index], Name);
        Count += Of;
        if (Of > 0)
          Ups.insert(Index);
      }
      if (Way.Ends != Outcome::Success || Count < 2 || Ups.size() < 2)
        continue;
      const Step &Again = F.Body.Steps[*Ups.rbegin()];
      return R.say(rule::LM08, Confidence::Likely, F, Again.Where, Again.Text,
                   "counts a mapping for the second time that close() counts "
                   "down once");
    }
  }
}

/// `st->vma = vma`
static void lintKeptVma(LintReport &R, const FunctionFacts &F) {
  const std::string &Vma = F.Body.VmaParameter;
  for (const Step &S : F.Body.Steps) {
    if (S.Kind != StepKind::Store || S.Value != Vma || Vma.empty() ||
        S.Name.find("->") == std::string::npos || firstName(S.Name) == Vma)
      continue;
    bool Closed = false, Seen = false;
    for (const VmOpsTable *Table : R.vmOps()) {
      Seen = true;
      Closed |= Table->hook("close") != nullptr;
    }
    bool Undone = false;
    for (const FlowPath &Way : F.Body.Paths) {
      bool Stored = false;
      for (unsigned Index : Way.Steps) {
        const Step &Other = F.Body.Steps[Index];
        if (&Other == &S)
          Stored = true;
        else if (Other.Kind == StepKind::Store &&
                 lastMember(Other.Name) == lastMember(S.Name))
          Stored = false;
      }
      Undone |= Stored && mayFailAfter(F, Way, 0);
    }
    if (Undone || !Closed)
      R.say(rule::LM11,
            Seen || Undone ? Confidence::Likely : Confidence::Possible, F,
            S.Where, S.Text,
            Undone ? "keeps the VMA, and an error that follows frees it"
                   : "keeps the VMA, and no close() forgets it when it goes");
  }
}

void lintCounts(LintReport &R) {
  for (const Teammate &T : R.Together.Members)
    if (!R.isConverted())
      lintKeptVma(R, *T.Facts);
  for (const VmOpsTable *Table : R.vmOps()) {
    const VmOpsHook *CloseHook = Table->hook("close");
    const FunctionFacts *Close = CloseHook ? R.functionOf(*CloseHook) : nullptr;
    if (!Close)
      continue;
    for (const Teammate &T : R.Together.Members) {
      lintCounterSet(R, *T.Facts, *Close);
      lintCountedTwice(R, *T.Facts, *Close);
    }
    const VmOpsHook *OpenHook = Table->hook("open");
    if (const FunctionFacts *Open =
            OpenHook ? R.functionOf(*OpenHook) : nullptr)
      lintFirstCount(R, *Table, *Open, *Close);
  }
}

} // namespace premap
