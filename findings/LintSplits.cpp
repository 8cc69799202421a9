// What a fault or a close() picks by where the VMA begins: munmap() of a part,
// mprotect() and others split a VMA, and the second half begins elsewhere.
#include "findings/LintPaths.h"

#include <algorithm>

namespace premap {

/// Whether the hook lets only mappings of one page through: nothing to split.
static bool mapsOnePage(const LintReport &R) {
  for (const Teammate &T : R.Together.Members)
    for (const Step &S : T.body().Steps) {
      if (S.Kind != StepKind::Branch || !S.Size)
        continue;
      std::string Text = S.Name;
      std::erase(Text, ' ');
      for (const char *End :
           {"!=PAGE_SIZE", ">PAGE_SIZE", "==PAGE_SIZE", "!=1", ">1", "==1"})
        if (Text.ends_with(End))
          return true;
    }
  return false;
}

/// A use of \p Kind that is more than compared.
static const RangeUse *useOf(const std::vector<const FunctionFacts *> &Parts,
                             RangeUseKind Kind, const FunctionFacts *&In) {
  for (const FunctionFacts *F : Parts)
    for (const RangeUse &Use : F->Body.RangeUses)
      if (Use.Kind == Kind && Use.Role != RangeUseRole::Compared) {
        In = F;
        return &Use;
      }
  return nullptr;
}

/// Whether \p F goes over the whole range, wherever it begins.
static bool takesRange(const FunctionFacts &F) {
  return F.Body.ChecksSize ||
         std::any_of(
             F.Body.Events.begin(), F.Body.Events.end(), [](const Event &E) {
               return E.Kind == EventKind::Size || E.Kind == EventKind::Pages ||
                      E.Name == "vm_end" || E.Name == "vm_start";
             });
}

/// Code of other files may add the offset.
static bool handsVmaAway(const LintReport &R,
                         const std::vector<const FunctionFacts *> &Parts) {
  for (const FunctionFacts *F : Parts)
    for (const Event &E : F->Body.Events) {
      bool Called =
          E.Kind == EventKind::OtherCall || E.Kind == EventKind::IndirectCall ||
          (E.Kind == EventKind::HelperCall && !R.functionNamed(E.Name));
      if (Called && kernel::kindOf(E.Name) == kernel::CallKind::Unknown)
        return true;
    }
  return false;
}

static bool selects(const RangeUse &Use) {
  switch (Use.Role) {
  case RangeUseRole::Index:
  case RangeUseRole::Selector:
    return true;
  case RangeUseRole::Compared:
  case RangeUseRole::Passed:
  case RangeUseRole::Other:
    return false;
  }
  return false;
}

static void lintAccess(LintReport &R, const VmOpsTable &Table,
                       const VmOpsHook &Hook) {
  const FunctionFacts *F = R.functionOf(Hook), *In = nullptr;
  if (!F || Hook.Inactive)
    return;
  std::vector<const FunctionFacts *> Parts = reachedFrom(R, {F});
  const RangeUse *Offset = useOf(Parts, RangeUseKind::Offset, In);
  const FunctionFacts *InOffset = In;
  bool OfFile = useOf(Parts, RangeUseKind::FaultOffset, In) != nullptr;
  const RangeUse *Distance = useOf(Parts, RangeUseKind::Distance, In);
  Confidence How =
      handsVmaAway(R, Parts) ? Confidence::Possible : Confidence::Likely;
  const std::string Hooked = Hook.Field + "() of " + Table.Name;
  if (Distance && !Offset && !OfFile)
    R.say(rule::LM02, How, *In, Distance->Where, Distance->Text,
          Hooked + " counts from where the VMA begins, which a split moves: "
                   "the second half gets what belongs to the first");
  if (Distance || !Offset || takesRange(*F))
    return;
  for (const RangeUse &Use : InOffset->Body.RangeUses)
    if (Use.Kind == RangeUseKind::Offset && selects(Use)) {
      R.say(rule::LM02, How, *InOffset, Use.Where, Use.Text,
            Hooked + " picks by vm_pgoff, which is another one behind a split");
      return;
    }
}

void lintSplits(LintReport &R) {
  if (mapsOnePage(R))
    return;
  for (const VmOpsTable *Table : R.vmOps()) {
    if (Table->hook("may_split"))
      continue;
    for (const char *Field :
         {"fault", "huge_fault", "pfn_mkwrite", "access", "close"})
      if (const VmOpsHook *Hook = Table->hook(Field))
        lintAccess(R, *Table, *Hook);
  }
}

} // namespace premap
