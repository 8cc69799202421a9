// The commands that README gives for pipelines, word for word, against a
// repository whose last commit brings a hook that is deprecated.
#include "CliTest.h"

#include "gmock/gmock.h"

#include <memory>

using namespace premap::clitest;
using premap::ProcessResult;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

namespace {

/// The lines of README's block that begins with the comment \p First, without
/// their common indent.
std::vector<std::string> block(const std::string &First) {
  std::istringstream Readme(read(PREMAP_TESTDATA "/../README.md"));
  std::vector<std::string> Lines;
  bool Inside = false;
  for (std::string Line; std::getline(Readme, Line);) {
    if (Line.rfind("    # ", 0) == 0 || (!Line.empty() && Line[0] != ' '))
      Inside = Line.rfind("    # " + First, 0) == 0;
    else if (Inside && Line.size() > 4)
      Lines.push_back(Line.substr(4));
  }
  return Lines;
}

/// What a YAML list holds behind \p Item, with the deeper lines that go on with
/// it.
std::vector<std::string> items(const std::vector<std::string> &Lines,
                               const std::string &Item) {
  std::vector<std::string> All;
  size_t Indent = std::string::npos;
  for (const std::string &Line : Lines) {
    size_t At = Line.find_first_not_of(' ');
    if (Line.compare(At, Item.size(), Item) == 0) {
      std::string Text = Line.substr(At + Item.size());
      All.push_back(Text == ">" ? "" : Text);
      Indent = At;
    } else if (Indent != std::string::npos && At > Indent) {
      All.back() += " " + Line.substr(At);
    } else {
      Indent = std::string::npos;
    }
  }
  return All;
}

/// A clone with that commit, and `premap` in the PATH.
class Recipes : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("recipes");
    fs::copy(PREMAP_TESTDATA "/tree", path("origin"),
             fs::copy_options::recursive);
    edit("origin/Makefile", "PREMAP_API ?= 0", "PREMAP_API ?= 730");
    // It does not parse, and the status of an unread file would hide another.
    fs::remove(path("origin/drivers/char/broken.c"));
    edit("origin/drivers/char/Makefile", "broken.o", "fresh.o");
    write(path("origin/drivers/char/fresh.c"), "int fresh;\n");
    git("origin", {"init", "-q", "-b", "master"});
    commit("origin");
    run({"git", "clone", "-q", path("origin"), path("clone")});
    write(path("clone/drivers/char/fresh.c"), NewDriver);
    commit("clone");
    fs::create_directories(path("bin"));
    fs::create_symlink(PREMAP_BINARY, path("bin/premap"));
    // What b4 fetches, by another program of that name.
    write(path("bin/b4"), "#!/bin/sh\nexec git -C '" + path("clone") +
                              "' format-patch -1 --stdout\n");
    fs::permissions(path("bin/b4"), fs::perms::owner_all);
  }
  static void TearDownTestSuite() { Work.reset(); }

  static std::string path(const std::string &Name) {
    return (*Work / Name).string();
  }
  static void edit(const std::string &File, const std::string &Old,
                   const std::string &New) {
    std::string Text = read(path(File));
    ASSERT_NE(Text.find(Old), std::string::npos) << File;
    write(path(File), Text.replace(Text.find(Old), Old.size(), New));
  }
  static void git(const std::string &Repository,
                  std::vector<std::string> Words) {
    Words.insert(Words.begin(),
                 {"git", "-C", path(Repository), "-c", "user.name=A", "-c",
                  "user.email=a@example.org"});
    run(Words);
  }
  static void commit(const std::string &Repository) {
    git(Repository, {"add", "-A"});
    git(Repository, {"commit", "-q", "-m", "change"});
  }

  /// Runs \p Command as a pipeline's shell does.
  static ProcessResult shell(const std::string &Command,
                             const std::string &Repository = "clone") {
    return llvm::cantFail(premap::runPlainly(
        {"env", "PATH=" + path("bin") + ":/usr/bin:/bin",
         "PREMAP_CACHE=" + path("cache"), "GITHUB_BASE_REF=master",
         "CI_MERGE_REQUEST_DIFF_BASE_SHA=origin/master", "sh", "-c", Command},
        path(Repository)));
  }

  /// The first commands of a pipeline succeed, the last finds the new hook.
  static ProcessResult pipeline(const std::vector<std::string> &Commands) {
    ProcessResult Last;
    for (const std::string &Command : Commands) {
      Last = shell(Command);
      EXPECT_EQ(Last.Status, &Command == &Commands.back() ? 1 : 0)
          << Command << "\n"
          << Last.Out << Last.Err;
    }
    return Last;
  }

  static std::unique_ptr<Scratch> Work;
};

std::unique_ptr<Scratch> Recipes::Work;

} // namespace

TEST_F(Recipes, GitHubActions) {
  std::vector<std::string> Commands = items(block("GitHub"), "- run: ");
  ASSERT_THAT(Commands, SizeIs(2));
  ProcessResult R = pipeline(Commands);
  EXPECT_THAT(R.Out, HasSubstr("file=drivers/char/fresh.c,line=12"));
  EXPECT_THAT(read(path("clone/premap.sarif")), HasSubstr("\"LM00\""));
}

TEST_F(Recipes, GitLab) {
  std::vector<std::string> Commands = items(block("GitLab"), "- ");
  ASSERT_THAT(Commands, SizeIs(2));
  ProcessResult R = pipeline(Commands);
  EXPECT_THAT(R.Out, HasSubstr("drivers/char/fresh.c:12:"));
  EXPECT_THAT(read(path("clone/premap.json")), HasSubstr("fresh.c"));
}

TEST_F(Recipes, PlainShell) {
  std::vector<std::string> Commands = block("a plain shell");
  ASSERT_THAT(Commands, SizeIs(3));
  ASSERT_EQ(shell("premap configure . --arch x86_64 -q").Status, 0);
  for (const std::string &Command : {Commands[0], Commands[1]})
    EXPECT_THAT(pipeline({Command}).Out, HasSubstr("drivers/char/fresh.c:12:"));
  // Where the mail is not applied yet. It converts nothing, so nothing can be
  // proved of it.
  ASSERT_EQ(shell("premap configure . --arch x86_64 -q", "origin").Status, 0);
  ProcessResult Verified = shell(Commands[2], "origin");
  EXPECT_EQ(Verified.Status, 3) << Verified.Out << Verified.Err;
  EXPECT_THAT(Verified.Out + Verified.Err, HasSubstr("fresh"));
}
