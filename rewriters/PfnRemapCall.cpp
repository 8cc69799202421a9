// remap_pfn_range() over the whole VMA: the action takes the PFN, and the
// protection from the descriptor at the time of the call.
#include "rewriters/Locals.h"
#include "rewriters/MapCall.h"

namespace premap {

/// The body tests one of the flags that tell a shared mapping.
static bool asksForSharing(const Subject &F) {
  for (const Event &E : F.events())
    if (E.Kind == EventKind::FlagTest)
      for (const std::string &Flag : E.Flags)
        if (Flag == "VM_SHARED" || Flag == "VM_MAYSHARE")
          return true;
  return false;
}

std::optional<ActionCall> remapAction(Session &S, Subject &F, const Event &E,
                                      ActionKind Kind) {
  const SourceText &T = *F.Source;
  if (E.Args.size() != 5) {
    S.obstacle("PM010", "calls " + E.Name + "() in an unknown form", E.Where);
    return std::nullopt;
  }
  const bool FromStart = isVmaStart(F, tokensOf(T, E.Args[1].Where));
  const bool Whole = isVmaSize(F, tokensOf(T, E.Args[3].Where));
  if (!FromStart || !Whole) {
    S.obstacle("PM012",
               E.Name + "() does not provably cover the whole VMA: it maps " +
                   joinLines(E.Args[3].Text) + " bytes from " +
                   joinLines(E.Args[1].Text),
               E.Where);
    if (!asksForSharing(F))
      S.obstacle(
          "PM014",
          "a part of a private mapping would be remapped, which releases "
          "judge differently",
          E.Where);
    return std::nullopt;
  }
  ActionCall Call;
  Call.Kind = Kind;
  Call.Arguments = {mapArgument(F, E, 2)};
  std::string Prot = mapArgument(F, E, 4);
  if (Prot != F.Desc + "->page_prot")
    Call.PageProt = Prot;
  return Call;
}

} // namespace premap
