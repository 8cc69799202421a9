// `premap lint` and `premap baseline` as a CI job uses them: on a sample tree
// that is a git repository.
#include "CliTest.h"

#include "gmock/gmock.h"

#include <memory>
#include <regex>

using namespace premap::clitest;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

namespace {

/// A configured copy of the sample tree with the API of 7.3, in git.
class Lint : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("lint");
    fs::copy(PREMAP_TESTDATA "/tree", tree(), fs::copy_options::recursive);
    replace("Makefile", "PREMAP_API ?= 0", "PREMAP_API ?= 730");
    // It does not parse, which is another test's business.
    fs::remove(tree() + "/drivers/char/broken.c");
    replace("drivers/char/Makefile", "broken.o", "fresh.o");
    write(tree() + "/drivers/char/fresh.c", "int fresh;\n");
    git({"init", "-q", "-b", "main"});
    git({"add", "-A"});
    git({"-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q",
         "-m", "all"});
    premap::ProcessResult Configure = premap::clitest::premap(
        {"configure", tree(), "-p", build(), "--arch", "x86_64", "-q"});
    ASSERT_EQ(Configure.Status, 0) << Configure.Err;
  }
  static void TearDownTestSuite() { Work.reset(); }
  void TearDown() override {
    git({"checkout", "-q", "--", "."});
    git({"clean", "-qfdx"});
  }

  static std::string tree() { return (*Work / "tree").string(); }
  static std::string build() { return (*Work / "build").string(); }
  static void replace(const std::string &File, const std::string &Old,
                      const std::string &New) {
    std::string Text = read(tree() + "/" + File);
    ASSERT_NE(Text.find(Old), std::string::npos) << File;
    Text.replace(Text.find(Old), Old.size(), New);
    write(tree() + "/" + File, Text);
  }
  static void git(std::vector<std::string> Words) {
    Words.insert(Words.begin(), {"git", "-C", tree()});
    run(Words);
  }

  static premap::ProcessResult tool(std::vector<std::string> Words) {
    Words.insert(Words.end(), {"-p", build(), "-q"});
    return premap::clitest::premap(Words);
  }
  static premap::ProcessResult lint(std::vector<std::string> Words) {
    Words.insert(Words.begin(), {"lint", tree()});
    return tool(Words);
  }
  static json lintJson(std::vector<std::string> Words, int Status) {
    Words.insert(Words.end(), {"--output", "json"});
    premap::ProcessResult R = lint(Words);
    EXPECT_EQ(R.Status, Status) << R.Err << R.Out;
    return json::parse(R.Out);
  }
  static std::vector<std::string> newOnes(const json &Report) {
    std::vector<std::string> Names;
    for (const json &F : Report.at("findings"))
      if (F.at("baseline") == "new")
        Names.push_back(F.at("rule").get<std::string>() + " " +
                        F.at("file").get<std::string>());
    return Names;
  }

  inline static std::unique_ptr<Scratch> Work;
};

const std::vector<std::string> OnlyTheNewHook{"LM00 drivers/char/fresh.c"};

} // namespace

TEST_F(Lint, ANewHookIsNewAgainstABaseline) {
  ASSERT_EQ(tool({"baseline", "create", tree()}).Status, 0);
  EXPECT_EQ(newOnes(lintJson({}, 0)), std::vector<std::string>{});
  write(tree() + "/drivers/char/fresh.c", NewDriver);
  EXPECT_EQ(newOnes(lintJson({}, 1)), OnlyTheNewHook);

  // Once it is known, it may move.
  ASSERT_EQ(tool({"baseline", "update", tree()}).Status, 0);
  write(tree() + "/drivers/char/fresh.c", std::string(40, '\n') + NewDriver);
  EXPECT_EQ(newOnes(lintJson({}, 0)), std::vector<std::string>{});

  // Once it is gone, the baseline says so, and gets shorter.
  write(tree() + "/drivers/char/fresh.c", "int fresh;\n");
  json Report = lintJson({}, 0);
  ASSERT_EQ(Report.at("stale").size(), 1u) << Report.dump(1);
  EXPECT_EQ(Report.at("stale")[0].at("kind"), "baseline");
  EXPECT_EQ(Report.at("stale")[0].at("file"), "drivers/char/fresh.c");
  ASSERT_EQ(tool({"baseline", "prune", tree()}).Status, 0);
  EXPECT_TRUE(lintJson({}, 0).at("stale").empty());
}

TEST_F(Lint, SeesWhoTakesATableForOneThatMapsNothing) {
  json Report = lintJson({"--rules", "PM038"}, 1);
  EXPECT_EQ(newOnes(Report),
            std::vector<std::string>{"PM038 fs/stackfs/file.c"});
  EXPECT_TRUE(Report.at("findings")[0].at("table").is_null());
  replace("fs/stackfs/file.c", "!lower->f_op->mmap", "!can_mmap_file(lower)");
  EXPECT_TRUE(lintJson({"--rules", "PM038"}, 0).at("findings").empty());
}

