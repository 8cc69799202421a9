// What a hook with a descriptor leaves in it that a merge drops: the neighbour
// keeps its own protection and private data.
#include "findings/LintRules.h"
#include "findings/Report.h"
#include "findings/Roots.h"

#include "kernel/Calls.h"

#include <algorithm>

namespace premap {

/// Whether \p E stores what the caller of an inner hook gave it, which is one
/// thing for each file.
static bool storesCallersOwn(const LintReport &R, const Teammate &T,
                             const Event &E) {
  const std::string Root = R.hasCallers() ? rootOf(*T.Facts, E.Value.Text) : "";
  return !Root.empty() && Root != T.body().VmaParameter;
}

/// Memory of the hook's own, which PM003 tells of.
static bool isMadeHere(const Teammate &T, const Event &E) {
  for (const Event &Other : T.events())
    if (Other.Kind == EventKind::Acquire && E.Value.Where.contains(Other.Where))
      return true;
  return std::any_of(
      T.body().Steps.begin(), T.body().Steps.end(), [&](const Step &S) {
        return S.Kind == StepKind::Set && S.Name == E.Value.Text &&
               kernel::kindOf(S.From) == kernel::CallKind::Allocate;
      });
}

static void lintPrivateData(LintReport &R, const Teammate &T, const Event &E) {
  const Argument &Value = E.Value;
  if (Value.holds(Known::Null) || Value.holds(Known::OfFile) ||
      Value.holds(Known::Constant) || storesCallersOwn(R, T, E) ||
      isMadeHere(T, E))
    return;
  R.say(rule::PM008, Confidence::Likely, *T.Facts, E,
        "stores " + oneLine(Value.Text) +
            ", which is not reached from the file alone: a mapping that merges "
            "with its neighbour goes on with the neighbour's");
}

/// The same protection for every mapping of the file is the neighbour's as
/// well.
static void lintProtection(LintReport &R, const Teammate &T, const Event &E) {
  R.say(rule::PM007,
        E.OnEverySuccess ? Confidence::Possible : Confidence::Likely, *T.Facts,
        E,
        E.OnEverySuccess
            ? "a mapping that merges with its neighbour has the neighbour's "
              "protection"
            : "writes page_prot on some ways only: a mapping that merges with "
              "its neighbour has the neighbour's protection");
}

void lintMerges(LintReport &R) {
  for (const Teammate &T : R.Together.Members) {
    if (!T.body().HasFlow || hooksNeverMerge(R.Together, T))
      continue;
    for (const Event &E : T.events()) {
      if (E.Kind != EventKind::FieldWrite)
        continue;
      if (E.Name == "private_data")
        lintPrivateData(R, T, E);
      else if (E.Name == "page_prot")
        lintProtection(R, T, E);
    }
  }
}

} // namespace premap
