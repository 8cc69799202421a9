// api-profiles, section 4: the merge rules; and what a merge keeps since 7.2.
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
  for (Pipeline P : legacyPipelines()) {
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

//===--- What a merge keeps since 7.2 -------------------------------------===//

static const std::vector<Pipeline> Since72{Pipeline::Prepare72,
                                           Pipeline::Prepare73};

/// __mmap_region(): the fields of the hook go to a VMA that was allocated.
TEST(KeptOnMerge, VmOpsPrivateDataAndProtOfTheOneBefore) {
  for (Pipeline P : Since72) {
    Scenario S = shared(P, {setOps("new", true, 0),
                            step(HandlerStep::SetPrivateData, "b"),
                            step(HandlerStep::SetPageProt, "noncached")});
    S.Mappings = {withOps(before(), "old", false)};
    S.Mappings[0].PrivateData = "a";
    S.Mappings[0].PageProt = "writecombine";
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Mappings[0].VmOps, "old") << name(P);
    EXPECT_FALSE(R.Mappings[0].HasClose) << name(P);
    EXPECT_EQ(R.Mappings[0].PrivateData, "a") << name(P);
    EXPECT_EQ(R.Mappings[0].PageProt, "writecombine") << name(P);
    EXPECT_FALSE(ran(R, "set_vma_user_defined_fields")) << name(P);
    EXPECT_FALSE(ran(R, "mapped(new)")) << name(P);
    EXPECT_TRUE(ran(R, "mmap_prepare")) << name(P);
  }
}

TEST(KeptOnMerge, ThoseOfTheOneAfterIfItAloneMerges) {
  for (Pipeline P : Since72) {
    Scenario S =
        shared(P, {setOps("new"), step(HandlerStep::SetPrivateData, "b")});
    S.Mappings = {withOps(after(), "old")};
    S.Mappings[0].PrivateData = "a";
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Mappings[0].Start, 0x12000u) << name(P);
    EXPECT_EQ(R.Mappings[0].VmOps, "old") << name(P);
    EXPECT_TRUE(R.Mappings[0].HasClose) << name(P);
    EXPECT_EQ(R.Mappings[0].PrivateData, "a") << name(P);
  }
}

TEST(KeptOnMerge, ThoseOfTheOneBeforeIfBothMerge) {
  for (Pipeline P : Since72) {
    Scenario S = shared(P, {setOps("new")});
    S.Mappings = {withOps(before(), "left"), withOps(after(), "right", false)};
    S.Mappings[0].PrivateData = "a";
    S.Mappings[1].PrivateData = "c";
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Mappings[0].End, 0x16000u) << name(P);
    EXPECT_EQ(R.Mappings[0].VmOps, "left") << name(P);
    EXPECT_EQ(R.Mappings[0].PrivateData, "a") << name(P);
  }
}

TEST(KeptOnMerge, NullFieldsOfTheHookChangeNothing) {
  for (Pipeline P : Since72) {
    Scenario S = shared(P, {setOps("")});
    S.Mappings = {withOps(before(), "old")};
    S.Mappings[0].PrivateData = "a";
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Mappings[0].VmOps, "old") << name(P);
    EXPECT_EQ(R.Mappings[0].PrivateData, "a") << name(P);
    EXPECT_FALSE(R.Mappings[0].Anonymous) << name(P);
    // And an anonymous one stays it, whatever the hook stores.
    S.Handler = {setOps("new")};
    S.Mappings = {before()};
    S.Mappings[0].Anonymous = true;
    R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Mappings[0].VmOps, "") << name(P);
    EXPECT_TRUE(R.Mappings[0].Anonymous) << name(P);
  }
}

/// What the driver took for a mapping that merged is nobody's, but the close()
/// that would have dropped it is not the hook's either.
TEST(KeptOnMerge, AReferenceOfTheHookLeaks) {
  for (Pipeline P : Since72) {
    Scenario S =
        shared(P, {setOps("new", true), step(HandlerStep::Acquire, "vnode")});
    S.Mappings = {withOps(before(), "old", false)};
    Result R = run(S);
    EXPECT_THAT(leaks(R), testing::ElementsAre("resource vnode leaked: 1"))
        << name(P);
  }
}

TEST(KeptOnMerge, LegacyAgreesAsTheDriverIsSkipped) {
  for (Pipeline P : {Pipeline::Legacy72, Pipeline::Legacy73}) {
    Scenario S =
        shared(P, {setOps("new"), step(HandlerStep::SetPrivateData, "b")});
    S.Mappings = {withOps(before(), "old", false)};
    S.Mappings[0].PrivateData = "a";
    Result Legacy = run(S);
    EXPECT_FALSE(ran(Legacy, "mmap")) << name(P);
    S.Pipe =
        P == Pipeline::Legacy72 ? Pipeline::Prepare72 : Pipeline::Prepare73;
    EXPECT_EQ(run(S).Mappings, Legacy.Mappings) << name(P);
  }
}