TEST_F(Lint, FollowsTheVmaIntoOtherFiles) {
  const std::string Headers = "#include <linux/fs.h>\n#include <linux/mm.h>\n"
                              "int fresh_map(struct vm_area_struct *vma);\n";
  write(tree() + "/drivers/char/fresh.c",
        Headers + "static int fresh_mmap(struct file *file,\n"
                  "\t\t      struct vm_area_struct *vma)\n{\n"
                  "\treturn fresh_map(vma);\n}\n"
                  "const struct file_operations fresh_fops = {\n"
                  "\t.mmap = fresh_mmap,\n};\n");
  auto helper = [&](const std::string &Check) {
    write(tree() + "/drivers/char/fresh_map.c",
          Headers + "int fresh_map(struct vm_area_struct *vma)\n{\n" + Check +
              "\treturn remap_pfn_range(vma, vma->vm_start, 0x100,\n"
              "\t\t\t       vma->vm_end - vma->vm_start,\n"
              "\t\t\t       vma->vm_page_prot);\n}\n");
  };
  helper("");
  json Report = lintJson({"--rules", "LM01", "--new-from-rev", "HEAD"}, 1);
  EXPECT_EQ(newOnes(Report),
            std::vector<std::string>{"LM01 drivers/char/fresh_map.c"});
  const json &Way = Report.at("findings")[0].at("path");
  ASSERT_EQ(Way.size(), 2u) << Way.dump(1);
  EXPECT_EQ(Way[1].at("message"), "fresh_mmap() calls fresh_map()");
  helper("\tif (vma_pages(vma) > 1)\n\t\treturn -EINVAL;\n");
  EXPECT_TRUE(
      newOnes(lintJson({"--rules", "LM01", "--new-from-rev", "HEAD"}, 0))
          .empty());
}

TEST_F(Lint, BaselinesAreNotOverwrittenUnasked) {
  std::string File = (*Work / "mine.json").string();
  write(File, "my own\n");
  premap::ProcessResult R =
      tool({"baseline", "create", tree(), "--baseline", File});
  EXPECT_EQ(R.Status, 2);
  EXPECT_THAT(R.Err, HasSubstr("is there already"));
  EXPECT_EQ(read(File), "my own\n");
  R = tool({"baseline", "prune", tree(), "--baseline", File});
  EXPECT_EQ(R.Status, 2);
  EXPECT_THAT(R.Err, HasSubstr("this is no JSON"));
  EXPECT_EQ(read(File), "my own\n");
  EXPECT_EQ(lint({"--baseline", File}).Status, 2);
  EXPECT_EQ(tool({"baseline", "update", tree()}).Status, 2)
      << "there is nothing to update";
}

TEST_F(Lint, ComparesWithACommit) {
  EXPECT_EQ(newOnes(lintJson({"--new-from-rev", "HEAD"}, 0)),
            std::vector<std::string>{});
  write(tree() + "/drivers/char/fresh.c", NewDriver);
  EXPECT_EQ(newOnes(lintJson({"--new-from-rev", "HEAD"}, 1)), OnlyTheNewHook);
  // A file that git does not know yet is new as well.
  write(tree() + "/drivers/char/unknown.c", NewDriver);
  EXPECT_EQ(newOnes(lintJson({"--new-from-rev", "HEAD"}, 1)).size(), 2u);
}

TEST_F(Lint, ACommitThatIsNotThereIsAnError) {
  premap::ProcessResult R = lint({"--new-from-rev", "v9.9"});
  EXPECT_EQ(R.Status, 2);
  EXPECT_THAT(R.Err, HasSubstr("git fetch origin v9.9"));
  // What looks like an option is none.
  R = lint({"--new-from-rev=--output=/tmp/x"});
  EXPECT_EQ(R.Status, 2);

  std::string Shallow = (*Work / "shallow").string();
  run({"git", "clone", "-q", "--depth=1", "file://" + tree(), Shallow});
  R = tool({"lint", Shallow, "--new-from-rev", "HEAD~1"});
  EXPECT_EQ(R.Status, 2);
  EXPECT_THAT(R.Err, HasSubstr("git fetch --unshallow"));
  fs::remove_all(Shallow);
}

