// What premap says and leaves when something around it is wrong: names, files,
// folders, a full disk, Ctrl-C.
#include "ForeignTree.h"

using namespace premap::clitest;

namespace {

/// Names in a folder.
std::vector<std::string> entries(const std::string &Folder) {
  std::vector<std::string> Names;
  for (const fs::directory_entry &E : fs::directory_iterator(Folder))
    Names.push_back(E.path().filename());
  return Names;
}

/// Whether a process runs whose command line has \p Part.
bool runs(const std::string &Part) {
  for (const fs::directory_entry &E : fs::directory_iterator("/proc")) {
    std::ifstream In(E.path() / "cmdline", std::ios::binary);
    std::stringstream Text;
    Text << In.rdbuf();
    if (Text.str().find(Part) != std::string::npos)
      return true;
  }
  return false;
}

class Trouble : public Foreign {
protected:
  /// An empty folder for temporary files.
  static std::string freshTemporary() {
    fs::remove_all(scratch("tmp"));
    fs::create_directories(scratch("tmp"));
    return scratch("tmp");
  }
  /// `premap verify --patch`, started by other programs.
  static premap::ProcessResult verifyUnder(std::vector<std::string> Words,
                                           const std::string &Patch) {
    Words.insert(Words.end(),
                 {PREMAP_BINARY, "verify", tree(), "--patch", Patch, "-p",
                  build(), "-q", "--target-api", "7.1"});
    llvm::Expected<premap::ProcessResult> R = premap::runPlainly(Words);
    if (R)
      return *R;
    ADD_FAILURE() << llvm::toString(R.takeError());
    return {};
  }
  /// Fails unless premap gave up with one line that has all \p Parts.
  static void expectSentence(const premap::ProcessResult &R,
                             const std::vector<std::string> &Parts) {
    EXPECT_EQ(R.Status, 2) << R.Out;
    EXPECT_EQ(R.Out, "");
    EXPECT_EQ(R.Err.find('\n'), R.Err.size() - 1) << R.Err;
    for (const std::string &Part : Parts)
      EXPECT_TRUE(has(R.Err, Part)) << Part << " is not in\n" << R.Err;
  }
};

} // namespace

TEST_F(Trouble, AnUnknownCommandIsNamed) {
  expectSentence(premap::clitest::premap({"frobnicate", tree()}),
                 {"'frobnicate' is no command"});
}

TEST_F(Trouble, AMisspelledOptionGetsASuggestion) {
  expectSentence(premap::clitest::premap({"--verison"}),
                 {"there is no option --verison; did you mean --version?"});
  expectSentence(premap::clitest::premap({"scan", tree(), "--ouput", "json"}),
                 {"there is no option --ouput; did you mean --output?"});
}

TEST_F(Trouble, TheVersionSaysWhatWasBuiltWithWhat) {
  std::string Out = premap::clitest::premap({"--version"}).Out;
  EXPECT_EQ(Out.rfind("premap 0.", 0), 0u) << Out;
  EXPECT_TRUE(has(Out, "(commit ")) << Out;
  EXPECT_TRUE(has(Out, "LLVM 22.")) << Out;
}

/// As a person who sits in the tree types them.
TEST_F(Trouble, FilesFoldersAndGlobsNameHandlers) {
  for (std::vector<std::string> Names :
       {std::vector<std::string>{"drivers/char/late.c"},
        {"./drivers/char/late.c"},
        {tree() + "/drivers/char/late.c:late_mmap"},
        {"drivers/char/la*"},
        {"late_mm[ae]p"},
        {"late_mmap", "late.c"}}) {
    Names.insert(Names.begin(), {"-C", tree(), "verify"});
    Names.insert(Names.end(), {"-p", build(), "-q", "--target-api", "7.1"});
    premap::ProcessResult R = premap::clitest::premap(Names);
    EXPECT_EQ(R.Status, 0) << Names[3] << R.Err;
    EXPECT_TRUE(has(R.Out, "drivers/char/late.c:late_mmap: converted"))
        << Names[3] << R.Out;
    EXPECT_TRUE(has(R.Out, "\n1 handler:")) << Names[3] << R.Out;
  }
  premap::ProcessResult R = premap::clitest::premap(
      {"rewrite", "drivers/char/", "-p", build(), "-q", "--target-api", "7.1"},
      tree());
  EXPECT_TRUE(has(R.Out, "+++ b/drivers/char/late.c")) << R.Out << R.Err;
  EXPECT_FALSE(has(R.Out, "+++ b/drivers/history/")) << R.Out;
  expectSentence(verify({"drivers/history/*:late_mmap"}),
                 {"there is no mmap handler drivers/history/*:late_mmap"});
}

