// Sizes, offsets and protections of what a hook maps.
#include "findings/LintPaths.h"

#include "kernel/MapCalls.h"

#include <algorithm>
#include <optional>

namespace premap {

/// Code that gets the VMA or what is made of it, and was not read.
static bool goesElsewhere(const LintReport &R, const Event &E) {
  if (E.Kind == EventKind::HelperCall)
    return !R.Together.member(E.Name);
  if (E.Kind == EventKind::IndirectCall)
    return true;
  return E.Kind == EventKind::OtherCall &&
         kernel::kindOf(E.Name) != kernel::CallKind::VmaWrite &&
         !kernel::isHarmless(kernel::kindOf(E.Name));
}

/// Something in the team compares the size, or hands it or the VMA to code that
/// was not read.
static bool mayCheck(const LintReport &R, bool HandlerBody::*Checks) {
  for (const Teammate &T : R.Together.Members)
    if (T.body().*Checks ||
        std::any_of(T.events().begin(), T.events().end(),
                    [&](const Event &E) { return goesElsewhere(R, E); }))
      return true;
  return !R.Together.Strangers.empty();
}

/// What those between the entry and an inner hook do about it.
enum class Above { Nobody, Passing, Checking, Unknown };

static Above callersOf(const LintReport &R, bool CallerChain::*Checks) {
  if (!R.hasCallers())
    return Above::Nobody;
  bool Missing = false, Unknown = R.Input.Callers.empty();
  for (const CallerChain &Chain : R.Input.Callers) {
    Missing |= !(Chain.*Checks) && Chain.ToEntry;
    Unknown |= !(Chain.*Checks) && !Chain.ToEntry;
  }
  if (Missing)
    return Above::Passing;
  return Unknown ? Above::Unknown : Above::Checking;
}

static std::optional<Confidence> confidence(const LintReport &R,
                                            bool CallerChain::*Checks) {
  switch (callersOf(R, Checks)) {
  case Above::Nobody:
  case Above::Passing:
    return Confidence::Likely;
  case Above::Unknown:
    return Confidence::Possible;
  case Above::Checking:
    break;
  }
  return std::nullopt;
}

/// Whether a way to the call \p E asks nobody.
static bool isUnasked(const LintReport &R, const FunctionFacts &F,
                      const Event &E, bool Step::*Asks,
                      bool HandlerBody::*Checks) {
  for (const FlowPath &Way : F.Body.Paths) {
    bool Asked = false;
    for (unsigned Index : Way.Steps) {
      const Step &S = F.Body.Steps[Index];
      if (S.Kind == StepKind::Call && S.Where == E.Where) {
        if (!Asked)
          return true;
        break;
      }
      Asked |= S.*Asks;
      if (S.Kind != StepKind::Call || !mentions(S.Args, F.Body.VmaParameter))
        continue;
      const Teammate *Helper = R.Together.member(S.Name);
      Asked |= Helper ? Helper->body().*Checks
                      : kindOf(S) == kernel::CallKind::Unknown ||
                            kindOf(S) == kernel::CallKind::VmaRead;
    }
  }
  return false;
}

static bool mapsWhole(const Event &E, const kernel::MapCall &Row) {
  if (Row.Size != kernel::NoArgument)
    return E.Args[Row.Size].holds(Known::Size);
  return Row.Length == kernel::NoArgument;
}

static void lintRange(LintReport &R, const Teammate &T, const Event &E,
                      const kernel::MapCall &Row) {
  if (Row.Base == kernel::NoArgument || Row.ChecksRange || !mapsWhole(E, Row))
    return;
  const FunctionFacts &F = *T.Facts;
  std::optional<Confidence> How = confidence(R, &CallerChain::ChecksSize);
  bool OneWay =
      T.IsHook && isUnasked(R, F, E, &Step::Size, &HandlerBody::ChecksSize);
  if (How && (OneWay || !mayCheck(R, &HandlerBody::ChecksSize)))
    return R.say(rule::LM01, *How, F, E,
                 E.Name +
                     "() maps as many bytes as were asked for, and nothing "
                     "compares that with what there is at " +
                     E.Args[Row.Base].Text);
  How = confidence(R, &CallerChain::ChecksOffset);
  OneWay =
      T.IsHook && isUnasked(R, F, E, &Step::Offset, &HandlerBody::ChecksOffset);
  if (How && E.Args[Row.Base].holds(Known::HasOffset) &&
      (OneWay || !mayCheck(R, &HandlerBody::ChecksOffset)))
    R.say(rule::LM01, *How, F, E,
          E.Name + "() adds the offset that was asked for to the address, and "
                   "nothing compares that with what there is");
}

static void lintLength(LintReport &R, const FunctionFacts &F, const Event &E,
                       const kernel::MapCall &Row) {
  if (Row.Length == kernel::NoArgument ||
      !E.Args[Row.Length].holds(Known::Size))
    return;
  std::optional<Confidence> How = confidence(R, &CallerChain::ChecksSize);
  if (!How)
    return;
  bool Checked = mayCheck(R, &HandlerBody::ChecksSize);
  R.say(rule::LM14, Checked ? Confidence::Possible : *How, F, E,
        E.Name + "() compares the mapping's length with its own length: " +
            E.Args[Row.Length].Text + " says nothing of what there is");
}

static void lintProtection(LintReport &R, const FunctionFacts &F,
                           const Event &E, const kernel::MapCall &Row) {
  if (Row.Prot == kernel::NoArgument || !E.Args[Row.Prot].holds(Known::Fixed))
    return;
  const std::string &Prot = E.Args[Row.Prot].Text;
  // What nobody can write is at worst too strict.
  if (Prot.find("READONLY") != std::string::npos)
    return;
  R.say(rule::LM09, Confidence::Likely, F, E,
        E.Name + "() maps with the protection " + Prot +
            ", whatever was asked for: a read-only mapping may be writable");
}

void lintMappings(LintReport &R) {
  for (const Teammate &T : R.Together.Members) {
    for (const Event &E : T.events()) {
      const kernel::MapCall *Row =
          E.Kind == EventKind::Map ? kernel::mapCallNamed(E.Name) : nullptr;
      if (!Row || E.InMacro || E.Args.size() != Row->Arguments ||
          !Row->Arguments)
        continue;
      lintRange(R, T, E, *Row);
      lintLength(R, *T.Facts, E, *Row);
      lintProtection(R, *T.Facts, E, *Row);
    }
    for (const Argument &Dead : T.body().DeadChecks)
      R.say(rule::LM15, Confidence::Certain, *T.Facts, Dead.Where, Dead.Text,
            "is never true of a mapping: " + Dead.Text);
  }
}

} // namespace premap
