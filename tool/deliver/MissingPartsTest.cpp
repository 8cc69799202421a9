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

TEST(MissingParts, KindsCountHandlersAndTheirNamesTheMostFrequentFirst) {
  MissingKinds Kinds;
  countMissing({missing("no action for f()"), missing("no action for g()")},
               Kinds);
  countMissing({missing("no action for g()"), missing("the VMA's own address"),
                missing("another file for the mapping")},
               Kinds);
  EXPECT_EQ(missingLines(Kinds), "    2  no action for g() (2), f() (1)\n"
                                 "    1  another file for the mapping\n"
                                 "    1  the VMA's own address\n");
  EXPECT_EQ(missingLines({}), "");
}

TEST(MissingParts, OfManyNamesTheFirstAreShown) {
  MissingKinds Kinds;
  for (char C = 'a'; C <= 'i'; ++C)
    countMissing({missing(std::string("no action for ") + C + "()")}, Kinds);
  EXPECT_EQ(missingLines(Kinds),
            "    9  no action for a() (1), b() (1), c() (1), d() (1), e() (1), "
            "f() (1) and 3 more\n");
}

} // namespace
} // namespace premap
