// Who gives the memory charge back when a call fails that replaces mappings
// which had been charged: the error path of __mmap_region().
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr FlagSet Charged = PrivateRead | VM_WRITE | VM_ACCOUNT;

/// The two pages of privateWritable() lie in the middle of four charged ones.
static Scenario overCharged(Pipeline P, std::vector<HandlerStep> Handler) {
  Scenario S = privateWritable(P, std::move(Handler));
  S.Mappings = {mapping(0x11000, 0x15000, 0x50, Charged)};
  return S;
}

static bool givesBackWhatWasReplaced(Pipeline P) {
  return P == Pipeline::Legacy73 || P == Pipeline::Prepare73 ||
         P == Pipeline::Compat73;
}

TEST(Charge, SuccessPaysForWhatIsNewOnly) {
  for (Pipeline P : allPipelines()) {
    Scenario S = overCharged(P, {setOps("ops")});
    Result Inside = run(S);
    EXPECT_EQ(Inside.Charge, 4) << name(P);
    EXPECT_FALSE(ran(Inside, "security_vm_enough_memory_mm")) << name(P);
    EXPECT_THAT(Inside.Leaks, IsEmpty()) << name(P);
    S.Mappings = {mapping(0x11000, 0x13000, 0x50, Charged)};
    Result Half = run(S);
    EXPECT_EQ(Half.Charge, 3) << name(P);
    EXPECT_TRUE(ran(Half, "security_vm_enough_memory_mm")) << name(P);
    EXPECT_THAT(Half.Leaks, IsEmpty()) << name(P);
  }
}

TEST(Charge, AFailingAllocationLosesThatOfReplacedPagesBefore73) {
  for (Pipeline P : allPipelines()) {
    Scenario S = overCharged(P, {setOps("ops")});
    S.Fail = {{Failure::VmAreaAlloc}};
    Result R = run(S);
    EXPECT_EQ(R.Return, -ENOMEM) << name(P);
    EXPECT_EQ(R.Mappings.size(), 2u) << name(P);
    if (givesBackWhatWasReplaced(P)) {
      EXPECT_EQ(R.Charge, 2) << name(P);
      EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
    } else {
      EXPECT_EQ(R.Charge, 4) << name(P);
      EXPECT_THAT(leaks(R),
                  ElementsAre("memory charge leaked: 2 page(s) (core bug)"))
          << name(P);
    }
  }
}

TEST(Charge, AFailingHookLosesThatOfReplacedPagesBefore73) {
  for (Pipeline P :
       {Pipeline::Legacy612, Pipeline::Legacy616, Pipeline::Legacy72,
        Pipeline::Legacy73, Pipeline::Prepare72, Pipeline::Prepare73,
        Pipeline::Compat72, Pipeline::Compat73}) {
    Scenario S = overCharged(P, {returns(-EPERM)});
    // One page of the two was paid for before.
    S.Mappings = {mapping(0x11000, 0x13000, 0x50, Charged)};
    Result R = run(S);
    EXPECT_EQ(R.Return, -EPERM) << name(P);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Charge, givesBackWhatWasReplaced(P) ? 1 : 2) << name(P);
    EXPECT_EQ(R.Leaks.empty(), givesBackWhatWasReplaced(P)) << name(P);
  }
}

TEST(Charge, AFailingHookLosesAllBefore72) {
  for (Pipeline P : preparePipelines()) {
    if (P >= Pipeline::Prepare72)
      continue;
    Result R = run(overCharged(P, {returns(-EPERM)}));
    EXPECT_EQ(R.Charge, 4) << name(P);
    EXPECT_THAT(leaks(R),
                ElementsAre("memory charge leaked: 2 page(s) (core bug)"))
        << name(P);
  }
}

TEST(Charge, ARejectedActionIsLikeAFailingHook) {
  Scenario S = overCharged(Pipeline::Prepare72, {remapPart(0x12000, 0x1000)});
  EXPECT_EQ(run(S).Return, -EINVAL);
  EXPECT_EQ(run(S).Charge, 4);
  S.Pipe = Pipeline::Prepare73;
  EXPECT_EQ(run(S).Return, -EINVAL);
  EXPECT_EQ(run(S).Charge, 2);
}

/// The VMA was there and owned the charge: do_munmap() gives it back.
TEST(Charge, AFailingActionGivesAllBackEverywhere) {
  for (Pipeline P :
       {Pipeline::Prepare71, Pipeline::Prepare72, Pipeline::Prepare73}) {
    Scenario S = overCharged(P, {remap()});
    S.Fail = {{Failure::Action}};
    Result R = run(S);
    EXPECT_EQ(R.Return, -ENOMEM) << name(P);
    EXPECT_EQ(R.Charge, 2) << name(P);
    EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
  }
}

TEST(Charge, IsKeptByMappingsThatComeBack) {
  for (Pipeline P : allPipelines()) {
    Scenario S = overCharged(P, {});
    S.Mappings = {mapping(0x11000, 0x13000, 0x50, Charged)};
    S.Fail = {{Failure::Accounting}};
    Result R = run(S);
    EXPECT_EQ(R.Return, -ENOMEM) << name(P);
    EXPECT_EQ(R.Charge, 2) << name(P);
    EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
  }
}

/// A mapping that is not charged itself lets the old charge go, fail or not.
TEST(Charge, OfReplacedPagesGoesWithThemUnderASharedMapping) {
  for (Pipeline P : allPipelines())
    for (bool Fails : {false, true}) {
      Scenario S = shared(P, {setOps("ops")});
      S.Mappings = {mapping(0x11000, 0x15000, 0x50, Charged)};
      if (Fails)
        S.Fail = {{Failure::MaplePrealloc}};
      Result R = run(S);
      EXPECT_EQ(R.Charge, 2) << name(P);
      EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
    }
}

/// The driver takes the mark of an uncharged mapping: not the core's fault.
TEST(Charge, AMarkOfTheDriverIsTheDriversFault) {
  Result R = run(shared(Pipeline::Prepare73, {setFlags(VM_ACCOUNT)}));
  ASSERT_EQ(R.Leaks.size(), 1u);
  EXPECT_EQ(R.Leaks[0], (Leak{Leak::Charge, "", -2, false}));
}
