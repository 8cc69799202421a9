// What a hook with a descriptor must not do: it runs before there is a mapping,
// also for one that fails or merges afterwards.
#include "findings/LintRules.h"

#include "kernel/Errnos.h"
#include "kernel/Takes.h"

#include <algorithm>

namespace premap {

static bool releases(const HandlerBody &Body) {
  return std::any_of(
      Body.Events.begin(), Body.Events.end(),
      [](const Event &E) { return E.Kind == EventKind::Release; });
}

static void lintTaking(LintReport &R, const Teammate &T, const Event &E) {
  const kernel::Taken What = kernel::takenBy(E.Name);
  if (E.Unevaluated || What == kernel::Taken::Section)
    return;
  const bool Memory = What == kernel::Taken::Memory;
  // The hook may give it back before it returns.
  R.say(Memory ? rule::PM003 : rule::PM001,
        releases(T.body()) ? Confidence::Possible : Confidence::Likely,
        *T.Facts, E,
        E.Name + (Memory ? "() allocates" : "() takes something") +
            " that is left behind if the mapping fails or merges afterwards");
}

/// `action.error_override = EAGAIN`
static void lintErrorOverride(LintReport &R, const Teammate &T,
                              const Event &E) {
  if (E.Chain == ".error_override" && !E.Value.Text.starts_with("-") &&
      kernel::errnoNumber(E.Value.Text).has_value())
    R.say(rule::PM016, Confidence::Certain, *T.Facts, E,
          "error_override is " + E.Value.Text +
              ", which is no negative error number");
}

static void lintWrites(LintReport &R, const Teammate &T) {
  const std::vector<Event> &Events = T.events();
  for (size_t I = 0; I < Events.size(); ++I) {
    const Event &E = Events[I];
    if (E.Kind != EventKind::FieldWrite)
      continue;
    if (E.Name == "start" || E.Name == "end")
      R.say(rule::PM011, Confidence::Certain, *T.Facts, E,
            "moves the range of the mapping");
    if (E.Name == "action")
      lintErrorOverride(R, T, E);
    if (E.Name != "page_prot")
      continue;
    for (size_t J = 0; J < Events.size(); ++J)
      if (T.body().HasFlow && maps(R.Together, Events[J]) &&
          mayFollow(T.body(), J, I))
        R.say(rule::PM006, Confidence::Likely, *T.Facts, E,
              "writes page_prot after " + Events[J].Name +
                  "(), which takes the protection when it is called");
  }
}

void lintPrepare(LintReport &R) {
  for (const Teammate &T : R.Together.Members) {
    for (const Event &E : T.events())
      if (E.Kind == EventKind::Acquire)
        lintTaking(R, T, E);
    lintWrites(R, T);
  }
}

} // namespace premap
