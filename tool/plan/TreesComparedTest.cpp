#include "tool/plan/TreesCompared.h"
#include "tool/plan/PlanTesting.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace premap {
namespace {

using namespace plantest;
using testing::ElementsAre;

/// As a conversion leaves it: the table stays, the function is renamed.
PlannedFunction converted(PlannedFunction F) {
  F.Name += "_prepare";
  F.Converted = true;
  for (HookSlot &Slot : F.Slots)
    Slot.Field = "mmap_prepare";
  return F;
}

std::string described(const ChangedHandler &C) {
  return std::string(toString(C.What)) + " " + C.Old + " > " + C.New;
}

std::vector<std::string> compared(const std::vector<PlannedFunction> &Old,
                                  const std::vector<PlannedFunction> &New) {
  std::vector<std::string> Out;
  for (const ChangedHandler &C : compareTrees(Old, New))
    Out.push_back(described(C));
  return Out;
}

TEST(TreesCompared, AConversionIsFoundUnderItsNewName) {
  PlannedFunction F = fileHandler("a", {});
  EXPECT_THAT(compared({F}, {converted(F)}),
              ElementsAre("converted drivers/a.c:a > drivers/a.c:a_prepare"));
  EXPECT_THAT(compared({converted(F)}, {F}),
              ElementsAre("reverted drivers/a.c:a_prepare > drivers/a.c:a"));
}

TEST(TreesCompared, AConversionIsFoundByItsTableIfTheNameIsAnother) {
  PlannedFunction Old = fileHandler("a", {}), New = converted(Old);
  New.Name = "setup_mapping";
  EXPECT_THAT(
      compared({Old}, {New}),
      ElementsAre("converted drivers/a.c:a > drivers/a.c:setup_mapping"));
}

TEST(TreesCompared, AMovedFileIsNoNewHandler) {
  PlannedFunction Old = fileHandler("a", {}), New = Old;
  New.File = New.Slots[0].File = "drivers/char/a.c";
  EXPECT_THAT(compared({Old}, {New}),
              ElementsAre("moved drivers/a.c:a > drivers/char/a.c:a"));
  EXPECT_THAT(
      compared({Old}, {converted(New)}),
      ElementsAre("converted drivers/a.c:a > drivers/char/a.c:a_prepare"));
}

TEST(TreesCompared, ANameThatSeveralHaveSaysNothing) {
  PlannedFunction Old = fileHandler("a", {}), One = Old, Two = Old;
  One.File = One.Slots[0].File = "x/a.c";
  Two.File = Two.Slots[0].File = "y/a.c";
  EXPECT_THAT(
      compared({Old}, {One, Two}),
      ElementsAre("new  > x/a.c:a", "new  > y/a.c:a", "gone drivers/a.c:a > "));
}

TEST(TreesCompared, WhatComesAndGoesIsSaid) {
  PlannedFunction Kept = fileHandler("kept", {});
  PlannedFunction Gone = fileHandler("gone", {}), New = fileHandler("new", {});
  EXPECT_THAT(compared({Kept, Gone}, {Kept, New}),
              ElementsAre("new  > drivers/new.c:new",
                          "gone drivers/gone.c:gone > ",
                          "kept drivers/kept.c:kept > drivers/kept.c:kept"));
}

// Two tables shared one hook; one of them has got a new one.
TEST(TreesCompared, ATableThatLeavesASharedHandlerIsConverted) {
  PlannedFunction Old = fileHandler("a", {});
  Old.Slots.push_back({"file_operations", "mmap", "ro_ops", Old.File, 30});
  PlannedFunction Rest = Old, New = converted(Old);
  Rest.Slots.pop_back();
  New.Slots.erase(New.Slots.begin());
  EXPECT_THAT(compared({Old}, {Rest, New}),
              ElementsAre("converted drivers/a.c:a > drivers/a.c:a_prepare",
                          "kept drivers/a.c:a > drivers/a.c:a"));
}

// Each file's generic_file_mmap() is a handler of its own; the new one is not.
TEST(TreesCompared, TablesThatGetTheSameNewHookAreAllConverted) {
  PlannedFunction One = fileHandler("a", {}), Two = fileHandler("b", {});
  One.Name = Two.Name = "generic";
  PlannedFunction New = converted(One);
  New.File = "mm/generic.c";
  New.Slots.push_back(converted(Two).Slots[0]);
  EXPECT_THAT(
      compared({One, Two}, {New}),
      ElementsAre(
          "converted drivers/a.c:generic > mm/generic.c:generic_prepare",
          "converted drivers/b.c:generic > "
          "mm/generic.c:generic_prepare"));
}

TEST(TreesCompared, HelpersAreNotCompared) {
  EXPECT_TRUE(compared({helper("h", {})}, {}).empty());
}

} // namespace
} // namespace premap
