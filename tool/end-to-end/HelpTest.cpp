// What premap says of itself: help, manual pages, completions, its cache.
#include "CliTest.h"
#include "TextLines.h"

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

namespace {

/// What TAB offers in the shells that are installed. The files are made once.
class Completion : public testing::Test {
protected:
  Completion() : Work("completion") {
    EXPECT_EQ(premap::clitest::premap({"documentation", folder()}).Status, 0);
  }

  std::string folder() const { return (Work / "doc").string(); }

  std::string bash(const std::string &Words) const {
    return run({"bash", "-c",
                ". " + folder() + "/bash/premap; COMP_WORDS=(premap " + Words +
                    "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _premap; "
                    "printf '%s\\n' \"${COMPREPLY[@]}\""})
        .Out;
  }

  std::string zsh(const std::string &Words) const {
    return run({"zsh", "-f",
                PREMAP_TESTDATA "/../tool/end-to-end/zsh-offers.zsh",
                folder() + "/zsh", "premap " + Words})
        .Out;
  }

  /// Without descriptions.
  std::string fish(const std::string &Words) const {
    return run({"fish", "--no-config", "-c",
                "source " + folder() +
                    "/fish/premap.fish; complete -C 'premap " + Words +
                    "' | cut -f 1"})
        .Out;
  }

  Scratch Work;
};

/// What the user has typed, and what is offered.
const std::vector<std::pair<std::string, std::string>> Offers{
    {"sc", "scan\n"},
    {"scan --tab", "--tables\n"},
    {"baseline cr", "create\n"},
    {"cache clean --k", "--kernels\n"},
    {"verify --output h", "html\n"},
};

} // namespace

TEST_F(Completion, Bash) {
  for (const auto &[Words, Offered] : Offers)
    EXPECT_EQ(bash(Words), Offered) << Words;
  EXPECT_EQ(bash("scan --tables ''"), "file_operations\nall\n");
  EXPECT_EQ(bash("-C /us"), "/usr\n");
  EXPECT_EQ(bash("verify --output = h"), "html\n");
  // Options of one command are not another's.
  EXPECT_EQ(bash("model --tab"), "\n");
}

TEST_F(Completion, Zsh) {
  if (premap::findProgram("zsh").empty())
    GTEST_SKIP() << "zsh is not installed";
  for (const auto &[Words, Offered] : Offers)
    EXPECT_EQ(zsh(Words), Offered) << Words;
  EXPECT_EQ(zsh("scan --tables "), "all\nfile_operations\n");
  EXPECT_EQ(zsh("verify --output=h"), "html\n");
  EXPECT_EQ(zsh("model --tab"), "");
}

TEST_F(Completion, Fish) {
  if (premap::findProgram("fish").empty())
    GTEST_SKIP() << "fish is not installed";
  for (const auto &[Words, Offered] : Offers)
    EXPECT_EQ(fish(Words), Offered) << Words;
  EXPECT_EQ(fish("scan --tables "), "all\nfile_operations\n");
  EXPECT_EQ(fish("verify --output=h"), "--output=html\n");
  EXPECT_EQ(fish("model --tab"), "");
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
  // With the carriage return of a terminal.
  EXPECT_LE(longestLine(onTerminal("lint --list-rules")), 101u);
  EXPECT_TRUE(has(onTerminal("lint --explain PM004"), "\033["));
}

TEST(Help, TextHasShortLinesInAPipeToo) {
  for (const std::vector<std::string> &Command :
       {std::vector<std::string>{"lint", "--list-rules"},
        {"lint", "--explain", "PM004"}})
    EXPECT_LE(longestLine(premap::clitest::premap(Command).Out), 100u)
        << Command[1];
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
