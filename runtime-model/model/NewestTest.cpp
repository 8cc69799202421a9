// api-profiles, section 3c: what 7.1 to 7.3 do differently.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::ElementsAre;
using testing::IsEmpty;

static const std::vector<Pipeline> Newest{
    Pipeline::Prepare71, Pipeline::Prepare72, Pipeline::Prepare73};
static const std::vector<Pipeline> Since72{Pipeline::Prepare72,
                                           Pipeline::Prepare73};

TEST(Section3c, Step2ChargeIsReleasedWhenTheHookFailsSince72) {
  Result Old = run(privateWritable(Pipeline::Prepare71, {returns(-EINVAL)}));
  EXPECT_EQ(Old.Charge, 2);
  EXPECT_TRUE(Old.Leaks.at(0).CoreBug);
  for (Pipeline P : Since72) {
    Result New = run(privateWritable(P, {returns(-EINVAL)}));
    EXPECT_EQ(New.Charge, 0) << name(P);
    EXPECT_THAT(New.Leaks, IsEmpty()) << name(P);
  }
}

TEST(Section3c, Step2ChargeIsReleasedWhenActionPrepareFailsSince72) {
  auto Bad = remapPart(0x12000, 0x4000);
  EXPECT_EQ(run(privateWritable(Pipeline::Prepare71, {Bad})).Charge, 2);
  for (Pipeline P : Since72)
    EXPECT_EQ(run(privateWritable(P, {Bad})).Charge, 0) << name(P);
}

