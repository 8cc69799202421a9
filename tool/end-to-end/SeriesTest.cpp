// `premap series` on the sample tree, in a git repository and without one: git
// am takes the mails, the user's repository stays as it was, and what cannot
// be the base of a series is refused.
#include "CliTest.h"

#include <map>
#include <memory>
#include <regex>
#include <set>

using namespace premap::clitest;
using nlohmann::json;

namespace {

const std::string Sample = PREMAP_TESTDATA "/tree";

bool has(const std::string &Text, const std::string &Part) {
  return Text.find(Part) != std::string::npos;
}

/// The sample tree as a repository with some history, configured once.
class Series : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("series");
    fs::copy(Sample, tree(), fs::copy_options::recursive);
    premap::ProcessResult Configure = premap::clitest::premap(
        {"configure", tree(), "-p", build(), "--arch", "x86_64", "-q"});
    ASSERT_EQ(Configure.Status, 0) << Configure.Err;
    write(fs::path(tree()) / "scripts/checkpatch.pl",
          "open(F, '>>', '" + scratch("checkpatch-ran") +
              "'); print F 'x';\n"
              "print \"$ARGV[-1]:9: CHECK:LONG_LINE: line is long\\n\";\n"
              "exit 1;\n");
    write(fs::path(tree()) / "scripts/get_maintainer.pl",
          "print \"Ann Char <ann\\@example.org>\\nlist\\@example.org\\n\";\n");
    git({"init", "-q", "-b", "main"});
    git({"config", "user.name", "Test Person"});
    git({"config", "user.email", "test@example.org"});
    commit("Linux 6.12");
    touch("drivers/char/ledram.c", "/* a */\n");
    commit("char: ledram: Say more");
    touch("drivers/char/ledram.c", "/* b */\n");
    commit("char: ledram: Say still more");
    plant();
  }
  static void TearDownTestSuite() { Work.reset(); }

  static std::string scratch(const std::string &Name) {
    return (*Work / Name).string();
  }
  static std::string tree() { return scratch("tree"); }
  static std::string build() { return scratch("build"); }

  static std::string git(std::vector<std::string> Words,
                         const std::string &Where = tree()) {
    Words.insert(Words.begin(),
                 {"git", "-c", "user.name=Test Person", "-c",
                  "user.email=test@example.org", "-c", "commit.gpgSign=false",
                  "-c", "core.hooksPath=/dev/null"});
    return run(Words, Where).Out;
  }
  static void commit(const std::string &Subject) {
    git({"add", "-A"});
    git({"commit", "-q", "-m", Subject});
  }
  static void touch(const std::string &File, const std::string &More) {
    std::ofstream(fs::path(tree()) / File, std::ios::app) << More;
  }

  /// Hooks and settings that would run something, each of which would show.
  static void plant() {
    const std::string Trap = scratch("trap.sh");
    write(Trap, "#!/bin/sh\necho \"$0 $*\" >> " + scratch("sprung") +
                    "\ncat >/dev/null\nexit 0\n");
    fs::permissions(Trap, fs::perms::owner_all);
    for (const char *Hook : {"reference-transaction", "post-commit",
                             "pre-commit", "post-index-change", "post-rewrite",
                             "prepare-commit-msg", "commit-msg"})
      fs::copy(Trap, fs::path(tree()) / ".git/hooks" / Hook,
               fs::copy_options::overwrite_existing);
    for (const char *Name :
         {"core.fsmonitor", "gpg.program", "core.pager", "diff.external",
          "core.sshCommand", "filter.trap.clean", "diff.trap.textconv",
          "diff.trap.command"})
      git({"config", Name, Trap});
    git({"config", "commit.gpgSign", "true"});
    write(fs::path(tree()) / ".git/info/attributes",
          "*.c filter=trap diff=trap\n");
  }

  static premap::ProcessResult series(const std::string &Out,
                                      std::vector<std::string> More,
                                      const std::string &Tree = tree()) {
    More.insert(More.begin(), {"series", Tree, "-o", Out, "-p", build(), "-q",
                               "--target-api", "7.1"});
    return premap::clitest::premap(More);
  }

  static std::vector<fs::path> patches(const std::string &Folder) {
    std::vector<fs::path> Paths;
    for (const fs::directory_entry &E : fs::directory_iterator(Folder)) {
      std::string Name = E.path().filename();
      if (std::regex_match(Name, std::regex("(v\\d+-)?\\d{4}-.*\\.patch")) &&
          !has(Name, "0000-cover-letter"))
        Paths.push_back(E.path());
    }
    std::sort(Paths.begin(), Paths.end());
    return Paths;
  }
  static std::map<std::string, std::string> bytes(const std::string &Folder) {
    std::map<std::string, std::string> All;
    for (const fs::directory_entry &E :
         fs::recursive_directory_iterator(Folder))
      if (E.is_regular_file())
        All[fs::relative(E.path(), Folder)] = read(E.path());
    return All;
  }
  static void am(const std::string &Clone, const std::string &Folder) {
    for (const fs::path &Patch : patches(Folder))
      git({"am", "-q", "--keep-cr", Patch.string()}, Clone);
  }

  inline static std::unique_ptr<Scratch> Work;
};

} // namespace

