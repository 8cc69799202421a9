// The statements of a handler, as scenario files write them.
#include "model/HandlerJson.h"

namespace premap::model {

static std::vector<std::string> readNames(const Json &Value,
                                          const std::string &Where) {
  std::vector<std::string> Names;
  for (const Json &Item : asList(Value, Where))
    Names.push_back(readName(Item, Where));
  return Names;
}

/// The optional third part of set_vm_ops.
static VmOps readVmOps(const Json &Value, const std::string &Where) {
  Object O(Value, Where,
           {"close", "mapped", "page_mkwrite", "mapped_acquires",
            "close_releases", "mapped_private_data"});
  VmOps Ops;
  Ops.Close = O.flag("close", false);
  if (const Json *Mapped = O.find("mapped"); Mapped && !Mapped->is_null())
    Ops.Mapped = *Mapped == "ok" ? 0 : readError(*Mapped, O.at("mapped"));
  Ops.PageMkwrite = O.flag("page_mkwrite", false);
  if (const Json *Names = O.find("mapped_acquires"))
    Ops.MappedAcquires = readNames(*Names, O.at("mapped_acquires"));
  if (const Json *Names = O.find("close_releases"))
    Ops.CloseReleases = readNames(*Names, O.at("close_releases"));
  if (const Json *Data = O.find("mapped_private_data"))
    Ops.MappedPrivateData = readNullable(*Data, O.at("mapped_private_data"));
  if (!Ops.Mapped && (!Ops.MappedAcquires.empty() || Ops.MappedPrivateData))
    fail(Where, "what mapped does needs \"mapped\"");
  if (!Ops.Close && !Ops.CloseReleases.empty())
    fail(Where, "close_releases needs \"close\": true");
  return Ops;
}

/// "start" and "full" stand for the mapping's own.
static std::optional<std::uint64_t>
readOrDefault(const Object &O, const char *Key, const char *Default) {
  const Json *Value = O.find(Key);
  if (!Value || *Value == Default)
    return std::nullopt;
  return readNumber(*Value, O.at(Key));
}

static void readOnError(HandlerStep &Step, const Object &O) {
  if (const Json *Steps = O.find("on_error"))
    Step.OnError = readSteps(*Steps, O.at("on_error"));
}

static void readRemap(HandlerStep &Step, const Json &Value,
                      const std::string &Where) {
  Object O(Value, Where, {"start", "pfn", "size", "io", "on_error"});
  Step.Start = readOrDefault(O, "start", "start");
  Step.Value = O.number("pfn");
  Step.Size = readOrDefault(O, "size", "full");
  Step.Io = O.flag("io", false);
  readOnError(Step, O);
}

static void readSimpleIoremap(HandlerStep &Step, const Json &Value,
                              const std::string &Where) {
  Object O(Value, Where, {"phys", "len", "on_error"});
  Step.Value = O.number("phys");
  Step.Size = O.number("len");
  readOnError(Step, O);
}

static void readMapPages(HandlerStep &Step, const Json &Value,
                         const std::string &Where) {
  Object O(Value, Where, {"pages", "start", "on_error"});
  for (const Json &Item : asList(O.get("pages"), O.at("pages")))
    Step.Pages.push_back(readNumber(Item, O.at("pages")));
  Step.Start = readOrDefault(O, "start", "start");
  readOnError(Step, O);
}

namespace {

struct StepName {
  const char *Text;
  HandlerStep::KindType Kind;
  std::size_t MinSize, MaxSize; ///< of the list, the name included
};

} // namespace

static constexpr StepName StepNames[] = {
    {"set_vm_ops", HandlerStep::SetVmOps, 2, 3},
    {"set_flags", HandlerStep::SetFlags, 2, 32},
    {"clear_flags", HandlerStep::ClearFlags, 2, 32},
    {"set_page_prot", HandlerStep::SetPageProt, 2, 2},
    {"set_pgoff", HandlerStep::SetPgoff, 2, 2},
    {"set_private_data", HandlerStep::SetPrivateData, 2, 2},
    {"set_file", HandlerStep::SetFile, 2, 2},
    {"remap", HandlerStep::Remap, 2, 2},
    {"simple_ioremap", HandlerStep::SimpleIoremap, 2, 2},
    {"map_pages", HandlerStep::MapPages, 2, 2},
    {"acquire", HandlerStep::Acquire, 2, 2},
    {"release", HandlerStep::Release, 2, 2},
    {"lock", HandlerStep::Lock, 2, 2},
    {"unlock", HandlerStep::Unlock, 2, 2},
    {"call", HandlerStep::Call, 2, 2},
    {"store", HandlerStep::Store, 3, 3},
    {"success_hook", HandlerStep::SuccessHook, 2, 2},
    {"error_hook", HandlerStep::ErrorHook, 2, 2},
    {"error_override", HandlerStep::ErrorOverride, 2, 2},
    {"hide_from_rmap", HandlerStep::HideFromRmap, 1, 1},
    {"return", HandlerStep::Return, 2, 2},
};

static const StepName &readStepName(const Json &Value,
                                    const std::string &Where) {
  if (!Value.is_array() || Value.empty())
    fail(Where, shown(Value) + " is not a list that starts with a step's name");
  std::string Text = readString(Value[0], Where);
  for (const StepName &Known : StepNames)
    if (Text == Known.Text) {
      if (Value.size() < Known.MinSize || Value.size() > Known.MaxSize)
        fail(Where, "wrong number of arguments for " + Text);
      return Known;
    }
  fail(Where, "unknown step " + shown(Value[0]));
}

static void readArguments(HandlerStep &Step, const Json &Value,
                          const std::string &Where) {
  switch (Step.Kind) {
  case HandlerStep::SetVmOps:
    Step.Name = readNullable(Value[1], Where);
    if (Value.size() > 2)
      Step.Ops = readVmOps(Value[2], Where);
    return;
  case HandlerStep::SetFlags:
  case HandlerStep::ClearFlags:
    for (std::size_t I = 1; I < Value.size(); ++I)
      Step.Flags |= Value[I].is_array() ? readFlags(Value[I], Where)
                                        : readFlag(Value[I], Where);
    return;
  case HandlerStep::SetPageProt:
    Step.Name = readPageProt(Value[1], Where);
    return;
  case HandlerStep::SetPgoff:
    Step.Value = readNumber(Value[1], Where);
    return;
  case HandlerStep::SetPrivateData:
    Step.Name = readNullable(Value[1], Where);
    return;
  case HandlerStep::SetFile:
  case HandlerStep::Acquire:
  case HandlerStep::Release:
  case HandlerStep::Lock:
  case HandlerStep::Unlock:
  case HandlerStep::Call:
    Step.Name = readName(Value[1], Where);
    return;
  case HandlerStep::Store:
    Step.Name = readName(Value[1], Where);
    Step.Text = readString(Value[2], Where);
    return;
  case HandlerStep::Remap:
    return readRemap(Step, Value[1], Where);
  case HandlerStep::SimpleIoremap:
    return readSimpleIoremap(Step, Value[1], Where);
  case HandlerStep::MapPages:
    return readMapPages(Step, Value[1], Where);
  case HandlerStep::SuccessHook:
  case HandlerStep::ErrorHook:
  case HandlerStep::ErrorOverride:
  case HandlerStep::Return:
    Step.Error = readError(Value[1], Where);
    return;
  case HandlerStep::HideFromRmap:
    return;
  }
}

std::vector<HandlerStep> readSteps(const Json &Value,
                                   const std::string &Where) {
  std::vector<HandlerStep> Steps;
  for (const Json &Item : asList(Value, Where)) {
    std::string Here = Where + "[" + std::to_string(Steps.size()) + "]";
    const StepName &Known = readStepName(Item, Here);
    HandlerStep &Step = Steps.emplace_back();
    Step.Kind = Known.Kind;
    readArguments(Step, Item, Here + " " + Known.Text);
  }
  return Steps;
}

} // namespace premap::model
