// Scenario files: the whole contract once, and everything hostile.
#include "model/TestScenario.h"

#include "kernel/Releases.h"

#include <nlohmann/json.hpp>

using namespace premap::model;
using namespace premap::model::test;

static const char Minimal[] = R"({"pipeline": "prepare-7.1",
  "files": {"f": {"refs": 1}},
  "mmap": {"addr": "0x12000", "len": 8192, "file": "f", "flags": ["SHARED"]}})";

static Scenario parsed(const std::string &Text) {
  auto Result = parseScenario(Text);
  if (const auto *Error = std::get_if<ParseError>(&Result)) {
    ADD_FAILURE() << Error->Message;
    return {};
  }
  return std::get<Scenario>(Result);
}

/// What parseScenario() says against \p Text; empty if it likes it.
static std::string complaint(const std::string &Text) {
  auto Result = parseScenario(Text);
  const auto *Error = std::get_if<ParseError>(&Result);
  return Error ? Error->Message : std::string();
}

/// Minimal with \p Value at JSON pointer \p Where.
static std::string with(const char *Where, const char *Value) {
  nlohmann::json J = nlohmann::json::parse(Minimal);
  J[nlohmann::json::json_pointer(Where)] = nlohmann::json::parse(Value);
  return J.dump();
}

TEST(ScenarioJson, EverythingOfTheContract) {
  Scenario S = parsed(R"({
    "pipeline": "prepare-7.1", "arch": "sparc64", "page_size": "0x2000",
    "files": {"f": {"refs": 2, "size": "0x100000"}, "g": {"refs": "0"}},
    "mappings": [{"start": "0x10000", "end": "0x12000", "pgoff": 1,
      "file": "f", "flags": ["READ", "MAYREAD", "SHARED", "MAYSHARE"],
      "vm_ops": "ops", "has_close": true, "private_data": null,
      "page_prot": "default"}],
    "mmap": {"addr": "0x12000", "len": "0x4000", "pgoff": 2, "file": "f",
      "prot": ["READ", "WRITE"], "flags": ["SHARED"]},
    "handler": [
      ["set_vm_ops", "ops", {"close": true, "mapped": "-ENOMEM"}],
      ["set_flags", "DONTEXPAND"], ["clear_flags", "MAYWRITE"],
      ["set_page_prot", "noncached"], ["set_pgoff", 7],
      ["set_private_data", "p"], ["set_file", "g"],
      ["remap", {"start": "start", "pfn": "0x1234", "size": "full",
                 "io": true}],
      ["simple_ioremap", {"phys": "0x1234000", "len": "0x4000"}],
      ["map_pages", {"pages": [1, 2], "start": "0x14000"}],
      ["acquire", "r"], ["release", "r"], ["lock", "l"], ["unlock", "l"],
      ["call", "reset"], ["store", "p->count", "3"],
      ["success_hook", 0], ["error_hook", "-EAGAIN"],
      ["error_override", -11], ["return", 0]],
    "fail": ["vm_area_alloc", "maple_prealloc", "remap@3", "action", "mapped",
             "accounting"],
    "interleave": {"op": "unmap_mapping_range", "file": "f", "pgoff": 2,
                   "pages": 2, "at": "every"}})");
  EXPECT_EQ(S.Pipe, Pipeline::Prepare71);
  EXPECT_EQ(S.Machine, Arch::Sparc64);
  EXPECT_EQ(S.PageSize, 0x2000u);
  ASSERT_EQ(S.Files.size(), 2u);
  EXPECT_EQ(S.Files[0], (File{"f", 2, 0x100000}));
  ASSERT_EQ(S.Mappings.size(), 1u);
  EXPECT_EQ(S.Mappings[0].Flags,
            VM_READ | VM_MAYREAD | VM_SHARED | VM_MAYSHARE);
  EXPECT_TRUE(S.Mappings[0].HasClose);
  EXPECT_EQ(S.Mmap, (MmapCall{0x12000, 0x4000, 2, "f", VM_READ | VM_WRITE, true,
                              false, false, VM_MAYEXEC}));
  ASSERT_EQ(S.Handler.size(), 20u);
  EXPECT_EQ(S.Handler[0], setOps("ops", true, -ENOMEM));
  EXPECT_EQ(S.Handler[1], setFlags(VM_DONTEXPAND));
  EXPECT_EQ(S.Handler[2], clearFlags(VM_MAYWRITE));
  EXPECT_EQ(S.Handler[3], step(HandlerStep::SetPageProt, "noncached"));
  EXPECT_EQ(S.Handler[4], setPgoff(7));
  EXPECT_EQ(S.Handler[7], remap(0x1234, true));
  EXPECT_EQ(S.Handler[8], simpleIoremap(0x1234000, 0x4000));
  EXPECT_EQ(S.Handler[9].Start, 0x14000u);
  EXPECT_EQ(S.Handler[14], step(HandlerStep::Call, "reset"));
  EXPECT_EQ(S.Handler[15].Name, "p->count");
  EXPECT_EQ(S.Handler[15].Text, "3");
  EXPECT_EQ(S.Handler[17], withError(HandlerStep::ErrorHook, -EAGAIN));
  EXPECT_EQ(S.Handler[18], withError(HandlerStep::ErrorOverride, -EAGAIN));
  ASSERT_EQ(S.Fail.size(), 6u);
  EXPECT_EQ(S.Fail[2], (Failure{Failure::Remap, 3}));
  EXPECT_EQ(S.Race, (Interleave{"f", 2, 2, ""}));
}

