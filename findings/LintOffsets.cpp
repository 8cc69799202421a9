// Offsets that are checked and not used, used twice, or replaced.
#include "findings/LintPaths.h"

#include "kernel/MapCalls.h"
#include "kernel/Meanings.h"

#include <algorithm>

namespace premap {

static bool writesOffset(const LintReport &R) {
  return std::any_of(R.Together.Members.begin(), R.Together.Members.end(),
                     [](const Teammate &T) { return T.body().PgoffWritten; });
}

/// vm_iomap_memory() and its like add vm_pgoff to what they get;
/// vm_map_pages_zero() is there for those who do not want that.
static void lintTwice(LintReport &R, const FunctionFacts &F, const Event &E,
                      const kernel::MapCall &Row) {
  if (Row.Length != kernel::NoArgument && Row.Base != kernel::NoArgument &&
      kernel::meaningOf(E.Name) != kernel::Meaning::MapPagesZero &&
      E.Args[Row.Base].holds(Known::HasOffset) && !writesOffset(R))
    R.say(rule::LM12, Confidence::Likely, F, E,
          E.Name + "() adds the mapping's offset to " + E.Args[Row.Base].Text +
              ", which has it already");
}

/// `if (offset + size > st->size)`, and then all begins at 0.
static void lintNever(LintReport &R, const Teammate &T, const Event &E,
                      const kernel::MapCall &Row) {
  if (!T.IsHook || Row.Length != kernel::NoArgument ||
      Row.Base == kernel::NoArgument ||
      !E.Args[Row.Base].holds(Known::OfFile) ||
      E.Args[Row.Base].holds(Known::HasOffset) || writesOffset(R))
    return;
  for (const FlowPath &Way : T.body().Paths) {
    bool Bounded = false;
    for (unsigned Index : Way.Steps) {
      const Step &S = T.body().Steps[Index];
      if (S.Kind == StepKind::Call && S.Where == E.Where)
        break;
      Bounded |= S.Kind == StepKind::Branch && S.Offset && S.Size;
    }
    bool Maps =
        std::any_of(Way.Steps.begin(), Way.Steps.end(), [&](unsigned Index) {
          return T.body().Steps[Index].Where == E.Where;
        });
    if (Bounded && Maps) {
      R.say(rule::LM12, Confidence::Likely, *T.Facts, E,
            "lets an offset through, and " + E.Name +
                "() maps the same at every offset");
      return;
    }
  }
}

/// /proc/PID/maps shows it, and the reverse map looks for pages by it.
static void lintAddress(LintReport &R, const FunctionFacts &F, const Event &E) {
  if (E.Kind == EventKind::FieldWrite &&
      (E.Name == "vm_pgoff" || E.Name == "pgoff") &&
      E.Value.holds(Known::Address))
    R.say(rule::LM13, Confidence::Likely, F, E,
          "the mapping's offset is made of the address " + E.Value.Text +
              ", which /proc/PID/maps shows");
}

void lintOffsets(LintReport &R) {
  for (const Teammate &T : R.Together.Members)
    for (const Event &E : T.events()) {
      lintAddress(R, *T.Facts, E);
      const kernel::MapCall *Row =
          E.Kind == EventKind::Map ? kernel::mapCallNamed(E.Name) : nullptr;
      if (!Row || !Row->Arguments || E.InMacro ||
          E.Args.size() != Row->Arguments)
        continue;
      lintTwice(R, *T.Facts, E, *Row);
      lintNever(R, T, E, *Row);
    }
}

} // namespace premap