TEST_F(Lint, ReadsAPatchThatIsThereOrNot) {
  write(tree() + "/drivers/char/fresh.c", NewDriver);
  premap::ProcessResult Diff = run({"git", "-C", tree(), "diff"});
  std::string Patch = (*Work / "new.patch").string();
  write(Patch, Diff.Out);
  EXPECT_EQ(newOnes(lintJson({"--diff", Patch}, 1)), OnlyTheNewHook);
  git({"checkout", "-q", "--", "."});
  EXPECT_EQ(newOnes(lintJson({"--diff", Patch}, 1)), OnlyTheNewHook);
  premap::ProcessResult Piped =
      run({"sh", "-c",
           "\"$1\" lint \"$2\" --diff - -p \"$3\" -q < \"$4\"; test $? = 1",
           "sh", PREMAP_BINARY, tree(), build(), Patch});
  EXPECT_THAT(Piped.Out, HasSubstr("fresh_fops sets the deprecated hook"));
  write(Patch, "no patch at all\n");
  EXPECT_EQ(lint({"--diff", Patch}).Status, 2);
}

TEST_F(Lint, CommentsAndTheAllowListLetPass) {
  std::string Quiet = NewDriver;
  Quiet.replace(Quiet.find("\t.mmap"), 0,
                "\t/* premap: ignore[LM00] stays until 8.0 */\n");
  write(tree() + "/drivers/char/fresh.c", Quiet);
  json Report = lintJson({"--new-from-rev", "HEAD"}, 0);
  EXPECT_EQ(Report.at("summary").at("suppressed"), 1);
  EXPECT_TRUE(Report.at("stale").empty()) << Report.dump(1);

  // Without a reason it is a note, not a silence.
  std::string Bare = NewDriver;
  Bare.replace(Bare.find("\t.mmap"), 0, "\t/* premap: ignore[LM00] */\n");
  write(tree() + "/drivers/char/fresh.c", Bare);
  Report = lintJson({"--new-from-rev", "HEAD"}, 1);
  EXPECT_EQ(Report.at("stale").size(), 1u);

  write(tree() + "/drivers/char/fresh.c", NewDriver);
  std::string Config = (*Work / "allow.yaml").string();
  auto allow = [&](const char *Until) {
    write(Config, std::string("lint:\n  allow:\n    - rule: LM00\n      path: "
                              "drivers/char/*.c\n      function: fresh_mmap\n"
                              "      reason: until 8.0\n      until: ") +
                      Until + "\n");
    return lint({"--new-from-rev", "HEAD", "--config", Config});
  };
  EXPECT_EQ(allow("9999-12-31").Status, 0);
  premap::ProcessResult Ended = allow("2020-01-01");
  EXPECT_EQ(Ended.Status, 1);
  EXPECT_THAT(Ended.Out, HasSubstr("ended on 2020-01-01"));
  EXPECT_EQ(allow("soon").Status, 2);
}

TEST_F(Lint, WithoutSomethingToBeNewAgainstHooksAreNotCounted) {
  json Report = lintJson({"--rules", "LM00"}, 1);
  EXPECT_GT(Report.at("findings").size(), 3u);
  json Default = json::parse(lint({"--output", "json"}).Out);
  EXPECT_EQ(Default.at("schema"), "premap.lint/1");
  for (const json &F : Default.at("findings"))
    EXPECT_NE(F.at("rule"), "LM00");
}

TEST_F(Lint, PathsNarrow) {
  json All = lintJson({"--rules", "LM00"}, 1);
  json One = lintJson({"drivers/char", "--rules", "LM00"}, 1);
  EXPECT_LT(One.at("findings").size(), All.at("findings").size());
  for (const json &F : One.at("findings"))
    EXPECT_THAT(F.at("file"), testing::StartsWith("drivers/char/"));
  EXPECT_EQ(lint({"include/linux/fs.h"}).Status, 0) << "nothing to find there";
  premap::ProcessResult R = lint({"drivers/nowhere"});
  EXPECT_EQ(R.Status, 2);
  EXPECT_THAT(R.Err, HasSubstr("drivers/nowhere"));
}

TEST_F(Lint, OutputIsTheSameForAnyNumberOfProcesses) {
  std::string One = lint({"--rules", "all", "--output", "sarif", "-j1"}).Out;
  EXPECT_EQ(lint({"--rules", "all", "--output", "sarif", "-j3"}).Out, One);
  EXPECT_TRUE(json::accept(One));
}

TEST_F(Lint, WritesSeveralFormatsAtOnce) {
  std::string Sarif = (*Work / "a.sarif").string(),
              GitLab = (*Work / "a.json").string();
  premap::ProcessResult R =
      lint({"--rules", "LM00", "--output", "github", "--output",
            "sarif:" + Sarif, "--output", "gitlab:" + GitLab});
  EXPECT_EQ(R.Status, 1);
  EXPECT_THAT(R.Out, HasSubstr("::error file="));
  EXPECT_EQ(json::parse(read(Sarif)).at("version"), "2.1.0");
  EXPECT_FALSE(json::parse(read(GitLab)).empty());
}

