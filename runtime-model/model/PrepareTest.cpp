// api-profiles, section 3b: the mmap_prepare pipeline up to 7.0, step by step,
// and what never happens on a merge.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Section3b, OrderOfThePlainMapping) {
  Result R = run(shared(Pipeline::Prepare619, {setOps("ops"), remap()}));
  EXPECT_TRUE(ranInOrder(R, {"do_mmap",
                             "mmap_region",
                             "__mmap_region",
                             "__mmap_setup",
                             "call_mmap_prepare",
                             "vfs_mmap_prepare",
                             "mmap_prepare",
                             "mmap_action_prepare",
                             "remap_pfn_range_prepare",
                             "vma_merge_new_range",
                             "__mmap_new_vma",
                             "vm_area_alloc",
                             "vma_iter_prealloc",
                             "get_file",
                             "vma_link_file",
                             "set_vma_user_defined_fields",
                             "__mmap_complete",
                             "vma_set_page_prot",
                             "mmap_action_complete",
                             "remap_pfn_range_complete"}));
  EXPECT_EQ(R.Return, 0x12000);
}

TEST(Section3b, Step1SetupIsNamedPrepareBefore619) {
  EXPECT_TRUE(ran(run(shared(Pipeline::Prepare616)), "__mmap_prepare"));
  EXPECT_TRUE(ran(run(shared(Pipeline::Prepare618)), "__mmap_prepare"));
  EXPECT_TRUE(ran(run(shared(Pipeline::Prepare619)), "__mmap_setup"));
}

TEST(Section3b, Step1TheHookSeesAccountedFlags) {
  // VM_ACCOUNT is part of desc->vm_flags: the hook can clear it.
  Result R =
      run(privateWritable(Pipeline::Prepare619, {clearFlags(VM_ACCOUNT)}));
  EXPECT_FALSE(at(R, 0x12000)->Flags & VM_ACCOUNT);
}

TEST(Section3b, Step2HookErrorLeavesTheGapAndTheCharge) {
  for (Pipeline P : preparePipelines()) {
    if (P >= Pipeline::Prepare72)
      continue;
    Scenario S = privateWritable(P, {setOps("ops", true), returns(-EIO)});
    S.Mappings = {withOps(mapping(0x12000, 0x14000, 0x50), "old")};
    Result R = run(S);
    EXPECT_EQ(R.Return, -EIO) << name(P);
    EXPECT_THAT(R.Mappings, IsEmpty()) << name(P);
    EXPECT_EQ(times(R, "close(old)"), 1) << name(P);
    EXPECT_FALSE(ran(R, "close(ops)")) << name(P);
    ASSERT_EQ(R.Leaks.size(), 1u) << name(P);
    EXPECT_EQ(R.Leaks[0], (Leak{Leak::Charge, "", 2, true})) << name(P);
  }
}

TEST(Section3b, Step2HookErrorCallsNoErrorHook) {
  Result R =
      run(shared(Pipeline::Prepare619,
                 {withError(HandlerStep::ErrorHook, -EAGAIN), returns(-EIO)}));
  EXPECT_EQ(R.Return, -EIO);
  EXPECT_FALSE(ran(R, "error_hook"));
}

TEST(Section3b, Step2HookErrorDoesNotDropTheInstalledFile) {
  for (Pipeline P : preparePipelines()) {
    Result R = run(shared(P, {step(HandlerStep::SetFile, "g"), returns(-EIO)}));
    EXPECT_EQ(refs(R, "g"), 4) << name(P);
    EXPECT_THAT(leaks(R), ElementsAre("file g leaked: 1 reference(s)"))
        << name(P);
  }
}

TEST(Section3b, Step3RemapSetsTheFourFlags) {
  for (Pipeline P : actionPipelines())
    EXPECT_EQ(at(run(shared(P, {remap()})), 0x12000)->Flags & VM_REMAP_FLAGS,
              VM_REMAP_FLAGS)
        << name(P);
}

TEST(Section3b, Step3CowOverwritesPgoffWithThePfn) {
  for (Pipeline P : actionPipelines()) {
    EXPECT_EQ(at(run(privateWritable(P, {remap(0x999)})), 0x12000)->Pgoff,
              0x999u)
        << name(P);
    EXPECT_EQ(at(run(shared(P, {remap(0x999)})), 0x12000)->Pgoff, 2u)
        << name(P);
  }
}