TEST(Section3c, Step3RangeOutsideTheMappingIsEfault) {
  for (Pipeline P : Newest) {
    for (auto [Start, Size] : {std::pair{0x12000ull, 0x3000ull},
                               {0x11000ull, 0x1000ull},
                               {0x13000ull, 0x2000ull}}) {
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
  for (Pipeline P : {Pipeline::Legacy612, Pipeline::Prepare71,
                     Pipeline::Prepare72, Pipeline::Prepare73}) {
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
  for (Pipeline P : Since72) {
    Result R = run(shared(P, {remap(), Positive}));
    EXPECT_EQ(R.Return, -EINVAL) << name(P);
    EXPECT_TRUE(warns(R, "error_override is not an error")) << name(P);
  }
}

TEST(Section3c, Step8NullVmOpsMakeItAnonymousSince72) {
  Result Old = run(shared(Pipeline::Prepare71, {setOps("")}));
  EXPECT_FALSE(at(Old, 0x12000)->Anonymous);
  for (Pipeline P : Since72)
    EXPECT_TRUE(at(run(shared(P, {setOps("")})), 0x12000)->Anonymous)
        << name(P);
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
  for (Pipeline P : Since72)
    for (Failure::KindType Kind : {Failure::Action, Failure::Mapped}) {
      Scenario S = shared(P, {setOps("ops", false, 0), remap(),
                              withError(HandlerStep::ErrorOverride, -EAGAIN)});
      S.Fail = {{Kind}};
      EXPECT_EQ(run(S).Return, -EAGAIN) << name(P);
      S.Handler.pop_back();
      EXPECT_EQ(run(S).Return, -ENOMEM) << name(P);
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

//===--- What the kernel's own code says of 7.2 and 7.3 -------------------===//

/// maybe_rmap_unlock_action() looks at the VMA before it lets the lock go.
TEST(Since72, HidingAnAnonymousMappingFromRmapWarns) {
  for (Pipeline P : Since72) {
    Scenario S =
        shared(P, {remap(), setOps(""), step(HandlerStep::HideFromRmap)});
    Result R = run(S);
    EXPECT_EQ(R.Return, 0x12000) << name(P);
    EXPECT_TRUE(warns(R, "WARN_ON: hide_from_rmap_until_complete")) << name(P);
    EXPECT_THAT(R.LocksHeld, IsEmpty()) << name(P);
    S.Handler[1] = setOps("ops");
    EXPECT_THAT(run(S).Warnings, IsEmpty()) << name(P);
    // A mapping that merges completes no action and holds no lock.
    S.Handler = {setOps(""), step(HandlerStep::HideFromRmap)};
    S.Mappings = {before()};
    EXPECT_THAT(run(S).Warnings, IsEmpty()) << name(P);
  }
}

/// mmap_action_finish(): no action is needed for mapped() to be translated.
TEST(Since72, ErrorOverrideIsForMappedWithoutAnActionToo) {
  for (Pipeline P : Since72) {
    Result R = run(shared(P, {setOps("ops", true, -EIO),
                              withError(HandlerStep::ErrorOverride, -EAGAIN)}));
    EXPECT_EQ(R.Return, -EAGAIN) << name(P);
    EXPECT_EQ(times(R, "close(ops)"), 1) << name(P);
  }
}

TEST(Since72, ErrorOverrideIsNotForTheHookNorForARejectedAction) {
  for (Pipeline P : Since72) {
    HandlerStep Override = withError(HandlerStep::ErrorOverride, -EAGAIN);
    EXPECT_EQ(run(shared(P, {Override, returns(-EIO)})).Return, -EIO);
    EXPECT_EQ(run(shared(P, {Override, remapPart(0x12000, 0x4000)})).Return,
              -EFAULT);
    EXPECT_EQ(
        run(privateWritable(P, {Override, remapPart(0x12000, 0x1000)})).Return,
        -EINVAL);
  }
}

/// map_kernel_pages_prepare() looks at the flags before the range.
TEST(Since72, MapKernelPagesWarnsEvenIfTheRangeIsRefused) {
  for (Pipeline P : Since72) {
    Scenario S = shared(P, {setFlags(VM_PFNMAP), mapPages({1, 2, 3})});
    Result R = run(S);
    EXPECT_EQ(R.Return, -EFAULT) << name(P);
    EXPECT_TRUE(warns(R, "into a PFN mapping")) << name(P);
    S.Handler = {setFlags(VM_PFNMAP | VM_MIXEDMAP), mapPages({1, 2, 3})};
    EXPECT_FALSE(warns(run(S), "into a PFN mapping")) << name(P);
  }
}

/// range_in_vma_desc() asks for start and end only. What wraps passes, and
/// remap_pfn_range_internal() then finds an empty range.
TEST(Since72, ARangeThatWrapsPassesTheCheck) {
  for (Pipeline P : Since72) {
    for (auto [Start, Size] :
         {std::pair{0xfffffffffffff000ull, 0x1000ull}, {0x13000ull, ~0ull}}) {
      Result R = run(shared(P, {remapPart(Start, Size)}));
      EXPECT_TRUE(R.StoppedEarly) << name(P);
      EXPECT_TRUE(warns(R, "kernel BUG: remap_pfn_range() of an empty range"))
          << name(P);
      Result Cow = run(privateWritable(P, {remapPart(Start, Size)}));
      EXPECT_EQ(Cow.Return, -EINVAL) << name(P);
      EXPECT_FALSE(Cow.StoppedEarly) << name(P);
    }
    // mmap_action_remap() itself only sees where the range starts.
    EXPECT_TRUE(
        warns(run(shared(P, {remapPart(0xfffffffffffff000ull, 0x1000)})),
              "WARN_ON: mmap_action_remap()"))
        << name(P);
    EXPECT_FALSE(warns(run(shared(P, {remapPart(0x13000, ~0ull)})),
                       "WARN_ON: mmap_action_remap()"))
        << name(P);
  }
}

TEST(Since72, PagesThatWrapEndInTheKernelsPageTables) {
  for (Pipeline P : {Pipeline::Prepare72, Pipeline::Prepare73,
                     Pipeline::Legacy72, Pipeline::Legacy73}) {
    HandlerStep Pages = mapPages({1});
    Pages.Start = 0xfffffffffffff000;
    Result R = run(shared(P, {Pages}));
    EXPECT_TRUE(R.StoppedEarly) << name(P);
    EXPECT_TRUE(warns(R, "kernel's own page tables")) << name(P);
  }
  HandlerStep Pages = mapPages({1});
  Pages.Start = 0xfffffffffffff000;
  EXPECT_EQ(run(shared(Pipeline::Legacy612, {Pages})).Return, -EFAULT);
}

/// vm_insert_pages(): BUG_ON() in 6.12, VM_WARN_ON_ONCE() in 7.2.
TEST(Since72, LegacyInsertIntoAPfnMappingGoesOn) {
  for (Pipeline P : {Pipeline::Legacy72, Pipeline::Legacy73}) {
    Result R = run(shared(P, {setFlags(VM_PFNMAP), mapPages({7})}));
    EXPECT_EQ(R.Return, 0x12000) << name(P);
    EXPECT_FALSE(R.StoppedEarly) << name(P);
    EXPECT_TRUE(warns(R, "into a PFN mapping")) << name(P);
    EXPECT_EQ(R.Ptes.size(), 1u) << name(P);
    EXPECT_TRUE(at(R, 0x12000)->Flags & VM_MIXEDMAP) << name(P);
  }
  Result Old =
      run(shared(Pipeline::Legacy612, {setFlags(VM_PFNMAP), mapPages({7})}));
  EXPECT_TRUE(warns(Old, "kernel BUG"));
}

/// remap_pfn_range_notrack() gives zap_vma_range() the range as it is; the
/// zap_page_range_single() of before cut it to the VMA.
TEST(Since72, AFailedLegacyRemapZapsOutsideOfTheMappingToo) {
  for (Pipeline P : legacyPipelines()) {
    bool Whole = P == Pipeline::Legacy72 || P == Pipeline::Legacy73;
    HandlerStep Big = remapPart(0x13000, 0x3000); // ends 2 pages behind
    Big.OnError = {returns(0)};
    Scenario S = shared(P, {Big});
    S.Fail = {{Failure::Remap, 2}};
    Result R = run(S);
    EXPECT_EQ(R.Return, 0x12000) << name(P);
    EXPECT_EQ(R.Ptes.empty(), Whole) << name(P);
    EXPECT_EQ(warns(R, "PTE outside every mapping"), !Whole) << name(P);
    EXPECT_EQ(warns(R, "WARN_ON: zap_vma_range()"), Whole) << name(P);
  }
}

TEST(Since72, LegacyKnowsNoMappedHook) {
  for (Pipeline P : {Pipeline::Legacy72, Pipeline::Legacy73}) {
    Result R = run(shared(P, {setOps("ops", true, -EIO)}));
    EXPECT_EQ(R.Return, 0x12000) << name(P);
    EXPECT_FALSE(ran(R, "mapped(ops)")) << name(P);
    EXPECT_TRUE(ranInOrder(
        R, {"__mmap_setup", "mmap_file", "vfs_mmap", "mmap", "vma_link_file"}))
        << name(P);
  }
}

/// call_mmap_prepare() notes a swapped file last; abort_munmap: drops it.
TEST(Since72, ASwappedFileIsDroppedOnceOrNotAtAll) {
  for (Pipeline P : Since72) {
    auto Refs = [&](std::vector<HandlerStep> Rest,
                    std::vector<Failure> Fail = {}, bool Merges = false) {
      std::vector<HandlerStep> Handler{step(HandlerStep::SetFile, "g")};
      Handler.insert(Handler.end(), Rest.begin(), Rest.end());
      Scenario S = shared(P, Handler);
      S.Fail = std::move(Fail);
      if (Merges) {
        S.Mappings = {before()};
        S.Mappings[0].File = "g";
      }
      return refs(run(S), "g");
    };
    EXPECT_EQ(Refs({}), 4) << name(P); // the VMA's
    EXPECT_EQ(Refs({}, {{Failure::VmAreaAlloc}}), 3) << name(P);
    EXPECT_EQ(Refs({}, {{Failure::MaplePrealloc}}), 3) << name(P);
    EXPECT_EQ(Refs({remap()}, {{Failure::Action}}), 3) << name(P);
    EXPECT_EQ(Refs({returns(-EIO)}), 4) << name(P);              // lost
    EXPECT_EQ(Refs({remapPart(0x12000, 0x4000)}), 4) << name(P); // lost
    // 3 of before are 1 of the neighbour and 2 more; the hook's is lost.
    EXPECT_EQ(Refs({}, {}, true), 4) << name(P);
  }
}
