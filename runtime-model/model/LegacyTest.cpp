// api-profiles, section 3a: the legacy .mmap pipeline, step by step.
#include "model/TestScenario.h"

using namespace premap::model;
using namespace premap::model::test;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Section3a, Step1GathersAndSplitsAtTheEdges) {
  Scenario S = shared(Pipeline::Legacy612);
  S.Mappings = {withOps(mapping(0x10000, 0x18000, 0x50), "old")};
  Result R = run(S);
  ASSERT_EQ(R.Mappings.size(), 3u);
  EXPECT_EQ(R.Mappings[0].End, 0x12000u);
  EXPECT_EQ(R.Mappings[2].Start, 0x14000u);
  EXPECT_EQ(R.Mappings[2].Pgoff, 0x54u);
  EXPECT_EQ(times(R, "open(old)"), 2);
  EXPECT_EQ(times(R, "close(old)"), 1);
  // One mapping became two, and there is the new one.
  EXPECT_EQ(refs(R, "f"), 7);
}

TEST(Section3a, Step1GatherErrorsReattachAndReturn) {
  Scenario S = shared(Pipeline::Legacy612, {setOps("ops")});
  S.Mappings = {mapping(0x10000, 0x13000, 0x50)};
  S.Fail = {{Failure::Gather}};
  Result R = run(S);
  EXPECT_EQ(R.Return, -ENOMEM);
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_EQ(R.Mappings[0].End, 0x13000u);
  EXPECT_FALSE(ran(R, "mmap"));
}

TEST(Section3a, Step2LimitAndChargeErrorsReattachTheOldMappings) {
  for (Failure::KindType Kind : {Failure::MayExpand, Failure::Accounting}) {
    Scenario S = privateWritable(Pipeline::Legacy612);
    S.Mappings = {withOps(mapping(0x12000, 0x14000, 0x50), "old")};
    S.Fail = {{Kind}};
    Result R = run(S);
    EXPECT_EQ(R.Return, -ENOMEM);
    ASSERT_EQ(R.Mappings.size(), 1u);
    EXPECT_EQ(R.Mappings[0].VmOps, "old");
    EXPECT_FALSE(ran(R, "close(old)"));
    EXPECT_EQ(R.Charge, 0);
  }
}

TEST(Section3a, Step2PrivateWritableIsChargedAndAccounted) {
  Result R = run(privateWritable(Pipeline::Legacy612));
  EXPECT_EQ(R.Charge, 2);
  EXPECT_TRUE(at(R, 0x12000)->Flags & VM_ACCOUNT);
  EXPECT_EQ(run(shared(Pipeline::Legacy612)).Charge, 0);
  Scenario NoReserve = privateWritable(Pipeline::Legacy612);
  NoReserve.Mmap.NoReserve = true;
  EXPECT_EQ(run(NoReserve).Charge, 0);
}

TEST(Section3a, Step3OldMappingsCloseBeforeTheDriver) {
  Scenario S = shared(Pipeline::Legacy612, {setOps("ops")});
  S.Mappings = {withOps(mapping(0x12000, 0x14000, 0x50), "old")};
  Result R = run(S);
  EXPECT_TRUE(ranInOrder(R, {"close(old)", "mmap"}));
  EXPECT_EQ(times(R, "close(old)"), 1);
}

TEST(Section3a, Step4FirstMergeSkipsTheDriver) {
  for (Pipeline P : legacyPipelines()) {
    Scenario S = shared(P, {setOps("ops"), step(HandlerStep::Acquire, "r")});
    S.Mappings = {before()};
    Result R = run(S);
    EXPECT_FALSE(ran(R, "mmap"));
    ASSERT_EQ(R.Mappings.size(), 1u);
    EXPECT_EQ(R.Mappings[0].End, 0x14000u);
    EXPECT_THAT(R.Resources, IsEmpty());
    EXPECT_EQ(refs(R, "f"), 5);
  }
}

TEST(Section3a, Step5AllocationFailuresUnaccountAndLeaveAGap) {
  for (Failure::KindType Kind :
       {Failure::VmAreaAlloc, Failure::MaplePrealloc}) {
    Scenario S = privateWritable(Pipeline::Legacy612, {setOps("ops", true)});
    S.Mappings = {withOps(mapping(0x11000, 0x14000, 0x50), "old")};
    S.Fail = {{Kind}};
    Result R = run(S);
    EXPECT_EQ(R.Return, -ENOMEM);
    EXPECT_FALSE(ran(R, "mmap"));
    EXPECT_EQ(R.Charge, 0);
    EXPECT_EQ(at(R, 0x12000), nullptr);
    EXPECT_NE(at(R, 0x11000), nullptr);
    EXPECT_EQ(times(R, "close(old)"), 1);
    EXPECT_THAT(R.Leaks, IsEmpty());
  }
}

