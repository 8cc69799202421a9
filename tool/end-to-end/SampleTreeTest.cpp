// The main job end to end on the bundled sample tree: every handler has the
// class and the state that testdata/tree/EXPECTED.json derives by reading.
#include "CliTest.h"
#include "TextLines.h"

#include <map>
#include <memory>
#include <set>

using namespace premap::clitest;
using nlohmann::json;

namespace {

const std::string Tree = PREMAP_TESTDATA "/tree";

/// The sample tree configured once for all tests of this program.
class SampleTree : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("sample");
    premap::ProcessResult Configure = premap::clitest::premap(
        {"configure", Tree, "-p", build(), "--arch", "x86_64", "-q"});
    ASSERT_EQ(Configure.Status, 0) << Configure.Err;
    Expected = json::parse(read(Tree + "/EXPECTED.json"));
  }
  static void TearDownTestSuite() { Work.reset(); }

  static std::string build() { return (*Work / "build").string(); }

  static premap::ProcessResult tool(std::vector<std::string> Arguments) {
    Arguments.insert(Arguments.end(), {"-p", build(), "-q"});
    return premap::clitest::premap(Arguments);
  }

  static json scan(const std::string &Target) {
    premap::ProcessResult R =
        tool({"scan", Tree, "--tables", "all", "--target-api", Target,
              "--output", "json"});
    // drivers/char/broken.c does not parse, and that is said by the status.
    EXPECT_EQ(R.Status, 3) << R.Err;
    return json::parse(R.Out);
  }

  static std::map<std::string, json> byId(const json &Handlers) {
    std::map<std::string, json> Map;
    for (const json &H : Handlers)
      Map[H.at("id")] = H;
    return Map;
  }

  static std::unique_ptr<Scratch> Work;
  static json Expected;
};

std::unique_ptr<Scratch> SampleTree::Work;
json SampleTree::Expected;

std::set<std::string> rulesOf(const json &Handler, const char *Key) {
  std::set<std::string> Rules;
  for (const json &R : Handler.at(Key))
    Rules.insert(R.at("rule").get<std::string>());
  return Rules;
}

} // namespace

TEST_F(SampleTree, EveryHandlerHasItsClassAndState) {
  std::map<std::string, json> Found = byId(scan("7.1").at("handlers"));
  for (const auto &[Id, Want] : Expected.at("handlers").items()) {
    ASSERT_TRUE(Found.count(Id)) << Id << " was not found";
    const json &H = Found.at(Id);
    EXPECT_EQ(H.at("class"), Want.at("class")) << Id;
    EXPECT_EQ(H.at("state"), Want.at("state")) << Id << H.at("reasons").dump();
    EXPECT_EQ(H.at("ops").size(), Want.at("tables").get<size_t>()) << Id;
    std::set<std::string> Rules = rulesOf(H, "reasons");
    for (const json &Rule : Want.value("rules", json::array()))
      EXPECT_TRUE(Rules.count(Rule))
          << Id << " lacks " << Rule << " in " << H.at("reasons").dump();
    std::set<std::string> Warned = rulesOf(H, "warnings");
    for (const json &Rule : Want.value("warnings", json::array()))
      EXPECT_TRUE(Warned.count(Rule)) << Id << " lacks the note " << Rule;
  }
}

TEST_F(SampleTree, NothingElseIsCalledAHandler) {
  for (const auto &[Id, H] : byId(scan("7.1").at("handlers"))) {
    bool Known =
        Expected.at("handlers").contains(Id) ||
        Expected.at("not_compiled").contains(H.at("file").get<std::string>()) ||
        H.at("file") == "drivers/char/broken.c";
    EXPECT_TRUE(Known) << Id << " is " << H.at("state");
  }
}

TEST_F(SampleTree, AnOlderTargetDeclinesMore) {
  std::map<std::string, json> Found = byId(scan("6.19").at("handlers"));
  unsigned Different = 0;
  for (const auto &[Id, Want] : Expected.at("handlers").items()) {
    if (!Want.contains("6.19"))
      continue;
    ++Different;
    EXPECT_EQ(Found.at(Id).at("state"), Want.at("6.19").at("state")) << Id;
    std::set<std::string> Rules = rulesOf(Found.at(Id), "reasons");
    for (const json &Rule : Want.at("6.19").value("rules", json::array()))
      EXPECT_TRUE(Rules.count(Rule)) << Id << " lacks " << Rule;
  }
  EXPECT_GT(Different, 0u);
}

