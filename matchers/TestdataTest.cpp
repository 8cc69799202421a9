// The golden texts are valid C of their release: a case that only its own
// mistakes make pass, or fail, proves nothing.
#include "matchers/ApiOverlay.h"
#include "matchers/ParseUnit.h"

#include "nlohmann/json.hpp"
#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace premap;
namespace fs = std::filesystem;

static const std::string Testdata = PREMAP_TESTDATA;

static std::string readFile(const fs::path &Path) {
  std::ifstream In(Path, std::ios::binary);
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

static nlohmann::json readJson(const fs::path &Path) {
  return nlohmann::json::parse(readFile(Path));
}

static std::string replaced(std::string Text, const std::string &Old,
                            const std::string &New) {
  size_t At = Text.find(Old);
  return At == std::string::npos ? Text : Text.replace(At, Old.size(), New);
}

/// \p File compiled as the README of the cases says.
static CompileCommand command(const fs::path &File, int Api,
                              const std::vector<std::string> &Extra = {}) {
  static const nlohmann::json Flags =
      readJson(Testdata + "/convert/flags.json");
  CompileCommand C;
  C.Directory = File.parent_path();
  C.Folders = {Testdata};
  C.File = File;
  for (const std::string Flag : Flags.at("arguments"))
    C.Arguments.push_back(replaced(replaced(Flag, "@tree@", Testdata + "/tree"),
                                   "@convert@", Testdata + "/convert"));
  C.Arguments.push_back("-DPREMAP_API=" + std::to_string(Api));
  C.Arguments.insert(C.Arguments.end(), Extra.begin(), Extra.end());
  C.Arguments.push_back(C.File);
  return C;
}

static std::string diagnose(const CompileCommand &Command,
                            const VirtualFiles &Overlay = {}) {
  std::string Text;
  ParseOutcome Outcome = parseUnit(
      Command, Overlay, [](clang::CompilerInstance &) {},
      /*KeepWarnings=*/true);
  for (const premap::Diagnostic &D : Outcome.Diagnostics)
    Text += D.Path + ":" + std::to_string(D.Line) + ": " + D.Message + "\n";
  return Outcome.Ran ? Text : Text + "did not run\n";
}

static std::vector<fs::path> casesWith(const std::string &FileName) {
  std::vector<fs::path> Found;
  for (const auto &Entry :
       fs::recursive_directory_iterator(Testdata + "/convert"))
    if (Entry.path().filename() == FileName)
      Found.push_back(Entry.path().parent_path());
  std::sort(Found.begin(), Found.end());
  return Found;
}

static const std::map<std::string, int> Targets{
    {"6.19", 619}, {"7.1", 710}, {"7.2", 720}, {"7.3", 730}};

TEST(TestdataTest, ConversionsAreValidOnBothSides) {
  for (const fs::path &Case : casesWith("before.c")) {
    EXPECT_EQ(diagnose(command(Case / "before.c", 0)), "");
    for (const auto &[Target, Api] : Targets) {
      fs::path After = Case / ("after-" + Target + ".c");
      if (fs::exists(After))
        EXPECT_EQ(diagnose(command(After, Api)), "");
    }
  }
}

TEST(TestdataTest, ConversionsNeedTheirApi) {
  // Without it, nothing that uses the descriptor parses.
  for (const fs::path &Case : casesWith("before.c")) {
    fs::path After = Case / "after-7.1.c";
    if (fs::exists(After))
      EXPECT_NE(diagnose(command(After, 0)), "") << After;
  }
}

TEST(TestdataTest, ConversionsAreValidWithTheOverlay) {
  // What a preview on an old tree parses: that tree's headers, and the overlay.
  for (const auto &[Target, Api] : Targets) {
    auto Overlay = apiOverlay(Testdata + "/tree", ApiFeatures(), Target);
    ASSERT_TRUE(bool(Overlay)) << llvm::toString(Overlay.takeError());
    for (const fs::path &Case : casesWith("after-" + Target + ".c"))
      EXPECT_EQ(
          diagnose(command(Case / ("after-" + Target + ".c"), 0), *Overlay),
          "");
  }
}

TEST(TestdataTest, ConvertedTreeIsValid) {
  // All files at once: a prototype and its table are in different ones.
  const fs::path After = Testdata + "/tree-after-7.1";
  VirtualFiles Files;
  for (const auto &Entry : fs::recursive_directory_iterator(After))
    if (Entry.is_regular_file())
      Files[Testdata + "/tree/" + fs::relative(Entry.path(), After).string()] =
          readFile(Entry.path());
  EXPECT_GE(Files.size(), 15u);
  for (const auto &[Path, Text] : Files) {
    EXPECT_NE(Text, readFile(Path)) << Path;
    if (Path.ends_with(".c"))
      EXPECT_EQ(diagnose(command(Path, 710), Files), "");
  }
}

TEST(TestdataTest, EveryTargetHasATextOrARule) {
  std::vector<fs::path> Cases = casesWith("expect.json");
  EXPECT_GE(Cases.size(), 25u);
  EXPECT_EQ(Cases, casesWith("before.c"));
  for (const fs::path &Case : Cases) {
    nlohmann::json Expect = readJson(Case / "expect.json");
    std::string Before = readFile(Case / "before.c");
    for (const auto &[Handler, Facts] : Expect.at("handlers").items()) {
      EXPECT_NE(Before.find(Handler), std::string::npos) << Case;
      for (const auto &[Target, Api] : Targets) {
        // What comes behind the last release that a case names is like it.
        if (Target > "7.2" && !Facts.at("targets").contains(Target))
          continue;
        const nlohmann::json &T = Facts.at("targets").at(Target);
        fs::path After = Case / ("after-" + Target + ".c");
        if (T.at("state") == "declined") {
          EXPECT_FALSE(fs::exists(After)) << After;
          EXPECT_FALSE(T.at("rules").empty()) << After;
          continue;
        }
        std::string Text = readFile(After);
        EXPECT_NE(Text.find(T.at("new_name").get<std::string>()),
                  std::string::npos)
            << After;
        for (const char *Named : {"action", "error_hook", "error_override"})
          if (T.at(Named).is_string())
            EXPECT_NE(Text.find(T.at(Named).get<std::string>()),
                      std::string::npos)
                << After << " " << Named;
      }
    }
  }
}

TEST(TestdataTest, RefusalsAreValidAndOutnumberConversions) {
  size_t Refusals = 0;
  std::set<std::string> Rules;
  for (const auto &Entry :
       fs::recursive_directory_iterator(Testdata + "/decline")) {
    if (Entry.path().extension() != ".json")
      continue;
    fs::path Source = fs::path(Entry.path()).replace_extension(".c");
    nlohmann::json Expect = readJson(Entry.path());
    EXPECT_EQ(
        diagnose(command(Source, 0,
                         Expect.value("flags", std::vector<std::string>()))),
        "");
    for (const auto &[Handler, Reasons] : Expect.at("handlers").items()) {
      EXPECT_NE(readFile(Source).find(Handler), std::string::npos) << Source;
      for (const std::string Rule : Reasons.at("rules"))
        Rules.insert(Rule);
    }
    ++Refusals;
  }
  EXPECT_GE(Refusals, casesWith("before.c").size());
  for (const char *Rule : {"PM001", "PM003", "PM005", "PM008", "PM010", "PM011",
                           "PM014", "PM022", "PM027"})
    EXPECT_TRUE(Rules.contains(Rule)) << Rule;
}