TEST_F(Series, GitAmMakesTheBranchOnACleanClone) {
  const std::string Out = scratch("whole"), Clone = scratch("clone");
  const std::string Head = git({"rev-parse", "HEAD"});
  const std::string Index = read(fs::path(tree()) / ".git/index");
  premap::ProcessResult R =
      series(Out, {"--branch", "conversions", "-j", "1", "--signoff"});
  ASSERT_EQ(R.Status, 3) << R.Err; // broken.c does not parse

  json Made = json::parse(read(Out + "/series.json"));
  EXPECT_EQ(Made.at("schema"), "premap.series/1");
  EXPECT_EQ(Made.at("base").get<std::string>() + "\n", Head);
  ASSERT_EQ(patches(Out).size(), Made.at("patches").size());
  ASSERT_GT(patches(Out).size(), 5u);

  git({"clone", "-q", "-b", "main", tree(), Clone}, scratch(""));
  am(Clone, Out);
  EXPECT_EQ(git({"rev-parse", "HEAD^{tree}"}, Clone),
            git({"rev-parse", "conversions^{tree}"}));
  const fs::path After = PREMAP_TESTDATA "/tree-after-7.1";
  for (const fs::directory_entry &E : fs::recursive_directory_iterator(After)) {
    fs::path Name = fs::relative(E.path(), After);
    if (E.is_regular_file() && Name != "drivers/char/ledram.c")
      EXPECT_EQ(read(fs::path(Clone) / Name), read(E.path())) << Name;
  }

  // Nothing of the user's has changed but for the branch, and nothing ran.
  EXPECT_EQ(git({"rev-parse", "HEAD"}), Head);
  EXPECT_EQ(read(fs::path(tree()) / ".git/index"), Index);
  EXPECT_FALSE(fs::exists(scratch("sprung"))) << read(scratch("sprung"));

  premap::ProcessResult Again = series(Out, {"--branch", "conversions"});
  EXPECT_EQ(Again.Status, 2);
  EXPECT_TRUE(has(Again.Err, "there is a branch 'conversions'")) << Again.Err;
}

