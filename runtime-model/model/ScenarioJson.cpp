// Reads scenario files. Strict: what is unknown, double, missing or out of
// range is an error that names the key and the value.
#include "model/Machine.h"
#include "model/Scenario.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>

namespace premap::model {

using Json = nlohmann::json;

namespace {

/// Ends the reading; the text becomes the ParseError.
struct Failed {
  std::string Message;
};

constexpr std::size_t MaxDepth = 24;
constexpr std::uint64_t MaxPages = 65536;

} // namespace

[[noreturn]] static void fail(const std::string &Where,
                              const std::string &What) {
  throw Failed{Where.empty() ? What : Where + ": " + What};
}

/// A value as the error messages show it.
static std::string shown(const Json &Value) {
  if (Value.is_structured())
    return Value.is_array() ? "a list" : "an object";
  std::string Text = Value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return Text.size() > 60 ? Text.substr(0, 60) + "..." : Text;
}

//===--- Values -----------------------------------------------------------===//

static std::uint64_t readNumber(const Json &Value, const std::string &Where) {
  if (Value.is_number_unsigned())
    return Value.get<std::uint64_t>();
  if (!Value.is_string())
    fail(Where, shown(Value) + " is not a number from 0 to 2^64-1");
  const auto &Text = Value.get_ref<const std::string &>();
  bool Hex = Text.starts_with("0x") || Text.starts_with("0X");
  const char *First = Text.data() + (Hex ? 2 : 0);
  const char *Last = Text.data() + Text.size();
  std::uint64_t Number = 0;
  auto [End, Error] = std::from_chars(First, Last, Number, Hex ? 16 : 10);
  if (Error != std::errc() || End != Last)
    fail(Where, shown(Value) + " is not a number from 0 to 2^64-1");
  return Number;
}

static int readError(const Json &Value, const std::string &Where) {
  if (Value.is_number_integer()) {
    auto Number = Value.get<std::int64_t>();
    if (Number <= 0 && Number >= -4095)
      return int(Number);
  } else if (Value.is_string()) {
    const auto &Text = Value.get_ref<const std::string &>();
    if (std::optional<int> Error = errorByName(Text))
      return *Error;
    int Number = 1;
    auto [End, Bad] =
        std::from_chars(Text.data(), Text.data() + Text.size(), Number);
    if (Bad == std::errc() && End == Text.data() + Text.size() && Number <= 0 &&
        Number >= -4095)
      return Number;
  }
  fail(Where, shown(Value) + " is neither 0 nor an error such as \"-EINVAL\"");
}

static std::string readString(const Json &Value, const std::string &Where) {
  if (!Value.is_string())
    fail(Where, shown(Value) + " is not a string");
  std::string Text = Value.get<std::string>();
  if (Text.size() > 256)
    fail(Where, "the string is longer than 256 bytes");
  return Text;
}

static std::string readName(const Json &Value, const std::string &Where) {
  std::string Text = readString(Value, Where);
  if (Text.empty())
    fail(Where, "the name is empty");
  return Text;
}

/// null stands for NULL.
static std::string readNullable(const Json &Value, const std::string &Where) {
  return Value.is_null() ? std::string() : readName(Value, Where);
}

static bool readBool(const Json &Value, const std::string &Where) {
  if (!Value.is_boolean())
    fail(Where, shown(Value) + " is neither true nor false");
  return Value.get<bool>();
}

static const Json &asList(const Json &Value, const std::string &Where) {
  if (!Value.is_array())
    fail(Where, shown(Value) + " is not a list");
  return Value;
}

static FlagSet readFlag(const Json &Value, const std::string &Where) {
  std::string Text = readString(Value, Where);
  if (std::optional<FlagSet> Flag = flagByName(Text))
    return *Flag;
  fail(Where, "unknown flag " + shown(Value));
}

static FlagSet readFlags(const Json &Value, const std::string &Where) {
  FlagSet Flags = 0;
  for (const Json &Item : asList(Value, Where))
    Flags |= readFlag(Item, Where);
  return Flags;
}

static std::string readPageProt(const Json &Value, const std::string &Where) {
  static constexpr const char *Modes[] = {
      "default", "noncached",   "writecombine", "writethrough",
      "device",  "dmacoherent", "cached",       "decrypted"};
  std::string Text = readString(Value, Where);
  if (std::find(std::begin(Modes), std::end(Modes), Text) == std::end(Modes))
    fail(Where, "unknown page_prot " + shown(Value));
  return Text;
}

//===--- Objects ----------------------------------------------------------===//

namespace {

/// An object of which every key must be known.
class Object {
public:
  Object(const Json &Value, std::string Where,
         std::initializer_list<const char *> Keys)
      : Value(Value), Where(std::move(Where)) {
    if (!Value.is_object())
      fail(this->Where, shown(Value) + " is not an object");
    for (const auto &[Key, Ignored] : Value.items())
      if (std::find(Keys.begin(), Keys.end(), Key) == Keys.end())
        fail(this->Where, "unknown key \"" + Key + "\"");
  }

