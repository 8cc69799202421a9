#include "verify/ResourceTable.h"

#include "kernel/Calls.h"

#include <optional>
#include <string_view>

namespace premap::verify {

/// What the executor does differently for a call of \p Kind. Calls about the
/// mapping itself have models; a kind that nobody looked into is Unknown.
static CalleeKind kindIn(kernel::CallKind Kind) {
  switch (Kind) {
  case kernel::CallKind::Acquire:
    return CalleeKind::Acquire;
  case kernel::CallKind::Allocate:
    return CalleeKind::Allocate;
  case kernel::CallKind::Release:
    return CalleeKind::Release;
  case kernel::CallKind::Lock:
    return CalleeKind::Lock;
  case kernel::CallKind::Unlock:
    return CalleeKind::Unlock;
  case kernel::CallKind::Pure:
    return CalleeKind::Pure;
  case kernel::CallKind::Reads:
    return CalleeKind::Reads;
  case kernel::CallKind::Arithmetic:
    return CalleeKind::Arithmetic;
  case kernel::CallKind::Log:
    return CalleeKind::Log;
  case kernel::CallKind::Nothing:
    return CalleeKind::Nothing;
  case kernel::CallKind::Unknown:
  case kernel::CallKind::Remap:
  case kernel::CallKind::IoRemap:
  case kernel::CallKind::PageInsertion:
  case kernel::CallKind::SubsystemMap:
  case kernel::CallKind::GenericFile:
  case kernel::CallKind::Stacked:
  case kernel::CallKind::PerMappingState:
  case kernel::CallKind::Size:
  case kernel::CallKind::Pages:
  case kernel::CallKind::Offset:
  case kernel::CallKind::PageProt:
  case kernel::CallKind::FlagSet:
  case kernel::CallKind::FlagClear:
  case kernel::CallKind::FlagModify:
  case kernel::CallKind::FlagTest:
  case kernel::CallKind::FlagPredicate:
  case kernel::CallKind::FlagValue:
  case kernel::CallKind::VmaRead:
  case kernel::CallKind::VmaWrite:
  case kernel::CallKind::Guard:
  case kernel::CallKind::Harmless:
    break;
  }
  return CalleeKind::Unknown;
}

static Success successOf(kernel::Success When) {
  switch (When) {
  case kernel::Success::Always:
    return Success::Always;
  case kernel::Success::NonZero:
    return Success::NonZero;
  case kernel::Success::NonNegative:
    return Success::NonNegative;
  case kernel::Success::Pointer:
    return Success::Pointer;
  }
  return Success::Always;
}

bool isCounted(CalleeKind Kind) {
  switch (Kind) {
  case CalleeKind::Acquire:
  case CalleeKind::Allocate:
  case CalleeKind::Release:
  case CalleeKind::Lock:
  case CalleeKind::Unlock:
    return true;
  case CalleeKind::Unknown:
  case CalleeKind::Pure:
  case CalleeKind::Reads:
  case CalleeKind::Arithmetic:
  case CalleeKind::Log:
  case CalleeKind::Nothing:
    return false;
  }
  return false;
}

ResourceTable::ResourceTable(const std::map<std::string, std::string> &Extra) {
  // What is counted needs a row that says what and how; of the rest the kind
  // is enough. A prefix says too little.
  for (std::string_view Name : kernel::callNames()) {
    CalleeKind Kind = kindIn(kernel::kindOf(Name));
    if (!Name.ends_with('*') && Kind != CalleeKind::Unknown && !isCounted(Kind))
      Facts[std::string(Name)].Kind = Kind;
  }
  for (const kernel::Call &Row : kernel::calls())
    if (isCounted(kindIn(Row.Kind)))
      Facts[std::string(Row.Name)] = {kindIn(Row.Kind),
                                      std::string(Row.Resource), Row.Subject,
                                      successOf(Row.When)};
  // Named after the release, so that several ways to take are one resource.
  for (const auto &[Acquire, Release] : Extra) {
    auto Known = Facts.find(Release);
    std::string Resource = Known != Facts.end() ? Known->second.Resource
                                                : Release + "() reference";
    Facts[Acquire] = {CalleeKind::Acquire, Resource, 0, Success::Always};
    Facts.emplace(Release, CalleeFacts{CalleeKind::Release, Resource, 0,
                                       Success::Always});
  }
}

/// The allocators behind the macros that count allocations since 6.10:
/// kmalloc() is kmalloc_noprof() or _kmalloc_noprof(). What fills or changes
/// something that exists is none.
static std::optional<CalleeFacts> unprofiledAllocator(std::string_view Name) {
  if (!Name.ends_with("_noprof"))
    return std::nullopt;
  for (std::string_view Part : {"_init_", "_bulk_", "_resize_"})
    if (Name.find(Part) != std::string_view::npos)
      return CalleeFacts();
  return CalleeFacts{CalleeKind::Allocate, "memory", -1, Success::Pointer};
}

/// By the endings that the kernel's locks share.
static Success successOfLock(std::string_view Name) {
  if (Name.find("trylock") != std::string_view::npos)
    return Success::NonZero;
  return Name.ends_with("_interruptible") || Name.ends_with("_killable")
             ? Success::NonNegative
             : Success::Always;
}

/// What the lock \p Name is counted together with: what a row of its family
/// says, so that spin_lock_nested() is given back by spin_unlock().
std::string ResourceTable::lockOf(const std::string &Name) const {
  std::string_view Family = kernel::lockFamily(Name);
  for (const auto &[Known, Its] : Facts)
    if ((Its.Kind == CalleeKind::Lock || Its.Kind == CalleeKind::Unlock) &&
        !Family.empty() && kernel::lockFamily(Known) == Family)
      return Its.Resource;
  return Family.empty() ? Name : std::string(Family);
}

/// What a name is known for that has no row here.
CalleeFacts ResourceTable::derive(const std::string &Name) const {
  using kernel::CallKind;
  if (std::optional<CalleeFacts> Allocator = unprofiledAllocator(Name))
    return *Allocator;
  CallKind Kind = kernel::kindOf(Name);
  const char *Counted = Name.starts_with("atomic")               ? "count"
                        : Name.find("free") != std::string::npos ? "memory"
                                                                 : "reference";
  if (Kind == CallKind::Allocate)
    return {CalleeKind::Allocate, "memory", -1, Success::Pointer, true};
  if (Kind == CallKind::Acquire)
    return {CalleeKind::Acquire, Counted, 0, Success::Always, true};
  if (Kind == CallKind::Release)
    return {CalleeKind::Release, Counted, 0, Success::Always, true};
  if (Kind == CallKind::Lock)
    return {CalleeKind::Lock, lockOf(Name), 0, successOfLock(Name)};
  if (Kind == CallKind::Unlock)
    return {CalleeKind::Unlock, lockOf(Name), 0, Success::Always};
  CalleeFacts Unknown;
  Unknown.Harmless =
      Kind == CallKind::Harmless || Kind == CallKind::GenericFile;
  return Unknown;
}

const CalleeFacts &ResourceTable::lookup(const std::string &Name) const {
  auto It = Facts.find(Name);
  if (It == Facts.end())
    It = Facts.emplace(Name, derive(Name)).first;
  return It->second;
}

} // namespace premap::verify
