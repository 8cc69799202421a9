// Sizes, offsets and protections of what a hook maps.
#include "findings/LintChecks.h"
#include "findings/LintPaths.h"

#include "kernel/MapCalls.h"
#include "kernel/Meanings.h"

#include <algorithm>
#include <optional>

namespace premap {

/// Whether a way to the call \p E asks nobody.
static bool isUnasked(const LintReport &R, const FunctionFacts &F,
                      const Event &E, const Compared &What) {
  for (const FlowPath &Way : F.Body.Paths) {
    bool Asked = false;
    for (unsigned Index : Way.Steps) {
      const Step &S = F.Body.Steps[Index];
      if (S.Kind == StepKind::Call && S.Where == E.Where) {
        if (!Asked)
          return true;
        break;
      }
      Asked |= S.*What.InStep;
      if (S.Kind != StepKind::Call || !mentions(S.Args, F.Body.VmaParameter))
        continue;
      const Teammate *Helper = R.Together.member(S.Name);
      Asked |= Helper ? Helper->body().*What.InBody
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
  std::optional<Confidence> How = unlessCallersCheck(R, ComparedSize);
  bool OneWay = T.IsHook && isUnasked(R, F, E, ComparedSize);
  if (How && (OneWay || !mayCheck(R, ComparedSize)))
    return R.say(rule::LM01, *How, F, E,
                 E.Name +
                     "() maps as many bytes as were asked for, and nothing "
                     "compares that with what there is at " +
                     E.Args[Row.Base].Text);
  How = unlessCallersCheck(R, ComparedOffset);
  OneWay = T.IsHook && isUnasked(R, F, E, ComparedOffset);
  if (How && E.Args[Row.Base].holds(Known::HasOffset) &&
      (OneWay || !mayCheck(R, ComparedOffset)))
    R.say(rule::LM01, *How, F, E,
          E.Name + "() adds the offset that was asked for to the address, and "
                   "nothing compares that with what there is");
}

/// A size that the driver knows, whatever was asked for: the rest lies behind
/// the mapping.
static void lintBeyond(LintReport &R, const FunctionFacts &F, const Event &E,
                       const kernel::MapCall &Row) {
  // A range of an action is compared by the core.
  if (Row.Size == kernel::NoArgument || Row.ChecksRange || R.isConverted() ||
      !E.Args[Row.Size].holds(Known::OfFile) ||
      E.Args[Row.Size].holds(Known::Constant) || mayCheck(R, ComparedSize))
    return;
  if (std::optional<Confidence> How = unlessCallersCheck(R, ComparedSize))
    R.say(rule::LM01, *How, F, E,
          E.Name + "() maps " + E.Args[Row.Size].Text +
              " bytes, and nothing compares that with the size of the mapping");
}

static void lintLength(LintReport &R, const FunctionFacts &F, const Event &E,
                       const kernel::MapCall &Row) {
  if (Row.Length == kernel::NoArgument ||
      !E.Args[Row.Length].holds(Known::Size))
    return;
  const std::string Itself =
      E.Name + "() compares the mapping's length with its own length: ";
  if (std::optional<Confidence> How = unlessCallersCheck(R, ComparedSize)) {
    bool Checked = mayCheck(R, ComparedSize);
    return R.say(rule::LM14, Checked ? Confidence::Possible : *How, F, E,
                 Itself + E.Args[Row.Length].Text +
                     " says nothing of what there is");
  }
  // A caller lets offsets through that fit.
  const std::vector<CallerChain> &Callers = R.Input.Callers;
  bool Offsets =
      std::any_of(Callers.begin(), Callers.end(),
                  [](const CallerChain &C) { return C.ChecksOffset; });
  bool OffsetGone =
      mayCheck(R, ComparedOffset) ||
      std::any_of(R.Together.Members.begin(), R.Together.Members.end(),
                  [](const Teammate &T) { return T.body().PgoffWritten; });
  if (Offsets && !OffsetGone &&
      kernel::meaningOf(E.Name) != kernel::Meaning::MapPagesZero)
    R.say(rule::LM14, Confidence::Likely, F, E,
          Itself + "it refuses every offset but 0, whatever there is");
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
      if (!Row || E.Args.size() != Row->Arguments || !Row->Arguments)
        continue;
      lintRange(R, T, E, *Row);
      lintBeyond(R, *T.Facts, E, *Row);
      lintLength(R, *T.Facts, E, *Row);
      lintProtection(R, *T.Facts, E, *Row);
    }
    for (const Argument &Dead : T.body().DeadChecks)
      if (!Dead.holds(Known::HasOffset) || !R.takesAnyOffset())
        R.say(rule::LM15, Confidence::Certain, *T.Facts, Dead.Where, Dead.Text,
              "is never true of a mapping: " + Dead.Text);
  }
}

} // namespace premap
