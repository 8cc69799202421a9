// Uses of the VMA: fields, calls that get it, and places that keep it.
#include "findings/Report.h"

#include "findings/Stencils.h"
#include "kernel/Calls.h"
#include "kernel/Fields.h"
#include "kernel/MapCalls.h"
#include "kernel/Takes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <set>

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

/// `vma->vm_ops->open(vma)`, because nobody opens the first mapping.
static bool callsOpenOrClose(const Event &E) {
  auto [Table, Field] = llvm::StringRef(E.Name).rsplit("->");
  return Table.ends_with("vm_ops") && kernel::countsMappings(Field);
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
             E.Where,
             {isOpenOrClose(R.Input, E.Name) ? Lack::LateTaking
                                             : Lack::DescriptorForm,
              E.Name + "()"});
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
           Swaps ? Missing{Lack::Swap, ""}
           : isOpenOrClose(R.Input, E.Name)
               ? Missing{Lack::LateTaking, E.Name + "()"}
           : kernel::needsMapping(E.Name) ? Missing{Lack::Vma, "page tables"}
           : Known                        ? Form
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

/// "proc_ops.proc_mmap", if that is what \p E calls; "" if it cannot be told.
static std::string calledHook(const Report &R, const Teammate &F,
                              const Event &E) {
  std::string Called;
  for (const FieldUse &Use : R.Input.InnerCalls)
    if (E.Where.contains(Use.Where) && !Use.Type.empty())
      Called = Use.Type + "." + Use.Field;
  const bool ByVariable = E.Name.find('>') == E.Name.npos;
  if (!Called.empty() || !ByVariable)
    return Called;
  std::set<std::string> Read;
  for (const FieldUse &Use : R.Input.InnerReads)
    if (F.Facts->Definition.contains(Use.Where) && !Use.Type.empty())
      Read.insert(Use.Type + "." + Use.Field);
  return Read.size() == 1 ? *Read.begin() : "";
}

static void findInnerHook(Report &R, const Teammate &F, const Event &E) {
  if (calledFamily(R.Input, E)) {
    if (std::string Why = goesOnAfter(F, E); !Why.empty())
      R.forbid(rule::PM039, Why + "the inner hook " + E.Name, E.Where);
    return;
  }
  Missing Needs{Lack::PrepareHook, E.Name};
  if (callsOpenOrClose(E))
    Needs = {Lack::LateTaking, E.Name + "()"};
  else if (std::string Hook = calledHook(R, F, E); !Hook.empty())
    Needs.Name = Hook;
  // The hook of another file, which the mapping then is one of.
  if (Needs.Name == "file_operations.mmap")
    Needs = {Lack::Swap, ""};
  R.forbid(rule::PM039,
           "hands the VMA to the inner hook " + E.Name +
               ", which takes no descriptor",
           E.Where, std::move(Needs));
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