TEST(ScenarioJson, EveryPipelineAndArchHasItsName) {
  for (Pipeline P : allPipelines()) {
    std::string Name = "\"" + std::string(name(P)) + "\"";
    EXPECT_EQ(parsed(with("/pipeline", Name.c_str())).Pipe, P);
  }
  for (Arch A :
       {Arch::Generic, Arch::X86, Arch::Arm64, Arch::Csky, Arch::MipsAlchemy,
        Arch::Sparc32, Arch::Sparc64, Arch::Nommu}) {
    std::string Name = "\"" + std::string(name(A)) + "\"";
    EXPECT_EQ(parsed(with("/arch", Name.c_str())).Machine, A);
  }
}

TEST(ScenarioJson, EveryReleaseNamesPipelinesThatExist) {
  for (const premap::kernel::Release &R : premap::kernel::releases()) {
    EXPECT_TRUE(pipelineNamed(R.Legacy)) << R.Name;
    EXPECT_EQ(pipelineNamed(R.Prepare).has_value(), R.HasPrepare) << R.Name;
    EXPECT_TRUE(R.Compat.empty() || pipelineNamed(R.Compat)) << R.Name;
  }
  EXPECT_EQ(premap::kernel::newestRelease().Prepare, "prepare-7.3");
}

TEST(ScenarioJson, AnonPgoffIsForPrivateFileMappingsOf73) {
  auto Says = [](const char *Pipeline, const char *Mapping) {
    nlohmann::json J = nlohmann::json::parse(
        with("/mappings", ("[" + std::string(Mapping) + "]").c_str()));
    J["pipeline"] = Pipeline;
    return complaint(J.dump());
  };
  const char *Good = R"({"start": 4096, "end": 8192, "file": "f",
                         "flags": ["READ"], "anon_pgoff": "0x99"})";
  EXPECT_EQ(Says("prepare-7.3", Good), "");
  EXPECT_EQ(Says("legacy-7.3", Good), "");
  EXPECT_EQ(Says("prepare-7.2", Good),
            "mappings[0]: pipeline prepare-7.2 has no anon_pgoff");
  EXPECT_EQ(
      Says("prepare-7.3", R"({"start": 4096, "end": 8192, "anon_pgoff": 1})"),
      "mappings[0]: anon_pgoff needs a file, an anonymous mapping has "
      "pgoff");
  EXPECT_EQ(Says("prepare-7.3", R"({"start": 4096, "end": 8192, "file": "f",
                                    "anon_pgoff": "0xffffffffffffffff"})"),
            "mappings[0]: anon_pgoff is too large");
}

