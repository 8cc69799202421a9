// api-profiles, section 3c: what 7.1 and 7.2 do differently, and the compat
// path.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::ElementsAre;
using testing::IsEmpty;

static const std::vector<Pipeline> Newest{Pipeline::Prepare71,
                                          Pipeline::Prepare72};

TEST(Section3c, Step2ChargeIsReleasedWhenTheHookFailsSince72) {
  Result Old = run(privateWritable(Pipeline::Prepare71, {returns(-EINVAL)}));
  EXPECT_EQ(Old.Charge, 2);
  EXPECT_TRUE(Old.Leaks.at(0).CoreBug);
  Result New = run(privateWritable(Pipeline::Prepare72, {returns(-EINVAL)}));
  EXPECT_EQ(New.Charge, 0);
  EXPECT_THAT(New.Leaks, IsEmpty());
}

TEST(Section3c, Step2ChargeIsReleasedWhenActionPrepareFailsSince72) {
  auto Bad = remapPart(0x12000, 0x4000);
  EXPECT_EQ(run(privateWritable(Pipeline::Prepare71, {Bad})).Charge, 2);
  EXPECT_EQ(run(privateWritable(Pipeline::Prepare72, {Bad})).Charge, 0);
}

TEST(Section3c, Step3RangeOutsideTheMappingIsEfault) {
  for (Pipeline P : Newest) {
    for (auto [Start, Size] : {std::pair{0x12000ull, 0x3000ull},
                               {0x11000ull, 0x1000ull},
                               {0x13000ull, 0x2000ull},
                               {0x13000ull, ~0ull}}) {
      Result R =
          run(shared(P, {setOps("ops", true), remapPart(Start, Size),
                         withError(HandlerStep::ErrorHook, -EAGAIN),
                         withError(HandlerStep::ErrorOverride, -EAGAIN)}));
      EXPECT_EQ(R.Return, -EFAULT) << name(P);
      EXPECT_FALSE(ran(R, "do_munmap")) << name(P);
      EXPECT_FALSE(ran(R, "close(ops)")) << name(P);
      EXPECT_FALSE(ran(R, "error_hook(ops)")) << name(P);
    }
  }
}

TEST(Section3c, Step3PartialCowRemapIsEinval) {
  for (Pipeline P : Newest) {
    EXPECT_EQ(run(privateWritable(P, {remapPart(0x12000, 0x1000)})).Return,
              -EINVAL);
    // Start + size is compared as it is, not rounded up.
    EXPECT_EQ(run(privateWritable(P, {remapPart(0x12000, 0x1fff)})).Return,
              -EINVAL);
    EXPECT_EQ(run(privateWritable(P, {remapPart(0x12000, 0x2000)})).Return,
              0x12000);
    EXPECT_EQ(run(shared(P, {remapPart(0x12000, 0x1000)})).Return, 0x12000);
  }
  // The legacy function rounds up first.
  EXPECT_EQ(
      run(privateWritable(Pipeline::Legacy612, {remapPart(0x12000, 0x1fff)}))
          .Return,
      0x12000);
}

TEST(Section3c, Step3SimpleIoremapUsesPgoffAndProtAfterTheHook) {
  for (Pipeline P : Newest) {
    Result R = run(
        shared(P, {simpleIoremap(0x1234000, 0x8000),
                   step(HandlerStep::SetPageProt, "noncached"), setPgoff(3)}));
    EXPECT_EQ(R.Return, 0x12000) << name(P);
    EXPECT_EQ(R.Ptes.at(0).Pfn, 0x1237u) << name(P);
    EXPECT_EQ(R.Ptes.at(0).Prot, "noncached") << name(P);
    EXPECT_EQ(R.Ptes.at(0).Pages, 2u) << name(P);
  }
}

TEST(Section3c, Step3SimpleIoremapChecksTheRegionLikeVmIomapMemory) {
  for (Pipeline P :
       {Pipeline::Legacy612, Pipeline::Prepare71, Pipeline::Prepare72}) {
    auto Map = [&](std::uint64_t Phys, std::uint64_t Len) {
      return run(shared(P, {simpleIoremap(Phys, Len)})).Return;
    };
    EXPECT_EQ(Map(0x1234000, 0x4000), 0x12000) << name(P); // pages 2 and 3
    EXPECT_EQ(Map(0x1234000, 0x3000), -EINVAL) << name(P);
    EXPECT_EQ(Map(0x1234000, 0x1000), -EINVAL) << name(P); // pgoff beyond it
    // Not page aligned: the pages that the region touches count.
    EXPECT_EQ(Map(0x1234800, 0x3001), 0x12000) << name(P);
    EXPECT_EQ(Map(~0ull - 0x100, 0x1000), -EINVAL) << name(P);
  }
}

