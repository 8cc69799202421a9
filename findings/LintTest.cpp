// Every line of testdata/lint that is marked is found as it says, and nothing
// else is said at `possible` or above.
#include "findings/Lint.h"
#include "findings/Inputs.h"
#include "kernel/Rules.h"
#include "matchers/ApiFeatures.h"
#include "matchers/FactExtractor.h"
#include "matchers/FactIndex.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace premap {
namespace {

namespace fs = std::filesystem;

const fs::path Testdata = PREMAP_TESTDATA;

std::string slurp(const fs::path &Path) {
  std::ifstream In(Path, std::ios::binary);
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

std::string replaceAll(std::string Text, const std::string &Old,
                       const std::string &New) {
  for (size_t At = Text.find(Old); At != std::string::npos;
       At = Text.find(Old, At + New.size()))
    Text.replace(At, Old.size(), New);
  return Text;
}

/// What stands behind \p Mark in a comment of \p File.
std::vector<std::string> marked(const fs::path &File, std::string_view Mark) {
  std::vector<std::string> Result;
  std::ifstream In(File);
  for (std::string Line; std::getline(In, Line);)
    if (size_t At = Line.find(Mark); At != std::string::npos)
      Result.push_back(Line.substr(At + Mark.size(),
                                   Line.find(" */", At) - At - Mark.size()));
  return Result;
}

/// The facts of \p File; of \p Text in its place if that is not empty.
UnitFacts facts(const fs::path &File, const std::string &Text = "") {
  nlohmann::json Flags =
      nlohmann::json::parse(slurp(Testdata / "convert/flags.json"));
  CompileCommand C;
  C.Directory = File.parent_path();
  C.Folders = {Testdata};
  C.File = File;
  C.Arch = "x86_64";
  for (std::string Flag : Flags["arguments"])
    C.Arguments.push_back(
        replaceAll(replaceAll(Flag, "@tree@", Testdata / "tree"), "@convert@",
                   Testdata / "convert"));
  C.Arguments.push_back("-DPREMAP_API=730");
  for (std::string Flag : marked(File, "/* flags: "))
    C.Arguments.push_back(Flag);
  C.Arguments.push_back(File);
  VirtualFiles Texts;
  if (!Text.empty())
    Texts[File.string()] = Text;
  return extractFacts(C, File.parent_path(), Texts);
}

std::string toString(Confidence How) {
  switch (How) {
  case Confidence::Possible:
    return "possible";
  case Confidence::Likely:
    return "likely";
  case Confidence::Certain:
    return "certain";
  }
  return "";
}

/// Line -> "LM03 likely".
using Marks = std::multimap<unsigned, std::string>;

Marks marksOf(const fs::path &File) {
  Marks Result;
  std::ifstream In(File);
  std::string Line;
  constexpr std::string_view Mark = "/* lint: ";
  for (unsigned Number = 1; std::getline(In, Line); ++Number)
    if (size_t At = Line.find(Mark); At != std::string::npos)
      Result.emplace(Number,
                     Line.substr(At + Mark.size(),
                                 Line.find(" */", At) - At - Mark.size()));
  return Result;
}

class LintGolden : public testing::TestWithParam<std::string> {};

TEST_P(LintGolden, FindsWhatIsMarkedAndNothingElse) {
  const fs::path File = Testdata / "lint" / (GetParam() + ".c");
  UnitFacts Unit = facts(File);
  EXPECT_TRUE(Unit.Diagnostics.empty()) << Unit.Diagnostics.front();
  FactIndex Index({Unit});
  Marks Found;
  for (const HandlerRecord &Record : Index.handlers())
    for (const LintFinding &F :
         lintFindings(conversionInput(Record, Index), *featuresOf("7.3"))) {
      Found.emplace(F.Where.Line, F.Rule + " " + toString(F.How));
      EXPECT_EQ(F.Where.File, GetParam() + ".c");
      EXPECT_NE(F.Where.Column, 0u);
      EXPECT_FALSE(F.Message.empty());
      EXPECT_FALSE(F.Fix.empty());
      EXPECT_FALSE(F.Statement.empty());
      EXPECT_EQ(F.Table.Type, Record.Ops.front().Type);
      ASSERT_FALSE(F.Way.empty());
      EXPECT_EQ(F.Way.front().Where, F.Table.Where);
    }
  EXPECT_EQ(Found, marksOf(File));
}

std::vector<std::string> cases(const fs::path &Folder) {
  std::vector<std::string> Out;
  for (const auto &Entry : fs::directory_iterator(Folder))
    if (Entry.path().extension() == ".c")
      Out.push_back(Entry.path().stem());
  std::sort(Out.begin(), Out.end());
  return Out;
}

INSTANTIATE_TEST_SUITE_P(Lint, LintGolden,
                         testing::ValuesIn(cases(Testdata / "lint")),
                         [](const auto &Info) { return Info.param; });

/// What `lint --explain` shows, in a driver that is right but for it.
class LintExample : public testing::TestWithParam<std::string> {
protected:
  std::vector<std::string> rulesFound(std::string_view Example) {
    const fs::path File = Testdata / "lint/examples" / (GetParam() + ".c");
    UnitFacts Unit =
        facts(File, replaceAll(slurp(File), "@example@", std::string(Example)));
    EXPECT_TRUE(Unit.Diagnostics.empty()) << Unit.Diagnostics.front();
    FactIndex Index({Unit});
    EXPECT_EQ(Index.handlers().size(), 1u);
    std::vector<std::string> Rules;
    for (const HandlerRecord &Record : Index.handlers())
      for (const LintFinding &F :
           lintFindings(conversionInput(Record, Index), *featuresOf("7.3")))
        Rules.push_back(F.Rule);
    return Rules;
  }
};

TEST_P(LintExample, IsWrongForItsRuleOnly) {
  EXPECT_EQ(rulesFound(kernel::ruleOf(GetParam())->Wrong),
            std::vector<std::string>{GetParam()});
}

TEST_P(LintExample, IsRight) {
  EXPECT_EQ(rulesFound(kernel::ruleOf(GetParam())->Right),
            std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Lint, LintExample,
                         testing::ValuesIn(cases(Testdata / "lint/examples")),
                         [](const auto &Info) { return Info.param; });

/// A rule that `lint --list-rules` promises is one that finds something. LM00
/// and PM038 are found by whoever sees the whole tree.
TEST(LintRules, EachFindsWhatIsPlanted) {
  std::string Planted;
  for (const std::string &Name : cases(Testdata / "lint"))
    Planted += slurp(Testdata / "lint" / (Name + ".c"));
  for (const kernel::Rule &Rule : kernel::rules())
    if (Rule.Lints != kernel::RuleLints::Nothing &&
        Rule.Id != kernel::rule::LM00 && Rule.Id != kernel::rule::PM038)
      EXPECT_THAT(Planted,
                  testing::HasSubstr("lint: " + std::string(Rule.Id) + " "));
}

/// LM00 is found in tables, by whoever sees the whole tree.
TEST(LintExamples, AreThereForEveryLintRule) {
  std::vector<std::string> There = cases(Testdata / "lint/examples");
  for (const kernel::Rule &Rule : kernel::rules())
    if (Rule.Id.starts_with("LM") && Rule.Id != kernel::rule::LM00)
      EXPECT_TRUE(std::count(There.begin(), There.end(), Rule.Id)) << Rule.Id;
}

} // namespace
} // namespace premap
