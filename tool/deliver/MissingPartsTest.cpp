#include "tool/deliver/MissingParts.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

Reason missing(const std::string &What) {
  return {"PM039", "m", "a.c", 1, What};
}

TEST(MissingParts, AHandlerCountsOnceForEachPart) {
  MissingParts Parts;
  countMissing(
      {missing("no action for f()"), missing("no action for f()"), missing("")},
      Parts);
  countMissing({missing("no action for f()"), missing("the VMA's own address")},
               Parts);
  EXPECT_EQ(Parts, (MissingParts{{"no action for f()", 2},
                                 {"the VMA's own address", 1}}));
}

TEST(MissingParts, TheMostFrequentComesFirstThenByName) {
  EXPECT_EQ(missingLines({{"b", 1}, {"a", 1}, {"c", 12}}),
            "   12  c\n    1  a\n    1  b\n");
  EXPECT_EQ(missingLines({}), "");
}

} // namespace
} // namespace premap
