// Upstream's own conversions, on the real API: testdata/linux-7.3/unconverted
// says how each hook looked before, the kernel's text is the new side.
#include "CliTest.h"

#include "tool/CommonOptions.h"
#include "tool/UsedFiles.h"
#include "tool/VerifyInputs.h"

#include "llvm/ADT/StringRef.h"
#include "gmock/gmock.h"

#include <algorithm>
#include <cstdlib>
#include <map>

using namespace premap;
using llvm::StringRef;
namespace fs = std::filesystem;

namespace {

const fs::path Folder = PREMAP_TESTDATA "/linux-7.3/unconverted";

/// One text, as its README says.
struct Unconverted {
  std::string Verdicts; ///< separated by |
  std::vector<std::string> Named;
  std::string Path, Hook;
  std::map<std::string, std::string> Old; ///< by path: the legacy text
};

/// Blanks at the ends go, others become one.
std::string squeezed(StringRef Line) {
  std::string Text;
  for (char C : Line.trim()) {
    char Plain = C == '\t' ? ' ' : C;
    if (Plain != ' ' || Text.back() != ' ')
      Text += Plain;
  }
  return Text;
}

std::vector<std::string> linesOf(StringRef Text) {
  std::vector<std::string> Lines;
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    Lines.push_back(Line.str());
    Text = Rest;
  }
  return Lines;
}

std::string joined(const std::vector<std::string> &Lines) {
  std::string Text;
  for (const std::string &Line : Lines)
    Text += Line + "\n";
  return Text;
}

/// Replaces each definition of \p Name, or only the first. The kernel's style
/// tells where it is: it begins in the first column and ends with a brace
/// there.
std::string withFunction(const std::string &Text, const std::string &Name,
                         const std::string &By, bool OnlyFirst = false) {
  std::vector<std::string> Lines = linesOf(Text), Result;
  bool Found = false;
  for (std::size_t I = 0; I < Lines.size(); ++I) {
    bool Starts =
        !Lines[I].empty() && (std::isalpha(Lines[I][0]) || Lines[I][0] == '_');
    std::size_t Body = I;
    std::string Head;
    while (Starts && Body < Lines.size() && Body < I + 5 && Lines[Body] != "{")
      Head += Lines[Body++] + " ";
    bool Is = Starts && Body < Lines.size() && Lines[Body] == "{" &&
              StringRef(Head).contains(Name + "(") &&
              !StringRef(Head).contains(";");
    if (!Is || (Found && OnlyFirst)) {
      Result.push_back(Lines[I]);
      continue;
    }
    while (Lines[Body] != "}")
      ++Body;
    I = Body;
    Found = true;
    for (const std::string &Line : linesOf(By))
      Result.push_back(Line);
  }
  EXPECT_TRUE(Found) << "no definition of " << Name;
  return joined(Result);
}

std::string withLine(const std::string &Text, const std::string &Rule) {
  std::size_t Arrow = Rule.rfind("->");
  while (Arrow != std::string::npos && Arrow + 2 < Rule.size() &&
         Rule[Arrow + 2] != ' ')
    Arrow = Rule.rfind("->", Arrow - 1);
  if (Arrow == std::string::npos) {
    ADD_FAILURE() << "no arrow in " << Rule;
    return Text;
  }
  std::string From = squeezed(StringRef(Rule).take_front(Arrow)),
              To = squeezed(StringRef(Rule).drop_front(Arrow + 2));
  std::vector<std::string> Lines = linesOf(Text);
  bool Found = false;
  for (std::string &Line : Lines)
    if (squeezed(Line) == From) {
      Line = To;
      Found = true;
    }
  EXPECT_TRUE(Found) << "no line " << From;
  return joined(Lines);
}

class Reader {
public:
  Reader(const fs::path &File, const std::string &Tree) : Tree(Tree) {
    for (const std::string &Line : linesOf(clitest::read(File))) {
      StringRef Rest = Line;
      if (!Rest.consume_front("// ")) {
        Body += Line + "\n";
        continue;
      }
      endFunction();
      auto [Word, Value] = Rest.split(": ");
      order(Word.str(), Value.str());
    }
    endFunction();
  }
  Unconverted Result;

private:
  void order(const std::string &Word, const std::string &Value) {
    if (Word == "verdict")
      Result.Verdicts = Value;
    else if (Word == "named") {
      std::istringstream Ids(Value);
      for (std::string Id; Ids >> Id;)
        Result.Named.push_back(Id);
    } else if (Word == "hook") {
      std::tie(Result.Path, Result.Hook) = splitHook(Value);
    } else if (Word == "in") {
      Path = Value;
      Result.Old[Path] = clitest::read(Tree + "/" + Path);
    } else if (Word == "replace" || Word == "replace first") {
      Function = Value;
      OnlyFirst = Word != "replace";
    } else if (Word == "remove")
      Result.Old[Path] = withFunction(Result.Old[Path], Value, "");
    else if (Word == "line")
      Result.Old[Path] = withLine(Result.Old[Path], Value);
    else
      EXPECT_EQ(Word, "because");
  }

