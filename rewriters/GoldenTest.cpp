// Runs parse, facts, plan, edits and reparse over the golden pairs of
// testdata/convert and the refusals of testdata/decline, byte for byte.
#include "findings/Inputs.h"
#include "matchers/ApiFeatures.h"
#include "matchers/FactExtractor.h"
#include "matchers/FactIndex.h"
#include "rewriters/Reparse.h"
#include "rewriters/Rewrite.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace premap {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

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

/// How \p File of a case is compiled for PREMAP_API \p Api.
CompileCommand command(const fs::path &File, const std::string &Api,
                       const json &Extra = json::array()) {
  json Flags = json::parse(slurp(Testdata / "convert/flags.json"));
  CompileCommand C;
  C.Directory = File.parent_path();
  C.Folders = {Testdata};
  C.File = File;
  C.Arch = "x86_64";
  for (std::string Flag : Flags["arguments"])
    C.Arguments.push_back(
        replaceAll(replaceAll(Flag, "@tree@", Testdata / "tree"), "@convert@",
                   Testdata / "convert"));
  C.Arguments.push_back("-DPREMAP_API=" + Api);
  for (std::string Flag : Extra)
    C.Arguments.push_back(Flag);
  C.Arguments.push_back(File);
  return C;
}

std::string apiNumber(const std::string &Target) {
  return replaceAll(Target, ".", "") + (Target[0] == '7' ? "0" : "");
}

std::string listed(const std::vector<Reason> &Reasons) {
  std::string Out;
  for (const Reason &R : Reasons)
    Out += R.Rule + " " + R.File + ":" + std::to_string(R.Line) + ": " +
           R.Message + "\n";
  return Out;
}

std::set<std::string> rulesOf(const std::vector<Reason> &Reasons) {
  std::set<std::string> Rules;
  for (const Reason &R : Reasons)
    Rules.insert(R.Rule);
  return Rules;
}

std::set<std::string> strings(const json &List) {
  return std::set<std::string>(List.begin(), List.end());
}

std::string orEmpty(const json &J, const char *Key) {
  auto Found = J.find(Key);
  return Found == J.end() || Found->is_null() ? "" : Found->get<std::string>();
}

/// One file of a case, its facts and the reader of its folder.
struct Case {
  fs::path Folder;
  FactIndex Index;
  FileReader Read;

  explicit Case(const fs::path &File, const json &Flags = json::array())
      : Folder(File.parent_path()),
        Index({extractFacts(command(File, "0", Flags), File.parent_path())}) {
    fs::path Root = Folder;
    Read = [Root](const std::string &Path) -> std::optional<std::string> {
      if (!fs::exists(Root / Path))
        return std::nullopt;
      return slurp(Root / Path);
    };
  }
};

void checkAccepted(const json &Expected, const Plan &P) {
  EXPECT_EQ(P.NewName, orEmpty(Expected, "new_name"));
  EXPECT_EQ(P.Action, orEmpty(Expected, "action"));
  EXPECT_EQ(P.ErrorHook, orEmpty(Expected, "error_hook"));
  EXPECT_EQ(P.ErrorOverride, orEmpty(Expected, "error_override"));
  EXPECT_FALSE(P.Steps.empty());
  if (Expected.contains("warnings"))
    EXPECT_EQ(rulesOf(P.Warnings), strings(Expected["warnings"]))
        << listed(P.Warnings);
}

/// The release whose expectations are those of \p Target. Releases behind the
/// last one that a case names are like it.
std::string expectedAs(const json &Handlers, const std::string &Target) {
  const std::vector<std::string> &All = targetNames();
  size_t Index = std::find(All.begin(), All.end(), Target) - All.begin();
  size_t Last = 0;
  for (size_t I = 0; I < All.size(); ++I)
    for (const json &Handler : Handlers)
      if (Handler["targets"].contains(All[I]))
        Last = I;
  return All[std::min(Index, Last)];
}