TEST(Section3b, Step3ChecksNothingBefore71) {
  for (Pipeline P : {Pipeline::Prepare619, Pipeline::Prepare70}) {
    Result Cow = run(privateWritable(P, {remapPart(0x12000, 0x1000)}));
    EXPECT_EQ(Cow.Return, 0x12000) << name(P);
    EXPECT_EQ(at(Cow, 0x12000)->Pgoff, 0x1234u) << name(P);
    Result Outside = run(shared(P, {remapPart(0x13000, 0x2000)}));
    EXPECT_EQ(Outside.Return, 0x12000) << name(P);
    EXPECT_TRUE(warns(Outside, "WARN_ON: mmap_action_remap()")) << name(P);
    EXPECT_TRUE(warns(Outside, "PTE outside every mapping")) << name(P);
  }
}

TEST(Section3b, Step3PageProtIsCopiedWhenTheHelperIsCalled) {
  for (Pipeline P : actionPipelines()) {
    HandlerStep Prot = step(HandlerStep::SetPageProt, "noncached");
    Result Before = run(shared(P, {Prot, remap()}));
    EXPECT_EQ(Before.Ptes.at(0).Prot, "noncached") << name(P);
    Result After = run(shared(P, {remap(), Prot}));
    EXPECT_EQ(After.Ptes.at(0).Prot, "default") << name(P);
    EXPECT_EQ(at(After, 0x12000)->PageProt, "noncached") << name(P);
  }
}

TEST(Section3b, Step4CopiesBackWhatMayChange) {
  for (Pipeline P : preparePipelines()) {
    Result R =
        run(shared(P, {setPgoff(7), setFlags(VM_DONTCOPY), setOps("ops", true),
                       step(HandlerStep::SetPrivateData, "p"),
                       step(HandlerStep::SetPageProt, "writecombine")}));
    const Mapping *M = at(R, 0x12000);
    ASSERT_NE(M, nullptr) << name(P);
    EXPECT_EQ(M->Pgoff, 7u) << name(P);
    EXPECT_EQ(M->Flags, SharedRead | VM_DONTCOPY | VM_SOFTDIRTY) << name(P);
    EXPECT_EQ(M->VmOps, "ops") << name(P);
    EXPECT_TRUE(M->HasClose) << name(P);
    EXPECT_EQ(M->PrivateData, "p") << name(P);
    EXPECT_EQ(M->PageProt, "writecombine") << name(P);
  }
}

TEST(Section3b, Step4SwappedFileLeaksOneReferenceUpTo618) {
  for (Pipeline P : preparePipelines()) {
    Result R = run(shared(P, {step(HandlerStep::SetFile, "g")}));
    EXPECT_EQ(at(R, 0x12000)->File, "g") << name(P);
    EXPECT_EQ(refs(R, "f"), 5) << name(P);
    bool Leaks = P <= Pipeline::Prepare618;
    EXPECT_EQ(refs(R, "g"), Leaks ? 5 : 4) << name(P);
    EXPECT_EQ(R.Leaks.size(), Leaks ? 1u : 0u) << name(P);
    if (Leaks) {
      EXPECT_TRUE(R.Leaks[0].CoreBug) << name(P);
    }
  }
}

TEST(Section3b, Step6MergesWithFlagsFileAndPgoffOfTheHook) {
  for (Pipeline P : preparePipelines()) {
    Scenario Flags = shared(P, {clearFlags(VM_MAYWRITE)});
    Flags.Mappings = {before(SharedRead & ~VM_MAYWRITE)};
    EXPECT_EQ(run(Flags).Mappings.size(), 1u) << name(P);
    Scenario Pgoff = shared(P, {setPgoff(102)});
    Pgoff.Mappings = {mapping(0x10000, 0x12000, 100)};
    EXPECT_EQ(run(Pgoff).Mappings.size(), 1u) << name(P);
    Scenario File = shared(P, {step(HandlerStep::SetFile, "g")});
    File.Mappings = {before()};
    File.Mappings[0].File = "g";
    Result R = run(File);
    EXPECT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(times(R, "vma_merge_new_range"), 1) << name(P);
  }
}

TEST(Section3b, Step7AllocationErrorsReleaseChargeAndCallNothing) {
  for (Pipeline P : preparePipelines())
    for (Failure::KindType Kind :
         {Failure::VmAreaAlloc, Failure::MaplePrealloc}) {
      Scenario S = privateWritable(P, {setOps("ops", true)});
      S.Mappings = {withOps(mapping(0x12000, 0x14000, 0x50), "old")};
      S.Fail = {{Kind}};
      Result R = run(S);
      EXPECT_EQ(R.Return, -ENOMEM) << name(P);
      EXPECT_EQ(R.Charge, 0) << name(P);
      EXPECT_THAT(R.Mappings, IsEmpty()) << name(P);
      EXPECT_FALSE(ran(R, "close(ops)")) << name(P);
      EXPECT_FALSE(ran(R, "mapped(ops)")) << name(P);
      EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
    }
}