TEST(ScenarioJson, ErrorsNameKeyAndValue) {
  struct Case {
    const char *Where, *Value, *Expected;
  };
  for (const Case &C : std::vector<Case>{
           {"/colour", "1", "unknown key \"colour\""},
           {"/mmap/colour", "1", "mmap: unknown key \"colour\""},
           {"/files/f/colour", "1", "files.f: unknown key \"colour\""},
           {"/pipeline", "\"prepare-9\"", "unknown pipeline \"prepare-9\""},
           {"/arch", "\"vax\"", "unknown arch \"vax\""},
           {"/page_size", "0",
            "page_size must be a power of two between 4096 and 65536"},
           {"/page_size", "5000",
            "page_size must be a power of two between 4096 and 65536"},
           {"/mmap/addr", "\"0x12001\"",
            "mmap: addr must be a multiple of page_size"},
           {"/mmap/len", "-1", "mmap.len: -1 is not a number from 0 to 2^64-1"},
           {"/mmap/len", "1.5",
            "mmap.len: 1.5 is not a number from 0 to 2^64-1"},
           {"/mmap/len", "\"0x10000000000000000\"",
            "mmap.len: \"0x10000000000000000\" is not a number from 0 to "
            "2^64-1"},
           {"/mmap/len", "\"\"",
            "mmap.len: \"\" is not a number from 0 to 2^64-1"},
           {"/mmap/len", "\"0x\"",
            "mmap.len: \"0x\" is not a number from 0 to 2^64-1"},
           {"/mmap/file", "\"h\"", "mmap: file h is not in files"},
           {"/mmap/prot", "[\"SHARED\"]",
            "mmap.prot: unknown protection \"SHARED\""},
           {"/mmap/flags", "[\"GROWSUP\"]",
            "mmap.flags: unknown mmap flag \"GROWSUP\""},
           {"/mmap/flags", "[]", "mmap.flags: needs SHARED or PRIVATE"},
           {"/mmap/flags", "[\"SHARED\",\"PRIVATE\"]",
            "mmap.flags: SHARED and PRIVATE exclude each other"},
           {"/mmap", "[]", "mmap: a list is not an object"},
           {"/files", "[]", "files: a list is not an object"},
           {"/files/f/refs", "-1",
            "files.f.refs: -1 is not a number from 0 to 2^64-1"},
           {"/handler", "[[\"frobnicate\"]]",
            "handler[0]: unknown step \"frobnicate\""},
           {"/handler", "[[]]",
            "handler[0]: a list is not a list that starts with a step's name"},
           {"/handler", "[[\"return\"]]",
            "handler[0]: wrong number of arguments for return"},
           {"/handler", "[[\"return\", 5]]",
            "handler[0] return: 5 is neither 0 nor an error such as "
            "\"-EINVAL\""},
           {"/handler", "[[\"return\", \"-EWHAT\"]]",
            "handler[0] return: \"-EWHAT\" is neither 0 nor an error such as "
            "\"-EINVAL\""},
           {"/handler", "[[\"set_flags\", \"SPARKLE\"]]",
            "handler[0] set_flags: unknown flag \"SPARKLE\""},
           {"/handler", "[[\"set_page_prot\", \"pink\"]]",
            "handler[0] set_page_prot: unknown page_prot \"pink\""},
           {"/handler", "[[\"set_file\", \"h\"]]",
            "handler[0]: file h is not in files"},
           {"/handler", "[[\"remap\", {}]]",
            "handler[0] remap: \"pfn\" is missing"},
           {"/handler", "[[\"remap\", {\"pfn\": 1, \"len\": 2}]]",
            "handler[0] remap: unknown key \"len\""},
           {"/handler", "[[\"map_pages\", {\"pages\": []}]]",
            "handler[0]: pages must be 1 to 65536 PFNs"},
           {"/handler", "[[\"remap\", {\"pfn\":1,\"size\":\"0x100000000\"}]]",
            "handler: a scenario file may remap at most 65536 pages"},
           {"/handler", "[[\"set_flags\", \"MAYBE_GUARD\"]]",
            "handler[0]: pipeline prepare-7.1 has no flag MAYBE_GUARD"},
           {"/mappings",
            "[{\"start\": 0, \"end\": 4096, \"flags\": [\"MAYBE_GUARD\"]}]",
            "mappings[0].flags: pipeline prepare-7.1 has no flag MAYBE_GUARD"},
           {"/fail", "[\"everything\"]",
            "fail: unknown failure \"everything\""},
           {"/fail", "[\"remap@x\"]",
            "fail: remap@: \"x\" is not a number from 0 to 2^64-1"},
           {"/interleave", "{\"op\": \"fork\"}",
            "interleave.op: unknown operation \"fork\""},
           {"/complete", "[[\"return\", 0]]",
            "complete: pipeline prepare-7.1 has no later hook"},
           {"/abort", "[[\"unlock\", \"l\"]]",
            "abort: pipeline prepare-7.1 has no mmap_abort()"}})
    EXPECT_EQ(complaint(with(C.Where, C.Value)), C.Expected);
}

