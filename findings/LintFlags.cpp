// Access that a hook refuses and that mprotect() gives all the same.
#include "findings/LintRules.h"

#include "kernel/Flags.h"

#include <algorithm>

namespace premap {

/// Whether \p E alone makes the hook fail if one of its flags is set.
static bool refuses(const Event &E) {
  return E.Kind == EventKind::FlagTest && E.Refuses &&
         E.Test == FlagTestForm::AnySet;
}

static bool refuses(const LintReport &R, std::string_view Flag) {
  return std::any_of(R.Together.Members.begin(), R.Together.Members.end(),
                     [&](const Teammate &T) {
                       return std::any_of(T.events().begin(), T.events().end(),
                                          [&](const Event &E) {
                                            return refuses(E) &&
                                                   lists(E.Flags, Flag);
                                          });
                     });
}

/// A file system whose page_mkwrite() judges each write.
static bool asksLater(const LintReport &R) {
  for (const VmOpsTable *Table : R.vmOps())
    if (Table->hook("page_mkwrite") || Table->hook("pfn_mkwrite"))
      return true;
  return false;
}

void lintFlags(LintReport &R) {
  if (asksLater(R))
    return;
  for (const Teammate &T : R.Together.Members)
    for (const Event &E : T.events()) {
      if (!refuses(E))
        continue;
      for (const kernel::AccessFlags &Access : kernel::accessFlags()) {
        const std::string May(Access.May);
        if (!lists(E.Flags, Access.Now) || refuses(R, May) || R.clears(May))
          continue;
        R.say(rule::LM03,
              R.hasCallers() ? Confidence::Possible : Confidence::Likely,
              *T.Facts, E,
              "refuses " + std::string(Access.Now) + " and leaves " + May +
                  ": mprotect() may add the access later");
      }
    }
}

} // namespace premap