TEST_F(SampleTree, UnreadFilesAreNamedWithTheirCause) {
  json Scan = scan("7.1");
  std::set<std::string> Incomplete;
  for (const json &F : Scan.at("incomplete"))
    Incomplete.insert(F.at("file").get<std::string>());
  std::set<std::string> Want;
  for (const json &F : Expected.at("parse_failed"))
    Want.insert(F.get<std::string>());
  EXPECT_EQ(Incomplete, Want);
  std::map<std::string, json> Found = byId(Scan.at("handlers"));
  for (const auto &[File, Why] : Expected.at("not_compiled").items()) {
    bool Named = false;
    for (const auto &[Id, H] : Found)
      Named |= H.at("file") == File && H.at("parsed") != "compiled" &&
               !H.at("not_compiled_because").get<std::string>().empty();
    EXPECT_TRUE(Named) << File;
  }
}

TEST_F(SampleTree, WhatNoConfigurationCompilesIsReadBestEffort) {
  json Scan = scan("7.1");
  std::map<std::string, json> Found = byId(Scan.at("handlers"));
  const json &Readable = Expected.at("best_effort");
  for (const auto &[Id, Want] : Readable.items()) {
    ASSERT_TRUE(Found.count(Id)) << Id;
    const json &H = Found.at(Id);
    EXPECT_EQ(H.at("parsed"), "best_effort") << Id << H.at("reasons");
    EXPECT_EQ(H.at("class"), Want.at("class")) << Id;
    EXPECT_EQ(H.at("state"), Want.at("state")) << Id << H.at("reasons");
    EXPECT_EQ(H.at("archs"), json::array()) << Id;
  }
  // Nothing is said of a body with a hole, but which one it is.
  for (const auto &[Id, What] : Expected.at("not_readable").items()) {
    ASSERT_TRUE(Found.count(Id)) << Id;
    const json &H = Found.at(Id);
    EXPECT_EQ(H.at("parsed"), nullptr) << Id;
    EXPECT_EQ(H.at("class"), nullptr) << Id;
    EXPECT_EQ(H.at("state"), "not_compiled") << Id;
    EXPECT_NE(H.at("reasons").dump().find(What.get<std::string>()),
              std::string::npos)
        << H.at("reasons");
  }
  // The counts of both are apart and add up.
  const json &Summary = Scan.at("summary");
  EXPECT_EQ(Summary.at("best_effort").at("handlers"), Readable.size());
  EXPECT_EQ(Summary.at("best_effort").at("by_state"),
            (json{{"convertible", Readable.size()}}));
  size_t Sum = Readable.size();
  for (const auto &[State, Count] : Summary.at("by_state").items())
    Sum += Count.get<size_t>();
  EXPECT_EQ(Summary.at("handlers"), Sum);
}

TEST_F(SampleTree, BestEffortIsConvertedOnDemandOnly) {
  const std::vector<std::string> Rewrite{"rewrite", Tree,       "--target-api",
                                         "7.1",     "--output", "json"};
  std::vector<std::string> OnDemand = Rewrite;
  OnDemand.push_back("--best-effort");
  json Without = json::parse(tool(Rewrite).Out),
       With = json::parse(tool(OnDemand).Out);
  std::map<std::string, json> Left = byId(Without.at("handlers")),
                              Done = byId(With.at("handlers"));
  for (const auto &[Id, Want] : Expected.at("best_effort").items()) {
    std::string File = Id.substr(0, Id.find(':'));
    EXPECT_EQ(Left.at(Id).at("state"), "convertible") << Id;
    EXPECT_FALSE(Without.at("patches").contains(File)) << Id;
    // What has errors elsewhere in its file cannot be verified.
    std::string State = Done.at(Id).at("state");
    if (State == "converted_under_assumptions")
      State = "converted";
    EXPECT_EQ(State, Want.value("rewritten", "converted"))
        << Id << Done.at(Id).dump(1);
    EXPECT_TRUE(Done.at(Id).at("best_effort")) << Id;
    EXPECT_TRUE(With.at("patches").contains(File)) << Id;
  }
  for (const auto &[Id, What] : Expected.at("not_readable").items())
    EXPECT_EQ(Done.at(Id).at("state"), "not_compiled") << Id;
  // The others come out the same.
  EXPECT_EQ(With.at("summary").at("by_state"),
            Without.at("summary").at("by_state"));
}

