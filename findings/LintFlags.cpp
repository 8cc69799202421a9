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

/// `switch (vma->vm_flags & (VM_READ | VM_WRITE))`: whether the case of \p S is
/// one with the access \p Now; nothing if it does not ask for that.
static std::optional<bool> caseAsksFor(const Step &S, std::string_view Now) {
  if (S.Kind != StepKind::Branch || S.Value.empty() || !S.Taken ||
      !mentions(S.Name, Now))
    return std::nullopt;
  return mentions(S.Value, Now);
}

/// The core looks at how the file was opened, also in mprotect().
static bool asksFile(const Step &S) {
  return S.Kind == StepKind::Branch && mentions(S.Name, "f_mode");
}

static bool clearsMay(const Step &S, const std::string &May) {
  std::string Bit(kernel::BitPrefix);
  Bit += May.substr(kernel::WordPrefix.size()) + std::string(kernel::BitSuffix);
  // `flags &= ~VM_MAYWRITE` becomes the mapping's flags later on.
  bool Masks =
      S.Kind == StepKind::Set && S.Text.find("&=") != std::string::npos;
  return (S.Kind == StepKind::Call || S.Kind == StepKind::Store || Masks) &&
         (mentions(S.Text, May) || mentions(S.Text, Bit));
}

/// Whether the step at \p At of \p Way is a call whose result nobody looks at:
/// it undoes something on the way out.
static bool isUndoing(const HandlerBody &Body, const FlowPath &Way, size_t At) {
  const Step &Call = Body.Steps[Way.Steps[At]];
  return Call.Kind == StepKind::Call &&
         std::none_of(
             Way.Steps.begin() + At, Way.Steps.end(), [&](unsigned Index) {
               const Step &S = Body.Steps[Index];
               return S.From == Call.Name || (S.Kind == StepKind::Branch &&
                                              mentions(S.Name, Call.Name));
             });
}

/// Whether \p Way goes the other way at a test that \p Refused makes behind
/// \p At: it is refused under other conditions.
static bool contradicts(const HandlerBody &Body, const FlowPath &Way,
                        const FlowPath &Refused, size_t At) {
  for (size_t I = At + 1; I < Refused.Steps.size(); ++I) {
    const Step &S = Body.Steps[Refused.Steps[I]];
    if (S.Kind == StepKind::Branch &&
        std::any_of(
            Way.Steps.begin() + At, Way.Steps.end(), [&](unsigned Index) {
              const Step &Other = Body.Steps[Index];
              return Other.Kind == StepKind::Branch && Other.Name == S.Name &&
                     Other.Value == S.Value && Other.Taken != S.Taken;
            }))
      return true;
  }
  return false;
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
                  S.Kind == StepKind::Set || isUndoing(Body, Way, I);
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
    if (Other.Where == Test.Where && !Other.Taken && !Clears &&
        !contradicts(Body, Way, Refused, At))
      return true;
  }
  return false;
}

/// What \p T itself clears is looked for on each of its ways.
static bool helpersClear(const LintReport &R, const Teammate &T,
                         const std::string &May) {
  return std::any_of(R.Together.Members.begin(), R.Together.Members.end(),
                     [&](const Teammate &Other) {
                       return &Other != &T &&
                              lists(Other.body().FlagsCleared, May);
                     });
}

/// An access that is refused under another condition as well.
static void lintConditional(LintReport &R, const Teammate &T) {
  const HandlerBody &Body = T.body();
  for (const kernel::AccessFlags &Access : kernel::accessFlags())
    for (const FlowPath &Way : Body.Paths) {
      std::optional<size_t> At = refusalOf(Body, Way, Access.Now);
      const std::string May(Access.May);
      if (!At || refuses(R, May) || helpersClear(R, T, May) ||
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
                         size_t At, const kernel::AccessFlags &Access) {
  const std::string May(Access.May);
  const Step *Chosen = setBehind(Body, Given, At);
  if (!Chosen)
    return false;
  for (const FlowPath &Way : Body.Paths) {
    if (Way.Ends == Outcome::Error || Way.Steps.size() <= At ||
        !std::equal(Given.Steps.begin(), Given.Steps.begin() + At,
                    Way.Steps.begin()))
      continue;
    const Step &Test = Body.Steps[Given.Steps[At]];
    const Step &Other = Body.Steps[Way.Steps[At]];
    const Step *Set = setBehind(Body, Way, At);
    const bool Lacks = Test.Value.empty()
                           ? Other.Where == Test.Where && !Other.Taken
                           : Other.Name == Test.Name &&
                                 caseAsksFor(Other, Access.Now) == false;
    bool Clears =
        std::any_of(Way.Steps.begin(), Way.Steps.end(), [&](unsigned Index) {
          return clearsMay(Body.Steps[Index], May);
        });
    if (Lacks && !Clears && Set && Set->Name == Chosen->Name &&
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
            (asksFor(Test, Access.Now) ||
             caseAsksFor(Test, Access.Now) == true) &&
            choosesOther(Body, Way, At, Access))
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
        // Who clears it on some ways is asked for each of them.
        if (!lists(E.Flags, Access.Now) || refuses(R, May) || R.clears(May) ||
            std::any_of(T.body().Steps.begin(), T.body().Steps.end(),
                        [&](const Step &S) { return clearsMay(S, May); }))
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