TEST(Section3c, Step3MapKernelPagesAddsMixedmapAndChecksTheRange) {
  for (Pipeline P : Newest) {
    Result R = run(shared(P, {mapPages({5, 9})}));
    EXPECT_EQ(at(R, 0x12000)->Flags & VM_SPECIAL, VM_MIXEDMAP) << name(P);
    ASSERT_EQ(R.Ptes.size(), 2u) << name(P);
    EXPECT_EQ(R.Ptes[1].Pfn, 9u) << name(P);
    EXPECT_FALSE(R.Ptes[0].Special) << name(P);
    EXPECT_EQ(run(shared(P, {mapPages({1, 2, 3})})).Return, -EFAULT) << name(P);
    EXPECT_TRUE(warns(run(shared(P, {setFlags(VM_PFNMAP), mapPages({1})})),
                      "into a PFN mapping"))
        << name(P);
  }
}

TEST(Section3c, Step3LegacyVmInsertPagesFailsLateAndLikewise) {
  Scenario S = shared(Pipeline::Legacy616, {mapPages({1, 2, 3})});
  EXPECT_EQ(run(S).Return, -EFAULT);
  S.Handler = {mapPages({1}), mapPages({2})};
  EXPECT_EQ(run(S).Return, -EBUSY);
  EXPECT_THAT(run(S).Ptes, IsEmpty());
}

TEST(Section3c, Step3AnErrorOfActionPrepareDoesNotDropTheSwappedFile) {
  for (Pipeline P : Newest) {
    Result R = run(shared(P, {step(HandlerStep::SetFile, "g"),
                              remapPart(0x12000, 0x4000)}));
    EXPECT_EQ(R.Return, -EFAULT) << name(P);
    EXPECT_THAT(leaks(R), ElementsAre("file g leaked: 1 reference(s)"))
        << name(P);
  }
}

TEST(Section3c, Step3AnErrorOverrideMustBeAnErrno) {
  HandlerStep Positive = withError(HandlerStep::ErrorOverride, EAGAIN);
  Result R = run(shared(Pipeline::Prepare72, {remap(), Positive}));
  EXPECT_EQ(R.Return, -EINVAL);
  EXPECT_TRUE(warns(R, "error_override is not an error"));
}

TEST(Section3c, Step8NullVmOpsMakeItAnonymousSince72) {
  Result Old = run(shared(Pipeline::Prepare71, {setOps("")}));
  EXPECT_FALSE(at(Old, 0x12000)->Anonymous);
  Result New = run(shared(Pipeline::Prepare72, {setOps("")}));
  EXPECT_TRUE(at(New, 0x12000)->Anonymous);
}

TEST(Section3c, Step10OrderIsActionMappedSuccessHook) {
  Scenario S =
      shared(Pipeline::Prepare71, {setOps("ops", true, 0), remap(),
                                   withError(HandlerStep::SuccessHook, 0)});
  EXPECT_TRUE(ranInOrder(run(S), {"remap_pfn_range_complete", "mapped(ops)",
                                  "success_hook(ops)"}));
}

TEST(Section3c, Step10MappedRunsWithoutAnActionToo) {
  for (Pipeline P : Newest)
    EXPECT_EQ(times(run(shared(P, {setOps("ops", true, 0)})), "mapped(ops)"),
              1);
}

TEST(Section3c, Step10MappedErrorUnmapsAndCloses) {
  for (Pipeline P : Newest) {
    Result R = run(shared(P, {setOps("ops", true, -EIO), remap()}));
    EXPECT_EQ(R.Return, -EIO) << name(P);
    EXPECT_EQ(times(R, "close(ops)"), 1) << name(P);
    EXPECT_TRUE(warns(R, "mapped() did not succeed")) << name(P);
    EXPECT_THAT(R.Mappings, IsEmpty()) << name(P);
    EXPECT_THAT(R.Ptes, IsEmpty()) << name(P);
    EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
  }
}

TEST(Section3c, Step10ActionErrorClosesWithoutMapped) {
  for (Pipeline P : Newest) {
    HandlerStep Ops = setOps("ops", true, 0);
    Ops.Ops.MappedAcquires = Ops.Ops.CloseReleases = {"pm"};
    Scenario S = shared(P, {Ops, remap()});
    EXPECT_THAT(run(S).Leaks, IsEmpty()) << name(P);
    S.Fail = {{Failure::Action}};
    Result R = run(S);
    EXPECT_FALSE(ran(R, "mapped(ops)")) << name(P);
    EXPECT_THAT(leaks(R), ElementsAre("resource pm dropped too often by 1"))
        << name(P);
  }
}

TEST(Section3c, Step10MappedWritesPrivateDataOnlyOnSuccess) {
  HandlerStep Ops = setOps("ops", true, 0);
  Ops.Ops.MappedPrivateData = "made";
  Scenario S = shared(Pipeline::Prepare71, {Ops});
  EXPECT_EQ(at(run(S), 0x12000)->PrivateData, "made");
  S.Fail = {{Failure::Mapped}};
  EXPECT_EQ(run(S).Return, -ENOMEM);
}