TEST_F(SampleTree, BestEffortIsSaid) {
  const std::string Says = "read best-effort";
  premap::ProcessResult Scan = tool({"scan", Tree, "--target-api", "7.1"});
  EXPECT_NE(Scan.Out.find(Says), std::string::npos) << Scan.Out;
  premap::ProcessResult Explain =
      tool({"explain", Tree, "legacybus_mmap", "--target-api", "7.1"});
  for (const char *Part :
       {"Read best-effort", "CONFIG_LEGACY_BUS is not set", "--best-effort"})
    EXPECT_NE(Explain.Out.find(Part), std::string::npos) << Explain.Out;
}

TEST_F(SampleTree, TheOutputDoesNotDependOnTheWorkers) {
  std::vector<std::string> Scan{"scan",         Tree,  "--tables", "all",
                                "--target-api", "7.1", "--output", "json"};
  std::vector<std::string> Alone = Scan, Many = Scan;
  Alone.insert(Alone.end(), {"-j", "1"});
  Many.insert(Many.end(), {"-j", "5"});
  EXPECT_EQ(tool(Alone).Out, tool(Many).Out);
}

/// Patches apply with git, and a second run finds nothing left to do.
TEST_F(SampleTree, PatchesApplyAndASecondRunChangesNothing) {
  for (const char *Target : {"6.19", "7.1", "7.2"}) {
    fs::path Copy = *Work / ("copy-" + std::string(Target));
    fs::copy(Tree, Copy, fs::copy_options::recursive);
    premap::ProcessResult First =
        tool({"rewrite", Tree, "--target-api", Target});
    EXPECT_EQ(First.Status, 3) << First.Err;
    ASSERT_FALSE(First.Out.empty());
    write(Copy / "all.patch", First.Out);
    run({"git", "apply", "--check", "all.patch"}, Copy.string());
    run({"git", "apply", "all.patch"}, Copy.string());

    std::string Build = (*Work / ("again-" + std::string(Target))).string();
    premap::ProcessResult Configure = premap::clitest::premap(
        {"configure", Copy.string(), "-p", Build, "--arch", "x86_64", "-q"});
    ASSERT_EQ(Configure.Status, 0) << Configure.Err;
    premap::ProcessResult Second = premap::clitest::premap(
        {"rewrite", Copy.string(), "-p", Build, "-q", "--target-api", Target});
    EXPECT_EQ(Second.Out, "") << Target;
    EXPECT_EQ(Second.Status, 3) << Second.Err;
  }
}

/// All of the tree afterwards, to the byte: what changes, and nothing else.
TEST_F(SampleTree, TheWholeTreeAfterwardsIsTheExpectedOne) {
  const fs::path After = PREMAP_TESTDATA "/tree-after-7.1";
  fs::path Out = *Work / "out-after", Copy = *Work / "copy-after";
  EXPECT_EQ(
      tool({"run", Tree, "-o", Out.string(), "--target-api", "7.1"}).Status, 3);
  fs::copy(Tree, Copy, fs::copy_options::recursive);
  run({"git", "apply", (Out / "all.patch").string()}, Copy.string());
  size_t Changed = 0;
  for (const fs::directory_entry &E : fs::recursive_directory_iterator(Copy)) {
    if (!E.is_regular_file())
      continue;
    fs::path Name = fs::relative(E.path(), Copy);
    bool Expected = fs::exists(After / Name);
    Changed += Expected;
    EXPECT_EQ(read(E.path()), read((Expected ? After : fs::path(Tree)) / Name))
        << Name;
  }
  size_t Files = 0;
  for (const fs::directory_entry &E : fs::recursive_directory_iterator(After))
    Files += E.is_regular_file();
  EXPECT_EQ(Changed, Files);
}

TEST_F(SampleTree, NoRewriteIsRefuted) {
  premap::ProcessResult R =
      tool({"rewrite", Tree, "--target-api", "7.1", "--output", "json"});
  json Report = json::parse(R.Out);
  std::map<std::string, json> Found = byId(Report.at("handlers"));
  for (const auto &[Id, Want] : Expected.at("handlers").items()) {
    if (Want.at("state") != "convertible" || Want.value("inner", false))
      continue;
    ASSERT_TRUE(Found.count(Id)) << Id;
    std::string State = Found.at(Id).at("state");
    EXPECT_TRUE(State == "converted" || State == "converted_under_assumptions")
        << Id << " is " << State << Found.at(Id).dump(1);
  }
}