TEST_F(Series, TheMailsSayWhatMaintainersAskFor) {
  const std::string Out = scratch("mails");
  // broken.c is there, and does not parse.
  ASSERT_EQ(series(Out, {"--only", "drivers/char"}).Status, 3);
  json Made = json::parse(read(Out + "/series.json"));
  std::set<std::string> Subjects;
  for (const json &P : Made.at("patches")) {
    const std::string Mail = read(Out + "/" + P.at("file").get<std::string>());
    const std::string Subject = P.at("subject");
    EXPECT_LE(Subject.size(), 75u) << Subject;
    EXPECT_TRUE(Subjects.insert(Subject).second) << Subject;
    EXPECT_TRUE(has(Mail, "From: Test Person <test@example.org>")) << Mail;
    EXPECT_FALSE(has(Mail, "Signed-off-by")) << Mail;
    std::istringstream Lines(Mail.substr(0, Mail.find("\n---\n")));
    for (std::string Line; std::getline(Lines, Line);)
      EXPECT_LE(Line.size(), 78u) << Line;
    for (const json &H : P.at("handlers"))
      EXPECT_TRUE(has(Mail, H.at("new"))) << Mail;
    EXPECT_EQ(P.at("recipients").size(), 2u);
    EXPECT_EQ(P.at("checkpatch").at(0).at("type"), "LONG_LINE");
    if (P.at("files").at(0) == "drivers/char/ledram.c") {
      EXPECT_EQ(P.at("prefix").at("text"), "char: ledram: ");
      EXPECT_EQ(P.at("prefix").at("source"), "file_history");
      EXPECT_EQ(P.at("prefix").at("evidence"),
                "2 of 3 commits of drivers/char/ledram.c");
    }
  }
  // What only works together is in one patch.
  for (const json &P : Made.at("patches"))
    if (has(P.at("files").dump(), "split/"))
      EXPECT_EQ(P.at("files").size(), 3u) << P.dump(1);
  const std::string Cover = read(Out + "/0000-cover-letter.patch");
  for (const char *Part :
       {"THIS IS A PREVIEW", "How this was made", "premap series TREE -o DIR",
        "--only drivers/char", "Not converted, with the first cause",
        "base-commit: ", "--keep-cr"})
    EXPECT_TRUE(has(Cover, Part)) << Part << "\n" << Cover;
  EXPECT_TRUE(has(read(Out + "/recipients.txt"), "Cover letter: 2 recipients"));
}

TEST_F(Series, BytesDoNotDependOnTheWorkers) {
  ASSERT_EQ(series(scratch("one"), {"-j", "1"}).Status, 3);
  ASSERT_EQ(series(scratch("two"), {"-j", "2"}).Status, 3);
  EXPECT_EQ(bytes(scratch("one")), bytes(scratch("two")));
}

TEST_F(Series, WithoutGitTheMailsAreTheSameChanges) {
  const std::string Plain = scratch("plain"), Out = scratch("plain-out"),
                    Clone = scratch("plain-clone");
  fs::copy(Sample, Plain, fs::copy_options::recursive);
  const std::string Build = scratch("plain-build");
  ASSERT_EQ(premap::clitest::premap(
                {"configure", Plain, "-p", Build, "--arch", "x86_64", "-q"})
                .Status,
            0);
  premap::ProcessResult R = premap::clitest::premap(
      {"series", Plain, "-o", Out, "-p", Build, "--target-api", "7.1", "--only",
       "drivers/char"});
  ASSERT_EQ(R.Status, 3) << R.Err;
  // The sample tree has neither script, nor is there a name to sign with.
  for (const char *Part :
       {"the patches are not checked: the tree has no scripts/checkpatch.pl",
        "nobody is named as recipient", "set user.name and user.email"})
    EXPECT_TRUE(has(R.Err, Part)) << R.Err;
  fs::copy(Plain, Clone, fs::copy_options::recursive);
  git({"init", "-q"}, Clone);
  git({"add", "-A"}, Clone);
  git({"commit", "-q", "-m", "tree"}, Clone);
  am(Clone, Out);
  const std::string Cover = read(Out + "/0000-cover-letter.patch");
  EXPECT_TRUE(has(Cover, "from a tree without git history")) << Cover;
  EXPECT_FALSE(has(Cover, "base-commit")) << Cover;
  json Made = json::parse(read(Out + "/series.json"));
  for (const json &P : Made.at("patches"))
    EXPECT_TRUE(P.at("prefix").at("guess")) << P.dump(1);

  R = premap::clitest::premap({"series", Plain, "-o", Out, "-p", Build,
                               "--target-api", "7.1", "--branch", "b"});
  EXPECT_EQ(R.Status, 2);
  EXPECT_TRUE(has(R.Err, "is not the top of a git work tree")) << R.Err;
  R = premap::clitest::premap({"series", Plain, "-o", Out, "-p", Build,
                               "--target-api", "7.1", "--signoff", "--only",
                               "drivers/char/ledram.c"});
  EXPECT_EQ(R.Status, 2);
  EXPECT_TRUE(has(R.Err, "--signoff needs your name")) << R.Err;
}

