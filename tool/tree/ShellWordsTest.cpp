#include "tool/tree/ShellWords.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::ElementsAre;
using testing::IsEmpty;

namespace premap {
namespace {

TEST(ShellWords, Quotes) {
  EXPECT_THAT(
      splitShellWords(R"(gcc -DA='"mem"' "-DB=\"x y\"" -DC=\"z\" '')"),
      ElementsAre("gcc", R"(-DA="mem")", R"(-DB="x y")", R"(-DC="z")", ""));
  // Single quotes keep backslashes; double quotes keep most of them.
  EXPECT_THAT(splitShellWords(R"('a\b' "a\b\\" a\ b)"),
              ElementsAre(R"(a\b)", R"(a\b\)", "a b"));
  EXPECT_THAT(splitShellWords("'open"), ElementsAre("open"));
}

TEST(ShellWords, OneCommandTakesOperatorsAsText) {
  EXPECT_THAT(splitShellWords("-DX=a;b\n-DY=(c)"),
              ElementsAre("-DX=a;b", "-DY=(c)"));
}

TEST(ShellWords, Commands) {
  EXPECT_THAT(
      splitShellCommands("set -e; echo '# CC a.o; b'; trap 'rm x; kill' INT; "
                         "gcc -c \\\n  -o a.o a.c && fixdep a || true\nmake\n"),
      ElementsAre(ElementsAre("set", "-e"), ElementsAre("echo", "# CC a.o; b"),
                  ElementsAre("trap", "rm x; kill", "INT"),
                  ElementsAre("gcc", "-c", "-o", "a.o", "a.c"),
                  ElementsAre("fixdep", "a"), ElementsAre("true"),
                  ElementsAre("make")));
  EXPECT_THAT(splitShellCommands("a # b; c\nd#e"),
              ElementsAre(ElementsAre("a"), ElementsAre("d#e")));
  EXPECT_THAT(splitShellCommands(" ;; \n\n"), IsEmpty());
}

TEST(ShellWords, AreQuotedWhereAShellWouldReadMore) {
  EXPECT_EQ(shellWord("/usr/src/linux-7.3"), "/usr/src/linux-7.3");
  EXPECT_EQ(shellWord("my linux"), "'my linux'");
  EXPECT_EQ(shellWord(""), "''");
  for (const char *Word : {"a'b", "$(rm x)", "~/x", "a\\b", "a\nb", "*", "#c",
                           "a;b", "\"", "x y 'z' $q"})
    EXPECT_THAT(splitShellCommands("run " + shellWord(Word)),
                ElementsAre(ElementsAre("run", Word)))
        << Word;
}

} // namespace
} // namespace premap
