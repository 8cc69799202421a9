// Access that a hook refuses and that mprotect() gives all the same.
#include "findings/LintPaths.h"

#include "kernel/Flags.h"

#include <algorithm>
#include <optional>

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

/// How sure it is that nobody else clears \p May: whoever calls an inner hook
/// may do it.
static Confidence confidence(const LintReport &R, const std::string &May) {
  if (!R.hasCallers())
    return Confidence::Likely;
  bool Known = !R.Input.Callers.empty();
  for (const CallerChain &Chain : R.Input.Callers)
    Known &= Chain.ToEntry && !lists(Chain.FlagsCleared, May);
  return Known ? Confidence::Likely : Confidence::Possible;
}

/// `vma->vm_flags & VM_WRITE`, or the same of a descriptor: whether the mapping
/// has the access \p Now.
static bool asksFor(const Step &S, std::string_view Now) {
  std::string Bit(kernel::BitPrefix);
  Bit += std::string(Now.substr(kernel::WordPrefix.size())) +
         std::string(kernel::BitSuffix);
  bool Compared = S.Name.find("==") != std::string::npos ||
                  S.Name.find('|') != std::string::npos;
  return S.Kind == StepKind::Branch && !Compared &&
         (mentions(S.Name, Now) || mentions(S.Name, Bit));
}

/// The core looks at how the file was opened, also in mprotect().
static bool asksFile(const Step &S) {
  return S.Kind == StepKind::Branch && mentions(S.Name, "f_mode");
}

static bool clearsMay(const Step &S, const std::string &May) {
  std::string Bit(kernel::BitPrefix);
  Bit += May.substr(kernel::WordPrefix.size()) + std::string(kernel::BitSuffix);
  return (S.Kind == StepKind::Call || S.Kind == StepKind::Store) &&
         (mentions(S.Text, May) || mentions(S.Text, Bit));
}

/// Where \p Way is refused because the mapping has the access \p Now.
static std::optional<size_t>
refusalOf(const HandlerBody &Body, const FlowPath &Way, std::string_view Now) {
  if (Way.Ends != Outcome::Error)
    return std::nullopt;
  for (size_t I = Way.Steps.size(); I-- > 0;) {
    const Step &S = Body.Steps[Way.Steps[I]];
    if (asksFor(S, Now) && S.Taken)
      return I;
    bool Passes = S.Kind == StepKind::Branch || S.Kind == StepKind::Return ||
                  S.Kind == StepKind::Set;
    if (!Passes || asksFile(S))
      break;
  }
  return std::nullopt;
}

/// A way that is the same up to the test, and is let through.
static bool isLetThrough(const HandlerBody &Body, const FlowPath &Refused,
                         size_t At, const std::string &May) {
  for (const FlowPath &Way : Body.Paths) {
    if (Way.Ends == Outcome::Error || Way.Steps.size() <= At ||
        !std::equal(Refused.Steps.begin(), Refused.Steps.begin() + At,
                    Way.Steps.begin()))
      continue;
    const Step &Test = Body.Steps[Refused.Steps[At]];
    const Step &Other = Body.Steps[Way.Steps[At]];
    bool Clears =
        std::any_of(Way.Steps.begin(), Way.Steps.end(), [&](unsigned Index) {
          return clearsMay(Body.Steps[Index], May);
        });
    if (Other.Where == Test.Where && !Other.Taken && !Clears)
      return true;
  }
  return false;
}

/// An access that is refused under another condition as well.
static void lintConditional(LintReport &R, const Teammate &T) {
  const HandlerBody &Body = T.body();
  for (const kernel::AccessFlags &Access : kernel::accessFlags())
    for (const FlowPath &Way : Body.Paths) {
      std::optional<size_t> At = refusalOf(Body, Way, Access.Now);
      const std::string May(Access.May);
      if (!At || refuses(R, May) || R.clears(May) ||
          !isLetThrough(Body, Way, *At, May))
        continue;
      const Step &Test = Body.Steps[Way.Steps[*At]];
      R.say(rule::LM03, confidence(R, May), *T.Facts, Test.Where, Test.Text,
            "refuses " + std::string(Access.Now) + " and leaves " + May +
                ": mprotect() may add the access later");
    }
}

/// The first step behind \p At of \p Way that gives a local a value.
static const Step *setBehind(const HandlerBody &Body, const FlowPath &Way,
                             size_t At) {
  for (size_t I = At + 1; I < Way.Steps.size(); ++I) {
    const Step &S = Body.Steps[Way.Steps[I]];
    if (S.Kind == StepKind::Set)
      return &S;
    if (S.Kind != StepKind::Call && S.Kind != StepKind::Branch)
      return nullptr;
  }
  return nullptr;
}

/// A way that differs from \p Given by the test at \p At, chooses another
/// value for the same variable and gives the mapping.
static bool choosesOther(const HandlerBody &Body, const FlowPath &Given,
                         size_t At, const std::string &May) {
  const Step *Chosen = setBehind(Body, Given, At);
  if (!Chosen)
    return false;
  for (const FlowPath &Way : Body.Paths) {
    if (Way.Ends == Outcome::Error || Way.Steps.size() <= At ||
        !std::equal(Given.Steps.begin(), Given.Steps.begin() + At,
                    Way.Steps.begin()))
      continue;
    const Step &Other = Body.Steps[Way.Steps[At]];
    const Step *Set = setBehind(Body, Way, At);
    bool Clears =
        std::any_of(Way.Steps.begin(), Way.Steps.end(), [&](unsigned Index) {
          return clearsMay(Body.Steps[Index], May);
        });
    if (Other.Where == Body.Steps[Given.Steps[At]].Where && !Other.Taken &&
        !Clears && Set && Set->Name == Chosen->Name &&
        Set->Value != Chosen->Value)
      return true;
  }
  return false;
}

/// `buf = (vma->vm_flags & VM_WRITE) ? out : in`, and the mapping of `in` may
/// become writable.
static void lintChosen(LintReport &R, const Teammate &T) {
  const HandlerBody &Body = T.body();
  for (const kernel::AccessFlags &Access : kernel::accessFlags()) {
    const std::string May(Access.May);
    if (R.clears(May))
      continue;
    for (const FlowPath &Way : Body.Paths)
      for (size_t At = 0; At < Way.Steps.size(); ++At) {
        const Step &Test = Body.Steps[Way.Steps[At]];
        if (Way.Ends != Outcome::Error && Test.Taken &&
            asksFor(Test, Access.Now) && choosesOther(Body, Way, At, May))
          return R.say(rule::LM03, confidence(R, May), *T.Facts, Test.Where,
                       Test.Text,
                       "maps something else without " +
                           std::string(Access.Now) + " and leaves " + May +
                           ": mprotect() may add the access later");
      }
  }
}

void lintFlags(LintReport &R) {
  if (asksLater(R))
    return;
  for (const Teammate &T : R.Together.Members) {
    bool Said = false;
    for (const Event &E : T.events()) {
      if (!refuses(E))
        continue;
      for (const kernel::AccessFlags &Access : kernel::accessFlags()) {
        const std::string May(Access.May);
        if (!lists(E.Flags, Access.Now) || refuses(R, May) || R.clears(May))
          continue;
        R.say(rule::LM03, confidence(R, May), *T.Facts, E,
              "refuses " + std::string(Access.Now) + " and leaves " + May +
                  ": mprotect() may add the access later");
        Said = true;
      }
    }
    if (!Said && T.IsHook) {
      lintConditional(R, T);
      lintChosen(R, T);
    }
  }
}

} // namespace premap
