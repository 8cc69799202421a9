#include "tool/plan/PlanTesting.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace premap {
namespace {

using namespace plantest;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char *Action = "missing_api:an action for dma_mmap_attrs()";

TEST(MigrationGraph,
     AnInnerHookStandsBeforeItsFunctionsAndTheseBeforeItsCaller) {
  MigrationGraph Graph = buildGraph(video(), true);
  EXPECT_THAT(needsOf(Graph, "drivers/vb2_dc_mmap.c:vb2_dc_mmap"),
              ElementsAre("hook:vb2_mem_ops.mmap", Action));
  // The helper can only offer a descriptor when all that it may call take one.
  EXPECT_THAT(needsOf(Graph, "lib/vb2_mmap.c:vb2_mmap"),
              ElementsAre("drivers/vb2_dc_mmap.c:vb2_dc_mmap",
                          "hook:vb2_mem_ops.mmap"));
  EXPECT_THAT(
      needsOf(Graph, "drivers/cam_mmap.c:cam_mmap"),
      ElementsAre("lib/vb2_mmap.c:vb2_mmap", "hook:v4l2_file_operations.mmap"));
  EXPECT_THAT(needsOf(Graph, "drivers/v4l2_mmap.c:v4l2_mmap"),
              ElementsAre("drivers/cam_mmap.c:cam_mmap",
                          "hook:v4l2_file_operations.mmap"));
  EXPECT_THAT(needsOf(Graph, "hook:v4l2_file_operations.mmap"), IsEmpty());
}

TEST(MigrationGraph, AHookCountsTheTablesOfAllItsFunctions) {
  std::vector<PlannedFunction> Functions = video();
  Functions[1].Slots.push_back(
      {"v4l2_file_operations", "mmap", "other_ops", "drivers/other.c", 9});
  MigrationGraph Graph = buildGraph(Functions, true);
  EXPECT_EQ(Graph.find("hook:v4l2_file_operations.mmap")->Slots.size(), 2u);
  EXPECT_EQ(Graph.find("hook:vb2_mem_ops.mmap")->Slots.size(), 1u);
}

TEST(MigrationGraph, WhatIsConvertedIsWaitedForNoLonger) {
  std::vector<PlannedFunction> Functions = video();
  PlannedFunction &Allocator = Functions[3];
  Allocator.Converted = true;
  Allocator.Slots[0].Field = "mmap_prepare";
  Allocator.Blockers.clear();
  MigrationGraph Graph = buildGraph(Functions, true);
  EXPECT_THAT(needsOf(Graph, "lib/vb2_mmap.c:vb2_mmap"),
              ElementsAre("hook:vb2_mem_ops.mmap"));
  EXPECT_EQ(Graph.find("drivers/vb2_dc_mmap.c:vb2_dc_mmap")->State,
            Standing::Converted);
}

TEST(MigrationGraph, OrderOfTheInputDoesNotMatter) {
  std::vector<PlannedFunction> Functions = video();
  MigrationGraph Graph = buildGraph(Functions, true);
  std::reverse(Functions.begin(), Functions.end());
  MigrationGraph Other = buildGraph(Functions, true);
  ASSERT_EQ(Graph.Nodes.size(), Other.Nodes.size());
  for (size_t I = 0; I != Graph.Nodes.size(); ++I) {
    EXPECT_EQ(Graph.Nodes[I].Id, Other.Nodes[I].Id);
    EXPECT_EQ(Graph.Nodes[I].Needs, Other.Nodes[I].Needs);
  }
}

TEST(MigrationGraph, AHelperOfTheSameFileWinsOverOneOfTheSameNameElsewhere) {
  PlannedFunction Own = helper("map_it", {lacks(Lack::Swap, "")});
  Own.File = "drivers/a_mmap.c";
  Own.External = false;
  PlannedFunction Private = Own;
  Private.File = "drivers/c.c";
  MigrationGraph Graph =
      buildGraph({fileHandler("a_mmap", {lacks(Lack::OtherFile, "map_it()")}),
                  fileHandler("b_mmap", {lacks(Lack::OtherFile, "map_it()")}),
                  Own, helper("map_it", {}), Private},
                 true);
  EXPECT_THAT(needsOf(Graph, "drivers/a_mmap.c:a_mmap"),
              ElementsAre("drivers/a_mmap.c:map_it"));
  // A static function of another file is not what b_mmap() calls.
  EXPECT_THAT(needsOf(Graph, "drivers/b_mmap.c:b_mmap"),
              ElementsAre("lib/map_it.c:map_it"));
  EXPECT_EQ(Graph.find("drivers/c.c:map_it"), nullptr);
}

TEST(MigrationGraph, WhatNobodyDefinesIsAMissingForm) {
  MigrationGraph Graph = buildGraph(
      {fileHandler("a_mmap", {lacks(Lack::OtherFile, "zap_it()")})}, true);
  EXPECT_THAT(needsOf(Graph, "drivers/a_mmap.c:a_mmap"),
              ElementsAre("missing_api:a descriptor form of zap_it()"));
}

/// The bridge is an end of the migration, not something that it lacks.
TEST(MigrationGraph, ABridgeToPrepareHooksNeedsNoForm) {
  MigrationGraph Graph = buildGraph(
      {fileHandler("a_mmap",
                   {lacks(Lack::DescriptorForm, "compat_set_desc_from_vma()"),
                    lacks(Lack::DescriptorForm, "__compat_vma_mmap()")})},
      true);
  EXPECT_THAT(needsOf(Graph, "drivers/a_mmap.c:a_mmap"),
              ElementsAre("rework:a descriptor handed on, where one is made "
                          "from a VMA"));
}

TEST(MigrationGraph, ATakingWaitsForThePlaceThatTheTreeHas) {
  std::vector<PlannedFunction> Functions = {
      fileHandler("a_mmap", {lacks(Lack::LateTaking, "kref_get()", "PM001")})};
  EXPECT_EQ(buildGraph(Functions, true).Nodes[1].Kind, NodeKind::Rework);
  EXPECT_EQ(buildGraph(Functions, false).Nodes[1].Kind, NodeKind::Api);
}

TEST(MigrationGraph, OtherUsersOfAHandlerAreForAPersonToLookAt) {
  MigrationGraph Graph = buildGraph(
      {fileHandler("a_mmap", {lacks(Lack::Users, "a_mmap()", "PM040")}),
       fileHandler("b_mmap", {})},
      true);
  EXPECT_EQ(Graph.Nodes[0].State, Standing::ByHand);
  EXPECT_THAT(Graph.Nodes[0].Chores, ElementsAre("lacks a_mmap()"));
  EXPECT_EQ(Graph.Nodes[1].State, Standing::Ready);
}

TEST(MigrationGraph, WhatWasNotReadIsNeverCalledReady) {
  PlannedFunction F = fileHandler("a_mmap", {});
  F.Unread = "CONFIG_A is not set";
  MigrationGraph Graph = buildGraph({F}, true);
  EXPECT_EQ(Graph.Nodes[0].State, Standing::Unread);
  EXPECT_THAT(needsOf(Graph, "drivers/a_mmap.c:a_mmap"), ElementsAre("unread"));
}

TEST(MigrationGraph, ADirectCallStandsBeforeTheHandlersThatItMeets) {
  Blocker B = lacks(Lack::Caller, "fops->mmap", "PM038");
  B.Where = {"drivers/prime.c", 80};
  MigrationGraph Graph = buildGraph(
      {fileHandler("a_mmap", {B}), fileHandler("b_mmap", {B})}, true);
  EXPECT_THAT(needsOf(Graph, "drivers/a_mmap.c:a_mmap"),
              ElementsAre("caller:drivers/prime.c"));
  EXPECT_THAT(needsOf(Graph, "drivers/b_mmap.c:b_mmap"),
              ElementsAre("caller:drivers/prime.c"));
}

TEST(MigrationGraph, WhoNeedsEachOtherIsACircle) {
  MigrationGraph Graph = buildGraph(
      {handler("gem_mmap", "gem.mmap", {lacks(Lack::OtherFile, "buf_mmap()")}),
       helper("buf_mmap", {lacks(Lack::PrepareHook, "gem.mmap")}),
       fileHandler("c_mmap", {lacks(Lack::OtherFile, "buf_mmap()")})},
      true);
  std::vector<std::vector<size_t>> Found = circles(Graph);
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_THAT(idsOf(Graph, Found[0]), ElementsAre("drivers/gem_mmap.c:gem_mmap",
                                                  "lib/buf_mmap.c:buf_mmap"));
  // All else alone, and before those that need it.
  std::vector<std::string> Order;
  for (const std::vector<size_t> &Group : inOrderOfNeed(Graph))
    Order.push_back(Graph.Nodes[Group.front()].Id);
  EXPECT_THAT(Order, ElementsAre("hook:gem.mmap", "drivers/gem_mmap.c:gem_mmap",
                                 "drivers/c_mmap.c:c_mmap"));
}

} // namespace
} // namespace premap