TEST(Section3c, Step10SuccessHookErrorUnmapsSince71) {
  Result R = run(shared(Pipeline::Prepare71,
                        {setOps("ops", true), remap(),
                         withError(HandlerStep::SuccessHook, -EIO),
                         withError(HandlerStep::ErrorHook, -EAGAIN)}));
  EXPECT_EQ(R.Return, -EAGAIN);
  EXPECT_THAT(R.Mappings, IsEmpty());
  EXPECT_EQ(times(R, "close(ops)"), 1);
}

TEST(Section3c, Step10ErrorOverrideReplacesErrorsOfActionAndMapped) {
  for (Failure::KindType Kind : {Failure::Action, Failure::Mapped}) {
    Scenario S = shared(Pipeline::Prepare72,
                        {setOps("ops", false, 0), remap(),
                         withError(HandlerStep::ErrorOverride, -EAGAIN)});
    S.Fail = {{Kind}};
    EXPECT_EQ(run(S).Return, -EAGAIN);
    S.Handler.pop_back();
    EXPECT_EQ(run(S).Return, -ENOMEM);
  }
}

TEST(Section3c, HooksThatAReleaseDoesNotHaveAreNamed) {
  Result R = run(shared(Pipeline::Prepare72,
                        {remap(), withError(HandlerStep::SuccessHook, -EIO)}));
  EXPECT_EQ(R.Return, 0x12000);
  EXPECT_TRUE(warns(R, "success_hook does not exist in pipeline prepare-7.2"));
  EXPECT_TRUE(warns(run(shared(Pipeline::Prepare71,
                               {withError(HandlerStep::ErrorOverride, -EIO)})),
                    "error_override does not exist"));
  EXPECT_FALSE(ran(run(shared(Pipeline::Prepare619, {setOps("o", true, 0)})),
                   "mapped(o)"));
}

//===--- The compat path --------------------------------------------------===//

static const std::vector<Pipeline> Compats{
    Pipeline::Compat619, Pipeline::Compat70, Pipeline::Compat71,
    Pipeline::Compat72};

TEST(Section3cCompat, TheHookRunsInsideTheLegacyPipeline) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P, {setOps("ops", true, 0), remap()}));
    EXPECT_TRUE(ranInOrder(R, {"mmap_file", "compat_vma_mmap", "mmap_prepare",
                               "mmap_action_prepare", "set_vma_from_desc",
                               "mmap_action_complete",
                               "remap_pfn_range_complete", "vma_link_file"}))
        << name(P);
    EXPECT_EQ(R.Ptes.size(), 1u) << name(P);
    EXPECT_EQ(ran(R, "mapped(ops)"), P >= Pipeline::Compat71) << name(P);
  }
}

TEST(Section3cCompat, TheMergeAttemptCameBeforeWithLegacyParameters) {
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

TEST(Section3cCompat, ErrorsAreRawAndNothingIsUnmappedSince71) {
  for (Pipeline P : {Pipeline::Compat71, Pipeline::Compat72}) {
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

TEST(Section3cCompat, UnmappingADetachedVmaWarnsBefore71) {
  Scenario S = shared(Pipeline::Compat619,
                      {remap(), withError(HandlerStep::ErrorHook, -EAGAIN)});
  S.Fail = {{Failure::Action}};
  Result R = run(S);
  EXPECT_TRUE(warns(R, "do_munmap() of a mapping that is not in the tree"));
  EXPECT_EQ(R.Return, -EAGAIN);
}

TEST(Section3cCompat, ClearedFlagsAreLostBefore70) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P, {setOps("ops"), clearFlags(VM_MAYWRITE)}));
    bool Lost = P == Pipeline::Compat619;
    EXPECT_EQ(bool(at(R, 0x12000)->Flags & VM_MAYWRITE), Lost) << name(P);
    EXPECT_EQ(warns(R, "flags that the hook cleared stay set: MAYWRITE"), Lost)
        << name(P);
  }
}

TEST(Section3cCompat, ASwappedFileGetsAReferenceOfItsOwn) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P, {setOps("ops"), step(HandlerStep::SetFile, "g")}));
    EXPECT_EQ(refs(R, "f"), 5) << name(P);
    EXPECT_EQ(refs(R, "g"), 5) << name(P); // the hook's is never dropped
    EXPECT_EQ(R.Leaks.size(), 1u) << name(P);
  }
}

TEST(Section3cCompat, NotSettingVmOpsMakesItAnonymousBefore72) {
  for (Pipeline P : Compats) {
    Result R = run(shared(P));
    EXPECT_EQ(at(R, 0x12000)->Anonymous, P != Pipeline::Compat72) << name(P);
  }
}

TEST(Section3cCompat, HideFromRmapIsForcedOff) {
  for (Pipeline P : Compats) {
    Scenario S = shared(P, {remap(), step(HandlerStep::HideFromRmap)});
    S.Fail = {{Failure::Action}};
    EXPECT_THAT(run(S).LocksHeld, IsEmpty()) << name(P);
  }
}
