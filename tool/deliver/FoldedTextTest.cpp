#include "tool/deliver/FoldedText.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

TEST(FoldedText, BreaksAtBlanks) {
  EXPECT_EQ(folded("one two three\n", 8), "one two\n  three\n");
  EXPECT_EQ(folded("    one two three four", 14),
            "    one two\n      three\n      four");
  EXPECT_EQ(folded("one two", 7), "one two");
}

TEST(FoldedText, LeavesLongWordsWhole) {
  EXPECT_EQ(folded("  drivers/char/mem.c:12 x\n", 10),
            "  drivers/char/mem.c:12\n    x\n");
  EXPECT_EQ(folded("0123456789", 4), "0123456789");
}

TEST(FoldedText, LeavesEverythingElse) {
  EXPECT_EQ(folded("\n\na\n  \n", 10), "\n\na\n  \n");
  EXPECT_EQ(folded("", 10), "");
}

} // namespace
} // namespace premap
