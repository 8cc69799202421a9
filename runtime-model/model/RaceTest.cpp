// The second thread: unmap_mapping_range() at every moment.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::IsEmpty;

static Scenario racing(Pipeline P, std::string At = {}) {
  Scenario S = shared(P, {setOps("ops"), remap()});
  S.Race = Interleave{"f", 2, 2, std::move(At)};
  return S;
}

TEST(Race, LegacyPrepopulationLeavesStalePtes) {
  for (Pipeline P : {Pipeline::Legacy612, Pipeline::Legacy616,
                     Pipeline::Compat619, Pipeline::Compat72}) {
    Result R = run(racing(P));
    ASSERT_EQ(R.StalePtes.size(), 1u) << name(P);
    EXPECT_EQ(R.StalePtes[0].Addr, 0x12000u) << name(P);
    EXPECT_EQ(R.StalePtes[0].Pages, 2u) << name(P);
  }
}

TEST(Race, ActionsRunOnAnInsertedVmaSoNothingIsStale) {
  for (Pipeline P : actionPipelines())
    EXPECT_THAT(run(racing(P)).StalePtes, IsEmpty()) << name(P);
  for (Pipeline P : {Pipeline::DesignMmapFinish, Pipeline::DesignMmapComplete})
    EXPECT_THAT(run(racing(P)).StalePtes, IsEmpty()) << name(P);
}

TEST(Race, LegacyMapPagesAreStaleToo) {
  Scenario S = racing(Pipeline::Legacy612);
  S.Handler = {mapPages({1, 2})};
  EXPECT_FALSE(run(S).StalePtes.empty());
  S.Pipe = Pipeline::Prepare71;
  EXPECT_THAT(run(S).StalePtes, IsEmpty());
}

TEST(Race, ARevocationBetweenHookAndActionIsLost) {
  Result R = run(racing(Pipeline::Prepare71, "vma_merge_new_range"));
  EXPECT_EQ(R.Ptes.size(), 1u);
  EXPECT_TRUE(warns(R, "between mmap_prepare and the action is lost"));
  // Before the hook, the driver can still see it; after the action it works.
  EXPECT_THAT(run(racing(Pipeline::Prepare71, "call_mmap_prepare")).Warnings,
              IsEmpty());
  Result Late = run(racing(Pipeline::Prepare71, "mapping_unmap_writable"));
  EXPECT_THAT(Late.Warnings, IsEmpty());
  EXPECT_THAT(Late.Ptes, IsEmpty());
}

TEST(Race, ANamedStepIsOneRun) {
  Result R = run(racing(Pipeline::Legacy612, "vma_link_file"));
  EXPECT_EQ(R.StalePtes.size(), 1u);
  EXPECT_EQ(R.Ptes.size(), 1u);
  Result After = run(racing(Pipeline::Legacy612, "perf_event_mmap"));
  EXPECT_THAT(After.StalePtes, IsEmpty());
  EXPECT_THAT(After.Ptes, IsEmpty());
}

TEST(Race, AHookCanBeNamedWithItsOps) {
  Scenario S = racing(Pipeline::Prepare71, "mapped(ops)");
  S.Handler[0].Ops.Mapped = 0;
  EXPECT_THAT(run(S).Ptes, IsEmpty());
  S.Race->At = "mapped";
  EXPECT_THAT(run(S).Ptes, IsEmpty());
}

TEST(Race, AStepThatNeverRunsIsSaidSo) {
  EXPECT_TRUE(warns(run(racing(Pipeline::Legacy612, "mmap_action_complete")),
                    "mmap_action_complete was never reached"));
}

TEST(Race, OnlyTheNamedPagesAreHit) {
  Scenario S = racing(Pipeline::Legacy612);
  S.Race->Pgoff = 3;
  S.Race->Pages = 100;
  Result R = run(S);
  ASSERT_EQ(R.StalePtes.size(), 1u);
  EXPECT_EQ(R.StalePtes[0].Addr, 0x13000u);
  S.Race->Pgoff = 4;
  EXPECT_THAT(run(S).StalePtes, IsEmpty());
  S.Race->Pgoff = 2;
  S.Race->File = "g";
  EXPECT_THAT(run(S).StalePtes, IsEmpty());
}

TEST(Race, UnionHoldsEveryOutcome) {
  // Base run and late unmap: all PTEs are in the union, also where one
  // interleaving has none.
  Result R = run(racing(Pipeline::Prepare71));
  ASSERT_EQ(R.Ptes.size(), 1u);
  EXPECT_EQ(R.Ptes[0].Pages, 2u);
  EXPECT_EQ(R.Mappings.size(), 1u);
  EXPECT_TRUE(warns(R, "is lost"));
}

TEST(Race, AHiddenVmaMakesTheOtherThreadWait) {
  Scenario S = racing(Pipeline::Prepare71, "mmap_action_complete");
  Result Visible = run(S);
  EXPECT_TRUE(warns(Visible, "is lost"));
  S.Handler.push_back(step(HandlerStep::HideFromRmap));
  Result Hidden = run(S);
  EXPECT_THAT(Hidden.Warnings, IsEmpty());
  EXPECT_THAT(Hidden.Ptes, IsEmpty());
}

TEST(Race, AnOverwrittenPgoffHidesThePagesForGood) {
  // The driver stores 0: unmap_mapping_range() of page 2 finds nothing.
  Scenario S = racing(Pipeline::Prepare71);
  S.Handler.insert(S.Handler.begin(), setPgoff(0));
  EXPECT_FALSE(run(S).StalePtes.empty());
}