  /// \returns the value of \p Key, or NULL.
  const Json *find(const char *Key) const {
    auto It = Value.find(Key);
    return It == Value.end() ? nullptr : &*It;
  }
  const Json &get(const char *Key) const {
    if (const Json *Found = find(Key))
      return *Found;
    fail(Where, std::string("\"") + Key + "\" is missing");
  }
  std::string at(const char *Key) const {
    return Where.empty() ? Key : Where + "." + Key;
  }
  std::uint64_t number(const char *Key) const {
    return readNumber(get(Key), at(Key));
  }
  std::uint64_t number(const char *Key, std::uint64_t Default) const {
    const Json *Found = find(Key);
    return Found ? readNumber(*Found, at(Key)) : Default;
  }
  bool flag(const char *Key, bool Default) const {
    const Json *Found = find(Key);
    return Found ? readBool(*Found, at(Key)) : Default;
  }
  std::string nullable(const char *Key) const {
    const Json *Found = find(Key);
    return Found ? readNullable(*Found, at(Key)) : std::string();
  }

private:
  const Json &Value;
  std::string Where;
};

} // namespace

template <typename Enum>
static Enum readEnum(const Json &Value, const std::string &Where,
                     const char *What, Enum Last) {
  std::string Text = readString(Value, Where);
  for (int I = 0; I <= int(Last); ++I)
    if (name(Enum(I)) == Text)
      return Enum(I);
  fail("", std::string("unknown ") + What + " " + shown(Value));
}

static File readFile(const std::string &Name, const Json &Value) {
  Object O(Value, "files." + Name, {"refs", "size", "writable", "noexec"});
  File F;
  F.Name = Name;
  std::uint64_t Refs = O.number("refs", 1);
  if (Refs > std::numeric_limits<std::int32_t>::max())
    fail(O.at("refs"), "more than 2147483647 references");
  F.Refs = std::int64_t(Refs);
  F.Size = O.number("size", 0);
  F.Writable = O.flag("writable", true);
  F.NoExec = O.flag("noexec", false);
  return F;
}

static Mapping readMapping(const Json &Value, const std::string &Where) {
  Object O(Value, Where,
           {"start", "end", "pgoff", "file", "flags", "vm_ops", "has_close",
            "private_data", "page_prot", "anon_vma", "anon_vma_shared",
            "policy", "userfault_ctx", "anon_name", "anonymous"});
  Mapping M;
  M.Start = O.number("start");
  M.End = O.number("end");
  M.Pgoff = O.number("pgoff", 0);
  M.File = O.nullable("file");
  if (const Json *Flags = O.find("flags"))
    M.Flags = readFlags(*Flags, O.at("flags"));
  M.VmOps = O.nullable("vm_ops");
  M.HasClose = O.flag("has_close", false);
  M.PrivateData = O.nullable("private_data");
  if (const Json *Prot = O.find("page_prot"))
    M.PageProt = readPageProt(*Prot, O.at("page_prot"));
  M.AnonVma = O.nullable("anon_vma");
  M.AnonVmaShared = O.flag("anon_vma_shared", false);
  M.Policy = O.nullable("policy");
  M.UserfaultCtx = O.nullable("userfault_ctx");
  M.AnonName = O.nullable("anon_name");
  M.Anonymous = O.flag("anonymous", false);
  return M;
}

static void readMapFlag(MmapCall &Call, const Json &Value,
                        const std::string &Where, bool &Typed) {
  std::string Text = readString(Value, Where);
  if (Text == "SHARED" || Text == "PRIVATE") {
    bool Shared = Text == "SHARED";
    if (Typed && Shared != Call.Shared)
      fail(Where, "SHARED and PRIVATE exclude each other");
    Call.Shared = Shared;
    Typed = true;
  } else if (Text == "LOCKED") {
    Call.Locked = true;
  } else if (Text == "NORESERVE") {
    Call.NoReserve = true;
  } else if (Text == "ANONYMOUS") {
    if (!Call.File.empty())
      fail(Where, "ANONYMOUS does not go with a file");
  } else if (Text != "FIXED") {
    fail(Where, "unknown mmap flag " + shown(Value));
  }
}

static MmapCall readMmap(const Json &Value) {
  Object O(Value, "mmap", {"addr", "len", "pgoff", "file", "prot", "flags"});
  MmapCall Call;
  Call.Addr = O.number("addr");
  Call.Len = O.number("len");
  Call.Pgoff = O.number("pgoff", 0);
  Call.File = O.nullable("file");
  if (const Json *Prot = O.find("prot"))
    for (const Json &Item : asList(*Prot, O.at("prot"))) {
      FlagSet Flag = readFlag(Item, O.at("prot"));
      if (Flag & ~(VM_READ | VM_WRITE | VM_EXEC))
        fail(O.at("prot"), "unknown protection " + shown(Item));
      Call.Prot |= Flag;
    }
  bool Typed = false;
  for (const Json &Item : asList(O.get("flags"), O.at("flags")))
    readMapFlag(Call, Item, O.at("flags"), Typed);
  if (!Typed)
    fail(O.at("flags"), "needs SHARED or PRIVATE");
  return Call;
}

//===--- Handler steps ----------------------------------------------------===//

static std::vector<HandlerStep> readSteps(const Json &Value,
                                          const std::string &Where);

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
    Step.Name = readName(Value[1], Where);
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

static std::vector<HandlerStep> readSteps(const Json &Value,
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

//===--- fail and interleave ----------------------------------------------===//

static Failure readFailure(const Json &Value) {
  static constexpr std::pair<const char *, Failure::KindType> Kinds[] = {
      {"vm_area_alloc", Failure::VmAreaAlloc},
      {"maple_prealloc", Failure::MaplePrealloc},
      {"action", Failure::Action},
      {"mapped", Failure::Mapped},
      {"accounting", Failure::Accounting},
      {"may_expand_vm", Failure::MayExpand},
      {"gather", Failure::Gather},
      {"merge_prealloc", Failure::MergePrealloc}};
  std::string Text = readString(Value, "fail");
  for (auto [Name, Kind] : Kinds)
    if (Text == Name)
      return {Kind, 0};
  if (Text.starts_with("remap@"))
    return {Failure::Remap, readNumber(Json(Text.substr(6)), "fail: remap@")};
  fail("fail", "unknown failure " + shown(Value));
}

static Interleave readInterleave(const Json &Value) {
  Object O(Value, "interleave", {"op", "file", "pgoff", "pages", "at"});
  if (readString(O.get("op"), O.at("op")) != "unmap_mapping_range")
    fail(O.at("op"), "unknown operation " + shown(O.get("op")));
  Interleave Race;
  Race.File = readName(O.get("file"), O.at("file"));
  Race.Pgoff = O.number("pgoff", 0);
  Race.Pages = O.number("pages");
  Race.At = readName(O.get("at"), O.at("at"));
  if (Race.At == "every")
    Race.At.clear();
  return Race;
}

//===--- The whole --------------------------------------------------------===//

/// Results list every page, so a scenario file must not ask for very many.
static void checkPages(const Scenario &S, const std::vector<HandlerStep> &Steps,
                       const char *Where) {
  for (const HandlerStep &Step : Steps) {
    if (Step.Kind != HandlerStep::Remap &&
        Step.Kind != HandlerStep::SimpleIoremap)
      continue;
    bool Region = Step.Kind == HandlerStep::SimpleIoremap;
    std::uint64_t Size = Region ? S.Mmap.Len : Step.Size.value_or(S.Mmap.Len);
    if (Size / S.PageSize > MaxPages)
      fail(Where, "a scenario file may remap at most 65536 pages");
  }
}

static Scenario readScenario(const Json &Value) {
  Object O(Value, "",
           {"pipeline", "arch", "page_size", "files", "mappings", "mmap",
            "handler", "complete", "abort", "fail", "interleave"});
  Scenario S;
  S.Pipe = readEnum(O.get("pipeline"), "pipeline", "pipeline",
                    Pipeline::DesignActionsV3);
  if (const Json *Machine = O.find("arch"))
    S.Machine = readEnum(*Machine, "arch", "arch", Arch::Nommu);
  S.PageSize = O.number("page_size", 4096);
  if (const Json *Files = O.find("files")) {
    if (!Files->is_object())
      fail("files", shown(*Files) + " is not an object");
    for (const auto &[Name, File] : Files->items())
      S.Files.push_back(readFile(Name, File));
  }
  if (const Json *Mappings = O.find("mappings"))
    for (const Json &Item : asList(*Mappings, "mappings"))
      S.Mappings.push_back(readMapping(
          Item, "mappings[" + std::to_string(S.Mappings.size()) + "]"));
  S.Mmap = readMmap(O.get("mmap"));
  if (const Json *Steps = O.find("handler"))
    S.Handler = readSteps(*Steps, "handler");
  if (const Json *Steps = O.find("complete"))
    S.Complete = readSteps(*Steps, "complete");
  if (const Json *Steps = O.find("abort"))
    S.Abort = readSteps(*Steps, "abort");
  if (const Json *Fail = O.find("fail"))
    for (const Json &Item : asList(*Fail, "fail"))
      S.Fail.push_back(readFailure(Item));
  if (S.Fail.size() > 64)
    fail("fail", "there may be at most 64");
  if (const Json *Race = O.find("interleave"); Race && !Race->is_null())
    S.Race = readInterleave(*Race);
  if (std::optional<std::string> Defect = findDefect(S))
    throw Failed{*Defect};
  checkPages(S, S.Handler, "handler");
  checkPages(S, S.Complete, "complete");
  return S;
}

/// Parses, and refuses what JSON libraries usually let pass: keys that are
/// there twice, and nesting without end.
static Json parseStrictly(std::string_view Text) {
  std::vector<std::vector<std::string>> Keys;
  auto Watch = [&Keys](int Depth, Json::parse_event_t Event, Json &Value) {
    if (std::size_t(Depth) > MaxDepth)
      throw Failed{"the file is nested too deeply"};
    if (Event == Json::parse_event_t::object_start)
      Keys.emplace_back();
    if (Event == Json::parse_event_t::object_end)
      Keys.pop_back();
    if (Event == Json::parse_event_t::key) {
      std::string Key = Value.get<std::string>();
      std::vector<std::string> &Seen = Keys.back();
      if (std::find(Seen.begin(), Seen.end(), Key) != Seen.end())
        throw Failed{"key " + shown(Value) + " is there twice"};
      Seen.push_back(std::move(Key));
    }
    return true;
  };
  return Json::parse(Text, Watch);
}

std::variant<Scenario, ParseError> parseScenario(std::string_view Text) {
  try {
    return readScenario(parseStrictly(Text));
  } catch (const Failed &F) {
    return ParseError{F.Message};
  } catch (const Json::parse_error &E) {
    std::string_view What = E.what();
    std::size_t From = What.find("at line");
    return ParseError{"not JSON: " + std::string(From == What.npos
                                                     ? What
                                                     : What.substr(From))};
  } catch (const Json::exception &E) {
    return ParseError{std::string("not a scenario: ") + E.what()};
  }
}

} // namespace premap::model
