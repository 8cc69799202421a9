#include "tool/lint/Allowances.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::HasSubstr;

static GateFinding finding(const char *Rule, const char *File,
                           const char *Function) {
  GateFinding F;
  F.Rule = Rule;
  F.Where.File = File;
  F.Function = Function;
  return F;
}

namespace {

struct Applied {
  std::vector<GateFinding> Left;
  std::vector<StaleEntry> Stale;
  size_t Count = 0;
};

} // namespace

static Applied apply(const std::vector<Allowance> &Allowances,
                     std::vector<GateFinding> Findings) {
  Applied A{std::move(Findings), {}, 0};
  A.Count = applyAllowances(Allowances, "2026-11-29", ".premap.yaml", A.Left,
                            A.Stale);
  return A;
}

TEST(Allowances, LetPassWhatTheyName) {
  Applied A = apply({{"LM01", "drivers/*/st.c", "", "old hardware", ""}},
                    {finding("LM01", "drivers/char/st.c", "f"),
                     finding("LM03", "drivers/char/st.c", "f"),
                     finding("LM01", "drivers/char/other.c", "f")});
  EXPECT_EQ(A.Count, 1u);
  ASSERT_EQ(A.Left.size(), 2u);
  EXPECT_EQ(A.Left[0].Rule, "LM03");
  EXPECT_TRUE(A.Stale.empty());
}

TEST(Allowances, AFunctionNarrows) {
  Applied A = apply({{"LM01", "a.c", "g", "why", ""}},
                    {finding("LM01", "a.c", "f"), finding("LM01", "a.c", "g")});
  ASSERT_EQ(A.Left.size(), 1u);
  EXPECT_EQ(A.Left[0].Function, "f");
}

TEST(Allowances, TheLastDayIsTheLast) {
  auto until = [](const char *Day) {
    return apply({{"LM01", "a.c", "", "why", Day}},
                 {finding("LM01", "a.c", "f")});
  };
  EXPECT_EQ(until("2026-11-29").Count, 1u);
  Applied Ended = until("2026-11-28");
  EXPECT_EQ(Ended.Count, 0u);
  ASSERT_EQ(Ended.Stale.size(), 1u);
  EXPECT_THAT(Ended.Stale[0].Message, HasSubstr("ended on 2026-11-28"));
}

TEST(Allowances, OneThatLetsNothingPassIsTold) {
  Applied A = apply({{"LM01", "gone.c", "f", "why", ""}}, {});
  ASSERT_EQ(A.Stale.size(), 1u);
  EXPECT_EQ(A.Stale[0].Message,
            "the allowance of LM01 in gone.c:f lets nothing pass");
}

TEST(Allowances, KnowDays) {
  EXPECT_EQ(problemWithDay("2027-03-31"), "");
  for (const char *Bad :
       {"", "tomorrow", "2027-3-31", "2027-13-01", "2027-01-32", "2027/01/02",
        "0000-01-01", "2027-00-01"})
    EXPECT_NE(problemWithDay(Bad), "") << Bad;
}
