// Handlers that set vm_ops, private_data and page_prot: what merging does to
// them, because mappings that merge have one value of each.
#include "rewriters/Checks.h"
#include "rewriters/Locals.h"

#include <set>

namespace premap {

static bool isSpecialFlag(const std::string &Flag) {
  static const std::set<std::string> Special = {"VM_IO", "VM_PFNMAP",
                                                "VM_DONTEXPAND", "VM_MIXEDMAP"};
  return Special.count(Flag);
}

static bool isFailure(const std::string &Value) {
  return !Value.empty() && Value[0] == '-';
}

/// The event at \p Index runs on the way to every successful return: it stands
/// in the body's own block and no return that may succeed avoids it.
static bool alwaysRuns(const Subject &F, size_t Index) {
  const SourceText &T = *F.Source;
  const Event &E = F.events()[Index];
  size_t Token = T.firstAt(E.Where.Offset);
  size_t Begin = statementBegin(T, Token, F.Syntax.OpenBrace + 1);
  if (isUnbracedBody(T, Begin) || E.InLoop)
    return false;
  // A condition runs, except for what `&&` and its like may skip.
  for (size_t I = Begin; I < Token; ++I)
    if (T.at(I) == "&&" || T.at(I) == "||" || T.at(I) == "?" ||
        (T.at(Begin) == "if" && T.closing(Begin + 1) == I))
      return false;
  size_t Depth = 0;
  for (size_t I = F.Syntax.OpenBrace + 1; I < Begin; ++I) {
    if (T.at(I) == "goto")
      return false;
    Depth += T.at(I) == "{";
    Depth -= T.at(I) == "}";
  }
  if (Depth != 0)
    return false;
  for (size_t I = 0; I < F.events().size(); ++I)
    if (F.events()[I].Kind == EventKind::Return &&
        !isFailure(F.events()[I].Value.Text) &&
        F.events()[I].Where.Offset < E.Where.Offset &&
        !F.events()[I].Value.Where.contains(E.Where)) // `return remap(..)`
      return false;
  return true;
}

bool neverMerges(const Session &S, const Subject &F) {
  for (size_t I = 0; I < F.events().size(); ++I) {
    const Event &E = F.events()[I];
    bool Special = false;
    if (E.Kind == EventKind::FlagSet)
      for (const std::string &Flag : E.Flags)
        Special |= isSpecialFlag(Flag);
    if ((Special || maps(S, E)) && alwaysRuns(F, I))
      return true;
    if (E.Kind == EventKind::HelperCall && alwaysRuns(F, I))
      if (const Subject *Helper = S.subject(E.Name))
        if (Helper != &F && neverMerges(S, *Helper))
          return true;
  }
  return false;
}

/// The hooks of which \p F is a part cannot merge.
static bool hooksNeverMerge(const Session &S, const Subject &F) {
  if (neverMerges(S, F))
    return true;
  if (F.IsHook)
    return false;
  for (const std::unique_ptr<Subject> &Hook : S.Subjects)
    if (Hook->IsHook && !Hook->IsTwin && !neverMerges(S, *Hook))
      return false;
  return true;
}

static bool spells(const Subject &F, const Span &Where, std::string_view Name) {
  TokenRange Value = tokensOf(*F.Source, Where);
  for (size_t I = Value.Begin; I < Value.End; ++I)
    if (F.Source->at(I) == Name)
      return true;
  return false;
}

static void checkVmOps(Session &S, const Subject &F) {
  bool Known = false; // the hook has already said what vm_ops is
  for (const Event &E : F.events()) {
    if (E.Kind == EventKind::GenericFile)
      Known = true;
    if (E.Name != "vm_ops")
      continue;
    if (E.Kind == EventKind::FieldWrite) {
      Known = true;
      if (spells(F, E.Value.Where, "NULL"))
        S.obstacle("PM019",
                   "clears vm_ops, which does not mean the same in every "
                   "release",
                   E.Where);
    } else if (E.Kind == EventKind::FieldRead && !Known) {
      S.obstacle("PM019",
                 "reads vm_ops before it has set it; a descriptor starts with "
                 "other operations than a VMA",
                 E.Where);
    } else if (E.Kind == EventKind::FieldAddress) {
      S.obstacle("PM019", "hands out the address of vm_ops", E.Where);
    }
  }
}

static void checkPrivateData(Session &S, const Subject &F, bool NeverMerges) {
  for (const Event &E : F.events()) {
    if (E.Kind != EventKind::FieldWrite || E.Name != "vm_private_data")
      continue;
    if (NeverMerges || spells(F, E.Value.Where, "NULL") ||
        isReachedFromFile(F, tokensOf(*F.Source, E.Value.Where), Reach::File))
      continue;
    S.obstacle("PM008",
               "stores " + E.Value.Text +
                   " in vm_private_data, which is not reached from the file "
                   "alone: if the mapping merges with a neighbour, both have "
                   "one value",
               E.Where);
  }
}

void checkFields(Session &S, const Subject &F) {
  bool NeverMerges = hooksNeverMerge(S, F);
  checkVmOps(S, F);
  checkPrivateData(S, F, NeverMerges);
  for (const Event &E : F.events()) {
    bool PageProt = (E.Kind == EventKind::FieldWrite ||
                     E.Kind == EventKind::FieldAddress) &&
                    E.Name == "vm_page_prot";
    if (PageProt && !NeverMerges)
      S.warn("PM007",
             "the page protection is lost if the mapping merges with its "
             "neighbour",
             E.Where);
    if (E.Kind == EventKind::SideEffect && !NeverMerges && !E.Unevaluated)
      S.warn("PM009",
             "this also happens for a mapping that merges with its neighbour, "
             "where the old hook did not run",
             E.Where);
  }
}

} // namespace premap