//===--- Flags that are not compared --------------------------------------===//

/// VMA_IGNORE_MERGE_FLAGS; vma_expand() gives the merged VMA all of them.
TEST(StickyFlags, GuardMarkersAreKeptAndDoNotPreventAMerge) {
  for (Pipeline P : {Pipeline::Legacy72, Pipeline::Legacy73,
                     Pipeline::Prepare72, Pipeline::Prepare73}) {
    Scenario S = shared(P);
    S.Mappings = {before(), after(SharedRead | VM_MAYBE_GUARD)};
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_TRUE(R.Mappings[0].Flags & VM_MAYBE_GUARD) << name(P);
    S.Mappings = {before(SharedRead | VM_MAYBE_GUARD)};
    R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_TRUE(R.Mappings[0].Flags & VM_MAYBE_GUARD) << name(P);
  }
}

//===--- Anonymous page offsets -------------------------------------------===//

/// needs_adjacent_anon_pgoff(): private file mappings that can be written to.
TEST(AnonPgoff, MustContinueWherePagesAreCopied) {
  for (Pipeline P : {Pipeline::Legacy73, Pipeline::Prepare73}) {
    Scenario S = shared(P);
    S.Mmap.Shared = false;
    S.Mappings = {before(PrivateRead)};
    EXPECT_EQ(countAfter(S), 1u) << name(P);
    S.Mappings[0].AnonPgoff = 0x10;
    EXPECT_EQ(countAfter(S), 1u) << name(P);
    S.Mappings[0].AnonPgoff = 0x11; // mremap() moved it by a page
    EXPECT_EQ(countAfter(S), 2u) << name(P);
    S.Mappings = {after(PrivateRead)};
    S.Mappings[0].AnonPgoff = 0x14;
    EXPECT_EQ(countAfter(S), 1u) << name(P);
    S.Mappings[0].AnonPgoff = 0x16;
    EXPECT_EQ(countAfter(S), 2u) << name(P);
  }
}

TEST(AnonPgoff, IsNotComparedElsewhere) {
  // Shared mappings, and private ones that never can be written to.
  Scenario Shared = shared(Pipeline::Prepare73);
  Shared.Mappings = {before()};
  Shared.Mappings[0].AnonPgoff = 0x99;
  EXPECT_EQ(countAfter(Shared), 1u);
  Scenario ReadOnly = shared(Pipeline::Prepare73, {clearFlags(VM_MAYWRITE)});
  ReadOnly.Mmap.Shared = false;
  ReadOnly.Mappings = {before(PrivateRead & ~VM_MAYWRITE)};
  ReadOnly.Mappings[0].AnonPgoff = 0x99;
  EXPECT_EQ(countAfter(ReadOnly), 1u);
}

TEST(AnonPgoff, OfTheMergedMappingIsTheFirstOnes) {
  Scenario S = shared(Pipeline::Prepare73);
  S.Mappings = {before()};
  S.Mappings[0].AnonPgoff = 0x99;
  Result R = run(S);
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_EQ(R.Mappings[0].AnonPgoff, 0x99u);
  // The range that goes in front brings its own start, here its address.
  S.Mappings = {after()};
  S.Mappings[0].AnonPgoff = 0x99;
  R = run(S);
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_EQ(R.Mappings[0].AnonPgoff, std::nullopt);
}

TEST(AnonPgoff, IsTheAddressWhateverTheHookDoesToPgoff) {
  for (Pipeline P : {Pipeline::Legacy73, Pipeline::Prepare73}) {
    // A COW remap stores the PFN in pgoff.
    Result R = run(privateWritable(P, {remap(0x999)}));
    EXPECT_EQ(at(R, 0x12000)->Pgoff, 0x999u) << name(P);
    EXPECT_EQ(at(R, 0x12000)->AnonPgoff, std::nullopt) << name(P);
  }
  Scenario S = shared(Pipeline::Prepare73, {setPgoff(102)});
  S.Mmap.Shared = false;
  S.Mappings = {mapping(0x10000, 0x12000, 100, PrivateRead)};
  EXPECT_EQ(countAfter(S), 1u);
}

TEST(AnonPgoff, MovesAlongWhenAMappingIsSplit) {
  Scenario S = shared(Pipeline::Prepare73);
  S.Mappings = {mapping(0x10000, 0x18000, 0x50, PrivateRead)};
  S.Mappings[0].AnonPgoff = 0x100;
  Result R = run(S);
  ASSERT_EQ(R.Mappings.size(), 3u);
  EXPECT_EQ(R.Mappings[0].AnonPgoff, 0x100u);
  EXPECT_EQ(R.Mappings[2].Pgoff, 0x54u);
  EXPECT_EQ(R.Mappings[2].AnonPgoff, 0x104u);
}
