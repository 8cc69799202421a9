// testdata/scenarios: every known bug and every fix is found by the model when
// it is asked.
#include "model/TestScenario.h"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace premap::model;
using namespace premap::model::test;
namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

static const fs::path Folder = fs::path(PREMAP_TESTDATA) / "scenarios";

static Scenario load(const fs::path &Path) {
  std::ifstream File(Path);
  std::ostringstream Text;
  Text << File.rdbuf();
  auto Parsed = parseScenario(Text.str());
  if (const auto *Error = std::get_if<ParseError>(&Parsed)) {
    ADD_FAILURE() << Path << ": " << Error->Message;
    return {};
  }
  return std::get<Scenario>(Parsed);
}

static Result runFile(const std::string &Name) {
  return run(load(Folder / (Name + ".json")));
}

TEST(ScenarioFiles, AfsReferenceTakenInTheHook) {
  auto Leak = ElementsAre("resource vnode leaked: 1");
  EXPECT_THAT(leaks(runFile("afs-reference-leaks-on-merge")), Leak);
  EXPECT_THAT(leaks(runFile("afs-reference-leaks-on-failed-allocation")), Leak);
  EXPECT_THAT(runFile("afs-reference-taken-in-mapped").Leaks, IsEmpty());
}

TEST(ScenarioFiles, SuccessHookErrorLeavesTheMapping) {
  for (const char *Name :
       {"success-hook-error-6.19", "success-hook-error-7.0"}) {
    Result R = runFile(Name);
    EXPECT_EQ(R.Return, -EIO);
    EXPECT_EQ(R.Mappings.size(), 1u);
    EXPECT_TRUE(warns(R, "its mapping stays"));
  }
  Result Fixed = runFile("success-hook-error-7.1");
  EXPECT_EQ(Fixed.Return, -EAGAIN);
  EXPECT_THAT(Fixed.Mappings, IsEmpty());
  EXPECT_THAT(Fixed.Warnings, IsEmpty());
}

TEST(ScenarioFiles, SwappedFile) {
  auto Leak = ElementsAre("file g leaked: 1 reference(s) (core bug)");
  EXPECT_THAT(leaks(runFile("swapped-file-6.18")), Leak);
  EXPECT_THAT(runFile("swapped-file-6.19").Leaks, IsEmpty());
  EXPECT_THAT(leaks(runFile("swapped-file-failed-allocation-7.0")), Leak);
  EXPECT_THAT(runFile("swapped-file-failed-allocation-7.1").Leaks, IsEmpty());
}

TEST(ScenarioFiles, ChargeLeaksWhenTheHookFails) {
  EXPECT_THAT(leaks(runFile("charge-leaks-when-hook-fails-7.1")),
              ElementsAre("memory charge leaked: 2 page(s) (core bug)"));
  EXPECT_THAT(runFile("charge-leaks-when-hook-fails-7.2").Leaks, IsEmpty());
}

TEST(ScenarioFiles, CompatPathLosesClearedFlags) {
  EXPECT_TRUE(warns(runFile("compat-cleared-flags-6.19"),
                    "flags that the hook cleared stay set: MAYWRITE MAYEXEC"));
  Result Fixed = runFile("compat-cleared-flags-7.1");
  EXPECT_FALSE(Fixed.Mappings.at(0).Flags & (VM_MAYWRITE | VM_MAYEXEC));
  EXPECT_THAT(Fixed.Warnings, IsEmpty());
}

TEST(ScenarioFiles, RmapLockHeldOverMunmap) {
  Result R = runFile("rmap-lock-held-over-munmap-6.19");
  EXPECT_TRUE(warns(R, "deadlock"));
  EXPECT_THAT(R.LocksHeld, ElementsAre("i_mmap_rwsem(f)"));
  Result Fixed = runFile("rmap-lock-held-over-munmap-7.1");
  EXPECT_EQ(Fixed.Return, -ENOMEM);
  EXPECT_THAT(Fixed.LocksHeld, IsEmpty());
}

TEST(ScenarioFiles, CloseWithoutMapped) {
  Result R = runFile("close-without-mapped");
  EXPECT_TRUE(warns(R, "mapped() did not succeed"));
  EXPECT_THAT(leaks(R), ElementsAre("resource pm dropped too often by 1"));
}

