// Pages that a fault handler picks by what was asked for.
#include "findings/LintChecks.h"
#include "findings/LintPaths.h"

#include "kernel/Takes.h"

#include <algorithm>

namespace premap {

using Functions = std::vector<const FunctionFacts *>;

/// Code that gets the place of the access and was not read.
static bool goesElsewhere(const RangeUse &Use) {
  return Use.Role == RangeUseRole::Passed &&
         kernel::kindOf(Use.Callee) == kernel::CallKind::Unknown;
}

/// Whether a part asks where the access is, or something that may ask does.
static bool asksWhere(const Functions &Parts) {
  for (const FunctionFacts *F : Parts)
    for (const RangeUse &Use : F->Body.RangeUses)
      if (Use.Role == RangeUseRole::Compared ||
          Use.Role == RangeUseRole::Selector || goesElsewhere(Use))
        return true;
  return false;
}

/// Whether \p Use says which page or PFN it will be.
static bool picks(const RangeUse &Use) {
  return Use.Role == RangeUseRole::Index ||
         (Use.Role == RangeUseRole::Passed &&
          (kernel::mapsPages(kernel::kindOf(Use.Callee)) ||
           kernel::findsPage(Use.Callee)));
}

static void lintPicked(LintReport &R, const VmOpsTable &Table,
                       const VmOpsHook &Hook, const Functions &Parts) {
  for (const FunctionFacts *F : Parts)
    for (const RangeUse &Use : F->Body.RangeUses) {
      if (!picks(Use))
        continue;
      const bool OfSize = Use.Kind != RangeUseKind::Offset;
      const bool OfOffset = Use.Kind != RangeUseKind::Distance;
      const bool Offset = OfOffset && !mayCheck(R, ComparedOffset);
      const bool Size = OfSize && !mayCheck(R, ComparedSize);
      if (!Offset && !Size)
        continue;
      std::optional<Confidence> How =
          unlessCallersCheck(R, Offset ? ComparedOffset : ComparedSize);
      if (How)
        return R.say(rule::LM01, *How, *F, Use.Where, Use.Text,
                     Hook.Field + "() of " + Table.Name +
                         " picks what to map by " + Use.Text +
                         ", and neither it nor the hook compares the " +
                         (Offset ? "offset" : "size") + " with what there is");
    }
}

/// Whether \p F goes on to the next PFN or page after each one that it maps.
static const Step *mappedInTurn(const FunctionFacts &F) {
  // A page or PFN follows the VMA and the address.
  constexpr size_t Base = 2;
  for (const Step &S : F.Body.Steps)
    if (S.Kind == StepKind::Call && S.Args.size() > Base &&
        kernel::mapsPages(kindOf(S)) &&
        std::any_of(
            F.Body.Steps.begin(), F.Body.Steps.end(), [&](const Step &Other) {
              return Other.Kind == StepKind::Set && Other.Operator == "+=" &&
                     Other.Name == S.Args[Base];
            }))
      return &S;
  return nullptr;
}

/// One fault fills the whole VMA.
static void lintFilled(LintReport &R, const VmOpsTable &Table,
                       const VmOpsHook &Hook, const Functions &Parts) {
  if (mayCheck(R, ComparedSize))
    return;
  std::optional<Confidence> How = unlessCallersCheck(R, ComparedSize);
  for (const FunctionFacts *F : Parts)
    if (const Step *Call = mappedInTurn(*F); How && Call)
      return R.say(rule::LM01, *How, *F, Call->Where, Call->Text,
                   Hook.Field + "() of " + Table.Name +
                       " maps as many pages as were asked for, and neither it "
                       "nor the hook compares that with what there is");
}

/// The local or expression that is the PFN or page of \p S, a call that maps.
static const std::string *mappedBy(const Step &S) {
  constexpr size_t Base = 2;
  return S.Kind == StepKind::Call && S.Args.size() > Base &&
                 kernel::mapsPages(kindOf(S))
             ? &S.Args[Base]
             : nullptr;
}

/// The call on \p Way that maps the PFN of the access's own offset, if nobody
/// has looked at that before.
static const Step *mappedUnasked(const FunctionFacts &F, const FlowPath &Way,
                                 const std::string &Fault) {
  const std::string Offset = Fault + "->pgoff";
  std::string Local;
  for (unsigned Index : Way.Steps) {
    const Step &S = F.Body.Steps[Index];
    if (S.Kind == StepKind::Set && S.Value == Offset)
      Local = S.Name;
    else if (const std::string *Pfn = mappedBy(S))
      return *Pfn == Offset || (!Local.empty() && *Pfn == Local) ? &S : nullptr;
    else if (S.Kind == StepKind::Call &&
             kindOf(S) == kernel::CallKind::Unknown &&
             (mentions(S.Args, Fault) || mentions(S.Args, Local)))
      return nullptr;
    else if (S.Kind == StepKind::Branch &&
             (S.Offset || mentions(S.Name, Local) || mentions(S.Name, "pgoff")))
      return nullptr;
    else if (S.Kind == StepKind::Set && S.Name == Local)
      Local.clear();
  }
  return nullptr;
}

/// One of several ways asks nobody, whatever the others do.
static void lintUnaskedWay(LintReport &R, const VmOpsTable &Table,
                           const VmOpsHook &Hook, const FunctionFacts &F) {
  if (mayCheck(R, ComparedOffset) || F.Parameters.empty())
    return;
  std::optional<Confidence> How = unlessCallersCheck(R, ComparedOffset);
  for (const FlowPath &Way : F.Body.Paths)
    if (const Step *Call = mappedUnasked(F, Way, F.Parameters.front().Name);
        How && Call)
      return R.say(rule::LM01, *How, F, Call->Where, Call->Text,
                   Hook.Field + "() of " + Table.Name +
                       " maps the PFN of the offset that was asked for, and "
                       "neither it nor the hook compares that with what there "
                       "is");
}

void lintFaults(LintReport &R) {
  // Nobody is known who checks before a table that somebody else installs.
  if (!R.Input.Handler.Body.Present)
    return;
  for (const VmOpsTable *Table : R.vmOps())
    for (const char *Field : {"fault", "huge_fault"}) {
      const VmOpsHook *Hook = Table->hook(Field);
      const FunctionFacts *F = Hook ? R.functionOf(*Hook) : nullptr;
      if (!F || Hook->Inactive)
        continue;
      const Functions Parts = reachedFrom(R, {F});
      if (asksWhere(Parts)) {
        lintUnaskedWay(R, *Table, *Hook, *F);
        continue;
      }
      lintPicked(R, *Table, *Hook, Parts);
      lintFilled(R, *Table, *Hook, Parts);
    }
}

} // namespace premap
