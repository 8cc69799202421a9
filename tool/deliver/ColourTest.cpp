#include "tool/deliver/Colour.h"

#include "gtest/gtest.h"

#include <cstdlib>

namespace premap {
namespace {

TEST(Colour, VerdictsAndStates) {
  EXPECT_EQ(coloured("a.c:f: refuted\n"
                     "    different (t: f() -> g())\n"
                     "      flags_differ: different\n"),
            "a.c:f: \033[31mrefuted\033[0m\n"
            "    \033[31mdifferent\033[0m (t: f() -> g())\n"
            "      flags_differ: different\n");
  EXPECT_EQ(coloured("Declined (3)\n  a.c:1: f\n"),
            "\033[1mDeclined (3)\033[0m\n  a.c:1: f\n");
  EXPECT_EQ(coloured("PM001 a rule\nPM002 a rule\n"),
            "PM001 a rule\nPM002 a rule\n");
}

TEST(Colour, Findings) {
  EXPECT_EQ(coloured("a.c:1:2: error: it leaks: badly [LM01, certain]\n"),
            "\033[1ma.c:1:2:\033[0m \033[31merror:\033[0m it leaks: badly "
            "[LM01, certain]\n");
  // The place of a finding has no blanks.
  EXPECT_EQ(coloured("  see here: error: no\n"), "  see here: error: no\n");
}

TEST(Colour, Patches) {
  EXPECT_EQ(coloured("diff --git a/x b/x\n@@ -1 +1 @@ f\n-a\n+b\n c\n"),
            "\033[1mdiff --git a/x b/x\033[0m\n"
            "\033[36m@@ -1 +1 @@ f\033[0m\n"
            "\033[31m-a\033[0m\n\033[32m+b\033[0m\n c\n");
}

TEST(Colour, TheUserDecides) {
  setColour(ColourMode::Always);
  EXPECT_TRUE(hasColour());
  setColour(ColourMode::Never);
  EXPECT_FALSE(hasColour());
  setColour(ColourMode::Auto);
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(hasColour());
  ::unsetenv("NO_COLOR");
}

} // namespace
} // namespace premap