TEST(Section3a, Step6HookErrorUndoesWhatTheDriverMapped) {
  Scenario S = privateWritable(Pipeline::Legacy612,
                               {setOps("ops", true), remap(), returns(-EIO)});
  S.Mappings = {withOps(mapping(0x12000, 0x14000, 0x50), "old")};
  Result R = run(S);
  EXPECT_EQ(R.Return, -EIO);
  EXPECT_THAT(R.Ptes, IsEmpty());
  EXPECT_THAT(R.Mappings, IsEmpty()); // the gap
  EXPECT_EQ(R.Charge, 0);
  EXPECT_EQ(refs(R, "f"), 4); // the old mapping's reference went with it
  EXPECT_FALSE(ran(R, "close(ops)"));
  EXPECT_THAT(R.Leaks, IsEmpty());
  EXPECT_TRUE(ranInOrder(R, {"mmap", "fput", "unmap_region"}));
}

TEST(Section3a, Step6TheDriverMustUndoItsOwnState) {
  Result Bad = run(shared(Pipeline::Legacy612,
                          {step(HandlerStep::Acquire, "r"), returns(-EIO)}));
  EXPECT_THAT(leaks(Bad), ElementsAre("resource r leaked: 1"));
  Result Good = run(shared(Pipeline::Legacy612,
                           {step(HandlerStep::Acquire, "r"),
                            step(HandlerStep::Release, "r"), returns(-EIO)}));
  EXPECT_THAT(Good.Leaks, IsEmpty());
}

TEST(Section3a, Step6AFailedRemapIsReturnedOrHandled) {
  Scenario S = shared(Pipeline::Legacy612, {remap()});
  S.Fail = {{Failure::Remap, 1}};
  EXPECT_EQ(run(S).Return, -ENOMEM);
  S.Handler[0].OnError = {returns(-EAGAIN)};
  EXPECT_EQ(run(S).Return, -EAGAIN);
  S.Handler[0].OnError = {returns(0)};
  Result Ignored = run(S);
  EXPECT_EQ(Ignored.Return, 0x12000);
  EXPECT_THAT(Ignored.Ptes, IsEmpty()); // remap_pfn_range() took them back
}

TEST(Section3a, Step7WarnsIfMaywriteIsAdded) {
  Scenario S = shared(Pipeline::Legacy612, {setFlags(VM_MAYWRITE)});
  S.Files[0].Writable = false;
  EXPECT_TRUE(warns(run(S), "permits writing"));
  EXPECT_FALSE(warns(run(shared(Pipeline::Legacy612)), "permits writing"));
}

TEST(Section3a, Step8SecondMergeFreesTheNewVmaWithoutClose) {
  Scenario S =
      shared(Pipeline::Legacy612, {setOps("ops", true), clearFlags(VM_MAYWRITE),
                                   step(HandlerStep::Acquire, "r")});
  S.Mappings = {withOps(before(SharedRead & ~VM_MAYWRITE), "ops")};
  Result R = run(S);
  EXPECT_EQ(times(R, "vma_merge_new_range"), 2);
  ASSERT_EQ(R.Mappings.size(), 1u);
  EXPECT_FALSE(ran(R, "close(ops)"));
  EXPECT_EQ(refs(R, "f"), 5);
  EXPECT_THAT(leaks(R), ElementsAre("resource r leaked: 1"));
}

TEST(Section3a, Step8SecondMergeUsesTheOldPgoff) {
  Scenario S =
      shared(Pipeline::Legacy612, {clearFlags(VM_MAYWRITE), setPgoff(77)});
  S.Mappings = {before(SharedRead & ~VM_MAYWRITE)};
  EXPECT_EQ(run(S).Mappings.size(), 1u);
}

TEST(Section3a, Step8SecondMergeOnlyIfFlagsChangedAndThereIsAPrev) {
  Scenario NoPrev = shared(Pipeline::Legacy612, {clearFlags(VM_MAYWRITE)});
  NoPrev.Mappings = {after(SharedRead & ~VM_MAYWRITE)};
  Result R = run(NoPrev);
  EXPECT_EQ(times(R, "vma_merge_new_range"), 1);
  EXPECT_EQ(R.Mappings.size(), 2u);
  Scenario SameFlags = shared(Pipeline::Legacy612, {setOps("ops")});
  SameFlags.Mappings = {mapping(0x1000, 0x2000, 900)};
  EXPECT_EQ(times(run(SameFlags), "vma_merge_new_range"), 1);
}

