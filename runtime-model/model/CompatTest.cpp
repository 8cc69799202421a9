// The compat path: a file that has .mmap hands its VMA to a file that has
// .mmap_prepare. On machines without an MMU every .mmap_prepare runs that way.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::ElementsAre;
using testing::IsEmpty;

static const std::vector<Pipeline> Compats{
    Pipeline::Compat619, Pipeline::Compat70, Pipeline::Compat71,
    Pipeline::Compat72, Pipeline::Compat73};

TEST(Compat, TheHookRunsInsideTheLegacyPipeline) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P, {setOps("ops", true, 0), remap()}));
    const char *Store = P >= Pipeline::Compat72 ? "compat_set_vma_from_desc"
                                                : "set_vma_from_desc";
    EXPECT_TRUE(
        ranInOrder(R, {"mmap_file", "compat_vma_mmap", "mmap_prepare",
                       "mmap_action_prepare", Store, "mmap_action_complete",
                       "remap_pfn_range_complete", "vma_link_file"}))
        << name(P);
    EXPECT_EQ(R.Ptes.size(), 1u) << name(P);
    EXPECT_EQ(ran(R, "mapped(ops)"), P >= Pipeline::Compat71) << name(P);
  }
}

TEST(Compat, TheMergeAttemptCameBeforeWithLegacyParameters) {
  for (Pipeline P : Compats) {
    Scenario S = shared(P, {setFlags(VM_DONTCOPY)});
    S.Mappings = {before()};
    Result R = run(S);
    EXPECT_FALSE(ran(R, "mmap_prepare")) << name(P);
    EXPECT_EQ(R.Mappings.size(), 1u) << name(P);
    S.Mappings = {before(SharedRead | VM_DONTCOPY)};
    EXPECT_EQ(run(S).Mappings.size(), 2u) << name(P);
  }
}

TEST(Compat, ErrorsAreRawAndNothingIsUnmappedSince71) {
  for (Pipeline P :
       {Pipeline::Compat71, Pipeline::Compat72, Pipeline::Compat73}) {
    Scenario S =
        privateWritable(P, {setOps("ops", true, 0), remap(),
                            withError(HandlerStep::ErrorHook, -EAGAIN),
                            withError(HandlerStep::ErrorOverride, -EAGAIN)});
    S.Fail = {{Failure::Mapped}};
    Result R = run(S);
    EXPECT_EQ(R.Return, -ENOMEM) << name(P);
    EXPECT_FALSE(ran(R, "do_munmap")) << name(P);
    EXPECT_FALSE(ran(R, "close(ops)")) << name(P);
    EXPECT_THAT(R.Ptes, IsEmpty()) << name(P);
    EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
  }
}

TEST(Compat, UnmappingADetachedVmaWarnsBefore71) {
  Scenario S = shared(Pipeline::Compat619,
                      {remap(), withError(HandlerStep::ErrorHook, -EAGAIN)});
  S.Fail = {{Failure::Action}};
  Result R = run(S);
  EXPECT_TRUE(warns(R, "do_munmap() of a mapping that is not in the tree"));
  EXPECT_EQ(R.Return, -EAGAIN);
}

TEST(Compat, ClearedFlagsAreLostBefore70) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P, {setOps("ops"), clearFlags(VM_MAYWRITE)}));
    bool Lost = P == Pipeline::Compat619;
    EXPECT_EQ(bool(at(R, 0x12000)->Flags & VM_MAYWRITE), Lost) << name(P);
    EXPECT_EQ(warns(R, "flags that the hook cleared stay set: MAYWRITE"), Lost)
        << name(P);
  }
}

TEST(Compat, ASwappedFileGetsAReferenceOfItsOwn) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P, {setOps("ops"), step(HandlerStep::SetFile, "g")}));
    EXPECT_EQ(refs(R, "f"), 5) << name(P);
    EXPECT_EQ(refs(R, "g"), 5) << name(P); // the hook's is never dropped
    EXPECT_EQ(R.Leaks.size(), 1u) << name(P);
  }
}

TEST(Compat, NotSettingVmOpsMakesItAnonymousBefore72) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P));
    EXPECT_EQ(at(R, 0x12000)->Anonymous, P < Pipeline::Compat72) << name(P);
  }
}

TEST(Compat, HideFromRmapIsForcedOff) {
  for (Pipeline P : Compats) {
    Scenario S = shared(P, {remap(), step(HandlerStep::HideFromRmap)});
    S.Fail = {{Failure::Action}};
    EXPECT_THAT(run(S).LocksHeld, IsEmpty()) << name(P);
  }
}

/// __compat_vma_mmap() gets a descriptor that the hook has filled in.
TEST(Compat, TheHookRunsBeforeTheInnerFunctionSince72) {
  for (Pipeline P : {Pipeline::Compat72, Pipeline::Compat73})
    EXPECT_TRUE(ranInOrder(
        run(shared(P, {setOps("ops", true, 0), remap()})),
        {"mmap", "compat_vma_mmap", "vfs_mmap_prepare", "mmap_prepare",
         "__compat_vma_mmap", "mmap_action_prepare", "compat_set_vma_from_desc",
         "mmap_action_complete", "remap_pfn_range_complete", "mapped(ops)"}))
        << name(P);
}

