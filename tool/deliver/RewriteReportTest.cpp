#include "tool/deliver/RewriteReport.h"

#include "tool/deliver/ExitCode.h"
#include "tool/deliver/ScanReport.h"

#include "gtest/gtest.h"

using namespace premap;

static RewriteResult resultWith(std::vector<RewriteOutcome> Outcomes) {
  RewriteResult Result;
  Result.Outcomes = std::move(Outcomes);
  for (const RewriteOutcome &O : Result.Outcomes)
    ++Result.ByState[toString(O.Outcome)];
  return Result;
}

TEST(RewriteReport, AFailedEditIsAnInternalErrorWithAllThatTheParserSays) {
  RewriteResult Result = resultWith(
      {{"a.c:a_mmap",
        State::EditFailed,
        {{"", "first diagnostic", "a.c", 3}, {"", "second", "a.c", 4}},
        {},
        {}},
       {"b.c:b_mmap", State::Converted, {}, {}, {}}});
  EXPECT_EQ(exitCodeOf(ScanResult(), Result, /*Changed=*/true), ExitInternal);
  std::string Text = failedEdits(Result);
  for (const char *Part : {"a.c:a_mmap", "first diagnostic", "second", "a.c:3"})
    EXPECT_NE(Text.find(Part), std::string::npos) << Text;
  EXPECT_EQ(Text.find("b_mmap"), std::string::npos) << Text;
}

TEST(RewriteReport, NothingIsSaidOfEditsThatHold) {
  RewriteResult Result =
      resultWith({{"b.c:b_mmap", State::Converted, {}, {}, {}}});
  EXPECT_EQ(failedEdits(Result), "");
  EXPECT_EQ(exitCodeOf(ScanResult(), Result, /*Changed=*/false), ExitOk);
}

TEST(RewriteReport, AHookThatIsConvertedAlreadyIsNotDeclined) {
  RewriteResult Result =
      resultWith({{"c.c:c_prepare", State::AlreadyConverted, {}, {}, {}}});
  EXPECT_EQ(declinedList(ScanResult(), Result).find("c_prepare"),
            std::string::npos);
  EXPECT_EQ(exitCodeOf(ScanResult(), Result, /*Changed=*/false), ExitOk);
}

TEST(RewriteReport, TheScanCountsConvertedHooksApart) {
  ScanResult Scan;
  HandlerResult Hook;
  Hook.Record.Id = "c.c:c_prepare";
  Hook.Record.Converted = true;
  Hook.Record.VmOps = {
      {"c_ops", "c.c", 7, true, {{"close", "c_close"}, {"mapped", "", true}}}};
  Hook.Outcome = State::AlreadyConverted;
  Scan.Handlers = {Hook};
  auto Json = scanToJson(Scan, /*AllTables=*/true);
  EXPECT_EQ(Json["tree"]["api"]["converted"], 1u);
  EXPECT_EQ(Json["summary"]["by_state"]["already_converted"], 1u);
  EXPECT_TRUE(Json["handlers"][0]["target"].is_null());
  EXPECT_TRUE(Json["handlers"][0]["reasons"].empty());
  auto Table = Json["handlers"][0]["facts"]["vm_ops_tables"][0];
  EXPECT_EQ(Table["close"], true);
  EXPECT_EQ(Table["mapped"], false) << "no configuration that was read has it";
}