TEST_F(Trouble, APatchMayComeThroughAPipe) {
  for (const char *How :
       {"--patch - < \"$P\"", "--patch /dev/stdin < \"$P\"",
        "--patch <(cat \"$P\")", "--patch - < <(cat \"$P\")"}) {
    llvm::Expected<premap::ProcessResult> R = premap::runPlainly(
        {"bash", "-c",
         std::string("P=$3; \"$0\" verify \"$1\" -p \"$2\" -q --target-api "
                     "7.1 ") +
             How,
         PREMAP_BINARY, tree(), build(), Patches + "/wrong-any-for-all.patch"});
    ASSERT_TRUE(bool(R));
    EXPECT_EQ(R->Status, 4) << How << R->Out << R->Err;
  }
  expectSentence(verify({"--patch", "/dev/zero"}), {"it is a device"});
}

/// Nobody writes into the pipe.
TEST_F(Trouble, CtrlCEndsTheWaitingForAPatch) {
  std::string Fifo = scratch("patch.fifo"), Tmp = freshTemporary();
  run({"mkfifo", Fifo});
  premap::ProcessResult R = verifyUnder({"env", "TMPDIR=" + Tmp, "timeout",
                                         "--preserve-status", "-s", "INT", "1"},
                                        Fifo);
  EXPECT_EQ(R.Status, 130) << R.Err;
  EXPECT_EQ(entries(Tmp), std::vector<std::string>());
}

TEST_F(Trouble, ErrorsAreJsonWhereJsonWasAsked) {
  premap::ProcessResult R =
      premap::clitest::premap({"scan", scratch("no-tree"), "--output", "json"});
  EXPECT_EQ(R.Status, 2);
  json Error = json::parse(R.Out, nullptr, /*allow_exceptions=*/false);
  ASSERT_TRUE(Error.is_object()) << R.Out;
  EXPECT_EQ(Error.at("schema"), "premap.error/1");
  EXPECT_EQ(Error.at("status"), 2);
  ASSERT_EQ(Error.at("messages").size(), 1u) << R.Out;
  EXPECT_TRUE(has(Error.at("messages")[0], "no-tree' does not exist")) << R.Out;
  EXPECT_TRUE(has(R.Err, "no-tree' does not exist")) << R.Err;
  R = premap::clitest::premap({"scan", "--frob", "--output=json"});
  EXPECT_TRUE(has(R.Out, "premap.error/1")) << R.Out;
}

TEST_F(Trouble, AnUnknownHandlerGetsSuggestions) {
  expectSentence(verify({"lat_mmap"}),
                 {"there is no mmap handler lat_mmap",
                  "did you mean drivers/char/late.c:late_mmap"});
  expectSentence(verify({"drivers/char/late.c:bar_mmap"}),
                 {"did you mean drivers/char/late.c:late_mmap?"});
  expectSentence(verify({"quite_another_thing"}), {"`premap scan`"});
  for (const char *Command : {"explain", "rewrite"})
    expectSentence(
        premap::clitest::premap({Command, tree(), "lat_mmap", "-p", build(),
                                 "-q", "--target-api", "7.1"}),
        {"did you mean drivers/char/late.c:late_mmap"});
}

/// A handler that was named and not looked at is not fine.
TEST_F(Trouble, AHandlerThatCannotBeReadIsIncomplete) {
  for (const char *Command : {"verify", "explain", "rewrite"}) {
    premap::ProcessResult R =
        premap::clitest::premap({Command, tree(), "broken_mmap", "-p", build(),
                                 "-q", "--target-api", "7.1"});
    EXPECT_EQ(R.Status, 3) << Command << R.Out << R.Err;
  }
  EXPECT_TRUE(has(verify({"broken_mmap"}).Out, "drivers/char/broken.c:13: "));
  premap::ProcessResult R = verify({"legacybus_mmap"});
  EXPECT_EQ(R.Status, 3) << R.Err;
  EXPECT_TRUE(has(R.Out, "CONFIG_LEGACY_BUS is not set")) << R.Out;
  EXPECT_EQ(verify({"late_mmap"}).Status, 0);
}

