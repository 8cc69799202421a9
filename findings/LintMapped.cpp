// What happens behind a hook with a descriptor: the action, mapped(), and
// close() for a mapping of which one of them failed.
#include "findings/LintPaths.h"

#include "kernel/MapCalls.h"

#include <algorithm>

namespace premap {

static bool asksForAction(const LintReport &R) {
  return std::any_of(R.Together.Members.begin(), R.Together.Members.end(),
                     [&](const Teammate &T) { return maps(R.Together, T); });
}

static bool mayFail(const FunctionFacts &F) {
  return std::any_of(
      F.Body.Paths.begin(), F.Body.Paths.end(),
      [](const FlowPath &Way) { return Way.Ends != Outcome::Success; });
}

/// The last parameter of mapped() is where it stores what belongs to the VMA.
static bool storesPrivateData(const FunctionFacts &Mapped) {
  if (Mapped.Parameters.empty())
    return false;
  const std::string &Last = Mapped.Parameters.back().Name;
  return std::any_of(Mapped.Body.Steps.begin(), Mapped.Body.Steps.end(),
                     [&](const Step &S) {
                       return S.Kind == StepKind::Store && S.Name == "*" + Last;
                     });
}

/// Whether \p Local of \p Close has what the VMA points to.
static bool isOfVma(const FunctionFacts &Close, const LocalVariable &Local) {
  return mentions(Local.Initializer.Text, "vm_private_data") ||
         std::any_of(Close.Body.Steps.begin(), Close.Body.Steps.end(),
                     [&](const Step &S) {
                       return S.Kind == StepKind::Set && S.Name == Local.Name &&
                              mentions(S.Value, "vm_private_data");
                     });
}

/// Whether \p Close looks first whether there is anything in \p Local.
static bool asks(const FunctionFacts &Close, const LocalVariable &Local) {
  return std::any_of(
      Close.Body.Steps.begin(), Close.Body.Steps.end(), [&](const Step &S) {
        return S.Kind == StepKind::Branch &&
               (S.Name == Local.Name || mentions(S.Name, "vm_private_data"));
      });
}

/// Where \p Close uses what the VMA points to without asking for it.
static const LocalVariable *unaskedUse(const FunctionFacts &Close) {
  for (const LocalVariable &Local : Close.Body.Locals)
    if (isOfVma(Close, Local) && !asks(Close, Local) && !Local.Reads.empty())
      return &Local;
  return nullptr;
}

static bool asksFirst(const FunctionFacts &Close) {
  return std::any_of(Close.Body.Locals.begin(), Close.Body.Locals.end(),
                     [&](const LocalVariable &Local) {
                       return isOfVma(Close, Local) && asks(Close, Local);
                     });
}

static const Step *firstPut(const LintReport &R, const FunctionFacts &Close,
                            const FunctionFacts *&In) {
  for (const FunctionFacts *F : reachedFrom(R, {&Close}))
    for (const Step &S : F->Body.Steps)
      if (givesBack(S)) {
        In = F;
        return &S;
      }
  return nullptr;
}

static void lintClosed(LintReport &R, const VmOpsTable &Table,
                       const FunctionFacts &Mapped,
                       const FunctionFacts &Close) {
  const bool Acts = asksForAction(R);
  if (!Acts && !mayFail(Mapped))
    return;
  bool Written = std::any_of(
      R.Together.Members.begin(), R.Together.Members.end(),
      [](const Teammate &T) { return T.body().PrivateDataWritten; });
  const std::string Reason =
      Acts ? "the action may fail before mapped() runs" : "mapped() may fail";
  const LocalVariable *Use = unaskedUse(Close);
  if (Use && !Written && storesPrivateData(Mapped)) {
    R.say(rule::PM004, Confidence::Certain, Close, Use->Declarator,
          Use->Declarator ? Use->Name + " = " + Use->Initializer.Text
                          : Use->Name,
          "close() of " + Table.Name + " follows " + Use->Name +
              ", which only mapped() sets: " + Reason +
              ", and close() runs all the same");
    return;
  }
  // It finds nothing to give back.
  if (!Written && storesPrivateData(Mapped) && asksFirst(Close))
    return;
  const FunctionFacts *In = nullptr;
  const Step *Put = firstPut(R, Close, In);
  bool Takes = false;
  for (const FunctionFacts *F : reachedFrom(R, {&Mapped}))
    Takes |= std::any_of(F->Body.Steps.begin(), F->Body.Steps.end(), takes);
  if (Put && Takes)
    R.say(rule::PM004, Confidence::Likely, *In, Put->Where, Put->Text,
          "close() of " + Table.Name + " gives back what mapped() takes: " +
              Reason + ", and close() runs all the same");
}

static void lintAction(LintReport &R, const Teammate &T, size_t Index) {
  const Event &E = T.events()[Index];
  if (E.Kind != EventKind::Map || !kernel::isAction(E.Name))
    return;
  if (!E.LocksHeld.empty())
    R.say(rule::PM005, Confidence::Likely, *T.Facts, E,
          E.Name + "() only asks for the mapping, which is made when " +
              E.LocksHeld.front() + " is given up already");
  if (!R.Input.NommuPlaces.empty())
    R.say(rule::PM027, Confidence::Likely, *T.Facts, E,
          E.Name + "() fails on kernels without MMU, for which this file is "
                   "built as well");
  if (E.InLoop)
    R.say(rule::PM010, Confidence::Likely, *T.Facts, E,
          "each " + E.Name + "() replaces the one before");
  for (size_t I = 0; I < T.events().size(); ++I) {
    const Event &Other = T.events()[I];
    if (I != Index && T.body().HasFlow && Other.Kind == EventKind::Map &&
        kernel::isAction(Other.Name) && mayFollow(T.body(), I, Index))
      R.say(rule::PM010, Confidence::Likely, *T.Facts, E,
            "replaces what " + Other.Name + "() asked for");
  }
}

static void lintFields(LintReport &R, const FunctionFacts &F, const Event &E) {
  if (E.Kind == EventKind::FieldWrite && E.Name == "vm_ops" &&
      E.Value.holds(Known::Null))
    R.say(rule::PM019, Confidence::Likely, F, E,
          "an empty vm_ops of a descriptor does not make the mapping "
          "anonymous");
  if (E.Kind == EventKind::FieldWrite && E.Name == "pgoff")
    R.say(rule::PM042, Confidence::Likely, F, E,
          "changes the mapping's offset");
}

void lintMapped(LintReport &R) {
  for (const Teammate &T : R.Together.Members)
    for (size_t I = 0; I < T.events().size(); ++I) {
      lintAction(R, T, I);
      lintFields(R, *T.Facts, T.events()[I]);
    }
  for (const VmOpsTable *Table : R.vmOps()) {
    const VmOpsHook *MappedHook = Table->hook("mapped");
    const VmOpsHook *CloseHook = Table->hook("close");
    const FunctionFacts *Mapped =
        MappedHook ? R.functionOf(*MappedHook) : nullptr;
    const FunctionFacts *Close = CloseHook ? R.functionOf(*CloseHook) : nullptr;
    if (Mapped && Close)
      lintClosed(R, *Table, *Mapped, *Close);
  }
}

} // namespace premap
