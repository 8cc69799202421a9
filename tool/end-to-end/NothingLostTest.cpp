// The user's tree and folders when premap writes, and what is said before any
// work when something that it needs is not there.
#include "ForeignTree.h"

#include <sys/stat.h>

using namespace premap::clitest;

namespace {

class NothingLost : public Foreign {
protected:
  /// A copy of the tree in git, configured like the others.
  static std::string repository(const std::string &Name) {
    std::string Copy = scratch(Name);
    fs::remove_all(Copy);
    fs::copy(tree(), Copy, fs::copy_options::recursive);
    git(Copy, {"init", "-q"});
    git(Copy, {"add", "."});
    git(Copy, {"-c", "user.name=n", "-c", "user.email=n@example.org", "commit",
               "-q", "-m", "m"});
    run({PREMAP_BINARY, "configure", Copy, "-p", Copy + ".build", "--arch",
         "x86_64", "-q"});
    return Copy;
  }
  static void git(const std::string &Folder, std::vector<std::string> Words) {
    Words.insert(Words.begin(), {"git", "-C", Folder});
    run(Words);
  }
  static premap::ProcessResult inPlace(const std::string &Tree,
                                       std::vector<std::string> More = {}) {
    More.insert(More.begin(), {"rewrite", Tree, "late_mmap", "--in-place", "-p",
                               Tree + ".build", "--target-api", "7.1", "-q"});
    return premap::clitest::premap(More);
  }
  /// premap with a PATH of \p Programs only.
  static premap::ProcessResult withPrograms(std::vector<std::string> Programs,
                                            std::vector<std::string> Words) {
    fs::remove_all(scratch("few"));
    fs::create_directories(scratch("few"));
    for (const std::string &Program : Programs)
      fs::create_symlink(premap::findProgram(Program),
                         scratch("few/" + Program));
    Words.insert(Words.begin(),
                 {"env", "PATH=" + scratch("few"), PREMAP_BINARY});
    llvm::Expected<premap::ProcessResult> R = premap::runPlainly(Words);
    EXPECT_TRUE(bool(R));
    return R ? *R : premap::ProcessResult();
  }
};

} // namespace

TEST_F(NothingLost, InPlaceKeepsModeAndOtherNames) {
  std::string Tree = repository("kept"), Late = Tree + "/drivers/char/late.c";
  fs::permissions(Late, fs::perms(0600));
  fs::create_hard_link(Late, scratch("other-name.c"));
  premap::ProcessResult R = inPlace(Tree);
  EXPECT_EQ(R.Status, 0) << R.Err;
  EXPECT_TRUE(has(read(Late), "mmap_prepare")) << read(Late);
  EXPECT_EQ(read(scratch("other-name.c")), read(Late));
  EXPECT_EQ(fs::status(Late).permissions(), fs::perms(0600));
  premap::ProcessResult Status =
      run({"git", "-C", Tree, "status", "--porcelain", "--ignored"});
  EXPECT_EQ(Status.Out, " M drivers/char/late.c\n");
  // Once more it would be on top of changes.
  EXPECT_EQ(inPlace(Tree).Status, 2);
  fs::remove(scratch("other-name.c"));
}

/// A tree is unpacked with its .git, and what that says is not the user's word.
TEST_F(NothingLost, ProgramsOfTheRepositoryAreNotRun) {
  std::string Tree = repository("hostile"), Trace = scratch("ran");
  write(scratch("evil"), "#!/bin/sh\ntouch " + Trace + "\ncat\n");
  fs::permissions(scratch("evil"), fs::perms::owner_all);
  write(scratch("hooks/post-index-change"), "#!/bin/sh\ntouch " + Trace + "\n");
  fs::permissions(scratch("hooks/post-index-change"), fs::perms::owner_all);
  write(Tree + "/.gitattributes", "*.c filter=evil diff=evil\n");
  git(Tree, {"add", "."});
  git(Tree, {"-c", "user.name=n", "-c", "user.email=n@example.org", "commit",
             "-q", "-m", "attributes"});
  for (const char *Key :
       {"core.fsmonitor", "diff.external", "diff.evil.textconv",
        "diff.evil.command", "filter.evil.clean", "filter.evil.smudge",
        "core.pager", "core.editor", "core.sshCommand"})
    git(Tree, {"config", Key, scratch("evil")});
  git(Tree, {"config", "core.hooksPath", scratch("hooks")});
  fs::last_write_time(Tree + "/drivers/char/late.c",
                      fs::file_time_type::clock::now() + std::chrono::hours(1));
  premap::ProcessResult R = inPlace(Tree);
  EXPECT_EQ(R.Status, 0) << R.Err;
  EXPECT_TRUE(has(read(Tree + "/drivers/char/late.c"), "mmap_prepare"));
  EXPECT_FALSE(fs::exists(Trace));
  premap::ProcessResult Rewrite =
      premap::clitest::premap({"rewrite", Tree, "ledram_mmap", "-p",
                               Tree + ".build", "--target-api", "7.1", "-q"},
                              Tree);
  EXPECT_EQ(Rewrite.Status, 0) << Rewrite.Err;
  verifyPatch("right-late.patch");
  EXPECT_FALSE(fs::exists(Trace));
  llvm::consumeError(
      premap::runPlainly({"git", "-C", Tree, "status"}).takeError());
  EXPECT_TRUE(fs::exists(Trace)) << "the test's programs work";
}

