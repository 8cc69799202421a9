#include "verify/ResourceTable.h"

#include "kernel/Calls.h"

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

const CalleeFacts &ResourceTable::lookup(const std::string &Name) const {
  auto It = Facts.find(Name);
  return It == Facts.end() ? Nobody : It->second;
}

} // namespace premap::verify