/// Headers are strangers' text as much as drivers are. This one includes itself
/// a million times.
TEST_F(Trouble, AnEndlessHeaderOfTheApiIsNamed) {
  const std::string Header = tree() + "/include/linux/fs.h";
  const std::string Before = read(Header);
  write(tree() + "/include/linux/endless.h", "#if __INCLUDE_LEVEL__ < 60\n"
                                             "#include \"endless.h\"\n"
                                             "#include \"endless.h\"\n"
                                             "#endif\n");
  write(Header, "#include <linux/endless.h>\n" + Before);
  premap::ProcessResult R =
      premap::clitest::premap({"scan", tree(), "-p", build(), "-q",
                               "--no-configure", "--read-seconds", "1"});
  write(Header, Before);
  fs::remove(tree() + "/include/linux/endless.h");
  expectSentence(R, {"reading the API in the headers of " + tree(),
                     "took longer than 1 s of processor time"});
}

/// The command that is offered has to be one that helps.
TEST_F(Trouble, AFolderWithoutAConfigurationIsNamed) {
  std::string None = scratch("none");
  expectSentence(premap::clitest::premap(
                     {"verify", tree(), "-p", None, "--target-api", "7.1"}),
                 {"premap configure " + tree() + " -p " + None});
}

/// Not compared is not the same as fine.
TEST_F(Trouble, AHeaderThatNobodyWasSeenToReadIsIncomplete) {
  std::string Header = "--- a/drivers/char/split/split.h\n"
                       "+++ b/drivers/char/split/split.h\n"
                       "@@ -13,2 +13,2 @@\n"
                       "-int split_mmap(struct file *filp, "
                       "struct vm_area_struct *vma);\n"
                       "+int split_mmap(struct file *f, "
                       "struct vm_area_struct *vma);\n"
                       " int split_setup(struct split_dev *split);\n";
  write(scratch("header.patch"), Header);
  premap::ProcessResult R = verify({"--patch", scratch("header.patch")});
  EXPECT_EQ(R.Status, 3) << R.Out << R.Err;
  for (const char *Part : {"drivers/char/split/split.h: inconclusive",
                           "no hook was checked against the change"})
    EXPECT_TRUE(has(R.Out, Part)) << R.Out;

  // Together with the files that include it, it is.
  R = verifyPatch("split.patch");
  EXPECT_EQ(R.Status, 0) << R.Out << R.Err;
  EXPECT_TRUE(has(R.Out, "note: drivers/char/split/split.h was compared "
                         "through the changed files that include it"))
      << R.Out;
}

TEST_F(Trouble, GitsComplaintIsOneSentence) {
  std::string Stale = read(Patches + "/right-late.patch");
  for (size_t At = 0;
       (At = Stale.find("late_vm_ops", At)) != std::string::npos;)
    Stale.replace(At, 4, "slow");
  write(scratch("stale.patch"), Stale);
  expectSentence(
      verify({"--patch", scratch("stale.patch")}),
      {"stale.patch does not apply to ", "patch failed: drivers/char/late.c:"});
  write(scratch("noise.patch"), std::string(3000, '\xa5'));
  premap::ProcessResult R = verify({"--patch", scratch("noise.patch")});
  expectSentence(R, {"noise.patch is no patch that git understands"});
  EXPECT_FALSE(has(R.Err, "--allow")) << R.Err;
}

/// A file cannot grow, as on a full disk: the patch is not what is to blame.
TEST_F(Trouble, AFullDiskIsNamed) {
  std::string Tmp = freshTemporary();
  premap::ProcessResult R = verifyUnder(
      {"env", "TMPDIR=" + Tmp, "sh", "-c", "ulimit -f 0; exec \"$0\" \"$@\""},
      Patches + "/right-late.patch");
  expectSentence(R, {"cannot write into '" + Tmp});
  EXPECT_FALSE(has(R.Err, "no patch")) << R.Err;
  EXPECT_EQ(entries(Tmp), std::vector<std::string>());

  R = verifyUnder({"env", "TMPDIR=" + scratch("nowhere")},
                  Patches + "/right-late.patch");
  expectSentence(R, {"cannot create '" + scratch("nowhere")});
}

/// Also of the commands that print as they go.
TEST_F(Trouble, AFullStandardOutputIsNamed) {
  for (std::vector<std::string> Command :
       {std::vector<std::string>{"configure", tree(), "-p", build()},
        {"doctor"},
        {"scan", tree(), "-p", build()},
        {"run", tree(), "-p", build(), "-o", scratch("full"), "--target-api",
         "7.1"}}) {
    std::vector<std::string> Words{"sh", "-c", "exec \"$0\" \"$@\" >/dev/full",
                                   PREMAP_BINARY};
    Words.insert(Words.end(), Command.begin(), Command.end());
    llvm::Expected<premap::ProcessResult> R = premap::runPlainly(Words);
    ASSERT_TRUE(bool(R));
    EXPECT_EQ(R->Status, 2) << Command[0];
    EXPECT_TRUE(has(R->Err, "premap: cannot write to standard output"))
        << Command[0] << R->Err;
  }
}

