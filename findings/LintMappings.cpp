// Sizes, offsets and protections of what a hook maps.
#include "findings/LintRules.h"

#include "kernel/MapCalls.h"

#include <algorithm>

namespace premap {

/// Something in the team compares the size, or hands it or the VMA to code that
/// was not read.
static bool mayCheck(const LintReport &R, bool HandlerBody::*Checks) {
  for (const Teammate &T : R.Together.Members) {
    if (T.body().*Checks)
      return true;
    for (const Event &E : T.events()) {
      bool Elsewhere =
          E.Kind == EventKind::OtherCall || E.Kind == EventKind::IndirectCall ||
          (E.Kind == EventKind::HelperCall && !R.Together.member(E.Name));
      if (Elsewhere)
        return true;
    }
  }
  return !R.Together.Strangers.empty();
}

static bool mapsWhole(const Event &E, const kernel::MapCall &Row) {
  if (Row.Size != kernel::NoArgument)
    return E.Args[Row.Size].holds(Known::Size);
  return Row.Length == kernel::NoArgument;
}

static void lintRange(LintReport &R, const FunctionFacts &F, const Event &E,
                      const kernel::MapCall &Row) {
  const Confidence How =
      R.hasCallers() ? Confidence::Possible : Confidence::Likely;
  if (Row.Base == kernel::NoArgument || !mapsWhole(E, Row))
    return;
  if (!mayCheck(R, &HandlerBody::ChecksSize))
    R.say(rule::LM01, How, F, E,
          E.Name +
              "() maps as many bytes as were asked for, and nothing "
              "compares that with what there is at " +
              E.Args[Row.Base].Text);
  else if (E.Args[Row.Base].holds(Known::HasOffset) &&
           !mayCheck(R, &HandlerBody::ChecksOffset))
    R.say(rule::LM01, How, F, E,
          E.Name + "() adds the offset that was asked for to the address, and "
                   "nothing compares that with what there is");
}

static void lintLength(LintReport &R, const FunctionFacts &F, const Event &E,
                       const kernel::MapCall &Row) {
  if (Row.Length == kernel::NoArgument ||
      !E.Args[Row.Length].holds(Known::Size))
    return;
  bool Checked = mayCheck(R, &HandlerBody::ChecksSize) || R.hasCallers();
  R.say(rule::LM14, Checked ? Confidence::Possible : Confidence::Likely, F, E,
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
      lintRange(R, *T.Facts, E, *Row);
      lintLength(R, *T.Facts, E, *Row);
      lintProtection(R, *T.Facts, E, *Row);
    }
    for (const Argument &Dead : T.body().DeadChecks)
      R.say(rule::LM15, Confidence::Certain, *T.Facts, Dead.Where, Dead.Text,
            "is never true of a mapping: " + Dead.Text);
  }
}

} // namespace premap
