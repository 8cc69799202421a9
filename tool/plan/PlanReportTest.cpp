#include "tool/plan/PlanReport.h"
#include "tool/plan/Columns.h"
#include "tool/plan/PlanTesting.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <sstream>

namespace premap {
namespace {

using namespace plantest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

MigrationPlan planOf(const std::vector<PlannedFunction> &Functions) {
  MigrationPlan Plan;
  Plan.Tree = {"7.3.4", {"x86_64"}, "7.3", "7.3"};
  Plan.Graph = buildGraph(Functions, true);
  Plan.Order = orderSteps(Plan.Graph);
  return Plan;
}

TEST(PlanReport, TextFitsATerminal) {
  std::vector<PlannedFunction> Functions = video();
  for (int I = 0; I != 30; ++I)
    Functions.push_back(
        fileHandler("some_driver_of_a_long_name_" + std::to_string(I),
                    {lacks(Lack::Action, "dma_mmap_attrs()")}));
  std::istringstream Lines(planToText(planOf(Functions)));
  std::string Line;
  while (std::getline(Lines, Line))
    EXPECT_LE(Line.size(), 100u) << Line;
}

TEST(PlanReport, TextNamesStepsAndWhoWaits) {
  std::string Text = planToText(planOf(video()));
  EXPECT_THAT(Text, HasSubstr("an action for dma_mmap_attrs()"));
  EXPECT_THAT(Text, HasSubstr("a prepare form of v4l2_file_operations.mmap"));
  EXPECT_THAT(Text, HasSubstr("frees drivers/plain_mmap.c:plain_mmap"));
  EXPECT_THAT(Text, HasSubstr("called by drivers/v4l2_mmap.c:v4l2_mmap\n"));
}

TEST(PlanReport, ManyNamesAreCutWithTheirNumber) {
  EXPECT_EQ(listed({"a", "b", "c"}, 2), "a, b, c");
  EXPECT_EQ(listed({"a", "b", "c", "d"}, 2), "a, b and 2 more");
  EXPECT_EQ(listed({}, 2), "");
}

TEST(PlanReport, JsonHasEveryEdgeOnceInBothDirections) {
  nlohmann::ordered_json J = planToJson(planOf(video()));
  EXPECT_EQ(J.at("schema"), "premap.plan/1");
  size_t Needs = 0;
  for (const auto &Node : J.at("nodes"))
    Needs += Node.at("needs").size();
  // hook, action -> allocator; allocator, hook -> helper; helper, hook ->
  // camera; camera, hook -> core; action -> plain.
  EXPECT_EQ(Needs, 9u);
  EXPECT_EQ(J.at("edges").size(), 9u);
  EXPECT_EQ(J.at("steps").back().at("sum"), 4);
  EXPECT_EQ(J.at("summary").at("by_state").at("waiting"), 4);
  EXPECT_TRUE(J.at("since").is_null());
}

TEST(PlanReport, HostileNamesStayInTheirQuotes) {
  std::vector<PlannedFunction> Functions = {
      fileHandler("a", {lacks(Lack::Swap, "")})};
  Functions[0].File = "drivers/\"];\n evil [shape=\"\\x&lt;\x1b.c";
  std::string Dot = planToDot(planOf(Functions));
  EXPECT_THAT(Dot, Not(HasSubstr("\n evil")));
  EXPECT_THAT(Dot,
              HasSubstr("drivers/\\\"];\\\\x0a evil [shape=\\\"\\\\x&amp;lt;"
                        "\\\\x1b.c:a"));
  std::string Text = planToText(planOf(Functions));
  EXPECT_THAT(Text, Not(HasSubstr("\x1b")));
}

TEST(PlanReport, DotJoinsHandlersThatWaitForTheSame) {
  std::string Dot =
      planToDot(planOf({fileHandler("a", {lacks(Lack::Action, "insert()")}),
                        fileHandler("b", {lacks(Lack::Action, "insert()")}),
                        fileHandler("ready", {})}));
  EXPECT_THAT(Dot, HasSubstr("2 handlers\\ndrivers/a.c:a\\ndrivers/b.c:b"));
  EXPECT_THAT(Dot, Not(HasSubstr("ready")));
  EXPECT_THAT(Dot, HasSubstr(" -> g0;"));
}

TEST(PlanReport, TheComparisonIsToldInBoth) {
  MigrationPlan Plan = planOf({fileHandler("a", {})});
  Plan.Since.emplace();
  Plan.Since->Old = {"7.2.1", {"x86_64"}, "7.2", "7.2"};
  Plan.Since->Changes = {
      {Change::Converted, "x.c:f", "x.c:f_prepare",
       "file_operations.mmap_prepare", false},
      {Change::Gone, "y.c:g", "", "file_operations.mmap", true},
      {Change::Kept, "z.c:h", "z.c:h", "file_operations.mmap", true}};
  std::string Text = planToText(Plan);
  EXPECT_THAT(Text, HasSubstr("Since Linux 7.2.1, x86_64"));
  EXPECT_THAT(Text,
              HasSubstr("Converted (1)\n    x.c:f_prepare (was x.c:f)\n"));
  EXPECT_THAT(Text, HasSubstr("Gone, with a VMA (1)\n    y.c:g\n"));
  EXPECT_THAT(Text, HasSubstr("As before, with a VMA: 1 handler\n"));
  nlohmann::ordered_json Since = planToJson(Plan).at("since");
  EXPECT_EQ(Since.at("summary").at("converted"), 1);
  EXPECT_EQ(Since.at("summary").at("new"), 0);
  EXPECT_EQ(Since.at("changes")[1].at("new"), nullptr);
}

TEST(PlanReport, WhatWasNotReadIsNamed) {
  MigrationPlan Plan = planOf({});
  Plan.Incomplete = {{"drivers/broken.c", "expected ';'"}};
  EXPECT_THAT(planToText(Plan), HasSubstr("drivers/broken.c: expected ';'"));
  EXPECT_EQ(planToJson(Plan).at("incomplete")[0].at("file"),
            "drivers/broken.c");
}

} // namespace
} // namespace premap