TEST_F(Series, OptionsChooseAndGroup) {
  const std::string Out = scratch("chosen");
  ASSERT_EQ(series(Out, {"--only", "drivers/char", "--group-by", "one",
                         "--no-tree-scripts"})
                .Status,
            3);
  EXPECT_EQ(patches(Out).size(), 1u);
  EXPECT_TRUE(has(read(Out + "/recipients.txt"), "was not run"));
  ASSERT_EQ(series(Out, {"--only", "drivers/char", "--limit", "2"}).Status, 3);
  EXPECT_EQ(patches(Out).size(), 2u);
  json Made = json::parse(read(Out + "/series.json"));
  EXPECT_TRUE(has(Made.at("left_out").dump(), "--limit leaves it"));
  // Its lock is dropped before the mapping is made, which is a difference.
  ASSERT_EQ(series(Out, {"--only", "arch/x86/kernel/pseudo_lock.c",
                         "--no-include-assumptions"})
                .Status,
            0);
  EXPECT_EQ(patches(Out).size(), 0u);
  Made = json::parse(read(Out + "/series.json"));
  EXPECT_EQ(Made.at("left_out").at(0).at("id"),
            "arch/x86/kernel/pseudo_lock.c:locked_dev_mmap");
}

TEST_F(Series, TheTreesProgramsRunOnlyIfTheyMay) {
  fs::remove(scratch("checkpatch-ran"));
  const std::vector<std::string> Only{"--only", "drivers/char/ledram.c"};
  std::vector<std::string> Without = Only;
  Without.push_back("--no-tree-scripts");
  ASSERT_EQ(series(scratch("scripts"), Without).Status, 0);
  EXPECT_FALSE(fs::exists(scratch("checkpatch-ran")));
  ASSERT_EQ(series(scratch("scripts"), Only).Status, 0);
  EXPECT_TRUE(fs::exists(scratch("checkpatch-ran")));
}

TEST_F(Series, ANewVersionNamesWhatUpstreamHasConverted) {
  const std::string Tree = scratch("upstream"), First = scratch("v1"),
                    Second = scratch("v2"), Build = scratch("v-build");
  git({"clone", "-q", "-b", "main", tree(), Tree}, scratch(""));
  auto versions = [&](const std::string &Out, std::vector<std::string> More) {
    EXPECT_EQ(premap::clitest::premap(
                  {"configure", Tree, "-p", Build, "--arch", "x86_64", "-q"})
                  .Status,
              0);
    More.insert(More.begin(),
                {"series", Tree, "-o", Out, "-p", Build, "-q", "--target-api",
                 "7.1", "--only", "drivers/char/l*.c"});
    return premap::clitest::premap(More);
  };
  ASSERT_EQ(versions(First, {}).Status, 0);
  fs::copy(PREMAP_TESTDATA "/tree-after-7.1/drivers/char/late.c",
           fs::path(Tree) / "drivers/char/late.c",
           fs::copy_options::overwrite_existing);
  git({"commit", "-qam", "late: use mmap_prepare"}, Tree);

  premap::ProcessResult R = versions(Second, {"-v", "2", "--previous", First});
  ASSERT_EQ(R.Status, 0) << R.Err;
  json Made = json::parse(read(Second + "/series.json"));
  EXPECT_EQ(Made.at("dropped").at(0).at("id"), "drivers/char/late.c:late_mmap");
  EXPECT_TRUE(has(Made.at("dropped").at(0).at("reason"),
                  "the tree has it converted, to late_mmap_prepare()"))
      << Made.at("dropped").dump(1);
  const std::string Cover = read(Second + "/v2-0000-cover-letter.patch");
  for (const char *Part : {"[PATCH v2 0/", "Changes since v1:",
                           "no longer in the series", "Range-diff"})
    EXPECT_TRUE(has(Cover, Part)) << Part << "\n" << Cover;

  EXPECT_EQ(versions(Second, {"-v", "3"}).Status, 2);
  R = versions(Second, {"-v", "3", "--previous", scratch("nothing")});
  EXPECT_EQ(R.Status, 2);
  EXPECT_TRUE(has(R.Err, "series.json")) << R.Err;
}