/// Inside of a repository `git apply` skips what is not below the folder where
/// it runs: nothing would be compared, and that called fine.
TEST_F(Trouble, ARepositoryAroundTheTemporaryFilesDoesNotMatter) {
  std::string Tmp = freshTemporary();
  run({"git", "init", "-q"}, Tmp);
  fs::create_directories(Tmp + "/inside");
  premap::ProcessResult R = verifyUnder({"env", "TMPDIR=" + Tmp + "/inside"},
                                        Patches + "/wrong-any-for-all.patch");
  EXPECT_EQ(R.Status, 4) << R.Out << R.Err;
}

TEST_F(Trouble, CtrlCDuringGitLeavesNothing) {
  write(scratch("bin/git"), "#!/bin/sh\nexec sleep 300\n");
  fs::permissions(scratch("bin/git"), fs::perms::owner_all);
  std::string Tmp = freshTemporary();
  write(scratch("interrupted-git.patch"), read(Patches + "/right-late.patch"));
  premap::ProcessResult R = verifyUnder(
      {"env", "TMPDIR=" + Tmp, "PATH=" + scratch("bin") + ":/usr/bin:/bin",
       "timeout", "--preserve-status", "-s", "INT", "1"},
      scratch("interrupted-git.patch"));
  EXPECT_EQ(R.Status, 130) << R.Err;
  EXPECT_EQ(entries(Tmp), std::vector<std::string>());
  EXPECT_FALSE(runs("interrupted-git.patch"));
}

/// A worker hangs in a header that never ends.
TEST_F(Trouble, CtrlCDuringVerificationLeavesNothing) {
  std::string Tmp = freshTemporary();
  write(tree() + "/drivers/char/endless.h",
        "#if __INCLUDE_LEVEL__ < 60\n#include \"endless.h\"\n"
        "#include \"endless.h\"\n#endif\n");
  std::string Text = "#include \"endless.h\"\n" + read(convertedLate());
  fs::create_directories(scratch("a/drivers/char"));
  write(scratch("a/drivers/char/late.c"),
        read(tree() + "/drivers/char/late.c"));
  write(scratch("b/drivers/char/late.c"), Text);
  llvm::Expected<premap::ProcessResult> Diff = premap::runPlainly(
      {"diff", "-u", "a/drivers/char/late.c", "b/drivers/char/late.c"},
      (*Work / "").string());
  ASSERT_TRUE(bool(Diff));
  write(scratch("interrupted.patch"), Diff->Out);
  premap::ProcessResult R = verifyUnder({"env", "TMPDIR=" + Tmp, "timeout",
                                         "--preserve-status", "-s", "INT", "2"},
                                        scratch("interrupted.patch"));
  fs::remove(tree() + "/drivers/char/endless.h");
  EXPECT_EQ(R.Status, 130) << R.Out << R.Err;
  EXPECT_EQ(R.Out, "");
  EXPECT_EQ(entries(Tmp), std::vector<std::string>());
  EXPECT_FALSE(runs("interrupted.patch"));
}

/// Half an hour of work must not end with "cannot create".
TEST_F(Trouble, PlacesForResultsAreLookedAtFirst) {
  premap::ProcessResult Output =
      verify({"--output", "json:" + scratch("no/such/folder.json")});
  EXPECT_EQ(Output.Status, 2) << Output.Out;
  EXPECT_TRUE(
      has(Output.Err, "there is no folder '" + scratch("no/such") + "'"))
      << Output.Err;
  premap::ProcessResult R = premap::clitest::premap(
      {"run", tree(), "-p", build(), "-q", "--target-api", "7.1", "-o",
       "/proc/premap/out"});
  expectSentence(R, {"cannot create"});
}

