#include "tool/deliver/VerdictText.h"

#include "gtest/gtest.h"

using nlohmann::json;

namespace premap {
namespace {

verify::VerifyResult verdict() {
  verify::VerifyResult R;
  R.Result = verify::Verdict::Different;
  R.Table = "foo_fops";
  R.Arch = "arm64";
  R.OldHandler = "foo_mmap";
  R.NewHandler = "foo_mmap_prepare";
  R.Differences = {{"now_fails", "it fails", ""},
                   {"request_size", "less", "PM033"}};
  R.Assumptions = {"nobody else writes"};
  R.Counterexample = json::parse(R"json({
      "difference": "now_fails",
      "inputs": {
        "mmap": {"addr": "0x1000", "length": "0x2000", "pgoff": "0x3",
                 "prot": ["PROT_READ", "PROT_WRITE"], "flags": ["MAP_SHARED"],
                 "vm_flags": "READ|WRITE|SHARED"},
        "state": {"foo->size": "0x10", "foo_lookup()": -12}},
      "old": {"result": "mapped", "return": "0", "decided_at": "a.c:9",
              "vma": {"vm_ops": "foo_vm_ops", "pgoff": "0x3"},
              "effects": [
                {"what": "kref_get", "args": ["0x8"], "at": "a.c:12",
                 "step": 2},
                {"what": "store to foo->n", "args": ["0x18", "0x1"],
                 "at": "a.c:13", "step": 10}],
              "requests": [
                {"kind": "remap", "address": "0x1000", "size": "0x2000",
                 "at": "a.c:11", "result": "-EAGAIN", "step": 1}]},
      "new": {"result": "mapped", "return": "0", "decided_at": "a.c:7",
              "vma": {"vm_ops": "0x0", "pgoff": "0x3"},
              "effects": [], "requests": []},
      "model": {"confirmed": true, "difference": "the mappings differ",
                "old": {"return": 4096, "leaks": []},
                "new": {"return": -12, "leaks": ["a page"]}}})json");
  return R;
}

TEST(VerdictText, ShowsTheCallAndBothVersionsInTheirOrder) {
  EXPECT_EQ(
      verdictText(verdict()),
      "    different (foo_fops: foo_mmap() -> foo_mmap_prepare(), arm64)\n"
      "      now_fails: it fails\n"
      "      request_size (PM033): less\n"
      "      counterexample for now_fails:\n"
      "        mmap(0x1000, 0x2000, PROT_READ|PROT_WRITE, MAP_SHARED, fd, "
      "...), page offset 0x3\n"
      "        the hook is called with vm_flags READ|WRITE|SHARED\n"
      "        where foo->size is 0x10\n"
      "        where foo_lookup() is -ENOMEM\n"
      "        the old version: mapped, returns 0, decided at a.c:9\n"
      "          a.c:11: remap, address 0x1000, size 0x2000: fails with "
      "-EAGAIN\n"
      "          a.c:12: kref_get(0x8)\n"
      "          a.c:13: foo->n = 0x1\n"
      "        the new version: mapped, returns 0, decided at a.c:7\n"
      "        the mapping's vm_ops: old foo_vm_ops, new 0x0\n"
      "        on the runtime model: the mappings differ\n"
      "          old: it is mapped\n"
      "          new: the call returns -ENOMEM; a page\n"
      "      assumes: nobody else writes\n");
}

TEST(VerdictText, SaysWhatTheModelAloneFound) {
  verify::VerifyResult V = verdict();
  json &Example = V.Counterexample;
  Example.erase("model");
  Example["difference"] = "something leaks";
  Example["scenario"] = "vm_area_alloc() fails";
  Example["old"] = {{"return", -12}};
  Example["new"] = {{"return", -12}, {"leaks", {"a reference"}}};
  std::string Text = verdictText(V);
  for (const char *Part :
       {"      counterexample:\n",
        "        on the runtime model (vm_area_alloc() fails): something "
        "leaks\n"
        "          old: the call returns -ENOMEM\n"
        "          new: the call returns -ENOMEM; a reference\n"})
    EXPECT_NE(Text.find(Part), std::string::npos) << Part << "\n" << Text;
}

TEST(VerdictText, WithoutACounterexampleItIsShort) {
  verify::VerifyResult V = verdict();
  V.Result = verify::Verdict::Inconclusive;
  V.Counterexample = nullptr;
  V.OldHandler = V.NewHandler = V.Table = V.Arch = "";
  EXPECT_EQ(verdictText(V), "    inconclusive\n"
                            "      now_fails: it fails\n"
                            "      request_size (PM033): less\n"
                            "      assumes: nobody else writes\n");
}

/// What a worker found out is what the parent prints.
TEST(VerdictText, SurvivesTheWayBetweenProcesses) {
  verify::VerifyResult V = verdict();
  V.Paths = {1, 2, 3};
  V.Trace = {{"old", "mapped", "0", "a.c:9", {"x > 0"}, {"a.c:1: f()"}, {}}};
  verify::VerifyResult Back = verify::resultOf(verify::toJson(V));
  EXPECT_EQ(verdictText(Back), verdictText(V));
  EXPECT_EQ(verify::toJson(Back), verify::toJson(V));
}

} // namespace
} // namespace premap
