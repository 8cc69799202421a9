#include "tool/series/SeriesPlan.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <map>
#include <memory>

namespace premap {
namespace {

using testing::ElementsAre;

/// Files with a hook each, and what is changed in them.
class Builder {
public:
  HandlerResult &add(const std::string &File, const std::string &Name,
                     std::vector<Edit> Edits,
                     State Outcome = State::Converted) {
    HandlerResult H;
    H.Record.File = File;
    H.Record.Name = Name;
    H.Record.Id = File + ":" + Name;
    H.Record.Class = HandlerClass::VmOpsOnly;
    auto Function = std::make_shared<FunctionFacts>();
    Function->Static = true;
    H.Record.Function = Function;
    H.Accepted.emplace();
    H.Accepted->OldName = Name;
    H.Accepted->NewName = Name + "_prepare";
    H.Edits.Edits = std::move(Edits);
    RewriteOutcome O;
    O.Id = H.Record.Id;
    O.Outcome = Outcome;
    Result.Outcomes.push_back(O);
    Scan.Handlers.push_back(H);
    return Scan.Handlers.back();
  }

  SeriesPlan plan(GroupBy By, SeriesFilter Filter = {}) {
    return llvm::cantFail(planSeries(Scan, Result, Filter, By, facts()));
  }
  SeriesFacts facts() {
    return {Sections, [&](const std::string &File) { return Drivers[File]; },
            [](const std::string &) { return std::string(200, ' '); }};
  }

