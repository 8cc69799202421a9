// api-profiles, section 4: the merge rules.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;

/// How many mappings there are after the call.
static std::size_t countAfter(const Scenario &S) {
  return run(S).Mappings.size();
}

static Scenario between(std::vector<HandlerStep> Handler = {}) {
  Scenario S = shared(Pipeline::Prepare71, std::move(Handler));
  S.Mappings = {before(), after()};
  return S;
}

TEST(Section4, MergesWithPrevNextOrBoth) {
  EXPECT_EQ(countAfter(between()), 1u);
  Scenario S = between();
  S.Mappings = {before()};
  EXPECT_EQ(countAfter(S), 1u);
  S.Mappings = {after()};
  Result R = run(S);
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_EQ(R.Mappings[0].Start, 0x12000u);
  EXPECT_EQ(R.Mappings[0].Pgoff, 2u);
}

TEST(Section4, Rule1SpecialFlagsNeverMerge) {
  for (FlagSet Flag : {VM_IO, VM_DONTEXPAND, VM_PFNMAP, VM_MIXEDMAP}) {
    Scenario S = between({setFlags(Flag)});
    S.Mappings = {before(SharedRead | Flag), after(SharedRead | Flag)};
    EXPECT_EQ(countAfter(S), 3u);
  }
  Scenario Plain = between({setFlags(VM_DONTCOPY)});
  Plain.Mappings = {before(SharedRead | VM_DONTCOPY)};
  EXPECT_EQ(countAfter(Plain), 1u);
}

TEST(Section4, Rule1EveryActionGuaranteesANewVma) {
  HandlerStep Io = remap(0x1234, true);
  for (const HandlerStep &Ask :
       {remap(), Io, simpleIoremap(0x1000000, 0x10000), mapPages({1, 2})}) {
    Scenario S = between({Ask});
    EXPECT_EQ(countAfter(S), 3u);
  }
}

TEST(Section4, Rule2FlagsAreComparedExceptSoftdirty) {
  Scenario S = between();
  S.Mappings = {before(SharedRead | VM_SOFTDIRTY)};
  EXPECT_EQ(countAfter(S), 1u);
  S.Mappings = {before(SharedRead | VM_DONTCOPY)};
  EXPECT_EQ(countAfter(S), 2u);
}

TEST(Section4, Rule2FileIsCompared) {
  Scenario S = between();
  S.Mappings = {before()};
  S.Mappings[0].File = "g";
  EXPECT_EQ(countAfter(S), 2u);
}

TEST(Section4, Rule2PolicyUserfaultAndNameAreCompared) {
  for (std::string Mapping::*Field :
       {&Mapping::Policy, &Mapping::UserfaultCtx, &Mapping::AnonName}) {
    Scenario S = between();
    S.Mappings = {before()};
    S.Mappings[0].*Field = "x";
    EXPECT_EQ(countAfter(S), 2u);
  }
}

TEST(Section4, Rule3OpsPrivateDataAndProtAreNotCompared) {
  Scenario S = between({setOps("other"), step(HandlerStep::SetPrivateData, "b"),
                        step(HandlerStep::SetPageProt, "noncached")});
  S.Mappings = {withOps(before(), "ops", false)};
  S.Mappings[0].PrivateData = "a";
  S.Mappings[0].PageProt = "writecombine";
  EXPECT_EQ(countAfter(S), 1u);
}

TEST(Section4, Rule4PgoffMustContinueOnBothSides) {
  Scenario S = between();
  S.Mappings = {mapping(0x10000, 0x12000, 1), after()};
  Result R = run(S);
  EXPECT_EQ(R.Mappings.size(), 2u);
  EXPECT_EQ(R.Mappings[1].Start, 0x12000u);
  S.Mappings = {before(), mapping(0x14000, 0x16000, 5)};
  EXPECT_EQ(run(S).Mappings.at(0).End, 0x14000u);
}

