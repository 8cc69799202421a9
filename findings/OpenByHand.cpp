// A hook that calls the open of its own vm_ops: what that counts can be counted
// by vm_ops->mapped(), which runs when the mapping is there.
#include "findings/Team.h"

#include "findings/ConversionInput.h"
#include "findings/Report.h"
#include "kernel/Takes.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace premap {

/// What `mapped` gets in place of the VMA's member; "" if it does not get it.
std::string_view argumentOfMapped(const Event &Read) {
  if (Read.Kind != EventKind::FieldRead || Read.InMacro)
    return "";
  if (Read.Name == "vm_private_data")
    return "*vm_private_data";
  if (Read.Name == "vm_start")
    return "start";
  if (Read.Name == "vm_end")
    return "end";
  if (Read.Name == "vm_pgoff")
    return "pgoff";
  // The file is const there: what it points to is not.
  return Read.Name == "vm_file" && !Read.Chain.empty() ? "file" : "";
}

/// Whether \p Open can do for `mapped` what it does for a VMA.
static bool canBeMapped(const FunctionFacts &Open) {
  const HandlerBody &Body = Open.Body;
  if (!Open.Static || Open.Exported || Open.InMacro || !Body.Present ||
      Open.Parameters.size() != 1 || Body.VmaParameter.empty())
    return false;
  return std::all_of(Body.Events.begin(), Body.Events.end(),
                     [](const Event &E) {
                       switch (E.Kind) {
                       case EventKind::FieldRead:
                         return !argumentOfMapped(E).empty();
                       case EventKind::Acquire:
                       case EventKind::Release:
                       case EventKind::Lock:
                       case EventKind::Unlock:
                       case EventKind::SideEffect:
                         return true;
                       case EventKind::Return:
                         return E.Value.Text.empty();
                       case EventKind::FieldWrite:
                       case EventKind::FieldAddress:
                       case EventKind::Size:
                       case EventKind::Pages:
                       case EventKind::FlagTest:
                       case EventKind::FlagSet:
                       case EventKind::FlagClear:
                       case EventKind::FlagModify:
                       case EventKind::Map:
                       case EventKind::GenericFile:
                       case EventKind::HelperCall:
                       case EventKind::OtherCall:
                       case EventKind::IndirectCall:
                       case EventKind::Escape:
                       case EventKind::FileRead:
                       case EventKind::InactiveUse:
                         return false;
                       }
                       return false;
                     });
}

/// The one table that the hook installs, whatever happens; null if there may be
/// another one, or somebody else installs it too.
static const VmOpsTable *onlyTable(const ConversionInput &Input) {
  const VmOpsTable *Found = nullptr;
  for (const Event &E : Input.Handler.Body.Events) {
    if (E.Kind != EventKind::FieldWrite || E.Name != "vm_ops")
      continue;
    auto Table = std::find_if(
        Input.VmOps.begin(), Input.VmOps.end(), [&](const VmOpsTable &T) {
          return T.Static && T.File == Input.Handler.File &&
                 E.Value.Text == "&" + T.Name;
        });
    if (Found || !E.OnEverySuccess || Table == Input.VmOps.end())
      return nullptr;
    Found = &*Table;
  }
  if (!Found || Found->hook("mapped"))
    return nullptr;
  for (const FunctionFacts &Other : Input.FileFunctions)
    for (const std::string &Installed : Other.Body.VmOps)
      if (spells(Installed, Found->Name))
        return nullptr;
  return Found;
}

bool isOpenOrClose(const ConversionInput &Input, std::string_view Name) {
  return llvm::any_of(Input.VmOps, [&](const VmOpsTable &Table) {
    return llvm::any_of(Table.Hooks, [&](const VmOpsHook &Hook) {
      return kernel::countsMappings(Hook.Field) && Hook.Value == Name;
    });
  });
}

/// Whether nothing but a success follows the call.
static bool isLast(const HandlerBody &Body, size_t Call) {
  for (size_t I = 0; I < Body.Events.size(); ++I)
    if (I != Call && mayFollow(Body, Call, I) &&
        (Body.Events[I].Kind != EventKind::Return ||
         Body.Events[I].Value.Text != "0"))
      return false;
  return true;
}

OpenByHand openByHand(const ConversionInput &Input) {
  const HandlerBody &Body = Input.Handler.Body;
  const VmOpsTable *Table = Body.HasFlow ? onlyTable(Input) : nullptr;
  const VmOpsHook *Hook = Table ? Table->hook("open") : nullptr;
  if (!Hook || Hook->Inactive)
    return {};
  OpenByHand Found;
  for (size_t I = 0; I < Body.Events.size(); ++I) {
    const Event &E = Body.Events[I];
    if (E.Kind != EventKind::HelperCall || E.Name != Hook->Value)
      continue;
    bool Plain = E.Args.size() == 1 && E.VmaArg == 0 && !E.InMacro &&
                 E.Result == ResultUse::Ignored && E.Statement &&
                 !E.NeedsBraces && !E.InLoop && E.LocksHeld.empty();
    if (Found.Call || !Plain || !E.OnEverySuccess || !isLast(Body, I))
      return {};
    Found = {&E, nullptr, Table};
  }
  auto Open = std::find_if(
      Input.FileFunctions.begin(), Input.FileFunctions.end(),
      [&](const FunctionFacts &F) { return F.Name == Hook->Value; });
  if (!Found.Call || Open == Input.FileFunctions.end() || !canBeMapped(*Open))
    return {};
  Found.Open = &*Open;
  return Found;
}

} // namespace premap