  Maintainers Sections = Maintainers::parse("ONE\nM:\ta\nF:\tdrivers/one/\n\n"
                                            "TWO\nM:\tb\nF:\tdrivers/two/\n");
  std::map<std::string, std::string> Drivers;
  ScanResult Scan;
  RewriteResult Result;
};

Edit edit(const std::string &Path, unsigned Offset, const std::string &Text) {
  return {Path, Offset, 1, Text, "why"};
}

std::vector<std::string> idsOf(const SeriesPlan &Plan) {
  std::vector<std::string> Out;
  for (const SeriesPatch &P : Plan.Patches) {
    std::string Ids;
    for (const SeriesConversion &C : P.Conversions)
      Ids += (Ids.empty() ? "" : "+") + C.Handler->Record.Name;
    Out.push_back(Ids);
  }
  return Out;
}

TEST(SeriesPlan, ADriverIsWhatKbuildLinks) {
  Builder B;
  B.Drivers = {{"drivers/one/a.c", "one"}, {"drivers/one/b.c", "one"}};
  B.add("drivers/one/b.c", "g", {edit("drivers/one/b.c", 1, "x")});
  B.add("drivers/one/a.c", "f", {edit("drivers/one/a.c", 1, "x")});
  B.add("drivers/one/other.c", "h", {edit("drivers/one/other.c", 1, "x")});
  EXPECT_THAT(idsOf(B.plan(GroupBy::Driver)), ElementsAre("f+g", "h"));
  EXPECT_THAT(idsOf(B.plan(GroupBy::Folder)), ElementsAre("f+g+h"));
}

TEST(SeriesPlan, OtherGroups) {
  Builder B;
  B.add("drivers/one/a.c", "f", {edit("drivers/one/a.c", 1, "x")});
  B.add("drivers/two/a.c", "g", {edit("drivers/two/a.c", 1, "x")})
      .Record.Class = HandlerClass::IoRemap;
  B.add("drivers/two/sub/b.c", "h", {edit("drivers/two/sub/b.c", 1, "x")});
  EXPECT_THAT(idsOf(B.plan(GroupBy::Maintainer)), ElementsAre("f", "g+h"));
  EXPECT_THAT(idsOf(B.plan(GroupBy::Class)), ElementsAre("f+h", "g"));
  EXPECT_THAT(idsOf(B.plan(GroupBy::Folder)), ElementsAre("f", "g", "h"));
  EXPECT_THAT(idsOf(B.plan(GroupBy::One)), ElementsAre("f+g+h"));
}

/// One cannot be made without the other: however they are grouped.
TEST(SeriesPlan, WhatSharesAnEditStaysTogether) {
  Builder B;
  B.add("drivers/one/a.c", "f",
        {edit("drivers/one/a.c", 1, "x"), edit("drivers/one/c.h", 5, "y")});
  B.add("drivers/two/b.c", "g",
        {edit("drivers/one/c.h", 5, "y"), edit("drivers/two/b.c", 1, "x")});
  for (GroupBy By : {GroupBy::Driver, GroupBy::Maintainer, GroupBy::Folder})
    EXPECT_THAT(idsOf(B.plan(By)), ElementsAre("f+g"));
}

TEST(SeriesPlan, WhatIsLeftOutTakesItsCompanionsAlong) {
  Builder B;
  B.add("a.c", "f", {edit("a.c", 1, "x")}, State::Inconclusive);
  B.add("a.c", "g", {edit("a.c", 1, "x")});
  B.add("b.c", "h", {edit("b.c", 1, "x")}, State::ConvertedUnderAssumptions);
  B.add("c.c", "declined", {}, State::Declined);
  SeriesPlan Plan = B.plan(GroupBy::Driver);
  EXPECT_THAT(idsOf(Plan), ElementsAre("h"));
  ASSERT_EQ(Plan.Left.size(), 2u);
  EXPECT_EQ(Plan.Left[1].Id, "a.c:g");
  SeriesFilter Bold;
  Bold.Inconclusive = true;
  EXPECT_THAT(idsOf(B.plan(GroupBy::Driver, Bold)), ElementsAre("f+g", "h"));
  SeriesFilter Shy;
  Shy.Assumptions = false;
  EXPECT_THAT(idsOf(B.plan(GroupBy::Driver, Shy)), ElementsAre());
}

/// A name that a header gives comes before those who use it, also if the paths
/// would have them the other way round; a circle is one patch.
TEST(SeriesPlan, NamesComeBeforeTheirUsers) {
  Builder B;
  B.add("a.c", "user", {edit("a.c", 1, "bus_prepare(desc)")});
  B.add(
      "z.c", "giver",
      {edit("include/bus.h", 1, "int bus_prepare(int)"), edit("z.c", 1, "x")});
  SeriesPlan Plan = B.plan(GroupBy::Driver);
  EXPECT_THAT(idsOf(Plan), ElementsAre("giver", "user"));
  EXPECT_THAT(Plan.Patches[1].After, ElementsAre(0u));
  dropPatch(Plan, 0, "because");
  EXPECT_TRUE(Plan.Patches.empty());
  EXPECT_EQ(Plan.Left.size(), 2u);

  B.add("b.c", "back", {edit("include/b.h", 1, "int back_prepare(int)")});
  B.Scan.Handlers[1].Edits.Edits.push_back(edit("z.c", 9, "back_prepare(1)"));
  B.Scan.Handlers[2].Edits.Edits.push_back(edit("b.c", 9, "bus_prepare(1)"));
  EXPECT_THAT(idsOf(B.plan(GroupBy::Driver)),
              ElementsAre("back+giver", "user"));
}

TEST(SeriesPlan, OnlyWhatStandsAloneCountsAsParsed) {
  Builder B;
  B.add("a.c", "f", {edit("a.c", 1, "x")});
  B.add("b.c", "g", {edit("b.c", 1, "x"), edit("c.h", 1, "x")});
  B.add("d.c", "h", {edit("d.c", 1, "x"), edit("c.h", 9, "x")});
  SeriesPlan Plan = B.plan(GroupBy::Folder); // all in one folder
  EXPECT_THAT(idsOf(Plan), ElementsAre("f+g+h"));
  EXPECT_FALSE(Plan.Patches[0].IsParsed);
  Plan = B.plan(GroupBy::Driver);
  EXPECT_THAT(idsOf(Plan), ElementsAre("f", "g+h"));
  EXPECT_TRUE(Plan.Patches[0].IsParsed);
  EXPECT_FALSE(Plan.Patches[1].IsParsed);
}

TEST(SeriesPlan, ALimitNamesWhatItCuts) {
  Builder B;
  B.add("a.c", "f", {edit("a.c", 1, "x")});
  B.add("b.c", "g", {edit("b.c", 1, "x")});
  SeriesPlan Plan = B.plan(GroupBy::Driver);
  limitSeries(Plan, 1);
  EXPECT_THAT(idsOf(Plan), ElementsAre("f"));
  ASSERT_EQ(Plan.Left.size(), 1u);
  EXPECT_EQ(Plan.Left[0].Id, "b.c:g");
}

} // namespace
} // namespace premap
