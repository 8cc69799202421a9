// What a hook with a descriptor must not do: it runs before there is a mapping,
// also for one that fails or merges afterwards.
#include "findings/LintPaths.h"

#include "kernel/Errnos.h"
#include "kernel/Takes.h"

#include <algorithm>

namespace premap {

static bool releases(const HandlerBody &Body) {
  return std::any_of(
      Body.Events.begin(), Body.Events.end(),
      [](const Event &E) { return E.Kind == EventKind::Release; });
}

/// Whether a way that succeeds keeps what \p E takes, and one that fails gives
/// it back.
static bool undoesOnlyOwnErrors(const LintReport &R, const FunctionFacts &F,
                                const Event &E) {
  bool Kept = false, Undone = false;
  for (const FlowPath &Way : F.Body.Paths) {
    const Step *Taken = nullptr;
    for (unsigned Index : Way.Steps)
      if (takes(F.Body.Steps[Index]) && F.Body.Steps[Index].Where == E.Where)
        Taken = &F.Body.Steps[Index];
    if (!Taken)
      continue;
    const std::vector<Holding> Held = holdingsOf(R, F, Way);
    const bool Holds =
        std::any_of(Held.begin(), Held.end(), [&](const Holding &H) {
          return H.Taken->Where == E.Where && !H.Unsure;
        });
    Kept |= Holds && Way.Ends == Outcome::Success;
    Undone |= !Holds && Way.Ends == Outcome::Error;
  }
  return Kept && Undone;
}

static void lintTaking(LintReport &R, const Teammate &T, const Event &E) {
  const kernel::Taken What = kernel::takenBy(E.Name);
  if (E.Unevaluated || What == kernel::Taken::Section)
    return;
  if (releases(T.body()) && undoesOnlyOwnErrors(R, *T.Facts, E)) {
    R.say(rule::PM002, Confidence::Likely, *T.Facts, E,
          "what " + E.Name +
              "() takes is given back on the hook's own errors only: the "
              "mapping may fail or merge afterwards");
    return;
  }
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

/// `action.hide_from_rmap_until_complete = true`
static void lintHiding(LintReport &R, const Teammate &T, const Event &E) {
  const bool OfHugetlb =
      std::any_of(T.events().begin(), T.events().end(), [](const Event &Other) {
        return kernel::kindOf(Other.Name) == kernel::CallKind::PerMappingState;
      });
  if (E.Chain == ".hide_from_rmap_until_complete" && E.Value.Text != "false" &&
      E.Value.Text != "0" && !OfHugetlb)
    R.say(rule::PM031, Confidence::Likely, *T.Facts, E,
          "hides the mapping from the reverse map, whose lock an unmapping "
          "after a failed action takes again");
}

/// `desc->vm_file->private_data`
static void lintFileRead(LintReport &R, const Teammate &T, const Event &E) {
  if (E.Kind == EventKind::FieldRead && E.Name == "vm_file" &&
      E.Chain.starts_with("->private_data"))
    R.say(rule::PM021, Confidence::Likely, *T.Facts, E,
          "follows vm_file, which is another file than the hook's if a stacked "
          "file system calls it");
}

static void lintWrites(LintReport &R, const Teammate &T) {
  const std::vector<Event> &Events = T.events();
  for (size_t I = 0; I < Events.size(); ++I) {
    const Event &E = Events[I];
    if (E.Kind != EventKind::FieldWrite)
      continue;
    if (E.Name == "action") {
      lintErrorOverride(R, T, E);
      lintHiding(R, T, E);
    }
    if (E.Name == "vm_file")
      R.say(rule::PM022,
            E.Value.holds(Known::OfFile) ? Confidence::Likely
                                         : Confidence::Possible,
            *T.Facts, E,
            "gives the mapping another file, whose reference is lost if the "
            "mapping fails or merges afterwards");
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

/// Whether \p E gives back the value that a local has kept.
static bool restores(const Teammate &T, const Event &E) {
  const std::vector<LocalVariable> &Locals = T.body().Locals;
  return std::any_of(
      Locals.begin(), Locals.end(), [&](const LocalVariable &Local) {
        const bool Kept = mentions(Local.Initializer.Text, E.Name) ||
                          std::any_of(T.body().Steps.begin(),
                                      T.body().Steps.end(), [&](const Step &S) {
                                        return S.Kind == StepKind::Set &&
                                               S.Name == Local.Name &&
                                               mentions(S.Value, E.Name);
                                      });
        return Local.Name == E.Value.Text && Kept;
      });
}

/// Moved for each of several calls and moved back, a VMA's range is the same in
/// the end; kernels without MMU have its start chosen by the driver.
static void lintMoved(LintReport &R, const Teammate &T) {
  const Event *First = nullptr;
  Confidence How = Confidence::Likely;
  for (const Event &E : T.events()) {
    const bool Start = E.Name == "start" || E.Name == "vm_start";
    if (E.Kind != EventKind::FieldWrite ||
        (!Start && E.Name != "end" && E.Name != "vm_end"))
      continue;
    if (R.isConverted()) {
      R.say(rule::PM011, Confidence::Certain, *T.Facts, E,
            "moves the range of the mapping");
      continue;
    }
    if (!First)
      First = &E;
    if (Start || restores(T, E))
      How = Confidence::Possible;
  }
  if (First)
    R.say(rule::PM011, How, *T.Facts, *First, "moves the range of the mapping");
}

void lintRangeWrites(LintReport &R) {
  for (const Teammate &T : R.Together.Members) {
    lintMoved(R, T);
    for (const Step &S : T.body().Steps)
      if (S.Kind == StepKind::Call && kernel::endsMapping(S.Name))
        R.say(rule::PM030, Confidence::Likely, *T.Facts, S.Where, S.Text,
              S.Name + "() takes away a mapping that the core is still making");
  }
}

void lintPrepare(LintReport &R) {
  for (const Teammate &T : R.Together.Members) {
    for (const Event &E : T.events()) {
      if (E.Kind == EventKind::Acquire)
        lintTaking(R, T, E);
      lintFileRead(R, T, E);
    }
    lintWrites(R, T);
  }
}

} // namespace premap
