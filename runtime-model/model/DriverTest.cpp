// What the model records of the driver itself: calls and stores.
#include "model/TestScenario.h"

namespace premap::model::test {

static HandlerStep store(const char *Place, const char *Value) {
  HandlerStep S = step(HandlerStep::Store, Place);
  S.Text = Value;
  return S;
}

TEST(Driver, CallsAreInOrderWithTheLocksHeld) {
  for (Pipeline P : allPipelines()) {
    Result R = run(shared(
        P, {step(HandlerStep::Lock, "a"), step(HandlerStep::Call, "f()"),
            step(HandlerStep::Lock, "b"), step(HandlerStep::Call, "g()"),
            step(HandlerStep::Unlock, "b"), step(HandlerStep::Unlock, "a"),
            step(HandlerStep::Call, "f()")}));
    EXPECT_THAT(R.Calls,
                testing::ElementsAre(DriverEffect{"f()", "", {"a"}},
                                     DriverEffect{"g()", "", {"a", "b"}},
                                     DriverEffect{"f()", "", {}}))
        << name(P);
  }
}

TEST(Driver, TheLastStoreToAPlaceCounts) {
  Result R = run(shared(Pipeline::Prepare71,
                        {store("p->b", "1"), step(HandlerStep::Lock, "l"),
                         store("p->a", "2"), store("p->b", "3"),
                         step(HandlerStep::Unlock, "l")}));
  EXPECT_THAT(R.Memory, testing::ElementsAre(DriverEffect{"p->a", "2", {"l"}},
                                             DriverEffect{"p->b", "3", {"l"}}));
}

TEST(Driver, AHookThatFailsHasRunAllTheSame) {
  for (Pipeline P : allPipelines()) {
    Result R = run(shared(P, {step(HandlerStep::Call, "f()"), returns(-EIO)}));
    EXPECT_EQ(R.Calls.size(), 1u) << name(P);
  }
}

/// A legacy hook is not asked when the mapping merges at once.
TEST(Driver, APrepareHookRunsForAMappingThatMerges) {
  Scenario S = shared(Pipeline::Legacy612, {step(HandlerStep::Call, "f()")});
  S.Mappings = {before()};
  EXPECT_TRUE(run(S).Calls.empty());
  for (Pipeline P : preparePipelines()) {
    S.Pipe = P;
    EXPECT_EQ(run(S).Calls.size(), 1u) << name(P);
  }
}

TEST(Driver, AHookThatIsNotReachedDoesNothing) {
  Scenario S = shared(Pipeline::Legacy612, {step(HandlerStep::Call, "f()")});
  S.Fail = {{Failure::VmAreaAlloc}};
  EXPECT_TRUE(run(S).Calls.empty());
}

TEST(Driver, WhatFollowsAFailedRemapIsDoneThen) {
  HandlerStep Remap = remap(5);
  Remap.OnError = {step(HandlerStep::Call, "undo()")};
  Scenario S = shared(Pipeline::Legacy612, {Remap});
  EXPECT_TRUE(run(S).Calls.empty());
  S.Fail = {{Failure::Remap, 0}};
  EXPECT_EQ(run(S).Calls.size(), 1u);
}

} // namespace premap::model::test
