// At most one mapping call on a path, and nothing behind it but what an action
// leaves as it was.
#include "findings/Report.h"

#include "kernel/MapCalls.h"
#include "kernel/Takes.h"

#include <algorithm>

namespace premap {

/// What a hook with a single action cannot ask for.
static const char SeveralRanges[] = "more than one range";

/// What is missing for a second call of \p E: first of all an action for it, if
/// it has none.
static Missing forSeveral(const Event &E) {
  const kernel::MapCall *Row = kernel::mapCallNamed(E.Name, E.Args.size());
  bool Apart = Row && !Row->Rule.empty() && Row->Arguments != E.Args.size();
  bool HasAction =
      E.Kind != EventKind::Map || (Row && !Row->Action.empty() && !Apart);
  return {Lack::Action, HasAction ? SeveralRanges : E.Name + "()"};
}

static void findClose(Report &R, const Teammate &F) {
  for (const Event &E : F.events()) {
    if (E.Kind != EventKind::FieldWrite || E.Name != "vm_ops")
      continue;
    for (const VmOpsTable &Table : R.Input.VmOps)
      if (Table.hook("close") && spells(E.Value.Text, Table.Name))
        R.forbid(rule::PM004,
                 Table.Name + " has a close hook, which now also runs if the "
                              "mapping fails",
                 E.Where, {Lack::PerMapping, Table.Name + ".close"});
  }
}

static void findAfterMap(Report &R, const Teammate &F, size_t Map) {
  const Event &M = F.events()[Map];
  for (size_t I = 0; I < F.events().size(); ++I) {
    const Event &E = F.events()[I];
    if (I == Map || !mayFollow(F.body(), Map, I) || E.Unevaluated ||
        goesWith(M, E.Where))
      continue;
    bool Effect = E.Kind == EventKind::SideEffect ||
                  E.Kind == EventKind::Acquire || E.Kind == EventKind::Release;
    bool PageProt = (E.Kind == EventKind::FieldWrite ||
                     E.Kind == EventKind::FieldAddress) &&
                    E.Name == "vm_page_prot";
    if (PageProt)
      R.forbid(rule::PM006,
               "writes vm_page_prot after " + M.Name +
                   "(): an action takes the protection when it is asked for",
               E.Where, {Lack::LateEffect, E.Text});
    else if (maps(R.Together, E))
      R.forbid(rule::PM010, "maps more than once on one path", E.Where,
               forSeveral(E));
    else if (Effect && kernel::isLog(E.Name))
      R.note(rule::PM044, "logs before the mapping is made, no longer after it",
             E.Where);
    else if (Effect)
      R.forbid(rule::PM044,
               "does more after " + M.Name +
                   "(); nothing of the hook runs after the mapping is made, or "
                   "has failed, any more",
               E.Where, {Lack::LateEffect, E.Name});
  }
}

/// A helper that maps must have the last word, or its caller would go on after
/// a mapping that has not happened yet.
static bool hasLastWord(const Event &Call) {
  return Call.Result == ResultUse::Returned ||
         Call.Result == ResultUse::AssignReturn ||
         (Call.Result == ResultUse::AssignIfReturn &&
          Call.ErrorValue == Call.ResultVariable);
}

/// Whether \p F maps, or a hook that it is a part of.
static bool isOfMapping(const Team &Together, const Teammate &F) {
  if (maps(Together, F))
    return true;
  return !F.IsHook &&
         std::any_of(Together.Members.begin(), Together.Members.end(),
                     [&](const Teammate &T) { return maps(Together, T); });
}

void findOrder(Report &R, const Teammate &F) {
  for (size_t I = 0; I < F.events().size(); ++I) {
    const Event &E = F.events()[I];
    if (!maps(R.Together, E))
      continue;
    if (E.InLoop)
      R.forbid(rule::PM010, E.Name + "() is called in a loop", E.Where,
               forSeveral(E));
    findAfterMap(R, F, I);
    if (E.Kind == EventKind::HelperCall && !hasLastWord(E))
      R.forbid(rule::PM015,
               "does more with the result of " + E.Name +
                   "() than to return it",
               E.Where, {Lack::ErrorCode, E.Name + "()"});
  }
  if (isOfMapping(R.Together, F))
    findClose(R, F);
  if (maps(R.Together, F))
    for (const Span &Where : R.Input.NommuPlaces)
      R.forbid(rule::PM027,
               "is compiled for a kernel without MMU, where no action works",
               Where, {Lack::Action, "kernels without MMU"});
}

} // namespace premap