TEST(ScenarioFiles, PrepopulationRace) {
  EXPECT_FALSE(runFile("prepopulation-race-legacy").StalePtes.empty());
  EXPECT_THAT(runFile("prepopulation-race-absent-with-action").StalePtes,
              IsEmpty());
  EXPECT_TRUE(warns(runFile("revocation-lost-before-action"), "is lost"));
}

TEST(ScenarioFiles, ProposalMmapFinish) {
  EXPECT_THAT(runFile("design-mmap_finish-no-race").StalePtes, IsEmpty());
  Result R = runFile("design-mmap_finish-remaps-merged-vma");
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_TRUE(R.Mappings[0].Flags & VM_PFNMAP);
  EXPECT_TRUE(warns(R, "merged with a neighbour"));
}

TEST(ScenarioFiles, ProposalMmapComplete) {
  EXPECT_THAT(runFile("design-mmap_complete-abort-unlocks").LocksHeld,
              IsEmpty());
  EXPECT_THAT(runFile("design-mmap_complete-without-abort").LocksHeld,
              ElementsAre("l"));
}

TEST(ScenarioFiles, ProposalActionsV3AndItsReview) {
  EXPECT_EQ(runFile("design-actions-v3-nommu-succeeds").Return, 0x12000);
  EXPECT_EQ(runFile("design-actions-v3-as-reviewed-nommu-fails").Return,
            -EINVAL);
}

TEST(ScenarioFiles, PerfMixedMap) {
  EXPECT_TRUE(warns(runFile("perf-mixed-map-writable-legacy"),
                    "writable PTE at 0x12000"));
  EXPECT_THAT(runFile("perf-mixed-map-write-protected-action").Warnings,
              IsEmpty());
}

TEST(ScenarioFiles, SecondMergeForgetsDriverState) {
  EXPECT_THAT(leaks(runFile("second-merge-forgets-driver-state")),
              ElementsAre("resource r leaked: 1"));
}

TEST(ScenarioFiles, RemapLargerThanTheMapping) {
  Result Legacy = runFile("remap-larger-than-mapping-legacy");
  EXPECT_EQ(Legacy.Return, 0x12000);
  EXPECT_TRUE(warns(Legacy, "PTE outside every mapping, at 0x14000"));
  EXPECT_EQ(runFile("remap-larger-than-mapping-7.1").Return, -EFAULT);
}

TEST(ScenarioFiles, PartialCowRemap) {
  EXPECT_EQ(runFile("partial-cow-remap-6.19").Return, 0x12000);
  EXPECT_EQ(runFile("partial-cow-remap-7.1").Return, -EINVAL);
}

TEST(ScenarioFiles, AlchemyIoRemap) {
  EXPECT_EQ(runFile("alchemy-io-remap").Ptes.at(0).Pfn, 0x440000u);
}

TEST(ScenarioFiles, PrivateDataOverwrittenByMerge) {
  Result R = runFile("private-data-overwritten-by-merge");
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_EQ(R.Mappings[0].PrivateData, "b");
  EXPECT_EQ(R.Mappings[0].VmOps, "new");
}

TEST(ScenarioFiles, FieldsKeptOnMerge) {
  for (const char *Name :
       {"fields-kept-on-merge-7.2", "fields-kept-on-merge-7.3"}) {
    Result R = runFile(Name);
    ASSERT_EQ(R.Mappings.size(), 1u) << Name;
    EXPECT_EQ(R.Mappings[0].PrivateData, "a") << Name;
    EXPECT_EQ(R.Mappings[0].VmOps, "old") << Name;
    EXPECT_FALSE(R.Mappings[0].HasClose) << Name;
  }
}

TEST(ScenarioFiles, ChargeOfReplacedPages) {
  Result Old = runFile("charge-of-replaced-pages-7.2");
  EXPECT_EQ(Old.Charge, 4);
  EXPECT_THAT(leaks(Old),
              ElementsAre("memory charge leaked: 2 page(s) (core bug)"));
  Result New = runFile("charge-of-replaced-pages-7.3");
  EXPECT_EQ(New.Return, -EPERM);
  EXPECT_EQ(New.Charge, 2);
  EXPECT_THAT(New.Leaks, IsEmpty());
}

