#include "tool/ChooseConversions.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace premap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Question> questions() {
  auto text = [](std::string Text) { return [Text] { return Text; }; };
  std::vector<Question> All;
  for (const char *Id : {"a.c:f", "a.c:g", "b.c:h"})
    All.push_back({Id, std::string(Id).substr(0, 3),
                   text("diff of " + std::string(Id) + "\n"), text("facts\n"),
                   text("proof\n")});
  return All;
}

std::set<std::string> ask(std::vector<std::string> Answers,
                          std::string *Said = nullptr) {
  size_t Next = 0;
  return askAboutEach(
      questions(),
      [&] {
        return Next < Answers.size() ? std::optional(Answers[Next++])
                                     : std::nullopt;
      },
      [&](const std::string &Text) {
        if (Said)
          *Said += Text;
      });
}

TEST(ChooseConversions, EachIsAskedAbout) {
  EXPECT_THAT(ask({"y", "n", " y "}), ElementsAre("a.c:f", "b.c:h"));
}

TEST(ChooseConversions, AFileCanBeDecidedAtOnce) {
  EXPECT_THAT(ask({"a", "n"}), ElementsAre("a.c:f", "a.c:g"));
  EXPECT_THAT(ask({"d", "y"}), ElementsAre("b.c:h"));
}

TEST(ChooseConversions, QuittingAndTheEndLeaveTheRest) {
  EXPECT_THAT(ask({"y", "q"}), ElementsAre("a.c:f"));
  EXPECT_THAT(ask({"y"}), ElementsAre("a.c:f"));
  EXPECT_THAT(ask({}), IsEmpty());
}

TEST(ChooseConversions, WhatIsNoAnswerIsNoYes) {
  std::string Said;
  EXPECT_THAT(ask({"", "yes", "?", "q"}, &Said), IsEmpty());
  EXPECT_THAT(Said, HasSubstr("leave it and all that follow"));
}

TEST(ChooseConversions, ExplanationAndVerdictAreAtHand) {
  std::string Said;
  EXPECT_THAT(ask({"e", "v", "y", "q"}, &Said), ElementsAre("a.c:f"));
  EXPECT_THAT(Said, HasSubstr("facts"));
  EXPECT_THAT(Said, HasSubstr("proof"));
  EXPECT_THAT(Said, HasSubstr("(1/3) Convert a.c:f"));
}

} // namespace
} // namespace premap