/// Also if one among them, a hook of the library, assumes something else.
TEST_F(SampleTree, WhatVerdictsAssumeIsSaidOnce) {
  std::string Text = tool({"verify", Tree, "--target-api", "7.1"}).Out;
  const std::string Shared = "another thread changes memory only";
  size_t At = Text.find("\nThe verdicts assume that\n");
  ASSERT_NE(At, std::string::npos) << Text;
  EXPECT_EQ(Text.find(Shared), Text.rfind(Shared)) << Text;
  EXPECT_GT(Text.find(Shared), At) << Text;
  EXPECT_LT(Text.find("assumes: what else has changed is right"), At) << Text;
}

TEST_F(SampleTree, RewritingAsksForATarget) {
  premap::ProcessResult R = tool({"rewrite", Tree});
  EXPECT_EQ(R.Status, 2);
  EXPECT_NE(R.Err.find("--target-api"), std::string::npos);
}

TEST_F(SampleTree, RewriteSpeaksLikeCoccicheck) {
  auto rewrite = [](const std::vector<std::string> &More) {
    std::vector<std::string> Words = {"rewrite", Tree, "drivers/char/ledram.c",
                                      "--target-api", "7.1"};
    Words.insert(Words.end(), More.begin(), More.end());
    return tool(Words).Out;
  };
  EXPECT_EQ(rewrite({"--mode", "patch"}), rewrite({}));
  std::string Report = rewrite({"--mode", "report"});
  EXPECT_EQ(Report.rfind("drivers/char/ledram.c:", 0), 0u) << Report;
  EXPECT_NE(Report.find("() can be an mmap_prepare hook"), std::string::npos);
  EXPECT_NE(rewrite({"--mode", "context"}).find("\n-static int "),
            std::string::npos);
}

TEST_F(SampleTree, AnUnknownHandlerIsAUsageError) {
  for (const char *Command : {"explain", "rewrite"}) {
    premap::ProcessResult R =
        tool({Command, Tree, "no_such_mmap", "--target-api", "7.1"});
    EXPECT_EQ(R.Status, 2) << Command;
    EXPECT_NE(R.Err.find("no_such_mmap"), std::string::npos);
  }
}

TEST_F(SampleTree, ExplainShowsFactsAndPlanOrObstacles) {
  premap::ProcessResult Good =
      tool({"explain", Tree, "mmap_physwin", "--target-api", "7.1"});
  EXPECT_EQ(Good.Status, 0) << Good.Err;
  for (const char *Part :
       {"Used by", "What it does", "  static int mmap_physwin(",
        "^ maps with remap_pfn_range()", "Class remap_pfn_range",
        "Plan for 7.1 (preview)", "Result: "})
    EXPECT_NE(Good.Out.find(Part), std::string::npos) << Part;
  premap::ProcessResult Bad =
      tool({"explain", Tree, "refdev_mmap", "--target-api", "7.1"});
  EXPECT_EQ(Bad.Status, 0) << Bad.Err;
  for (const char *Part : {"Class post_hook", "Not converted", "PM001"})
    EXPECT_NE(Bad.Out.find(Part), std::string::npos) << Part;
}

TEST_F(SampleTree, DoctorSaysWhichArchitecturesThereAre) {
  std::string Said =
      unfolded(premap::clitest::premap({"doctor", Tree, "-p", build()}).Out);
  for (const std::string &Part :
       {std::string("Clang can configure i386, powerpc, x86_64"),
        std::string("of these may compile: powerpc ("),
        "run: premap configure " + Tree + " -p " + build()})
    EXPECT_NE(Said.find(Part), std::string::npos) << Part << "\n" << Said;
  const std::string Empty = (*Work / "a folder").string();
  fs::create_directory(Empty);
  premap::ProcessResult R =
      premap::clitest::premap({"doctor", Tree, "-p", Empty});
  EXPECT_EQ(R.Status, 2);
  // For a shell.
  EXPECT_NE(unfolded(R.Out).find("run: premap configure " + Tree + " -p '" +
                                 Empty + "'"),
            std::string::npos)
      << R.Out;
}

