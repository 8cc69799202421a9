#include "guard/VisibleText.h"

#include "gtest/gtest.h"

using namespace premap;

TEST(VisibleText, PlainTextStays) {
  EXPECT_EQ(visible("a\tb\nc"), "a\tb\nc");
  EXPECT_EQ(visible("Größe, 大, \xf0\x9f\x90\xa7"),
            "Größe, 大, \xf0\x9f\x90\xa7");
  EXPECT_EQ(visible(""), "");
}

TEST(VisibleText, WhatTerminalsObeyIsSpelledOut) {
  EXPECT_EQ(visible("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(visible("a\rb"), "a\\x0db");
  EXPECT_EQ(visible(llvm::StringRef("\0\x7f", 2)), "\\x00\\x7f");
  // CSI in one character, in UTF-8 and as a byte.
  EXPECT_EQ(visible("\xc2\x9b"
                    "2J"),
            "\\u009b2J");
  EXPECT_EQ(visible("\x9b"
                    "2J"),
            "\\x9b2J");
  EXPECT_EQ(visible("\xe2\x80\xae"), "\\u202e");
}

TEST(VisibleText, BytesThatAreNoUtf8AreSpelledOut) {
  EXPECT_EQ(visible("caf\xe9"), "caf\\xe9");
  EXPECT_EQ(visible("\xe5\xa4"), "\\xe5\\xa4"); // cut off
  EXPECT_EQ(visible("\xc0\x9b"), "\\xc0\\x9b"); // too long for what it says
}

TEST(VisibleText, NamesHaveNoLines) {
  EXPECT_EQ(visibleName("drivers/char/a b.c"), "drivers/char/a b.c");
  EXPECT_EQ(visibleName("a\nb\t\x1b.c"), "a\\x0ab\\x09\\x1b.c");
}
