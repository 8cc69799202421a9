// What page_prot, vm_ops and private_data mean depends on merging and on the
// order of what the hook does.
#include "findings/Report.h"
#include "findings/Roots.h"

#include "kernel/Calls.h"
#include "kernel/Flags.h"

#include <algorithm>
#include <set>

namespace premap {

static bool forbidsMerging(const std::string &Flag) {
  const kernel::Flag *Row = kernel::flagNamed(Flag);
  return Row && Row->Special;
}

static bool neverMerges(const Team &Together, const Teammate &F,
                        std::set<const Teammate *> &Seen) {
  if (!Seen.insert(&F).second)
    return false;
  return std::any_of(F.events().begin(), F.events().end(), [&](const Event &E) {
    if (!E.OnEverySuccess)
      return false;
    // What vm_flags_mod() sets it may clear again.
    bool Sets =
        E.Kind == EventKind::FlagSet ||
        (E.Name == kernel::ModifiesFlags &&
         std::none_of(E.Expected.begin(), E.Expected.end(), forbidsMerging));
    bool Special =
        Sets && std::any_of(E.Flags.begin(), E.Flags.end(), forbidsMerging);
    if (Special || maps(Together, E))
      return true;
    const Teammate *Helper =
        E.Kind == EventKind::HelperCall ? Together.member(E.Name) : nullptr;
    return Helper && neverMerges(Together, *Helper, Seen);
  });
}

bool neverMerges(const Team &Together, const Teammate &F) {
  std::set<const Teammate *> Seen;
  return neverMerges(Together, F, Seen);
}

bool hooksNeverMerge(const Team &Together, const Teammate &F) {
  if (neverMerges(Together, F))
    return true;
  return !F.IsHook &&
         std::all_of(Together.Members.begin(), Together.Members.end(),
                     [&](const Teammate &T) {
                       return !T.IsHook || neverMerges(Together, T);
                     });
}

static void findVmOps(Report &R, const Teammate &F) {
  bool IsSet = false; // the hook has already said what vm_ops is
  for (const Event &E : F.events()) {
    if (E.Kind == EventKind::GenericFile)
      IsSet = true;
    if (E.Name != "vm_ops")
      continue;
    if (E.Kind == EventKind::FieldWrite) {
      IsSet = true;
      if (E.Value.holds(Known::Null) || spells(E.Value.Text, "NULL"))
        R.forbid(rule::PM019,
                 "clears vm_ops, which does not mean the same in every release",
                 E.Where, {Lack::Vma, "vm_ops"});
    } else if (E.Kind == EventKind::FieldRead && !IsSet) {
      R.forbid(rule::PM019,
               "reads vm_ops before it has set it; a descriptor starts with "
               "other operations than a VMA",
               E.Where, {Lack::Vma, "vm_ops"});
    } else if (E.Kind == EventKind::FieldAddress) {
      R.forbid(rule::PM019, "hands out the address of vm_ops", E.Where,
               {Lack::Vma, "vm_ops"});
    }
  }
}

/// Whether \p E stores what an inner hook that moves in one step was given:
/// whoever calls it has it from the file alone.
static bool storesCallersOwn(const Report &R, const Teammate &F,
                             const Event &E) {
  const std::string Root =
      R.Input.InOneStep && F.IsHook ? rootOf(*F.Facts, E.Value.Text) : "";
  return !Root.empty() && Root != F.body().VmaParameter &&
         Root != F.body().FileParameter;
}

static void findPrivateData(Report &R, const Teammate &F, bool NeverMerges) {
  for (const Event &E : F.events())
    if (E.Kind == EventKind::FieldWrite && E.Name == "vm_private_data" &&
        !NeverMerges && !E.Value.holds(Known::Null) &&
        !spells(E.Value.Text, "NULL") && !E.Value.holds(Known::OfFile) &&
        !storesCallersOwn(R, F, E))
      R.forbid(rule::PM008,
               "stores " + E.Value.Text +
                   " in vm_private_data, which is not reached from the file "
                   "alone: if the mapping merges with a neighbour, both have "
                   "one value",
               E.Where, {Lack::PerMapping, "vm_private_data"});
}

void findFields(Report &R, const Teammate &F) {
  // Who calls an inner hook has a VMA already.
  bool NeverMerges =
      isCalledByCompat(R.Input) || hooksNeverMerge(R.Together, F);
  findVmOps(R, F);
  findPrivateData(R, F, NeverMerges);
  if (NeverMerges)
    return;
  for (const Event &E : F.events()) {
    bool PageProt = (E.Kind == EventKind::FieldWrite ||
                     E.Kind == EventKind::FieldAddress) &&
                    E.Name == "vm_page_prot";
    if (PageProt)
      R.note(rule::PM007,
             "the page protection is lost if the mapping merges with its "
             "neighbour",
             E.Where);
    if (E.Kind == EventKind::SideEffect && !E.Unevaluated)
      R.note(rule::PM009,
             "this also happens for a mapping that merges with its neighbour, "
             "where the old hook did not run",
             E.Where);
  }
}

} // namespace premap
