#include "verify/ResourceTable.h"

#include <optional>
#include <string_view>

namespace premap::verify {

bool isCounted(CallKind Kind) {
  return Kind == CallKind::Acquire || Kind == CallKind::Allocate ||
         Kind == CallKind::Release || Kind == CallKind::Lock ||
         Kind == CallKind::Unlock;
}

/// Whether a call of \p Kind is run as its kind says. Calls about the mapping
/// itself have models; a kind that nobody looked into is Unknown.
static bool saysAll(CallKind Kind) {
  return isCounted(Kind) || Kind == CallKind::Pure || Kind == CallKind::Reads ||
         Kind == CallKind::Arithmetic || Kind == CallKind::Log ||
         Kind == CallKind::Nothing;
}

ResourceTable::ResourceTable(const std::map<std::string, std::string> &Extra) {
  // What is counted needs a row that says what and how; of the rest the kind
  // is enough. A prefix says too little.
  for (std::string_view Name : kernel::callNames()) {
    CallKind Kind = kernel::kindOf(Name);
    if (!Name.ends_with('*') && saysAll(Kind) && !isCounted(Kind))
      Facts[std::string(Name)].Kind = Kind;
  }
  for (const kernel::Call &Row : kernel::calls())
    if (isCounted(Row.Kind))
      Facts[std::string(Row.Name)] = {Row.Kind, std::string(Row.Resource),
                                      Row.Subject, Row.When};
  // Named after the release, so that several ways to take are one resource.
  for (const auto &[Acquire, Release] : Extra) {
    auto Known = Facts.find(Release);
    std::string Resource = Known != Facts.end() ? Known->second.Resource
                                                : Release + "() reference";
    Facts[Acquire] = {CallKind::Acquire, Resource, 0, Success::Always};
    Facts.emplace(Release,
                  CalleeFacts{CallKind::Release, Resource, 0, Success::Always});
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
  return CalleeFacts{CallKind::Allocate, "memory", -1, Success::Pointer};
}

/// By the endings that the kernel's locks share.
static Success successOfLock(std::string_view Name) {
  if (Name.find("trylock") != std::string_view::npos)
    return Success::NonZero;
  bool MayBeInterrupted =
      Name.find("_interruptible") != std::string_view::npos ||
      Name.find("_killable") != std::string_view::npos;
  return MayBeInterrupted ? Success::NonNegative : Success::Always;
}

/// What the lock \p Name is counted together with: what a row of its family
/// says, so that spin_lock_nested() is given back by spin_unlock().
std::string ResourceTable::lockOf(const std::string &Name) const {
  std::string_view Family = kernel::lockFamily(Name);
  for (const auto &[Known, Its] : Facts)
    if ((Its.Kind == CallKind::Lock || Its.Kind == CallKind::Unlock) &&
        !Family.empty() && kernel::lockFamily(Known) == Family)
      return Its.Resource;
  return Family.empty() ? Name : std::string(Family);
}

/// What a name is known for that has no row here.
CalleeFacts ResourceTable::derive(const std::string &Name) const {
  if (std::optional<CalleeFacts> Allocator = unprofiledAllocator(Name))
    return *Allocator;
  CallKind Kind = kernel::kindOf(Name);
  const char *Counted = Name.starts_with("atomic")               ? "count"
                        : Name.find("free") != std::string::npos ? "memory"
                                                                 : "reference";
  if (Kind == CallKind::Allocate)
    return {CallKind::Allocate, "memory", -1, Success::Pointer, true};
  if (Kind == CallKind::Acquire)
    return {CallKind::Acquire, Counted, 0, Success::Always, true};
  if (Kind == CallKind::Release)
    return {CallKind::Release, Counted, 0, Success::Always, true};
  if (Kind == CallKind::Lock)
    return {CallKind::Lock, lockOf(Name), 0, successOfLock(Name)};
  if (Kind == CallKind::Unlock)
    return {CallKind::Unlock, lockOf(Name), 0, Success::Always};
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