/// The text of the case's file for \p Api, which is expected as the release
/// \p Target's; nothing if all are declined.
std::optional<std::string> convert(const Case &C, const json &Handlers,
                                   const std::string &Target,
                                   const ApiFeatures &Api) {
  std::vector<EditGroup> Groups;
  for (const auto &[Name, Handler] : Handlers.items()) {
    SCOPED_TRACE(Name);
    auto Records = C.Index.find(Name);
    EXPECT_EQ(Records.size(), 1u) << "is no handler of the case";
    if (Records.size() != 1 || !Handler["targets"].contains(Target))
      continue;
    const json &Expected = Handler["targets"][Target];
    ConversionInput Input = conversionInput(*Records.front(), C.Index);
    PlanResult Result = plan(Input, Api, C.Read);
    EXPECT_EQ(Result.Accepted ? "convertible" : "declined",
              Expected["state"].get<std::string>())
        << listed(Result.Obstacles);
    if (!Result.Accepted) {
      if (Expected.contains("rules"))
        EXPECT_EQ(rulesOf(Result.Obstacles), strings(Expected["rules"]))
            << listed(Result.Obstacles);
      continue;
    }
    checkAccepted(Expected, *Result.Accepted);
    EXPECT_FALSE(Result.Edits.Edits.empty());
    Groups.push_back(std::move(Result.Edits));
  }
  if (Groups.empty())
    return std::nullopt;
  auto All = mergeGroups(Groups);
  if (!All) {
    ADD_FAILURE() << llvm::toString(All.takeError());
    return std::nullopt;
  }
  return applyEdits(*C.Read("before.c"), *All, "before.c");
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, ConvertsToTheByte) {
  fs::path Folder = Testdata / "convert" / GetParam();
  Case C(Folder / "before.c");
  for (const Diagnostic &D :
       newDiagnostics({command(Folder / "before.c", "0")}, {},
                      {{Folder / "before.c", slurp(Folder / "before.c")}}))
    ADD_FAILURE() << D.Message;
  json Expect = json::parse(slurp(Folder / "expect.json"));
  for (const std::string &Target : targetNames()) {
    SCOPED_TRACE(Target);
    std::string Like = expectedAs(Expect["handlers"], Target);
    fs::path After = Folder / ("after-" + Like + ".c");
    std::optional<std::string> Text =
        convert(C, Expect["handlers"], Like, *featuresOf(Target));
    EXPECT_EQ(Text.has_value(), fs::exists(After));
    if (!Text || !fs::exists(After))
      continue;
    EXPECT_EQ(*Text, slurp(After));
    for (const Diagnostic &D :
         newDiagnostics({command(Folder / "before.c", apiNumber(Target))}, {},
                        {{Folder / "before.c", *Text}}))
      ADD_FAILURE() << D.Line << ": " << D.Message;
  }
}

/// Whether \p Text has the identifier \p Name more often than \p Before.
bool writes(const std::string &Text, const std::string &Before,
            const std::string &Name) {
  auto count = [&](const std::string &In) {
    size_t Count = 0;
    for (size_t At = In.find(Name); At != std::string::npos;
         At = In.find(Name, At + 1)) {
      auto isWord = [](char C) {
        return std::isalnum((unsigned char)C) || C == '_';
      };
      size_t End = At + Name.size();
      Count += (At == 0 || !isWord(In[At - 1]) || !isWord(Name[0])) &&
               (End == In.size() || !isWord(In[End]));
    }
    return Count;
  };
  return count(Text) > count(Before);
}