TEST(ScenarioJson, MappingsAreChecked) {
  auto Says = [](const char *Mappings) {
    return complaint(with("/mappings", Mappings));
  };
  EXPECT_EQ(Says(R"([{"start": 4096, "end": 4096}])"),
            "mappings[0]: start must be below end");
  EXPECT_EQ(Says(R"([{"start": 8192, "end": 4096}])"),
            "mappings[0]: start must be below end");
  EXPECT_EQ(Says(R"([{"start": 1, "end": 4096}])"),
            "mappings[0]: start and end must be multiples of page_size");
  EXPECT_EQ(Says(R"([{"start": 0, "end": "0xfffffffffffff000"}])"),
            "mappings[0]: end must not lie above 0x7ffffffff000");
  EXPECT_EQ(
      Says(R"([{"start": 0, "end": 8192}, {"start": 4096, "end": 12288}])"),
      "mappings[1]: overlaps mappings[0]");
  EXPECT_EQ(Says(R"([{"start": 0, "end": 4096, "file": "h"}])"),
            "mappings[0]: file h is not in files");
  EXPECT_EQ(Says(R"([{"start": 0, "end": 4096, "has_close": true}])"),
            "mappings[0]: has_close needs vm_ops");
  EXPECT_EQ(Says(R"([{"start": 0, "end": 4096,
                      "pgoff": "0xffffffffffffffff"}])"),
            "mappings[0]: pgoff is too large");
  EXPECT_EQ(Says(R"([{"start": 0, "end": 4096, "flags": ["VM_READ"]}])"),
            "mappings[0].flags: unknown flag \"VM_READ\"");
}

TEST(ScenarioJson, AMappingTellsHowTheFileWasOpened) {
  auto Mapped = [](const char *Flags, const char *Handler,
                   const char *File = R"({"refs": 1})") {
    nlohmann::json J = nlohmann::json::parse(Minimal);
    J["mmap"]["prot"] = {"READ"};
    J["mmap"]["pgoff"] = 2;
    J["files"]["f"] = nlohmann::json::parse(File);
    J["handler"] = nlohmann::json::parse(Handler);
    J["mappings"] = {{{"start", 0x10000},
                      {"end", 0x12000},
                      {"file", "f"},
                      {"flags", nlohmann::json::parse(Flags)}}};
    return run(parsed(J.dump())).Mappings.size();
  };
  const char *Neither = R"(["READ", "MAYREAD", "SHARED", "MAYSHARE"])";
  const char *NoWrite = R"(["READ","MAYREAD","MAYEXEC","SHARED","MAYSHARE"])";
  EXPECT_EQ(Mapped(Neither, "[]"), 1u);
  EXPECT_EQ(Mapped(NoWrite, "[]"), 1u);
  // Said explicitly, it counts as said.
  EXPECT_EQ(Mapped(Neither, "[]", R"({"writable": true})"), 2u);
  // The handler clears it: the call had it, and the merge comes afterwards.
  EXPECT_EQ(Mapped(NoWrite, R"([["clear_flags", "MAYWRITE"]])"), 1u);
  // Other flags are never inferred.
  EXPECT_EQ(Mapped(R"(["READ", "MAYREAD", "MAYWRITE", "MAYEXEC", "SHARED",
                       "MAYSHARE", "DONTCOPY"])",
                   "[]"),
            2u);
}