TEST(Section3b, Step7AllocationErrorDropsTheSwappedFileSince71) {
  for (Pipeline P : preparePipelines()) {
    Scenario S = shared(P, {step(HandlerStep::SetFile, "g")});
    S.Fail = {{Failure::VmAreaAlloc}};
    Result R = run(S);
    bool Drops = P >= Pipeline::Prepare71;
    EXPECT_EQ(refs(R, "g"), Drops ? 3 : 4) << name(P);
    EXPECT_EQ(R.Leaks.size(), Drops ? 0u : 1u) << name(P);
  }
}

TEST(Section3b, Step7HiddenFromRmapKeepsTheLock) {
  Scenario S =
      shared(Pipeline::Prepare619, {remap(), step(HandlerStep::HideFromRmap)});
  Result Ok = run(S);
  EXPECT_EQ(Ok.Return, 0x12000);
  EXPECT_THAT(Ok.LocksHeld, IsEmpty());
  S.Fail = {{Failure::Action}};
  Result R = run(S);
  EXPECT_TRUE(warns(R, "deadlock"));
  EXPECT_THAT(R.LocksHeld, ElementsAre("i_mmap_rwsem(f)"));
  S.Pipe = Pipeline::Prepare71;
  Result Fixed = run(S);
  EXPECT_EQ(Fixed.Return, -ENOMEM);
  EXPECT_THAT(Fixed.LocksHeld, IsEmpty());
  EXPECT_THAT(Fixed.Warnings, IsEmpty());
}

TEST(Section3b, Step8VmOpsAndPrivateDataOverwrittenOnMergeBefore72) {
  for (Pipeline P : preparePipelines()) {
    if (P >= Pipeline::Prepare72)
      continue;
    Scenario S =
        shared(P, {setOps("new"), step(HandlerStep::SetPrivateData, "b")});
    S.Mappings = {withOps(before(), "old", false)};
    S.Mappings[0].PrivateData = "a";
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Mappings[0].VmOps, "new") << name(P);
    EXPECT_EQ(R.Mappings[0].PrivateData, "b") << name(P);
  }
}

TEST(Section3b, Step8NullPrivateDataOverwritesTooBefore72) {
  for (Pipeline P : preparePipelines()) {
    if (P >= Pipeline::Prepare72)
      continue;
    Scenario S = shared(P);
    S.Mappings = {withOps(before(), "old", false)};
    S.Mappings[0].PrivateData = "a";
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Mappings[0].PrivateData, "") << name(P);
    EXPECT_EQ(R.Mappings[0].VmOps, "old") << name(P); // NULL is not stored
  }
}

TEST(Section3b, Step9PageProtOfTheHookIsIgnoredOnMerge) {
  for (Pipeline P : preparePipelines()) {
    Scenario S = shared(P, {step(HandlerStep::SetPageProt, "noncached")});
    S.Mappings = {before()};
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Mappings[0].PageProt, "default") << name(P);
  }
}

TEST(Section3b, Step10ActionErrorUnmapsFirstThenFilters) {
  for (Pipeline P :
       {Pipeline::Prepare619, Pipeline::Prepare70, Pipeline::Prepare71}) {
    Scenario S =
        privateWritable(P, {setOps("ops", true), remap(),
                            withError(HandlerStep::ErrorHook, -EAGAIN)});
    S.Fail = {{Failure::Action}};
    Result R = run(S);
    EXPECT_EQ(R.Return, -EAGAIN) << name(P);
    EXPECT_TRUE(ranInOrder(R, {"mmap_action_complete", "do_munmap",
                               "close(ops)", "error_hook(ops)"}))
        << name(P);
    EXPECT_EQ(times(R, "close(ops)"), 1) << name(P);
    EXPECT_THAT(R.Mappings, IsEmpty()) << name(P);
    EXPECT_THAT(R.Ptes, IsEmpty()) << name(P);
    EXPECT_EQ(refs(R, "f"), 5) << name(P);
    EXPECT_EQ(R.Charge, 0) << name(P);
    EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
  }
}