/// A tree that lacks one declaration of a release gets no text that names it:
/// the hook is spelled otherwise, or declined.
TEST_P(Golden, NamesNothingThatTheTargetLacks) {
  fs::path Folder = Testdata / "convert" / GetParam();
  Case C(Folder / "before.c");
  json Expect = json::parse(slurp(Folder / "expect.json"));
  for (const std::string &Target : targetNames())
    for (const std::string &Lacking : featureNames(*featuresOf(Target))) {
      SCOPED_TRACE(Target + " without " + Lacking);
      std::string Name = Lacking.substr(0, Lacking.find('('));
      json Rest = json::array();
      for (const std::string &Other : featureNames(*featuresOf(Target)))
        if (Other.substr(0, Other.find('(')) != Name)
          Rest.push_back(Other);
      const ApiFeatures Api = Rest.get<ApiFeatures>();
      // A VMA has members of the same names.
      if (size_t Dot = Name.find('.'); Dot != std::string::npos)
        Name = (Name.starts_with("vm_area_desc") ? "desc->" : ".") +
               Name.substr(Dot + 1);
      for (const auto &[Handler, Unused] : Expect["handlers"].items()) {
        auto Records = C.Index.find(Handler);
        ASSERT_EQ(Records.size(), 1u);
        PlanResult Result =
            plan(conversionInput(*Records.front(), C.Index), Api, C.Read);
        if (!Result.Accepted)
          continue;
        auto Edits = mergeGroups({Result.Edits});
        ASSERT_TRUE(bool(Edits)) << llvm::toString(Edits.takeError());
        std::string Before = *C.Read("before.c");
        std::string After = applyEdits(Before, *Edits, "before.c");
        EXPECT_FALSE(writes(After, Before, Name)) << After;
      }
    }
}

std::vector<std::string> foldersBelow(const std::string &Kind,
                                      const std::string &Marker) {
  std::vector<std::string> Out;
  if (fs::exists(Testdata / Kind))
    for (const auto &Entry : fs::recursive_directory_iterator(Testdata / Kind))
      if (Entry.path().filename() == Marker)
        Out.push_back(
            fs::relative(Entry.path().parent_path(), Testdata / Kind));
  std::sort(Out.begin(), Out.end());
  return Out;
}

std::string testName(const testing::TestParamInfo<std::string> &Info) {
  std::string Name = Info.param;
  for (char &C : Name)
    if (!std::isalnum(static_cast<unsigned char>(C)))
      C = '_';
  return Name;
}

INSTANTIATE_TEST_SUITE_P(Convert, Golden,
                         testing::ValuesIn(foldersBelow("convert", "before.c")),
                         testName);

std::vector<std::string> declinedFiles() {
  std::vector<std::string> Out;
  fs::path Root = Testdata / "decline";
  if (fs::exists(Root))
    for (const auto &Entry : fs::recursive_directory_iterator(Root))
      if (Entry.path().extension() == ".json")
        Out.push_back(fs::relative(Entry.path(), Root).replace_extension());
  std::sort(Out.begin(), Out.end());
  return Out;
}

/// Whoever reads a number finds it in the table of README.md.
void expectExplained(const std::set<std::string> &Rules) {
  static const std::string Table =
      slurp(Testdata.parent_path() / "rewriters/README.md");
  for (const std::string &Rule : Rules)
    EXPECT_NE(Table.find("\n| " + Rule + " | "), std::string::npos) << Rule;
}

class Refusal : public testing::TestWithParam<std::string> {};

TEST_P(Refusal, NamesTheRules) {
  fs::path Stem = Testdata / "decline" / GetParam();
  fs::path File = Stem;
  File += ".c";
  fs::path Expectation = Stem;
  Expectation += ".json";
  json Expect = json::parse(slurp(Expectation));
  Case C(File, Expect.value("flags", json::array()));
  for (const auto &[Name, Handler] : Expect["handlers"].items()) {
    SCOPED_TRACE(Name);
    auto Records = C.Index.find(Name);
    ASSERT_EQ(Records.size(), 1u);
    ConversionInput Input = conversionInput(*Records.front(), C.Index);
    json Targets =
        Handler.value("targets", json::array({"6.19", "7.1", "7.2"}));
    for (std::string Target : Targets) {
      SCOPED_TRACE(Target);
      PlanResult Result = plan(Input, *featuresOf(Target), C.Read);
      EXPECT_FALSE(Result.Accepted);
      expectExplained(rulesOf(Result.Obstacles));
      for (const std::string &Rule : strings(Handler["rules"]))
        EXPECT_TRUE(rulesOf(Result.Obstacles).count(Rule))
            << Rule << " is not among\n"
            << listed(Result.Obstacles);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Decline, Refusal, testing::ValuesIn(declinedFiles()),
                         testName);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Refusal);

} // namespace
} // namespace premap