/// What is printed must not land in the file that took its place.
TEST_F(Trouble, ClosedStandardStreamsAreNoPlaceForText) {
  std::string Json = scratch("closed.json");
  std::vector<std::string> Scan{PREMAP_BINARY, "scan", tree(), "-p", build()};
  auto under = [&](const std::string &Redirection,
                   std::vector<std::string> More) {
    std::vector<std::string> Words{"sh", "-c",
                                   "exec \"$0\" \"$@\" " + Redirection};
    Words.insert(Words.end(), Scan.begin(), Scan.end());
    Words.insert(Words.end(), More.begin(), More.end());
    llvm::Expected<premap::ProcessResult> R = premap::runPlainly(Words);
    EXPECT_TRUE(bool(R));
    return R ? *R : premap::ProcessResult();
  };
  premap::ProcessResult Plain = under("", {"--output", "json:" + Json});
  std::string Wanted = read(Json);
  EXPECT_EQ(Plain.Status, 3) << Plain.Err;

  premap::ProcessResult R = under(">&-", {});
  EXPECT_EQ(R.Status, 2) << R.Err;
  EXPECT_TRUE(has(R.Err, "cannot write to standard output")) << R.Err;
  for (const char *Redirection :
       {">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"}) {
    fs::remove(Json);
    R = under(Redirection,
              {"--output", "json:" + Json, "--progress", "always"});
    EXPECT_EQ(R.Status, 3) << Redirection << R.Err;
    EXPECT_EQ(read(Json), Wanted) << Redirection;
  }
}

/// `premap scan | head -1`
TEST_F(Trouble, AReaderThatLeavesIsNoSignal) {
  llvm::Expected<premap::ProcessResult> R = premap::runPlainly(
      {"bash", "-c",
       "\"$0\" scan \"$1\" -p \"$2\" -q --output json | true; "
       "exit ${PIPESTATUS[0]}",
       PREMAP_BINARY, tree(), build()});
  ASSERT_TRUE(bool(R));
  EXPECT_EQ(R->Status, 3) << R->Err;
}

/// Clang has a pragma that ends it. What a worker took with it is missing, and
/// that must not look like success.
TEST_F(Trouble, AWorkerThatDiesIsNamed) {
  std::string Late = tree() + "/drivers/char/late.c", Old = read(Late);
  std::string Crash = "#pragma clang __debug crash\n";
  write(scratch("crash.c"), Crash + read(convertedLate()));
  premap::ProcessResult R =
      verify({"--new", "drivers/char/late.c=" + scratch("crash.c")});
  EXPECT_EQ(R.Status, 3) << R.Out << R.Err;
  EXPECT_TRUE(has(R.Out, "drivers/char/late.c: inconclusive\n"
                         "    drivers/char/late.c: checking it killed by SIG"))
      << R.Out;

  write(Late, Crash + Old);
  for (std::vector<std::string> Command :
       {std::vector<std::string>{"scan", tree()},
        {"rewrite", tree()},
        {"verify", tree()},
        {"run", tree(), "-o", scratch("crashed")}}) {
    Command.insert(Command.end(), {"-p", build(), "-q", "--target-api", "7.1"});
    R = premap::clitest::premap(Command);
    EXPECT_EQ(R.Status, 3) << Command[0] << R.Err;
    EXPECT_TRUE(has(R.Out + R.Err, "drivers/char/late.c"))
        << Command[0] << R.Out << R.Err;
    EXPECT_TRUE(has(R.Out + R.Err, "reading it killed by SIG"))
        << Command[0] << R.Out << R.Err;
  }
  write(Late, Old);
}

/// A worker's, and one of premap itself, which waits for a patch.
TEST_F(Trouble, ACrashEndsInASentence) {
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "a sanitizer tells of crashes itself";
#endif
  std::string Header = tree() + "/include/linux/fs.h", Old = read(Header);
  write(Header, "#pragma clang __debug crash\n" + Old);
  premap::ProcessResult R =
      premap::clitest::premap({"scan", tree(), "-p", build(), "-q"});
  expectSentence(
      R, {"reading the API in the headers of " + tree(), "killed by SIG"});
  R = premap::clitest::premap({"doctor", tree(), "-p", build()});
  write(Header, Old);
  EXPECT_EQ(R.Status, 5) << R.Out;
  EXPECT_TRUE(has(R.Err, "reading the headers of " + tree() + " killed by SIG"))
      << R.Err;
  R = llvm::cantFail(premap::runPlainly(
      {"sh", "-c",
       "sleep 3 | sh -c '(sleep 1; kill -SEGV $$) & exec \"$0\" \"$@\"' "
       "\"$0\" \"$@\"",
       PREMAP_BINARY, "verify", tree(), "-p", build(), "--patch", "-"}));
  EXPECT_EQ(R.Status, 5) << R.Out;
  EXPECT_TRUE(has(R.Err, "premap: it crashed (SIG")) << R.Err;
}
