#include "tool/lint/Suppressions.h"

#include "gtest/gtest.h"

using namespace premap;

static GateFinding at(unsigned Line, const char *Rule = "LM03") {
  GateFinding F;
  F.Rule = Rule;
  F.Where.Line = Line;
  return F;
}

TEST(Suppressions, SilenceTheirOwnLineAndTheNext) {
  auto Found =
      suppressionsOf("a(); /* premap: ignore[LM03] hw has one page */\n"
                     "/* premap: ignore[LM01, LM03]: same */\n"
                     "b();\n");
  ASSERT_EQ(Found.size(), 2u);
  EXPECT_TRUE(Found[0].silences(at(1)));
  EXPECT_FALSE(Found[0].silences(at(2)));
  EXPECT_EQ(Found[0].Reason, "hw has one page");
  EXPECT_FALSE(Found[1].silences(at(2)));
  EXPECT_TRUE(Found[1].silences(at(3)));
  EXPECT_TRUE(Found[1].silences(at(3, "LM01")));
  EXPECT_FALSE(Found[1].silences(at(3, "LM09")));
  EXPECT_EQ(Found[1].Reason, "same");
}

TEST(Suppressions, ALineCommentIsOneToo) {
  auto Found = suppressionsOf("x;\ny; // premap: ignore[PM004] bears it\n");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_TRUE(Found[0].silences(at(2, "PM004")));
}

TEST(Suppressions, AReasonMayGoOverLines) {
  auto Found = suppressionsOf("/*\n"
                              " * premap: ignore[LM03] the device\n"
                              " * cannot write\n"
                              " */\n"
                              "x;\n");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Reason, "the device cannot write");
  EXPECT_TRUE(Found[0].silences(at(5)));
}

TEST(Suppressions, WithoutAReasonNothingIsSilenced) {
  auto Found = suppressionsOf("x; /* premap: ignore[LM03] */\n");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_TRUE(Found[0].Reason.empty());
  EXPECT_FALSE(Found[0].silences(at(1)));
}

TEST(Suppressions, StringsAndOtherCommentsAreNone) {
  EXPECT_TRUE(suppressionsOf("p = \"/* premap: ignore[LM03] no */\";\n"
                             "c = '\"'; /* premap: is nice */\n"
                             "/* premap ignore[LM03] no colon */\n"
                             "/* premap: ignore[] nothing */\n"
                             "/* premap: ignore[LM03 never closed */\n")
                  .empty());
}

TEST(Suppressions, ACommentThatNeverEndsIsRead) {
  EXPECT_EQ(suppressionsOf("/* premap: ignore[LM03] why").size(), 1u);
}
