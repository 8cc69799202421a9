#include "tool/lint/Baseline.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::HasSubstr;

static GateFinding finding(const char *Rule, const char *File, unsigned Line,
                           const char *Statement) {
  GateFinding F;
  F.Rule = Rule;
  F.Where.File = File;
  F.Where.Line = Line;
  F.Function = "st_mmap";
  F.Statement = Statement;
  F.Message = "says something";
  return F;
}

static Baseline parsed(const std::string &Text) {
  auto B = Baseline::parse(Text, "b.json");
  EXPECT_TRUE(bool(B)) << (B ? "" : llvm::toString(B.takeError()));
  return B ? *B : Baseline();
}

static std::string problemIn(const std::string &Text) {
  auto B = Baseline::parse(Text, "b.json");
  return B ? "" : llvm::toString(B.takeError());
}

static bool always(const LintKey &) { return true; }

TEST(Baseline, KnowsCodeThatMoved) {
  Baseline B = Baseline::of({finding("LM03", "a.c", 10, "return 0;")});
  std::vector<GateFinding> Now{finding("LM03", "a.c", 50, "return 0;"),
                               finding("LM03", "b.c", 10, "return 0;")};
  Now[0].Message = "says it better";
  EXPECT_TRUE(parsed(B.text()).mark(Now, always).empty());
  EXPECT_FALSE(Now[0].IsNew);
  EXPECT_TRUE(Now[1].IsNew);
}

TEST(Baseline, CountsWhatIsThereTwice) {
  auto One = finding("LM09", "a.c", 10, "f(v);");
  auto Two = finding("LM09", "a.c", 12, "f(v);");
  auto Three = finding("LM09", "a.c", 14, "f(v);");
  Baseline B = parsed(Baseline::of({One, Two}).text());
  EXPECT_EQ(B.size(), 2u);
  std::vector<GateFinding> Now{One, Two, Three};
  B.mark(Now, always);
  EXPECT_FALSE(Now[0].IsNew);
  EXPECT_FALSE(Now[1].IsNew);
  EXPECT_TRUE(Now[2].IsNew);
}

TEST(Baseline, TellsWhatIsStaleAndPrunesIt) {
  auto Gone = finding("LM03", "a.c", 1, "x;"),
       There = finding("LM01", "a.c", 2, "y;");
  Baseline B = Baseline::of({Gone, There});
  std::vector<GateFinding> Now{There, finding("LM02", "a.c", 3, "z;")};
  std::vector<StaleEntry> Stale = B.mark(Now, always);
  ASSERT_EQ(Stale.size(), 1u);
  EXPECT_THAT(Stale[0].Message, HasSubstr("LM03 in st_mmap()"));
  EXPECT_EQ(Stale[0].File, "a.c");
  // What was not looked for is not gone.
  EXPECT_TRUE(B.mark(Now, [](const LintKey &Key) {
                 return std::get<0>(Key) != "LM03";
               }).empty());
  EXPECT_EQ(B.pruned(Now).text(), Baseline::of({There}).text());
}

TEST(Baseline, TextIsTheSameForAnyOrder) {
  auto A = finding("LM03", "a.c", 1, "x;"), B = finding("LM01", "b.c", 2, "y;");
  EXPECT_EQ(Baseline::of({A, B}).text(), Baseline::of({B, A}).text());
  EXPECT_EQ(parsed(Baseline::of({A, B}).text()).text(),
            Baseline::of({A, B}).text());
  EXPECT_EQ(parsed(Baseline().text()).size(), 0u);
}

TEST(Baseline, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(problemIn("nonsense"), HasSubstr("b.json: this is no JSON"));
  EXPECT_THAT(problemIn("[]"), HasSubstr("this is not premap.baseline/1"));
  EXPECT_THAT(problemIn(R"({"schema": "premap.lint/1", "findings": []})"),
              HasSubstr("this is not premap.baseline/1"));
  auto with = [](const std::string &Entry) {
    return R"({"schema": "premap.baseline/1", "findings": [)" + Entry + "]}";
  };
  EXPECT_EQ(problemIn(with(R"({"rule": "LM01", "file": "a.c"})")), "");
  EXPECT_THAT(problemIn(with("7")), HasSubstr("finding 1 is no object"));
  EXPECT_THAT(problemIn(with(R"({"rule": "LM01"})")),
              HasSubstr("finding 1 needs a rule and a file"));
  EXPECT_THAT(problemIn(with(R"({"rule": "LM01", "file": "a.c", "line": 3})")),
              HasSubstr("has no meaning for 'line'"));
  EXPECT_THAT(
      problemIn(with(R"({"rule": "LM01", "file": "a.c", "count": -1})")),
      HasSubstr("has no meaning for 'count'"));
}

TEST(Baseline, DeepNestingIsNoHang) {
  EXPECT_NE(problemIn(std::string(200000, '[')), "");
}