  static std::pair<std::string, std::string> splitHook(StringRef Value) {
    auto [File, Name] = Value.split(':');
    return {File.str(), Name.str()};
  }

  void endFunction() {
    if (!Function.empty())
      Result.Old[Path] =
          withFunction(Result.Old[Path], Function, Body, OnlyFirst);
    Function.clear();
    Body.clear();
  }

  const std::string &Tree;
  std::string Path, Function, Body;
  bool OnlyFirst = false;
};

std::vector<std::string> cases() {
  std::vector<std::string> Names;
  for (const auto &Entry : fs::directory_iterator(Folder))
    if (Entry.path().extension() == ".c")
      Names.push_back(Entry.path().stem().string());
  std::sort(Names.begin(), Names.end());
  return Names;
}

/// The tree and its commands, once for all.
class RealTreeUnconverted : public testing::TestWithParam<std::string> {
protected:
  static void SetUpTestSuite() {
    if (const char *Path = std::getenv("PREMAP_LINUX_TREE"))
      Tree = Path;
    if (Tree.empty())
      return;
    CommonOptions Options;
    Options.Tree = Tree;
    if (const char *Folder = std::getenv("PREMAP_LINUX_BUILD"))
      Options.BuildFolder = Folder;
    Root.emplace(llvm::cantFail(KernelTree::open(Tree)));
    if (auto Loaded = loadDatabase(*Root, Options))
      Database.emplace(std::move(*Loaded));
    else
      llvm::consumeError(Loaded.takeError());
  }
  static void TearDownTestSuite() {
    Database.reset();
    Root.reset();
  }

  void SetUp() override {
    if (!Database)
      GTEST_SKIP() << "PREMAP_LINUX_TREE names no unpacked and configured "
                      "kernel: run ./test.sh";
    if (!StringRef(Root->version()).starts_with("7.3."))
      GTEST_SKIP() << "nobody wrote back the hooks of " << Root->version();
  }

  static inline std::string Tree;
  static inline std::optional<KernelTree> Root;
  static inline std::optional<CompileDatabase> Database;
};

TEST_P(RealTreeUnconverted, HasTheVerdictThatAReaderGives) {
  Unconverted Case = Reader(Folder / (GetParam() + ".c"), Tree).Result;
  FileChanges Changes;
  for (const auto &[Path, Text] : Case.Old)
    Changes[Path] = {Text, clitest::read(Tree + "/" + Path)};
  bool Any = false;
  for (const CompileCommand &Command : Database->commands(Case.Path)) {
    if (Command.Arch != "x86_64")
      continue;
    Any = true;
    verify::VerifyInput Input;
    Input.Main = unitOf(Command);
    Input.Tree = Root->root();
    Input.Handler = Case.Hook;
    for (const auto &[Path, Change] : Changes) {
      Input.OldFiles[Root->absolute(Path)] = Change.Old;
      Input.NewFiles[Root->absolute(Path)] = Change.New;
    }
    for (const std::string &Other : filesUsedBy(Case.Path, Changes)) {
      if (Database->commands(Other).empty())
        GTEST_SKIP() << Other << " defines what the hook calls, and has no "
                     << "command in this database";
      for (const CompileCommand &More : Database->commands(Other))
        if (More.Arch == Command.Arch)
          Input.Others.push_back(unitOf(More));
    }
    for (const verify::VerifyResult &R : verify::verifyUnit(Input)) {
      std::string Verdict = "|" + verify::toString(R.Result) + "|";
      EXPECT_THAT("|" + Case.Verdicts + "|", testing::HasSubstr(Verdict))
          << toJson(R).dump(1);
      std::vector<std::string> Ids;
      for (const verify::Difference &D : R.Differences)
        Ids.push_back(D.Id);
      for (const std::string &Id : Case.Named)
        EXPECT_THAT(Ids, testing::Contains(Id)) << toJson(R).dump(1);
    }
  }
  if (!Any)
    GTEST_SKIP() << Case.Path << " is not compiled for x86_64";
}

INSTANTIATE_TEST_SUITE_P(Upstream, RealTreeUnconverted,
                         testing::ValuesIn(cases()),
                         [](const auto &Info) { return Info.param; });

} // namespace