TEST(ScenarioFiles, AnonymousOffsetsAfterMremap) {
  Result R = runFile("anon-pgoff-after-mremap-7.3");
  ASSERT_EQ(R.Mappings.size(), 2u);
  EXPECT_EQ(R.Mappings[0].AnonPgoff, 0x77u);
}

TEST(ScenarioFiles, FailingMappedOnTheCompatPath) {
  for (const char *Name :
       {"compat-mapped-fails-7.3", "nommu-runs-compat-7.3"}) {
    Result R = runFile(Name);
    EXPECT_EQ(R.Return, -EIO) << Name;
    EXPECT_TRUE(ran(R, "mapped(ops)")) << Name;
    EXPECT_FALSE(ran(R, "close(ops)")) << Name;
    EXPECT_THAT(R.Mappings, IsEmpty()) << Name;
    EXPECT_THAT(R.Ptes, IsEmpty()) << Name;
    EXPECT_EQ(refs(R, "f"), 1) << Name;
  }
}

TEST(ScenarioFiles, PagesAndPfnMappings) {
  Result Refused = runFile("pages-refused-in-pfn-mapping-7.3");
  EXPECT_EQ(Refused.Return, -EFAULT);
  EXPECT_TRUE(warns(Refused, "into a PFN mapping"));
  Result Bug = runFile("pages-into-pfn-mapping-legacy-6.12");
  EXPECT_TRUE(warns(Bug, "kernel BUG"));
  Result GoesOn = runFile("pages-into-pfn-mapping-legacy-7.3");
  EXPECT_EQ(GoesOn.Return, 0x12000);
  EXPECT_TRUE(warns(GoesOn, "into a PFN mapping"));
  EXPECT_EQ(GoesOn.Ptes.size(), 1u);
}

TEST(ScenarioFiles, AnonymousHiddenFromRmap) {
  Result R = runFile("anonymous-hidden-from-rmap-7.3");
  EXPECT_EQ(R.Return, 0x12000);
  EXPECT_TRUE(R.Mappings.at(0).Anonymous);
  EXPECT_THAT(R.LocksHeld, IsEmpty());
  EXPECT_TRUE(warns(R, "hide_from_rmap_until_complete"));
}

TEST(ScenarioFiles, RemapRangeWraps) {
  EXPECT_TRUE(warns(runFile("remap-range-wraps-7.3"), "kernel BUG"));
  EXPECT_EQ(runFile("remap-range-wraps-cow-7.3").Return, -EINVAL);
}

TEST(ScenarioFiles, FailedRemapOutsideOfTheMapping) {
  Result Old = runFile("failed-remap-outside-legacy-6.12");
  ASSERT_EQ(Old.Ptes.size(), 1u);
  EXPECT_EQ(Old.Ptes[0].Addr, 0x14000u);
  EXPECT_THAT(runFile("failed-remap-outside-legacy-7.3").Ptes, IsEmpty());
}

TEST(ScenarioFiles, SwappedFileOf73) {
  Result Merged = runFile("swapped-file-merges-7.3");
  EXPECT_EQ(Merged.Mappings.size(), 1u);
  EXPECT_EQ(refs(Merged, "g"), 4);
  EXPECT_THAT(leaks(Merged),
              ElementsAre("file g leaked: 1 reference(s) (core bug)"));
  Result Failed = runFile("swapped-file-failed-allocation-7.3");
  EXPECT_EQ(refs(Failed, "g"), 3);
  EXPECT_THAT(Failed.Leaks, IsEmpty());
}

TEST(ScenarioFiles, GuardMarkersMerge) {
  Result R = runFile("guard-markers-merge-7.3");
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_EQ(R.Mappings[0].Start, 0x12000u);
  EXPECT_TRUE(R.Mappings[0].Flags & VM_MAYBE_GUARD);
}

/// Each file in the folder is read, runs, and prints.
TEST(ScenarioFiles, AllAreValid) {
  std::size_t Count = 0;
  for (const fs::directory_entry &Entry : fs::directory_iterator(Folder)) {
    Scenario S = load(Entry.path());
    RunOptions Options;
    Options.Trace = true;
    EXPECT_FALSE(toText(S, run(S, Options)).empty()) << Entry.path();
    ++Count;
  }
  EXPECT_GE(Count, 35u);
}
