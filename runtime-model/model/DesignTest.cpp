// The proposals on the way to actions: what each got right, and wrong.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(DesignMmapFinish, RunsWithTheVmaBehindTheDescriptor) {
  Result R = run(shared(Pipeline::DesignMmapFinish, {remap()}));
  EXPECT_TRUE(ranInOrder(R, {"mmap_prepare", "vma_link_file", "__mmap_complete",
                             "mmap_finish", "mmap_remap_pfn_range",
                             "remap_pfn_range"}));
  EXPECT_EQ(R.Ptes.at(0).Pages, 2u);
}

TEST(DesignMmapFinish, WrongTheFlagsComeAfterTheMerge) {
  Scenario S = shared(Pipeline::DesignMmapFinish, {remap()});
  S.Mappings = {before()};
  Result R = run(S);
  ASSERT_EQ(R.Mappings.size(), 1u);
  // The old pages of the neighbour are now PFN mapped as well.
  EXPECT_TRUE(R.Mappings[0].Flags & VM_PFNMAP);
  EXPECT_TRUE(warns(R, "merged with a neighbour"));
  // The landed form merges with nothing.
  S.Pipe = Pipeline::Prepare619;
  EXPECT_EQ(run(S).Mappings.size(), 2u);
}

TEST(DesignMmapFinish, RightIfTheRemapIsDeclaredUpFront) {
  Scenario S =
      shared(Pipeline::DesignMmapFinish, {setFlags(VM_REMAP_FLAGS), remap()});
  S.Mappings = {before()};
  EXPECT_EQ(run(S).Mappings.size(), 2u);
}

TEST(DesignMmapFinish, ErrorsUnmap) {
  Scenario S =
      shared(Pipeline::DesignMmapFinish, {setOps("ops", true), remap()});
  S.Fail = {{Failure::Action}};
  Result R = run(S);
  EXPECT_EQ(R.Return, -ENOMEM);
  EXPECT_TRUE(ran(R, "close(ops)"));
  EXPECT_THAT(R.Mappings, IsEmpty());
}

TEST(DesignMmapComplete, PreparesFirstSoNothingMerges) {
  Scenario S = shared(Pipeline::DesignMmapComplete, {remap()});
  S.Mappings = {before()};
  Result R = run(S);
  EXPECT_EQ(R.Mappings.size(), 2u);
  EXPECT_TRUE(ranInOrder(R, {"mmap_prepare", "remap_pfn_range_prepare",
                             "mmap_complete", "remap_pfn_range_complete"}));
}

TEST(DesignMmapComplete, LocksCanBeHeldAcross) {
  Scenario S = shared(Pipeline::DesignMmapComplete,
                      {step(HandlerStep::Lock, "l"), remap()});
  S.Complete = {step(HandlerStep::Unlock, "l")};
  EXPECT_THAT(run(S).LocksHeld, IsEmpty());
}

TEST(DesignMmapComplete, AbortIsTheDriversOnlyWayOut) {
  Scenario S = shared(
      Pipeline::DesignMmapComplete,
      {step(HandlerStep::Lock, "l"), step(HandlerStep::Acquire, "r"), remap()});
  S.Complete = {step(HandlerStep::Unlock, "l")};
  S.Fail = {{Failure::VmAreaAlloc}};
  EXPECT_THAT(leaks(run(S)),
              ElementsAre("lock l still held", "resource r leaked: 1"));
  S.Abort = {step(HandlerStep::Release, "r"), step(HandlerStep::Unlock, "l")};
  Result R = run(S);
  EXPECT_TRUE(ran(R, "mmap_abort"));
  EXPECT_THAT(R.Leaks, IsEmpty());
}

TEST(DesignMmapComplete, AbortDoesNotFollowTheHooksOwnError) {
  Scenario S = shared(Pipeline::DesignMmapComplete, {returns(-EIO)});
  S.Abort = {step(HandlerStep::Unlock, "l")};
  EXPECT_FALSE(ran(run(S), "mmap_abort"));
}

TEST(DesignActionsV3, NommuForgetsTheError) {
  Scenario S = shared(Pipeline::DesignActionsV3, {remap()});
  S.Machine = Arch::Nommu;
  Result R = run(S);
  EXPECT_EQ(R.Return, 0x12000);
  EXPECT_THAT(R.Ptes, IsEmpty()); // success, and nothing is mapped
  S.Pipe = Pipeline::Prepare619;  // one finish path, as the review asked
  EXPECT_EQ(run(S).Return, -EINVAL);
}

TEST(DesignActionsV3, IoRemapIsAFlagOfTheRemap) {
  Scenario S = shared(Pipeline::DesignActionsV3, {remap(0x40000, true)});
  S.Machine = Arch::MipsAlchemy;
  Result V3 = run(S);
  EXPECT_EQ(V3.Ptes.at(0).Pfn, 0x440000u);
  S.Pipe = Pipeline::Prepare71;
  EXPECT_EQ(run(S).Ptes, V3.Ptes);
}

TEST(DesignActionsV3, CompleteLeavesTheVmaAlone) {
  // The set_vma split: flags and pgoff come from the prepare half.
  Result R = run(privateWritable(Pipeline::DesignActionsV3, {remap(0x77)}));
  EXPECT_EQ(at(R, 0x12000)->Pgoff, 0x77u);
  EXPECT_FALSE(warns(R, "remap flags are not set"));
}