TEST(Section3a, Step8IsGoneFrom616) {
  Scenario S = shared(Pipeline::Legacy616, {clearFlags(VM_MAYWRITE)});
  S.Mappings = {before(SharedRead & ~VM_MAYWRITE)};
  Result R = run(S);
  EXPECT_EQ(times(R, "vma_merge_new_range"), 1);
  EXPECT_EQ(R.Mappings.size(), 2u);
}

TEST(Section3a, Step9SoftDirtyLocksAndPageProt) {
  Scenario S = shared(Pipeline::Legacy612, {setFlags(VM_IO)});
  S.Mmap.Locked = true;
  Result Special = run(S);
  EXPECT_TRUE(at(Special, 0x12000)->Flags & VM_SOFTDIRTY);
  EXPECT_FALSE(at(Special, 0x12000)->Flags & VM_LOCKED);
  S.Handler.clear();
  EXPECT_TRUE(at(run(S), 0x12000)->Flags & VM_LOCKED);
}

TEST(Section3a, Step9PageProtKeepsTheCacheModeAndDropsWriteAccess) {
  HandlerStep Ops = setOps("ops");
  Ops.Ops.PageMkwrite = true;
  Scenario S = shared(Pipeline::Legacy612,
                      {Ops, step(HandlerStep::SetPageProt, "noncached")});
  S.Mmap.Prot |= VM_WRITE;
  EXPECT_EQ(at(run(S), 0x12000)->PageProt, "noncached,write-protected");
  S.Handler[0].Ops.PageMkwrite = false;
  EXPECT_EQ(at(run(S), 0x12000)->PageProt, "noncached");
}

TEST(Section3a, PerfCasePagesInsertedInTheHookStayWritable) {
  HandlerStep Ops = setOps("ops");
  Ops.Ops.PageMkwrite = true;
  Scenario S = shared(Pipeline::Legacy616, {Ops, mapPages({7, 8})});
  S.Mmap.Prot |= VM_WRITE;
  Result Legacy = run(S);
  EXPECT_EQ(Legacy.Ptes[0].Prot, "default");
  EXPECT_TRUE(warns(Legacy, "writable PTE"));
  S.Pipe = Pipeline::Prepare71;
  Result Action = run(S);
  EXPECT_EQ(Action.Ptes[0].Prot, "default,write-protected");
  EXPECT_FALSE(warns(Action, "writable PTE"));
}

TEST(Section3, MapWritableIsUndoneWithTheFlagsBeforeTheHook) {
  for (Pipeline P : allPipelines()) {
    Result R = run(shared(P, {clearFlags(VM_MAYWRITE | VM_SHARED)}));
    EXPECT_TRUE(
        ranInOrder(R, {"mapping_map_writable", "mapping_unmap_writable"}))
        << name(P);
    EXPECT_FALSE(warns(R, "i_mmap_writable")) << name(P);
    Result Failed = run(shared(P, {returns(-EIO)}));
    EXPECT_TRUE(ran(Failed, "mapping_unmap_writable")) << name(P);
    EXPECT_FALSE(warns(Failed, "i_mmap_writable")) << name(P);
  }
}

TEST(Section3, DoMmapChecksComeFirst) {
  for (Pipeline P : allPipelines()) {
    Scenario S = shared(P);
    S.Mmap.Len = 0;
    EXPECT_EQ(run(S).Return, -EINVAL);
    S.Mmap.Len = ~std::uint64_t(0);
    EXPECT_EQ(run(S).Return, -ENOMEM);
    S.Mmap.Len = 0x1001; // rounded up
    EXPECT_EQ(run(S).Mappings.at(0).End, 0x14000u);
    S.Mmap.Pgoff = ~std::uint64_t(0);
    EXPECT_EQ(run(S).Return, -EOVERFLOW);
    Scenario ReadOnly = shared(P);
    ReadOnly.Files[0].Writable = false;
    ReadOnly.Mmap.Prot = VM_READ | VM_WRITE;
    EXPECT_EQ(run(ReadOnly).Return, -EACCES);
    Scenario NoExec = shared(P);
    NoExec.Files[0].NoExec = true;
    NoExec.Mmap.Prot = VM_EXEC;
    EXPECT_EQ(run(NoExec).Return, -EPERM);
  }
}
