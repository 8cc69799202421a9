// Corners that random sequences beside the kernel's own code brought to light.
#include "model/TestScenario.h"

#include "model/Vma.h"

#include <gtest/gtest.h>

using namespace premap::model;
using namespace premap::model::test;

/// unmap_vmas() goes from VMA to VMA: what a driver mapped between two of them
/// is not looked at.
TEST(Edge, UnmappingLeavesPtesBetweenMappings) {
  Scenario S = shared(Pipeline::Prepare72);
  S.Mappings = {mapping(0x10000, 0x11000, 0), mapping(0x12000, 0x13000, 2)};
  RunOptions Options;
  Machine M(S, Options);
  M.install({0x10000, 3, 0x50, {}, true});
  ASSERT_EQ(doMunmap(M, 0x10000, 0x3000), 0);
  ASSERT_EQ(M.Ptes.size(), 1U);
  EXPECT_EQ(M.Ptes[0].Addr, 0x11000U);
  EXPECT_EQ(M.Ptes[0].Pages, 1U);
  EXPECT_EQ(M.Ptes[0].Pfn, 0x51U);
}

/// check_mmap_action() asks IS_ERR_VALUE(): -4095 is the last error number.
TEST(Edge, ErrorOverrideIsAnErrorNumber) {
  for (Pipeline P : {Pipeline::Prepare72, Pipeline::Prepare73})
    for (int Wrong : {1, -4096}) {
      Result R = run(shared(P, {withError(HandlerStep::ErrorOverride, Wrong)}));
      EXPECT_EQ(R.Return, -EINVAL) << Wrong;
      EXPECT_TRUE(warns(R, "WARN_ON: error_override")) << Wrong;
    }
  Result R = run(shared(Pipeline::Prepare73,
                        {withError(HandlerStep::ErrorOverride, -4095)}));
  EXPECT_EQ(R.Return, 0x12000);
  EXPECT_FALSE(warns(R, "WARN_ON"));
}

/// remap_pfn_range_prepare_vma() refuses parts of COW mappings before
/// remap_pfn_range_internal() looks at the address.
TEST(Edge, PartOfACowMappingAtAnOddAddress) {
  for (Pipeline P : legacyPipelines()) {
    bool PreparesFirst = P == Pipeline::Legacy72 || P == Pipeline::Legacy73;
    Result R = run(privateWritable(P, {remapPart(0x12100, 0x1000)}));
    EXPECT_EQ(R.Return, -EINVAL) << name(P);
    EXPECT_EQ(warns(R, "unaligned"), !PreparesFirst) << name(P);
  }
}

/// The same function has set the flags by then.
TEST(Edge, RefusedRemapLeavesItsFlags) {
  for (Pipeline P : legacyPipelines()) {
    bool PreparesFirst = P == Pipeline::Legacy72 || P == Pipeline::Legacy73;
    HandlerStep Remap = remapPart(0x12100, 0x1000);
    Remap.OnError = {returns(0)};
    Result R = run(shared(P, {Remap}));
    ASSERT_EQ(R.Return, 0x12000) << name(P);
    EXPECT_TRUE(warns(R, "unaligned")) << name(P);
    EXPECT_EQ((at(R, 0x12000)->Flags & VM_PFNMAP) != 0, PreparesFirst)
        << name(P);
  }
}