TEST_F(Lint, SpeaksLikeCoccicheck) {
  std::vector<std::string> Few = {"--rules", "LM00", "--mode"};
  auto mode = [&](const std::string &Mode) {
    std::vector<std::string> Words = Few;
    Words.push_back(Mode);
    return lint(Words);
  };
  premap::ProcessResult Report = mode("report");
  EXPECT_EQ(Report.Status, 1) << Report.Err;
  EXPECT_THAT(Report.Out, HasSubstr("drivers/char/ledram.c:"));
  EXPECT_THAT(Report.Out, HasSubstr(": WARNING: "));
  EXPECT_THAT(mode("org").Out,
              HasSubstr("* TODO [[view:drivers/char/ledram.c::face="));
  premap::ProcessResult Context = mode("context");
  EXPECT_THAT(Context.Out, HasSubstr("--- drivers/char/ledram.c\n"));
  EXPECT_TRUE(
      std::regex_search(Context.Out, std::regex("\n-[ \t]*\\.mmap\\s*=")))
      << Context.Out;
  EXPECT_EQ(mode("patch").Status, 2) << "lint makes no patches";
  EXPECT_EQ(lint({"--mode", "org", "--output", "json"}).Status, 2);
}

TEST_F(Lint, ExplainsItsRules) {
  premap::ProcessResult R =
      premap::clitest::premap({"lint", "--explain", "PM004"});
  EXPECT_EQ(R.Status, 0) << R.Err;
  EXPECT_THAT(R.Out, HasSubstr("Right:"));
  EXPECT_EQ(premap::clitest::premap({"lint", "--explain", "PM999"}).Status, 2);
  premap::ProcessResult Other =
      premap::clitest::premap({"lint", "--explain", "PM013"});
  EXPECT_EQ(Other.Status, 2);
  EXPECT_THAT(Other.Err, HasSubstr("lint does not look for PM013, "));
  EXPECT_THAT(premap::clitest::premap({"lint", "--list-rules"}).Out,
              HasSubstr("LM00  "));
  EXPECT_EQ(lint({"--rules", "nonsense"}).Status, 2);
}

namespace {

/// The words that Kbuild gives to CHECK for fresh.c, those of its neighbour but
/// for the name, and the folder.
std::pair<std::vector<std::string>, std::string>
wordsForCheck(const std::string &Build) {
  for (const json &Entry :
       json::parse(read(Build + "/x86_64/compile_commands.json"))) {
    auto renamed = [](const std::string &Text) {
      return std::regex_replace(Text, std::regex("ledram"), "fresh");
    };
    std::string File = Entry.at("file");
    if (File.find("ledram.c") == std::string::npos)
      continue;
    File = renamed(File);
    // Without the compiler, and with the source as the last one.
    std::vector<std::string> List;
    for (const json &Word : Entry.at("arguments"))
      List.push_back(renamed(Word));
    List.erase(List.begin());
    std::erase(List, File);
    List.push_back(File);
    return {List, Entry.at("directory")};
  }
  ADD_FAILURE() << "ledram.c is not compiled";
  return {};
}

} // namespace

TEST_F(Lint, IsTheCheckOfAKernelBuild) {
  auto [Words, Folder] = wordsForCheck(build());
  auto check = [&, &Words = Words,
                &Folder = Folder](std::vector<std::string> Own) {
    Own.insert(Own.begin(), "kbuild");
    Own.insert(Own.end(), {"-D__linux__", "-Wbitwise", "--arch=x86",
                           "-Wp,-MMD,fresh.dep"});
    Own.insert(Own.end(), Words.begin(), Words.end());
    return premap::clitest::premap(Own, Folder);
  };
  EXPECT_EQ(check({}).Err, "") << "no hook in it";
  write(tree() + "/drivers/char/fresh.c", NewDriver);
  premap::ProcessResult R = check({"--rules=LM00"});
  EXPECT_EQ(R.Status, 0) << "a finding does not fail the object";
  EXPECT_THAT(R.Err, HasSubstr("drivers/char/fresh.c:12:"));
  EXPECT_THAT(R.Err, HasSubstr("[LM00, certain]"));
  EXPECT_EQ(R.Out, "");
  EXPECT_EQ(check({"--rules=LM00", "--error"}).Status, 1);
  EXPECT_FALSE(fs::exists(Folder + "/fresh.dep"));

  // What does not compile is not clean.
  write(tree() + "/drivers/char/fresh.c",
        std::string(NewDriver) + "int broken(\n");
  EXPECT_EQ(check({}).Status, 3);
  EXPECT_EQ(premap::clitest::premap({"kbuild"}).Status, 2);
  EXPECT_EQ(premap::clitest::premap({"kbuild", "--severity=x", "a.c"}).Status,
            2);
}
