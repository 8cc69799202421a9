// Uses of the VMA: fields, calls that get it, and places that keep it.
#include "findings/Report.h"

#include "findings/Stencils.h"
#include "kernel/Calls.h"
#include "kernel/Fields.h"
#include "kernel/MapCalls.h"
#include "kernel/Takes.h"

namespace premap {

static void findField(Report &R, const Teammate &F, const Event &E) {
  const kernel::Field *Row = kernel::fieldNamed(E.Name);
  if (E.Name == kernel::FlagsWord) {
    // How a macro gets at the flags only the text tells.
    if (!E.InMacro)
      findFlags(R, F, E);
  } else if (!Row || Row->Form == kernel::FieldForm::None) {
    R.forbid(E.Callee.empty() ? rule::PM032 : rule::PM039,
             "reads vma->" + E.Name + ", which a descriptor does not have",
             E.Where, {Lack::DescriptorForm, "vma->" + E.Name});
  }
}

static void findGenericFile(Report &R, const Event &E) {
  const kernel::Call *Row = kernel::callNamed(E.Name);
  if (formOf(R.Api, E.Name) != FormState::Usable)
    R.forbid(rule::PM040,
             "calls " + E.Name +
                 "(), of which this target has no _prepare form",
             E.Where, {Lack::Api, E.Name + "_prepare()"});
  if (Row && E.FileArg < 0)
    R.forbid(rule::PM021,
             "calls " + E.Name + "() with another file than its own", E.Where,
             {Lack::OtherFile, E.Name + "()"});
}

static void findHelperCall(Report &R, const Event &E) {
  if (&E == R.Together.Moved.Call)
    R.note(rule::PM001,
           E.Name + "() is called where the hook runs; vm_ops->mapped does "
                    "that once the mapping is there",
           E.Where);
  else if (!R.Together.member(E.Name))
    R.forbid(rule::PM039,
             "hands the VMA to " + E.Name +
                 "(), which cannot be converted along with it",
             E.Where, {Lack::DescriptorForm, E.Name + "()"});
}

static void findOtherCall(Report &R, const Event &E) {
  const kernel::Call *Row = kernel::callNamed(E.Name);
  const Missing Form{Lack::DescriptorForm, E.Name + "()"};
  if (Row && !Row->Forbidden.empty()) {
    R.forbid(Row->Forbidden, std::string(Row->Does), E.Where,
             kernel::swapsFile(E.Name) ? Missing{Lack::Swap, ""} : Form);
    return;
  }
  FormState State = E.VmaArg > 0 ? FormState::None : formOf(R.Api, E.Name);
  if (State == FormState::Usable)
    return;
  if (State == FormState::Lacking) {
    R.forbid(rule::PM047,
             "calls " + E.Name +
                 "(), of which this target has no form for a descriptor",
             E.Where, {Lack::Api, "a form of " + E.Name + "()"});
    return;
  }
  if (kernel::isLog(E.Name)) {
    R.forbid(rule::PM032,
             "prints the VMA's address with " + E.Name +
                 "(); there is no VMA yet when the new hook runs",
             E.Where, {Lack::Vma, "address"});
    return;
  }
  kernel::CallKind Kind = kernel::kindOf(E.Name);
  bool Known = Kind != kernel::CallKind::Unknown;
  // The hook of another file has a descriptor's form. What has none is to let a
  // mapping be another file's.
  bool Swaps =
      Kind == kernel::CallKind::Stacked && !kernel::isPrepareBridge(E.Name);
  R.forbid(rule::PM039,
           "hands the VMA to " + E.Name +
               "(), which is not defined in this file and has no form for a "
               "descriptor",
           E.Where,
           Swaps   ? Missing{Lack::Swap, ""}
           : Known ? Form
                   : Missing{Lack::OtherFile, E.Name + "()"});
}

/// What stands against the inner hook having the last word: the core maps when
/// the hook that calls it has returned.
static std::string goesOnAfter(const Teammate &F, const Event &E) {
  if (E.Result != ResultUse::Returned)
    return "goes on after ";
  if (!E.LocksHeld.empty())
    return "holds " + E.LocksHeld.front() + " over ";
  bool Changes =
      std::any_of(F.events().begin(), F.events().end(), [](const Event &Other) {
        return Other.Kind == EventKind::FieldWrite ||
               Other.Kind == EventKind::FieldAddress ||
               Other.Kind == EventKind::FlagSet ||
               Other.Kind == EventKind::FlagClear ||
               Other.Kind == EventKind::FlagModify ||
               Other.Kind == EventKind::Map;
      });
  return Changes ? "changes the mapping around " : "";
}

static void findInnerHook(Report &R, const Teammate &F, const Event &E) {
  if (calledFamily(R.Input, E)) {
    if (std::string Why = goesOnAfter(F, E); !Why.empty())
      R.forbid(rule::PM039, Why + "the inner hook " + E.Name, E.Where);
    return;
  }
  std::string Hook = E.Name;
  for (const FieldUse &Use : R.Input.InnerCalls)
    if (E.Where.contains(Use.Where) && !Use.Type.empty())
      Hook = Use.Type + "." + Use.Field;
  R.forbid(rule::PM039,
           "hands the VMA to the inner hook " + E.Name +
               ", which takes no descriptor",
           E.Where, {Lack::PrepareHook, Hook});
}

static void findUse(Report &R, const Teammate &F, const Event &E) {
  switch (E.Kind) {
  case EventKind::FieldRead:
  case EventKind::FieldWrite:
  case EventKind::FieldAddress:
    findField(R, F, E);
    return;
  case EventKind::FlagTest:
  case EventKind::FlagSet:
  case EventKind::FlagClear:
  case EventKind::FlagModify:
    findFlags(R, F, E);
    return;
  case EventKind::GenericFile:
    findGenericFile(R, E);
    return;
  case EventKind::HelperCall:
    findHelperCall(R, E);
    return;
  case EventKind::OtherCall:
    findOtherCall(R, E);
    return;
  case EventKind::IndirectCall:
    findInnerHook(R, F, E);
    return;
  case EventKind::Escape:
    // The core never calls a hook without one.
    if (E.Refuses && !E.InMacro)
      return;
    R.forbid(rule::PM032,
             "keeps, tests or compares the VMA's address; there is no VMA yet "
             "when the new hook runs",
             E.Where, {Lack::Vma, "address"});
    return;
  case EventKind::InactiveUse:
    R.forbid(rule::PM026,
             "names the VMA or the file in text that this configuration does "
             "not compile",
             E.Where, {Lack::Compiled, E.Name});
    return;
  case EventKind::Size:
  case EventKind::Pages:
  case EventKind::Map:
  case EventKind::FileRead:
  case EventKind::Acquire:
  case EventKind::Release:
  case EventKind::Lock:
  case EventKind::Unlock:
  case EventKind::SideEffect:
  case EventKind::Return:
    return;
  }
}

void findUses(Report &R, const Teammate &F) {
  if (F.body().VmaParameter.empty())
    return;
  // What a type mentions may stand in a header.
  for (const Event &E : F.events())
    if (E.Where.Path == F.Facts->File)
      findUse(R, F, E);
}

} // namespace premap