TEST_F(SampleTree, TextFitsInto100Columns) {
  for (const std::vector<std::string> &Words :
       {std::vector<std::string>{"scan", Tree, "--tables", "all"},
        {"plan", Tree},
        {"explain", Tree, "refdev_mmap"},
        {"explain", Tree, "lockwin_mmap"},
        {"verify", Tree}}) {
    std::vector<std::string> Command = Words;
    Command.insert(Command.end(), {"--target-api", "7.1"});
    premap::ProcessResult R = tool(Command);
    EXPECT_GT(R.Out.size(), 500u) << Words[0] << R.Err;
    EXPECT_LE(longestLine(R.Out), 100u) << R.Out;
  }
}

TEST_F(SampleTree, RunLeavesAWholeFolder) {
  fs::path Out = *Work / "out";
  premap::ProcessResult R =
      premap::clitest::premap({"run", Tree, "-o", Out.string(), "-p", build(),
                               "-q", "--target-api", "7.1"});
  EXPECT_EQ(R.Status, 3) << R.Err;
  for (const char *Name : {"summary.txt", "scan.json", "rewrite.json",
                           "declined.txt", "all.patch"})
    EXPECT_TRUE(fs::exists(Out / Name)) << Name;
  fs::path Copy = *Work / "copy-run";
  fs::copy(Tree, Copy, fs::copy_options::recursive);
  std::vector<std::string> Mails;
  json Made = json::parse(read(Out / "series/series.json"));
  for (const json &P : Made.at("patches"))
    Mails.push_back((Out / "series" / P.at("file").get<std::string>()));
  ASSERT_FALSE(Mails.empty());
  // What only works together is in one mail, and nothing else is there.
  unsigned WithSplit = 0;
  for (const std::string &Mail : Mails) {
    run({"git", "apply", Mail}, Copy.string());
    std::string Text = read(Mail);
    if (Text.find("drivers/char/split/") == std::string::npos)
      continue;
    ++WithSplit;
    for (const char *File : {"core.c", "map.c", "split.h"})
      EXPECT_NE(Text.find("+++ b/drivers/char/split/" + std::string(File)),
                std::string::npos)
          << File;
  }
  EXPECT_EQ(WithSplit, 1u);
  for (const char *Name : {"0000-cover-letter.patch", "recipients.txt"})
    EXPECT_TRUE(fs::exists(Out / "series" / Name)) << Name;
  EXPECT_NE(read(Out / "declined.txt").find("refdev_mmap"), std::string::npos);

  // The page that is read first names what is different, and what is missing.
  std::string Summary = read(Out / "summary.txt");
  EXPECT_LE(longestLine(Summary), 100u);
  EXPECT_LE(longestLine(read(Out / "declined.txt")), 100u);
  for (const char *Part :
       {"PM019 compat_differs: if another driver or file system maps",
        "PM005 remap_outside_lock: the mapping is made after",
        "not read: drivers/char/broken.c:13: incomplete definition"})
    EXPECT_NE(Summary.find(Part), std::string::npos) << Part << Summary;
  EXPECT_EQ(Summary.find("broken.c: drivers/char/broken.c"), std::string::npos);
  // Usual rights, as the files have: others may read.
  EXPECT_EQ(fs::status(Out).permissions(),
            fs::status(Out / "series").permissions());

  // A folder that is somebody else's stays as it is, whatever our files that
  // lie in it.
  write(*Work / "mine/notes.txt", "keep");
  write(*Work / "mine/scan.json", read(Out / "scan.json"));
  premap::ProcessResult Refused =
      premap::clitest::premap({"run", Tree, "-o", (*Work / "mine").string(),
                               "-p", build(), "-q", "--target-api", "7.1"});
  EXPECT_EQ(Refused.Status, 2);
  EXPECT_EQ(read(*Work / "mine/notes.txt"), "keep");

  write(*Work / "mine/x86_64/thesis.tex", "keep");
  Refused = premap::clitest::premap({"configure", Tree, "-p",
                                     (*Work / "mine").string(), "--arch",
                                     "x86_64", "-q"});
  EXPECT_EQ(Refused.Status, 2);
  EXPECT_NE(Refused.Err.find("thesis.tex"), std::string::npos) << Refused.Err;
  EXPECT_EQ(read(*Work / "mine/x86_64/thesis.tex"), "keep");
}