TEST(Section4, Rule4LegacyUsesTheOriginalPgoffPrepareTheHooks) {
  Scenario S = between({setPgoff(40)});
  S.Mappings = {mapping(0x10000, 0x12000, 38)};
  EXPECT_EQ(countAfter(S), 1u);
  S.Pipe = Pipeline::Legacy616;
  EXPECT_EQ(countAfter(S), 2u);
  S.Mappings = {before()};
  EXPECT_EQ(countAfter(S), 1u);
}

TEST(Section4, Rule5CloseForbidsDeletionOnly) {
  Scenario S = between();
  S.Mappings = {before(), withOps(after(), "ops")};
  Result R = run(S);
  ASSERT_EQ(R.Mappings.size(), 2u);
  EXPECT_EQ(R.Mappings[0].End, 0x14000u);
  EXPECT_EQ(R.Mappings[1].VmOps, "ops");
  // Growth is allowed for a VMA with close, in both directions.
  S.Mappings = {withOps(before(), "ops"), after()};
  EXPECT_EQ(countAfter(S), 1u);
  S.Mappings = {withOps(after(), "ops")};
  EXPECT_EQ(countAfter(S), 1u);
}

TEST(Section4, Rule5CloseSetByTheHookDoesNotPreventTheMerge) {
  Scenario S = between({setOps("ops", true)});
  Result R = run(S);
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_TRUE(R.Mappings[0].HasClose);
}

TEST(Section4, Rule6OneSideMayHaveAnAnonVma) {
  auto WithAnon = [](Mapping M, const char *Anon) {
    M.Flags = PrivateRead;
    M.AnonVma = Anon;
    return M;
  };
  Scenario S = between();
  S.Mmap.Shared = false;
  S.Mappings = {WithAnon(before(), "a"), WithAnon(after(), "")};
  EXPECT_EQ(countAfter(S), 1u);
  S.Mappings = {WithAnon(before(), "a"), WithAnon(after(), "a")};
  EXPECT_EQ(countAfter(S), 1u);
  S.Mappings = {WithAnon(before(), "a"), WithAnon(after(), "b")};
  Result R = run(S);
  ASSERT_EQ(R.Mappings.size(), 2u);
  EXPECT_EQ(R.Mappings[0].End, 0x14000u);
  S.Mappings = {WithAnon(before(), ""), WithAnon(after(), "b")};
  Result Kept = run(S);
  ASSERT_EQ(Kept.Mappings.size(), 1u);
  EXPECT_EQ(Kept.Mappings[0].AnonVma, "b");
}

TEST(Section4, Rule6NotWithAChainFromAFork) {
  Scenario S = between();
  S.Mmap.Shared = false;
  S.Mappings = {before(PrivateRead)};
  S.Mappings[0].AnonVma = "a";
  S.Mappings[0].AnonVmaShared = true;
  EXPECT_EQ(countAfter(S), 2u);
}

TEST(Section4, Rule7DriversThatSetSpecialFlagsNeverMergeInLegacy) {
  for (Pipeline P : {Pipeline::Legacy612, Pipeline::Legacy616}) {
    Scenario S = shared(P, {setFlags(VM_IO)});
    S.Mappings = {before(SharedRead | VM_IO)};
    EXPECT_EQ(countAfter(S), 2u) << name(P);
  }
}

TEST(Section4, FailedTreeAllocationMeansNoMerge) {
  Scenario S = between();
  S.Fail = {{Failure::MergePrealloc}};
  Result R = run(S);
  EXPECT_EQ(R.Return, 0x12000);
  EXPECT_EQ(R.Mappings.size(), 3u);
}

TEST(Section4, AMergedNextGivesItsReferenceBack) {
  Result R = run(between());
  // 5 were there, 2 of them of mappings; one mapping is left.
  EXPECT_EQ(refs(R, "f"), 4);
  EXPECT_THAT(R.Leaks, testing::IsEmpty());
}
