#include "tool/deliver/ReasonText.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::ElementsAre;

namespace premap {

TEST(ReasonTextTest, NamesTheRuleThePlaceAndTheMessage) {
  EXPECT_EQ(toText({"PM001", "leaks", "a/b.c", 12}), "PM001 a/b.c:12: leaks");
  EXPECT_EQ(toText({"", "is gone", "a/b.c", 0}), "a/b.c: is gone");
  EXPECT_EQ(toText({"PM047", "no hook", "", 0}), "PM047 no hook");
}

TEST(ReasonTextTest, AMessageThatHasItsPlaceGetsNoOther) {
  EXPECT_EQ(toText({"", "a/b.c:3: expected ';'", "a/b.c", 0}),
            "a/b.c:3: expected ';'");
  EXPECT_EQ(toText({"", "a/b.cpp:3: expected ';'", "a/b.c", 0}),
            "a/b.c: a/b.cpp:3: expected ';'");
}

TEST(ReasonTextTest, ReasonsThatDifferInTheirPlaceAreOneLine) {
  EXPECT_THAT(reasonLines({{"PM011", "moves", "a.c", 4},
                           {"PM040", "is named", "x.c", 1},
                           {"PM011", "moves", "a.c", 9},
                           {"PM040", "is named", "y.c", 2},
                           {"PM040", "is named", "y.c", 3},
                           {"PM040", "is named", "z.c", 4},
                           {"PM041", "moves", "a.c", 4}}),
              ElementsAre("PM011 a.c:4, :9: moves",
                          "PM040 x.c:1, y.c:2, :3 and 1 more place: is named",
                          "PM041 a.c:4: moves"));
  EXPECT_THAT(reasonLines({}), ElementsAre());
}

} // namespace premap