TEST_F(Series, WhatCannotBeABaseIsRefused) {
  auto refused = [&](const std::string &Tree, std::vector<std::string> More,
                     const std::string &Why) {
    premap::ProcessResult R = series(scratch("no"), More, Tree);
    EXPECT_EQ(R.Status, 2) << Why;
    EXPECT_TRUE(has(R.Err, Why)) << R.Err;
  };
  refused(tree(), {"--group-by", "colour"}, "colour");
  refused(tree(), {"--branch", "a..b"}, "cannot name a branch");
  write(*Work / "mine/thesis.tex", "keep");
  premap::ProcessResult Foreign = series(scratch("mine"), {});
  EXPECT_EQ(Foreign.Status, 2);
  EXPECT_TRUE(has(Foreign.Err, "thesis.tex")) << Foreign.Err;

  const std::string Empty = scratch("empty");
  fs::copy(Sample, Empty, fs::copy_options::recursive);
  git({"init", "-q"}, Empty);
  refused(Empty, {}, "without a commit");

  const std::string Dirty = scratch("dirty");
  git({"clone", "-q", "-b", "main", tree(), Dirty}, scratch(""));
  std::ofstream(fs::path(Dirty) / "drivers/char/ledram.c", std::ios::app)
      << "/* mine */\n";
  refused(Dirty, {}, "uncommitted changes");
  const std::string Build = scratch("dirty-build");
  ASSERT_EQ(premap::clitest::premap(
                {"configure", Dirty, "-p", Build, "--arch", "x86_64", "-q"})
                .Status,
            0);
  premap::ProcessResult R = premap::clitest::premap(
      {"series", Dirty, "-o", scratch("no"), "-p", Build, "-q", "--target-api",
       "7.1", "--allow-dirty", "--only", "drivers/char/ledram.c"});
  EXPECT_EQ(R.Status, 2);
  EXPECT_TRUE(has(R.Err, "drivers/char/ledram.c is not what that commit has"))
      << R.Err;
}

/// A commit without a branch is as good a base, and so is a shallow clone.
TEST_F(Series, ADetachedOrShallowHeadIsABase) {
  const std::string Tree = scratch("shallow"), Build = scratch("s-build");
  git({"clone", "-q", "--depth", "1", "-b", "main", "file://" + tree(), Tree},
      scratch(""));
  git({"checkout", "-q", "--detach"}, Tree);
  ASSERT_EQ(premap::clitest::premap(
                {"configure", Tree, "-p", Build, "--arch", "x86_64", "-q"})
                .Status,
            0);
  premap::ProcessResult R = premap::clitest::premap(
      {"series", Tree, "-o", scratch("s-out"), "-p", Build, "--target-api",
       "7.1", "--only", "drivers/char/ledram.c"});
  ASSERT_EQ(R.Status, 0) << R.Err;
  EXPECT_TRUE(has(R.Err, "the history is cut short")) << R.Err;
  EXPECT_EQ(patches(scratch("s-out")).size(), 1u);
}
