// Reads scenario files: everything but the handlers' statements.
#include "model/Features.h"
#include "model/HandlerJson.h"
#include "model/JsonReader.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace premap::model {

namespace {

constexpr std::size_t MaxDepth = 24;
constexpr std::uint64_t MaxPages = 65536;

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
            "policy", "userfault_ctx", "anon_name", "anonymous", "anon_pgoff"});
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
  if (O.find("anon_pgoff"))
    M.AnonPgoff = O.number("anon_pgoff");
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

/// Flags that the pipeline's release does not have are values unknown to it.
static void checkFlags(const Scenario &S) {
  FlagSet Unknown = VM_MAYBE_GUARD & ~featuresOf(S.Pipe).Sticky;
  auto check = [&](FlagSet Flags, const std::string &Where) {
    for (std::string_view Flag : flagNames(Flags & Unknown))
      fail(Where, "pipeline " + std::string(name(S.Pipe)) + " has no flag " +
                      std::string(Flag));
  };
  for (std::size_t I = 0; I < S.Mappings.size(); ++I)
    check(S.Mappings[I].Flags, "mappings[" + std::to_string(I) + "].flags");
  for (std::size_t I = 0; I < S.Handler.size(); ++I)
    check(S.Handler[I].Flags, "handler[" + std::to_string(I) + "]");
}

static bool clearsFlag(const std::vector<HandlerStep> &Steps, FlagSet Flag) {
  return std::any_of(Steps.begin(), Steps.end(), [=](const HandlerStep &Step) {
    return Step.Kind == HandlerStep::ClearFlags && Step.Flags & Flag;
  });
}

/// What a scenario leaves open, how the file was opened, its other mappings
/// tell: the call grants MAYWRITE and MAYEXEC as a touching mapping of the same
/// file has them, unless the handler is what takes the flag away.
static FlagSet inferWithheld(const Scenario &S, const Json &Files) {
  const MmapCall &Call = S.Mmap;
  auto Given = Files.find(Call.File);
  if (Call.File.empty() || Given == Files.end() ||
      Given->contains("writable") || Given->contains("noexec"))
    return 0;
  FlagSet Have = 0;
  bool Touches = false;
  std::uint64_t End =
      (Call.Addr + Call.Len + S.PageSize - 1) & ~(S.PageSize - 1);
  for (const Mapping &M : S.Mappings) {
    if (M.File != Call.File || bool(M.Flags & VM_SHARED) != Call.Shared ||
        (M.End != Call.Addr && M.Start != End))
      continue;
    Touches = true;
    Have |= M.Flags;
  }
  FlagSet Withheld = 0;
  if (!Touches)
    return 0;
  for (auto [May, Prot] :
       {std::pair{VM_MAYWRITE, VM_WRITE}, std::pair{VM_MAYEXEC, VM_EXEC}})
    if (!(Have & May) && !(Call.Prot & Prot) && !clearsFlag(S.Handler, May))
      Withheld |= May;
  return Withheld;
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
  if (const Json *Files = O.find("files"))
    S.Mmap.Withheld = inferWithheld(S, *Files);
  checkFlags(S);
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
