#include "tool/CommandLine.h"

#include "CLI/CLI.hpp"
#include "gtest/gtest.h"

#include <filesystem>

using namespace premap;

/// What is said of \p Words.
static std::string said(const std::vector<std::string> &Words) {
  CLI::App App{"", "premap"};
  App.require_subcommand(1);
  App.set_version_flag("--version", "1");
  CLI::App *Scan = App.add_subcommand("scan");
  std::string Tree, Api;
  Scan->add_option("TREE", Tree);
  Scan->add_option("--target-api", Api)->check(CLI::IsMember({"7.1"}));
  App.add_subcommand("explain");
  std::vector<std::string> Reversed(Words.rbegin(), Words.rend());
  try {
    App.parse(Reversed);
  } catch (const CLI::ParseError &E) {
    return sentenceFor(E, App, Words);
  }
  return "";
}

TEST(CommandLine, WhatIsMisspelledGetsASuggestion) {
  EXPECT_EQ(said({"--verison"}),
            "there is no option --verison; did you mean --version?");
  EXPECT_EQ(said({"scan", "x", "--target-pai=7.1"}),
            "there is no option --target-pai; did you mean --target-api?");
  EXPECT_EQ(said({"scan", "--frobnicate"}), "there is no option --frobnicate");
  EXPECT_EQ(said({"explian"}),
            "'explian' is no command; did you mean explain?");
  EXPECT_EQ(said({"frobnicate"}),
            "'frobnicate' is no command; `premap --help` lists them");
}

TEST(CommandLine, WhatIsMissingOrTooMuchIsNamed) {
  EXPECT_EQ(said({}), "say what to do; `premap --help` lists the commands");
  EXPECT_EQ(said({"scan", "a", "b"}), "'b' is one argument too many");
  EXPECT_NE(said({"scan", "--target-api", "8"}).find("8"), std::string::npos);
  EXPECT_EQ(said({"scan", "a"}), "");
}

TEST(CommandLine, JsonIsAskedForOnStandardOutput) {
  EXPECT_TRUE(asksForJson({"scan", "--output", "json"}));
  EXPECT_TRUE(asksForJson({"scan", "--output=json", "x"}));
  EXPECT_FALSE(asksForJson({"scan", "--output", "json:x.json"}));
  EXPECT_FALSE(asksForJson({"scan", "json"}));
}

TEST(CommandLine, AFolderIsEnteredFirst) {
  auto Before = std::filesystem::current_path();
  std::vector<std::string> Words{"-C", "/", "scan", "-Cproc", "x"};
  EXPECT_EQ(enterFolder(Words), "");
  EXPECT_EQ(std::filesystem::current_path(), "/proc");
  EXPECT_EQ(Words, (std::vector<std::string>{"scan", "x"}));
  Words = {"scan", "-C", "/nowhere"};
  EXPECT_EQ(enterFolder(Words),
            "cannot go to '/nowhere': No such file or directory");
  Words = {"scan", "-C"};
  EXPECT_EQ(enterFolder(Words), "-C wants a folder");
  Words = {"scan", "--", "-C"};
  EXPECT_EQ(enterFolder(Words), "");
  EXPECT_EQ(Words.size(), 3u);
  std::filesystem::current_path(Before);
}