TEST(ScenarioJson, MissingAndMalformed) {
  EXPECT_EQ(complaint("{}"), "\"pipeline\" is missing");
  EXPECT_EQ(complaint("[]"), "a list is not an object");
  EXPECT_EQ(complaint(R"({"pipeline": "legacy-6.12"})"), "\"mmap\" is missing");
  EXPECT_THAT(complaint(""), testing::HasSubstr("not JSON"));
  EXPECT_THAT(complaint("{\"pipeline\": "), testing::HasSubstr("line 1"));
  EXPECT_THAT(complaint("\xff\xfe"), testing::HasSubstr("not JSON"));
  EXPECT_EQ(complaint(R"({"pipeline": "x", "pipeline": "y"})"),
            "key \"pipeline\" is there twice");
  EXPECT_EQ(complaint(std::string(100000, '[')),
            "the file is nested too deeply");
}

TEST(ScenarioJson, ActionsThatAReleaseDoesNotHaveAreErrors) {
  const char *Remap = R"([["remap", {"pfn": 1}]])";
  for (const char *P : {"prepare-6.16", "prepare-6.18"}) {
    nlohmann::json J = nlohmann::json::parse(with("/handler", Remap));
    J["pipeline"] = P;
    EXPECT_THAT(complaint(J.dump()), testing::HasSubstr("has no actions"));
  }
  nlohmann::json J = nlohmann::json::parse(
      with("/handler", R"([["map_pages", {"pages": [1]}]])"));
  J["pipeline"] = "prepare-6.19";
  EXPECT_THAT(complaint(J.dump()),
              testing::HasSubstr("no mmap_action_map_kernel_pages()"));
  J["pipeline"] = "legacy-6.16";
  EXPECT_EQ(complaint(J.dump()), "");
}

TEST(ScenarioJson, ResultHasEveryKeyOfTheContract) {
  Scenario S = parsed(with("/handler", R"([["remap", {"pfn": 5}],
                                           ["acquire", "r"]])"));
  nlohmann::ordered_json J = toJson(S, run(S));
  std::vector<std::string> Keys;
  for (const auto &[Key, Value] : J.items())
    Keys.push_back(Key);
  EXPECT_THAT(Keys, testing::ElementsAre("schema", "return", "steps",
                                         "mappings", "ptes", "files",
                                         "resources", "locks_held", "charge",
                                         "leaks", "stale_ptes", "warnings"));
  EXPECT_EQ(J["schema"], "premap.model/1");
  EXPECT_EQ(J["return"], 0x12000);
  EXPECT_EQ(J["files"]["f"]["refs"], 2);
  EXPECT_EQ(J["resources"]["r"], 1);
  ASSERT_EQ(J["ptes"].size(), 2u);
  EXPECT_EQ(J["ptes"][1], (nlohmann::ordered_json{{"addr", 0x13000},
                                                  {"pfn", 6},
                                                  {"prot", "default"},
                                                  {"special", true}}));
  EXPECT_EQ(J["mappings"][0]["vm_ops"], nullptr);
}

TEST(ScenarioJson, ResultSaysWhatTheDriverDid) {
  Scenario S = parsed(with("/handler", R"([["lock", "l"], ["call", "f"],
      ["unlock", "l"], ["store", "p->count", "3"]])"));
  nlohmann::ordered_json J = toJson(S, run(S));
  using Json = nlohmann::ordered_json;
  EXPECT_EQ(J["calls"], Json::parse(R"([{"call": "f", "locks": ["l"]
}])"));
  EXPECT_EQ(
      J["memory"],
      Json::parse(R"([{"place": "p->count", "value": "3", "locks": []}])"));
}

/// A mapping of a result can be the input of the next scenario.
TEST(ScenarioJson, ResultMappingsAreValidInput) {
  Scenario S = parsed(Minimal);
  nlohmann::ordered_json Mappings = toJson(S, run(S))["mappings"];
  Scenario Next = parsed(with("/mappings", Mappings.dump().c_str()));
  EXPECT_EQ(Next.Mappings, run(S).Mappings);
}
