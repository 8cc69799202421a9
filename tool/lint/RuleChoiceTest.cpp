#include "tool/lint/RuleChoice.h"
#include "tool/lint/RuleText.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::HasSubstr;

static RuleChoice chosen(const char *List) {
  auto Choice = RuleChoice::parse(List);
  EXPECT_TRUE(bool(Choice)) << List;
  if (!Choice) {
    llvm::consumeError(Choice.takeError());
    return {};
  }
  return *Choice;
}

TEST(RuleChoice, DefaultIsAllThatLintKnows) {
  EXPECT_EQ(chosen("").rules(), lintRules());
  EXPECT_EQ(chosen("all").rules(), lintRules());
  EXPECT_FALSE(lintRules().count("PM015")) << "needs two versions";
}

TEST(RuleChoice, GlobsAndMinus) {
  EXPECT_THAT(chosen("PM004,PM011").rules(),
              testing::ElementsAre("PM004", "PM011"));
  RuleChoice Some = chosen("PM00*,-PM004");
  EXPECT_TRUE(Some.has("PM001"));
  EXPECT_FALSE(Some.has("PM004"));
  EXPECT_FALSE(Some.has("PM011"));
  RuleChoice Without = chosen("-PM004");
  EXPECT_TRUE(Without.has("PM011"));
  EXPECT_FALSE(Without.has("PM004"));
}

TEST(RuleChoice, WhatIsNoRuleIsNamed) {
  for (const char *List : {"PM999", "LM03x", "PM015", "PM004,nonsense", "X*"}) {
    auto Choice = RuleChoice::parse(List);
    ASSERT_FALSE(bool(Choice)) << List;
    EXPECT_THAT(llvm::toString(Choice.takeError()),
                HasSubstr("is no rule of lint"));
  }
}

TEST(RuleText, EveryRuleExplainsItself) {
  for (const std::string &Id : lintRules()) {
    std::string Text = explanationOf(Id);
    EXPECT_THAT(Text, HasSubstr("Wrong:\n")) << Id;
    EXPECT_THAT(Text, HasSubstr("Right:\n")) << Id;
    EXPECT_THAT(Text, HasSubstr("premap: ignore[" + Id + "]")) << Id;
    EXPECT_THAT(listOfRules(), HasSubstr(Id + "  ")) << Id;
  }
  EXPECT_EQ(explanationOf("PM015"), "");
}