/// Half an hour of work must not end with it.
TEST_F(NothingLost, WhatPatchesNeedIsMissedBeforeTheWork) {
  std::vector<std::string> Where{"-p", build(), "--target-api", "7.1"};
  for (std::vector<std::string> Command :
       {std::vector<std::string>{"rewrite", tree(), "--no-verify"},
        {"run", tree(), "--no-verify", "-o", scratch("never")},
        {"verify", tree(), "--patch", Patches + "/right-late.patch"}}) {
    Command.insert(Command.end(), Where.begin(), Where.end());
    // Progress would tell of work.
    Command.insert(Command.end(), {"--progress", "always"});
    premap::ProcessResult R = withPrograms({"sh", "make"}, Command);
    EXPECT_EQ(R.Status, 2) << Command[0];
    EXPECT_EQ(R.Err, "premap: git is needed to make patches and not in PATH; "
                     "`premap doctor` says how to install it\n");
    Command.insert(Command.begin(),
                   {"env", "TMPDIR=" + scratch("nowhere"), PREMAP_BINARY});
    llvm::Expected<premap::ProcessResult> Placeless =
        premap::runPlainly(Command);
    ASSERT_TRUE(bool(Placeless));
    EXPECT_EQ(Placeless->Status, 2);
    EXPECT_EQ(Placeless->Err.rfind("premap: cannot create '", 0), 0u)
        << Placeless->Err;
    EXPECT_EQ(Placeless->Err.find('\n'), Placeless->Err.size() - 1)
        << Placeless->Err;
  }
  EXPECT_FALSE(fs::exists(scratch("never")));
}

TEST_F(NothingLost, APatchWithoutTextIsSaid) {
  write(scratch("mode.patch"), "diff --git a/drivers/char/late.c "
                               "b/drivers/char/late.c\n"
                               "old mode 100644\nnew mode 100755\n");
  write(scratch("name.patch"),
        "diff --git a/drivers/char/late.c b/drivers/char/later.c\n"
        "similarity index 100%\nrename from drivers/char/late.c\n"
        "rename to drivers/char/later.c\n");
  for (const char *Name : {"mode.patch", "name.patch"}) {
    premap::ProcessResult R = verify({"--patch", scratch(Name)});
    EXPECT_EQ(R.Status, 0) << Name << R.Err;
    EXPECT_TRUE(has(R.Err, "note: no text of a file changes")) << Name << R.Err;
  }
}

TEST_F(NothingLost, KbuildIsNotStartedWhenThatIsForbidden) {
  std::string None = scratch("unconfigured");
  premap::ProcessResult R = premap::clitest::premap(
      {"run", tree(), "-p", None, "-o", scratch("never"), "--target-api", "7.1",
       "--no-configure"});
  EXPECT_EQ(R.Status, 2) << R.Out;
  EXPECT_TRUE(has(R.Err, "--no-configure forbids it")) << R.Err;
  EXPECT_FALSE(fs::exists(None));
  for (const char *Command : {"scan", "explain", "rewrite", "verify"}) {
    std::vector<std::string> Words{Command, tree(), "-p",
                                   build(), "-q",   "--no-configure"};
    if (Command != std::string("scan"))
      Words.insert(Words.end(), {"late_mmap", "--target-api", "7.1"});
    premap::ProcessResult Done = premap::clitest::premap(Words);
    EXPECT_TRUE(Done.Status == 0 || Done.Status == 3) << Command << Done.Err;
  }
}

TEST_F(NothingLost, WithoutBubblewrapThereIsASentence) {
  premap::ProcessResult R = withPrograms(
      {"sh"}, {"configure", tree(), "-p", scratch("boxed"), "--sandbox"});
  EXPECT_EQ(R.Status, 2) << R.Out;
  EXPECT_TRUE(has(R.Err, "apt-get install bubblewrap")) << R.Err;
}

/// A shell whose folder somebody has removed.
TEST_F(NothingLost, ACurrentFolderThatIsGoneIsSaid) {
  fs::create_directories(scratch("gone"));
  auto runThere = [&](const std::string &More) {
    fs::create_directories(scratch("gone"));
    llvm::Expected<premap::ProcessResult> R = premap::runPlainly(
        {"sh", "-c",
         "cd \"$3\" && rmdir \"$3\" && exec \"$0\" scan \"$1\" -p \"$2\" -q " +
             More,
         PREMAP_BINARY, tree(), build(), scratch("gone")});
    EXPECT_TRUE(bool(R));
    return R ? *R : premap::ProcessResult();
  };
  premap::ProcessResult R = runThere("");
  EXPECT_EQ(R.Status, 2) << R.Err;
  EXPECT_TRUE(has(R.Err, "the current folder is gone")) << R.Err;
  EXPECT_EQ(runThere("-C /").Status, 3) << "broken.c, as always";
}

/// Nobody writes into them.
TEST_F(NothingLost, FifosAreNoInput) {
  std::string Folder = scratch("fifo-build");
  fs::create_directories(Folder);
  run({"mkfifo", Folder + "/compile_commands.json"});
  llvm::Expected<premap::ProcessResult> R = premap::runPlainly(
      {"timeout", "60", PREMAP_BINARY, "scan", tree(), "-p", Folder});
  ASSERT_TRUE(bool(R));
  EXPECT_EQ(R->Status, 2) << R->Err;
  EXPECT_TRUE(has(R->Err, "it is no regular file")) << R->Err;
}
