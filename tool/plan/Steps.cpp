#include "tool/plan/Steps.h"

#include "kernel/MapCalls.h"
#include "kernel/Rules.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorHandling.h"

namespace premap {

namespace rule = kernel::rule;

const char *toString(NodeKind Kind) {
  switch (Kind) {
  case NodeKind::Handler:
    return "handler";
  case NodeKind::Helper:
    return "helper";
  case NodeKind::Caller:
    return "caller";
  case NodeKind::Hook:
    return "inner_hook";
  case NodeKind::Api:
    return "missing_api";
  case NodeKind::Rework:
    return "rework";
  case NodeKind::Unread:
    return "unread";
  }
  llvm_unreachable("all kinds are handled");
}

unsigned costOf(NodeKind Kind) {
  switch (Kind) {
  case NodeKind::Handler:
    return 0;
  case NodeKind::Helper:
  case NodeKind::Caller:
    return 1;
  case NodeKind::Hook:
    return 2;
  case NodeKind::Api:
    return 4;
  case NodeKind::Rework:
    return 8;
  case NodeKind::Unread:
    return 16;
  }
  llvm_unreachable("all kinds are handled");
}

bool isChore(const Blocker &B, const PlannedFunction &Of) {
  switch (B.Needs.Kind) {
  case Lack::Nothing:
  case Lack::FlagNames:
  case Lack::Compiled:
    return true;
  case Lack::Users:
    return B.Needs.Name == Of.Name + "()";
  case Lack::Api:
  case Lack::Action:
  case Lack::DescriptorForm:
  case Lack::PrepareHook:
  case Lack::OtherFile:
  case Lack::ForeignHook:
  case Lack::Caller:
  case Lack::LateTaking:
  case Lack::LateEffect:
  case Lack::LateLock:
  case Lack::ErrorCode:
  case Lack::PartOfMapping:
  case Lack::PerMapping:
  case Lack::Swap:
  case Lack::Vma:
    return false;
  }
  llvm_unreachable("all kinds are handled");
}

static MigrationStep api(std::string Name,
                         unsigned Cost = costOf(NodeKind::Api)) {
  return {NodeKind::Api, std::move(Name), Cost};
}

static MigrationStep rework(std::string Name) {
  return {NodeKind::Rework, std::move(Name), costOf(NodeKind::Rework)};
}

static MigrationStep perMapping(const Blocker &B) {
  if (B.Rule == rule::PM004)
    return rework("a close hook that stands a mapping which then fails");
  return rework("state of its own for each mapping");
}

/// A caller of inner hooks that has its own descriptor made can hand the core's
/// on, as soon as nobody behind it wants a VMA any more.
static MigrationStep descriptorForm(llvm::StringRef Name) {
  if (kernel::isPrepareBridge(Name.rtrim("()")))
    return rework("a descriptor handed on, where one is made from a VMA");
  return api(("a descriptor form of " + Name).str(), 1);
}

MigrationStep stepFor(const Blocker &B, bool HasMapped) {
  const std::string &Name = B.Needs.Name;
  switch (B.Needs.Kind) {
  case Lack::Api:
    return api(Name);
  case Lack::Action:
    return api("an action for " + Name);
  case Lack::DescriptorForm:
  case Lack::OtherFile:
    return descriptorForm(Name);
  case Lack::ForeignHook:
    return rework("no look at another file's " + Name);
  case Lack::LateTaking:
    if (HasMapped)
      return rework("references and memory taken in vm_ops->mapped");
    return api("a hook behind the mapping, as vm_ops->mapped");
  case Lack::LateEffect:
    return rework("nothing done behind the mapping call");
  case Lack::LateLock:
    return api("a lock held until the mapping is made",
               2 * costOf(NodeKind::Api));
  case Lack::ErrorCode:
    return rework("no answer of the hook's own to a mapping error");
  case Lack::PartOfMapping:
    return rework("mapping calls that cover the whole mapping");
  case Lack::PerMapping:
    return perMapping(B);
  case Lack::Swap:
    return api("another file for the mapping", 2 * costOf(NodeKind::Api));
  case Lack::Vma:
    return rework(Name.empty() ? "no use of the VMA itself"
                               : "no use of the VMA's own " + Name);
  case Lack::Users:
    return rework("other users of " + Name + " that follow");
  case Lack::PrepareHook:
  case Lack::Caller:
  case Lack::Nothing:
  case Lack::FlagNames:
  case Lack::Compiled:
    break;
  }
  return rework(B.Message);
}

} // namespace premap
