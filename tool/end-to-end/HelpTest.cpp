// What premap says of itself: help, manual pages, completions, its cache.
#include "CliTest.h"

#include "llvm/ADT/StringRef.h"

#include <set>

using namespace premap::clitest;
using llvm::StringRef;

namespace {

const std::vector<std::string> Commands{
    "configure", "doctor", "run",     "scan",  "lint",
    "baseline",  "kbuild", "explain", "plan",  "rewrite",
    "verify",    "series", "model",   "cache", "merge"};

bool has(const std::string &Text, const std::string &Part) {
  return Text.find(Part) != std::string::npos;
}

size_t longestLine(StringRef Text) {
  size_t Longest = 0;
  for (; !Text.empty(); Text = Text.split('\n').second)
    Longest = std::max(Longest, Text.split('\n').first.size());
  return Longest;
}

} // namespace

TEST(Help, EachCommandHasExamplesAndShortLines) {
  for (const std::string &Command : Commands) {
    premap::ProcessResult R = premap::clitest::premap({Command, "--help"});
    EXPECT_EQ(R.Status, 0) << Command << R.Err;
    StringRef Examples = StringRef(R.Out).split("\nExamples:\n").second;
    EXPECT_EQ(Examples.count('\n'), 2u) << R.Out;
    EXPECT_EQ(Examples.count("premap " + Command), 2u) << R.Out;
    EXPECT_LE(longestLine(R.Out), 100u) << R.Out;
  }
}

TEST(Help, WhatCommandsShareStandsInGroups) {
  for (const char *Command : {"scan", "verify", "lint", "run"}) {
    std::string Help = premap::clitest::premap({Command, "--help"}).Out;
    for (const char *Group : {"\nReading the tree:\n", "\nWorking:\n",
                              "\nOutput:\n", "\n  --color "})
      EXPECT_TRUE(has(Help, Group)) << Command << Group << Help;
  }
}

TEST(Help, TyposAreAnswered) {
  EXPECT_TRUE(
      has(premap::clitest::premap({"verfy"}).Err, "did you mean verify"));
  EXPECT_TRUE(has(premap::clitest::premap({"cahce", "show"}).Err,
                  "did you mean cache"));
  EXPECT_TRUE(has(premap::clitest::premap({"scan", "--outptu", "json"}).Err,
                  "did you mean --output"));
  // What is hidden is not suggested.
  EXPECT_FALSE(
      has(premap::clitest::premap({"documentatoin"}).Err, "did you mean"));
}

TEST(Help, ManualPagesAreWellFormed) {
  Scratch Work("manual");
  const std::string Out = (Work / "doc").string();
  ASSERT_EQ(premap::clitest::premap({"documentation", Out}).Status, 0);
  std::set<std::string> Pages;
  for (const fs::directory_entry &E : fs::directory_iterator(Out + "/man"))
    Pages.insert(E.path().filename());
  EXPECT_EQ(Pages.size(), Commands.size() + 1);
  for (const std::string &Command : Commands)
    EXPECT_TRUE(Pages.count("premap-" + Command + ".1")) << Command;
  EXPECT_TRUE(has(read(Out + "/man/premap.1"), "PREMAP_CACHE"));
  if (premap::findProgram("groff").empty())
    GTEST_SKIP() << "groff is not installed";
  premap::ProcessResult Groff =
      run({"sh", "-c", "groff -man -ww -z -Tutf8 " + Out + "/man/*.1"});
  EXPECT_EQ(Groff.Err, "");
}

/// TAB in bash, at the end of \p Words.
static std::string completed(const std::string &File,
                             const std::string &Words) {
  return run({"bash", "-c",
              ". " + File + "; COMP_WORDS=(premap " + Words +
                  "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _premap; "
                  "echo \"${COMPREPLY[*]}\""})
      .Out;
}

TEST(Help, BashCompletes) {
  Scratch Work("completion");
  const std::string Out = (Work / "doc").string();
  ASSERT_EQ(premap::clitest::premap({"documentation", Out}).Status, 0);
  const std::string File = Out + "/bash/premap";
  EXPECT_EQ(completed(File, "sc"), "scan\n");
  EXPECT_EQ(completed(File, "scan --tab"), "--tables\n");
  EXPECT_EQ(completed(File, "scan --tables ''"), "file_operations all\n");
  EXPECT_EQ(completed(File, "baseline cr"), "create\n");
  EXPECT_EQ(completed(File, "cache clean --k"), "--kernels\n");
  EXPECT_EQ(completed(File, "-C /us"), "/usr\n");
  EXPECT_EQ(completed(File, "verify --output = h"), "html\n");
  // Options of one command are not another's.
  EXPECT_EQ(completed(File, "model --tab"), "\n");
}

TEST(Help, TheCacheIsShownAndCleaned) {
  Scratch Work("cache");
  const fs::path Cache = Work / "cache";
  write(Cache / "trees/t-1/x86_64/compile_commands.json", "[]");
  write(Cache / "results/results.sqlite", "");
  write(Cache / "linux-source-7.3/Makefile", "all:");
  write(Cache / "letter.txt", "mine");
  auto cache = [&](std::vector<std::string> Words) {
    std::vector<std::string> Command{"env", "PREMAP_CACHE=" + Cache.string(),
                                     PREMAP_BINARY, "cache"};
    Command.insert(Command.end(), Words.begin(), Words.end());
    return run(Command);
  };
  std::string Shown = cache({"show"}).Out;
  for (const char *Part :
       {"trees/t-1", "results", "linux-source-7.3", "letter.txt", "in all"})
    EXPECT_TRUE(has(Shown, Part)) << Shown;
  cache({"clean"});
  EXPECT_FALSE(fs::exists(Cache / "trees/t-1"));
  EXPECT_FALSE(fs::exists(Cache / "results"));
  EXPECT_TRUE(fs::exists(Cache / "linux-source-7.3/Makefile"));
  cache({"clean", "--kernels"});
  EXPECT_FALSE(fs::exists(Cache / "linux-source-7.3"));
  EXPECT_TRUE(fs::exists(Cache / "letter.txt"));
}

/// What a terminal gets.
TEST(Help, ATerminalHasShortLinesAndColours) {
  if (premap::findProgram("script").empty())
    GTEST_SKIP() << "script is not installed";
  auto onTerminal = [](const std::string &Words) {
    return run({"env", "TERM=xterm", "script", "-qec",
                std::string(PREMAP_BINARY) + " " + Words, "/dev/null"})
        .Out;
  };
  EXPECT_GT(longestLine(premap::clitest::premap({"lint", "--list-rules"}).Out),
            101u);
  // With the carriage return of a terminal.
  EXPECT_LE(longestLine(onTerminal("lint --list-rules")), 101u);
  EXPECT_TRUE(has(onTerminal("lint --explain PM004"), "\033["));
}

TEST(Help, ColoursAreForTerminals) {
  EXPECT_FALSE(
      has(premap::clitest::premap({"lint", "--explain", "PM004"}).Out, "\033"));
  premap::ProcessResult Never =
      run({"env", "NO_COLOR=1", PREMAP_BINARY, "lint", "--explain", "PM004"});
  EXPECT_FALSE(has(Never.Out, "\033"));
  premap::ProcessResult Wrong =
      premap::clitest::premap({"scan", "--color", "sometimes"});
  EXPECT_EQ(Wrong.Status, 2);
}