/// mmap_file() leaves dummy vm_ops behind: close() of the hook's cannot run.
TEST(Compat, AFailingMappedIsNotClosed) {
  for (Pipeline P : {Pipeline::Compat72, Pipeline::Compat73}) {
    Result R = run(shared(P, {setOps("ops", true, -EIO), remap(),
                              withError(HandlerStep::ErrorOverride, -EAGAIN)}));
    EXPECT_EQ(R.Return, -EIO) << name(P);
    EXPECT_FALSE(ran(R, "close(ops)")) << name(P);
    EXPECT_FALSE(ran(R, "do_munmap")) << name(P);
    EXPECT_THAT(R.Mappings, IsEmpty()) << name(P);
    EXPECT_THAT(R.Ptes, IsEmpty()) << name(P);
    EXPECT_EQ(refs(R, "f"), 5) << name(P);
    EXPECT_FALSE(warns(R, "mapped() did not succeed")) << name(P);
  }
}

TEST(Compat, ARejectedActionChangesNothingOfTheVma) {
  for (Pipeline P : {Pipeline::Compat72, Pipeline::Compat73}) {
    Result R =
        run(shared(P, {setOps("ops", true), remapPart(0x11000, 0x1000)}));
    EXPECT_EQ(R.Return, -EFAULT) << name(P);
    EXPECT_FALSE(ran(R, "compat_set_vma_from_desc")) << name(P);
    EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
  }
}

/// compat_set_vma_from_desc() stores what the descriptor has, NULL included.
TEST(Compat, PrivateDataIsTheDescriptors) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P, {setOps("ops")}));
    EXPECT_EQ(at(R, 0x12000)->PrivateData, "") << name(P);
    R = run(shared(P, {step(HandlerStep::SetPrivateData, "p")}));
    EXPECT_EQ(at(R, 0x12000)->PrivateData, "p") << name(P);
  }
}

//===--- nommu ------------------------------------------------------------===//

static Scenario nommu(Pipeline P, std::vector<HandlerStep> Handler) {
  Scenario S = shared(P, std::move(Handler));
  S.Machine = Arch::Nommu;
  return S;
}

/// do_mmap_shared_file() of mm/nommu.c knows mmap_file() only.
TEST(Nommu, PrepareHooksGoThroughCompatSince72) {
  for (Pipeline P : {Pipeline::Prepare72, Pipeline::Prepare73}) {
    Result R = run(nommu(
        P, {setOps("ops", true, 0), step(HandlerStep::SetPrivateData, "p")}));
    EXPECT_EQ(R.Return, 0x12000) << name(P);
    EXPECT_TRUE(
        ranInOrder(R, {"mmap_file", "vfs_mmap", "compat_vma_mmap",
                       "mmap_prepare", "__compat_vma_mmap", "mapped(ops)"}))
        << name(P);
    EXPECT_FALSE(ran(R, "mmap")) << name(P); // no stacked file's hook
    EXPECT_FALSE(ran(R, "call_mmap_prepare")) << name(P);
    EXPECT_EQ(at(R, 0x12000)->VmOps, "ops") << name(P);
    EXPECT_EQ(at(R, 0x12000)->PrivateData, "p") << name(P);
  }
}

TEST(Nommu, ErrorsAreRawAndNothingCloses) {
  for (Pipeline P : {Pipeline::Prepare72, Pipeline::Prepare73}) {
    HandlerStep Override = withError(HandlerStep::ErrorOverride, -EAGAIN);
    Result Mapped = run(nommu(P, {setOps("ops", true, -EIO), Override}));
    EXPECT_EQ(Mapped.Return, -EIO) << name(P);
    EXPECT_FALSE(ran(Mapped, "close(ops)")) << name(P);
    EXPECT_FALSE(ran(Mapped, "do_munmap")) << name(P);
    Result Action = run(nommu(P, {setOps("ops", true), remap(), Override}));
    EXPECT_EQ(Action.Return, -EINVAL) << name(P);
    EXPECT_TRUE(warns(Action, "nommu cannot perform actions")) << name(P);
    EXPECT_FALSE(ran(Action, "close(ops)")) << name(P);
    EXPECT_THAT(Action.Mappings, IsEmpty()) << name(P);
    EXPECT_THAT(Action.Leaks, IsEmpty()) << name(P);
  }
}

/// check_mmap_action() is compiled with an MMU only.
TEST(Nommu, ABadErrorOverrideIsNotSeen) {
  HandlerStep Positive = withError(HandlerStep::ErrorOverride, EAGAIN);
  EXPECT_EQ(run(nommu(Pipeline::Prepare73, {Positive})).Return, 0x12000);
}

TEST(Nommu, MappingsNeverMerge) {
  for (Pipeline P : {Pipeline::Prepare72, Pipeline::Prepare73}) {
    Scenario S = nommu(P, {setOps("ops")});
    S.Mappings = {before(), after()};
    Result R = run(S);
    EXPECT_EQ(R.Mappings.size(), 3u) << name(P);
    EXPECT_TRUE(ran(R, "mmap_prepare")) << name(P);
  }
}

TEST(Nommu, HideFromRmapIsForcedOff) {
  Result R = run(nommu(Pipeline::Prepare73,
                       {setOps(""), step(HandlerStep::HideFromRmap)}));
  EXPECT_THAT(R.LocksHeld, IsEmpty());
  EXPECT_FALSE(warns(R, "hide_from_rmap"));
}