TEST(Section3b, Step10ErrorHookMustNotClearTheError) {
  Scenario S = shared(Pipeline::Prepare619,
                      {remap(), withError(HandlerStep::ErrorHook, 0)});
  S.Fail = {{Failure::Action}};
  Result R = run(S);
  EXPECT_TRUE(warns(R, "error_hook() cleared the error"));
  EXPECT_EQ(R.Return, 0x12000);
  EXPECT_THAT(R.Mappings, IsEmpty()); // user space got an empty address
}

TEST(Section3b, Step10SuccessHookErrorLeavesTheMappingBefore71) {
  for (Pipeline P :
       {Pipeline::DesignActionsV3, Pipeline::Prepare619, Pipeline::Prepare70}) {
    Result R = run(shared(P, {setOps("ops", true), remap(),
                              withError(HandlerStep::SuccessHook, -EIO),
                              withError(HandlerStep::ErrorHook, -EAGAIN)}));
    EXPECT_EQ(R.Return, -EIO) << name(P);
    EXPECT_NE(at(R, 0x12000), nullptr) << name(P);
    EXPECT_EQ(R.Ptes.size(), 1u) << name(P);
    EXPECT_FALSE(ran(R, "error_hook(ops)")) << name(P);
    EXPECT_TRUE(warns(R, "the call failed but its mapping stays")) << name(P);
  }
}

TEST(Section3b, Step11AnErrorOfTheActionKeepsChargeAndFileRight) {
  for (Pipeline P : {Pipeline::Prepare619, Pipeline::Prepare71,
                     Pipeline::Prepare72, Pipeline::Prepare73}) {
    Scenario S = privateWritable(P, {step(HandlerStep::SetFile, "g"), remap()});
    S.Fail = {{Failure::Remap, 1}};
    Result R = run(S);
    EXPECT_EQ(R.Return, -ENOMEM) << name(P);
    EXPECT_EQ(refs(R, "g"), 3) << name(P);
    EXPECT_EQ(R.Charge, 0) << name(P);
    EXPECT_THAT(R.Leaks, IsEmpty()) << name(P);
  }
}

TEST(Section3b, VmOpsMayBeMissing) {
  for (Pipeline P : preparePipelines()) {
    Result R = run(shared(P));
    EXPECT_EQ(at(R, 0x12000)->VmOps, "") << name(P);
    EXPECT_FALSE(at(R, 0x12000)->Anonymous) << name(P); // dummy ops
  }
}

//===--- What never happens on a merge ------------------------------------===//

TEST(NeverOnMerge, NoNewVmaNoHooksNoReference) {
  for (Pipeline P : preparePipelines()) {
    Scenario S = shared(P, {setOps("ops", true, 0),
                            withError(HandlerStep::SuccessHook, -EIO),
                            withError(HandlerStep::ErrorHook, -EIO)});
    S.Mappings = {withOps(before(), "ops"), after()};
    Result R = run(S);
    EXPECT_EQ(R.Return, 0x12000) << name(P);
    for (const char *Never :
         {"vm_area_alloc", "__mmap_new_vma", "mmap_action_complete",
          "mapped(ops)", "success_hook(ops)", "error_hook(ops)", "open(ops)",
          "close(ops)", "get_file"})
      EXPECT_FALSE(ran(R, Never)) << name(P) << " " << Never;
    EXPECT_TRUE(ran(R, "mmap_prepare")) << name(P);
  }
}

TEST(NeverOnMerge, TheReferenceOfTheHookLeaks) {
  for (Pipeline P : preparePipelines()) {
    Scenario S =
        shared(P, {setOps("ops", true), step(HandlerStep::Acquire, "vnode")});
    EXPECT_THAT(run(S).Leaks, IsEmpty()) << name(P);
    S.Mappings = {withOps(before(), "ops")};
    EXPECT_THAT(leaks(run(S)), ElementsAre("resource vnode leaked: 1"))
        << name(P);
    S.Mappings.clear();
    S.Fail = {{Failure::VmAreaAlloc}};
    EXPECT_THAT(leaks(run(S)), ElementsAre("resource vnode leaked: 1"))
        << name(P);
  }
}

TEST(NeverOnMerge, ASwappedFileIsNotDropped) {
  for (Pipeline P : preparePipelines()) {
    Scenario S = shared(P, {step(HandlerStep::SetFile, "g")});
    S.Mappings = {before()};
    S.Mappings[0].File = "g";
    Result R = run(S);
    ASSERT_EQ(R.Mappings.size(), 1u) << name(P);
    EXPECT_EQ(R.Leaks.size(), 1u) << name(P);
  }
}
