// Every line of testdata/lint that is marked is found as it says, and nothing
// else is said at `possible` or above.
#include "findings/Lint.h"
#include "findings/Inputs.h"
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

UnitFacts facts(const fs::path &File) {
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
  C.Arguments.push_back(File);
  return extractFacts(C, File.parent_path());
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

std::vector<std::string> cases() {
  std::vector<std::string> Out;
  for (const auto &Entry : fs::directory_iterator(Testdata / "lint"))
    if (Entry.path().extension() == ".c")
      Out.push_back(Entry.path().stem());
  std::sort(Out.begin(), Out.end());
  return Out;
}

INSTANTIATE_TEST_SUITE_P(Lint, LintGolden, testing::ValuesIn(cases()),
                         [](const auto &Info) { return Info.param; });

} // namespace
} // namespace premap
