#include "tool/plan/PlanTesting.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace premap {
namespace {

using namespace plantest;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char *Cam = "drivers/cam_mmap.c:cam_mmap";
constexpr const char *Plain = "drivers/plain_mmap.c:plain_mmap";
constexpr const char *Allocator = "drivers/vb2_dc_mmap.c:vb2_dc_mmap";
constexpr const char *Core = "drivers/v4l2_mmap.c:v4l2_mmap";

std::vector<std::string> stepIds(const MigrationGraph &Graph,
                                 const StepOrder &Order) {
  std::vector<std::string> Ids;
  for (const OrderedStep &Step : Order.Steps)
    Ids.push_back(Graph.Nodes[Step.Node].Id);
  return Ids;
}

// The action alone frees one handler for 4. All three others need the action;
// with it (4), the allocator's hook (2), vb2_mmap() (1) and V4L2's hook (2) all
// four are free: 4 for 9, more than 1 for 4. So all are taken at once, those
// that need nothing first, the cheap ones before the dear ones.
TEST(StepOrder, StepsThatPayTogetherStandTogether) {
  MigrationGraph Graph = buildGraph(video(), true);
  StepOrder Order = orderSteps(Graph);
  EXPECT_THAT(stepIds(Graph, Order),
              ElementsAre("hook:v4l2_file_operations.mmap",
                          "hook:vb2_mem_ops.mmap",
                          "missing_api:an action for dma_mmap_attrs()",
                          "lib/vb2_mmap.c:vb2_mmap"));
  EXPECT_THAT(Order.Free, IsEmpty());
}

TEST(StepOrder, SaysWhoWaitsAloneAndAfterTheOthers) {
  MigrationGraph Graph = buildGraph(video(), true);
  StepOrder Order = orderSteps(Graph);
  ASSERT_EQ(Order.Steps.size(), 4u);
  const OrderedStep &Video = Order.Steps[0], &Action = Order.Steps[2],
                    &Helper = Order.Steps[3];
  EXPECT_THAT(idsOf(Graph, Video.Waiting), ElementsAre(Cam, Core));
  EXPECT_THAT(Video.Alone, IsEmpty());
  EXPECT_THAT(Video.After, IsEmpty());
  EXPECT_THAT(idsOf(Graph, Action.Waiting),
              ElementsAre(Cam, Plain, Core, Allocator));
  EXPECT_THAT(idsOf(Graph, Action.Alone), ElementsAre(Plain));
  EXPECT_THAT(idsOf(Graph, Action.After), ElementsAre(Plain, Allocator));
  EXPECT_THAT(idsOf(Graph, Helper.After), ElementsAre(Cam, Core));
}

TEST(StepOrder, WhatPaysMostForItsCostComesFirst) {
  // One form of a function (1) frees one handler, one action (4) two.
  MigrationGraph Graph = buildGraph(
      {fileHandler("a_mmap", {lacks(Lack::Action, "insert()")}),
       fileHandler("b_mmap", {lacks(Lack::Action, "insert()")}),
       fileHandler("c_mmap", {lacks(Lack::DescriptorForm, "zap()")})},
      true);
  EXPECT_THAT(stepIds(Graph, orderSteps(Graph)),
              ElementsAre("missing_api:a descriptor form of zap()",
                          "missing_api:an action for insert()"));
}

TEST(StepOrder, HandlersWithoutAStepAreFree) {
  PlannedFunction Done = fileHandler("done", {});
  Done.Converted = true;
  MigrationGraph Graph =
      buildGraph({fileHandler("ready", {}),
                  // Its only need is another handler, which needs nothing.
                  fileHandler("after_it", {lacks(Lack::Users, "peer()")}),
                  [] {
                    PlannedFunction Peer = fileHandler("peer", {});
                    Peer.File = "drivers/after_it.c";
                    return Peer;
                  }(),
                  Done},
                 true);
  StepOrder Order = orderSteps(Graph);
  EXPECT_THAT(idsOf(Graph, Order.Free),
              ElementsAre("drivers/after_it.c:after_it",
                          "drivers/after_it.c:peer", "drivers/ready.c:ready"));
  EXPECT_THAT(Order.Steps, IsEmpty());
}

TEST(StepOrder, ACircleIsFreeWithAllThatItNeedsFromOutside) {
  MigrationGraph Graph = buildGraph(
      {handler("gem_mmap", "gem.mmap", {lacks(Lack::OtherFile, "buf_mmap()")}),
       helper("buf_mmap", {lacks(Lack::PrepareHook, "gem.mmap"),
                           lacks(Lack::Action, "insert()")})},
      true);
  StepOrder Order = orderSteps(Graph);
  ASSERT_EQ(Order.Steps.size(), 3u);
  EXPECT_THAT(idsOf(Graph, Order.Steps.back().After),
              ElementsAre("drivers/gem_mmap.c:gem_mmap"));
  EXPECT_EQ(Graph.Nodes[Order.Steps.back().Node].Id, "lib/buf_mmap.c:buf_mmap");
}

} // namespace
} // namespace premap
