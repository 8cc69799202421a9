#include "tool/series/Prose.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

TEST(Prose, Lists) {
  EXPECT_EQ(listOf({}), "");
  EXPECT_EQ(listOf({"a"}), "a");
  EXPECT_EQ(listOf({"a", "b"}), "a and b");
  EXPECT_EQ(listOf({"a", "b", "c"}, "or"), "a, b or c");
  EXPECT_EQ(shortList({"a", "b", "c", "d"}, 3), "a, b, c and d");
  EXPECT_EQ(shortList({"a", "b", "c", "d", "e"}, 3), "a, b, c and 2 more");
}

TEST(Prose, Counts) {
  EXPECT_EQ(count(1, "patch", "patches"), "1 patch");
  EXPECT_EQ(count(0, "patch", "patches"), "0 patches");
  EXPECT_EQ(count(2, "handler"), "2 handlers");
}

TEST(Prose, ParagraphsAreFilled) {
  EXPECT_EQ(wrapped("one two\nthree\n\nfour", 9), "one two\nthree\n\nfour\n");
  EXPECT_EQ(wrapped("one two three four", 9), "one two\nthree\nfour\n");
  EXPECT_EQ(wrapped("text\n    kept as it is, long\nmore", 9),
            "text\n    kept as it is, long\nmore\n");
  EXPECT_EQ(wrapped("averyverylongword b", 4), "averyverylongword\nb\n");
}

TEST(Prose, EntriesHang) {
  EXPECT_EQ(entry("  - ", "one two three", 11), "  - one two\n    three\n");
}

/// git am ends the message at such lines, and mailers quote them.
TEST(Prose, NoLineBeginsAsAMailsOwnDo) {
  EXPECT_EQ(wrapped("taken From there", 10), "taken From\nthere\n");
  EXPECT_EQ(wrapped("aaaa bbb diff -u", 12), "aaaa\nbbb diff -u\n");
  EXPECT_EQ(wrapped("aaaa bbb --- c", 11), "aaaa\nbbb --- c\n");
}

} // namespace
} // namespace premap
