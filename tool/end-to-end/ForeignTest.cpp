// `premap verify` on conversions that somebody else wrote: the patches of
// testdata/patches, on the sample tree with the drivers of that folder.
#include "CliTest.h"

#include <memory>
#include <optional>

using namespace premap::clitest;
using nlohmann::json;

namespace {

const std::string Patches = PREMAP_TESTDATA "/patches";

/// A configured copy of the sample tree with more drivers, for all tests.
class Foreign : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("foreign");
    fs::copy(PREMAP_TESTDATA "/tree", tree(), fs::copy_options::recursive);
    fs::copy(Patches + "/tree", tree(), fs::copy_options::recursive);
    std::ofstream(tree() + "/drivers/Makefile", std::ios::app)
        << "obj-y += history/\n";
    premap::ProgramResult Configure =
        premap::clitest::premap({"configure", tree(), "-p", build(), "-q"});
    ASSERT_EQ(Configure.ExitStatus, 0) << Configure.ErrorOutput;
  }
  static void TearDownTestSuite() { Work.reset(); }

  static std::string tree() { return (*Work / "tree").string(); }
  static std::string build() { return (*Work / "build").string(); }
  static std::string scratch(const std::string &Name) {
    return (*Work / Name).string();
  }

  static premap::ProgramResult verify(std::vector<std::string> Arguments) {
    Arguments.insert(Arguments.begin(), {"verify", tree()});
    Arguments.insert(Arguments.end(),
                     {"-p", build(), "-q", "--target-api", "7.1"});
    return premap::clitest::premap(Arguments);
  }
  static premap::ProgramResult verifyPatch(const std::string &Name,
                                           std::vector<std::string> More = {}) {
    More.insert(More.begin(), {"--patch", Patches + "/" + Name});
    return verify(More);
  }

  /// The only handler of a JSON report.
  static json handler(const premap::ProgramResult &R) {
    json Report = json::parse(R.Output, nullptr, /*allow_exceptions=*/false);
    if (Report.is_discarded() || Report.at("handlers").size() != 1) {
      ADD_FAILURE() << R.Output << R.ErrorOutput;
      return json::object();
    }
    return Report.at("handlers")[0];
  }
  static std::vector<std::string> idsOf(const json &Handler) {
    std::vector<std::string> Ids;
    for (const json &D : Handler.at("differences"))
      Ids.push_back(D.at("id"));
    return Ids;
  }
  static bool has(const std::string &Text, const std::string &Part) {
    return Text.find(Part) != std::string::npos;
  }
  /// drivers/char/late.c as right-late.patch leaves it.
  static std::string convertedLate() {
    fs::path Copy = *Work / "patched";
    fs::remove_all(Copy);
    write(Copy / "drivers/char/late.c", read(tree() + "/drivers/char/late.c"));
    run({"git", "apply", Patches + "/right-late.patch"}, Copy.string());
    return (Copy / "drivers/char/late.c").string();
  }

  static std::unique_ptr<Scratch> Work;
};

std::unique_ptr<Scratch> Foreign::Work;

/// One mistake that somebody made in a conversion of the kernel.
struct Mistake {
  const char *Patch, *Id, *Difference;
  /// Where the counterexample says that something is done or decided.
  const char *OldPlace, *NewPlace;
};

const Mistake Mistakes[] = {
    {"wrong-reference-in-hook", "drivers/char/refdev.c:refdev_mmap",
     "acquire_in_hook", "drivers/char/refdev.c:47", "drivers/char/refdev.c:47"},
    {"wrong-lock-allocated-in-hook", "drivers/history/hugelock.c:hugelock_mmap",
     "allocation_in_hook", "drivers/history/hugelock.c:25",
     "drivers/history/hugelock.c:25"},
    {"wrong-lookup-apart-from-remap", "drivers/history/slotctl.c:slotctl_mmap",
     "acquire_in_hook", "drivers/history/slotctl.c:36",
     "drivers/history/slotctl.c:33"},
    {"wrong-errno-not-translated", "drivers/char/physwin.c:mmap_physwin",
     "errno_not_translated", "drivers/char/physwin.c:61",
     "drivers/char/physwin.c:61"},
    {"wrong-page-count-rounded-down", "drivers/history/covbuf.c:covbuf_mmap",
     "request_size", "drivers/history/covbuf.c:28",
     "drivers/history/covbuf.c:25"},
    {"wrong-range-edited", "drivers/history/twowin.c:twowin_mmap",
     "request_missing", "drivers/history/twowin.c:30",
     "drivers/history/twowin.c:22"},
    {"wrong-close-without-mapped", "drivers/history/vmewin.c:vmewin_mmap",
     "close_without_mapped", "drivers/history/vmewin.c:39",
     "drivers/history/vmewin.c:25"},
    {"wrong-any-for-all", "drivers/history/rofile.c:rofile_mmap", "now_fails",
     "drivers/history/rofile.c:20", "drivers/history/rofile.c:20"},
};

/// What an author has to find in the text: the call, what either version does
/// with it, and where. No path of this machine, no solver's language.
void expectReadable(const Mistake &M, const std::string &Text) {
  for (const std::string &Part :
       {std::string(M.Id) + ": refuted", std::string(M.Difference),
        std::string("counterexample for "), std::string("mmap(0x"),
        std::string("MAP_"), std::string("page offset 0x"),
        std::string("vm_flags "), std::string("the old version: "),
        std::string("the new version: "), std::string(M.OldPlace),
        std::string(M.NewPlace), std::string("runtime model")})
    EXPECT_NE(Text.find(Part), std::string::npos) << Part << "\n" << Text;
  for (const char *Part : {"/tmp/", "#x", "(bv", "(_ ", "(concat", "(ite"})
    EXPECT_EQ(Text.find(Part), std::string::npos) << Part << "\n" << Text;
}

} // namespace

TEST_F(Foreign, RightConversionsPass) {
  premap::ProgramResult R =
      verifyPatch("right-late.patch", {"--output", "json"});
  EXPECT_EQ(R.ExitStatus, 0) << R.ErrorOutput;
  json Late = handler(R);
  EXPECT_EQ(Late.at("id"), "drivers/char/late.c:late_mmap");
  EXPECT_EQ(Late.at("verdict"), "equivalent") << R.Output;
  EXPECT_EQ(Late.at("state"), "converted");
  EXPECT_EQ(Late.at("new_handler"), "late_mmap_prepare");
  EXPECT_TRUE(Late.at("counterexample").is_null());

  R = verifyPatch("right-late.patch");
  EXPECT_EQ(R.ExitStatus, 0) << R.ErrorOutput;
  for (const char *Part :
       {"drivers/char/late.c:late_mmap: converted", "equivalent",
        "assumes: ", "1 handlers: 1 converted"})
    EXPECT_TRUE(has(R.Output, Part)) << Part << " is not in\n" << R.Output;
  EXPECT_FALSE(has(R.Output, "counterexample")) << R.Output;

  // No vm_ops: another file system that maps such a file takes it for
  // anonymous memory.
  R = verifyPatch("right-bar.patch", {"--output", "json"});
  EXPECT_EQ(R.ExitStatus, 0) << R.ErrorOutput;
  json Bar = handler(R);
  EXPECT_EQ(Bar.at("verdict"), "equivalent_with_differences");
  EXPECT_EQ(idsOf(Bar), std::vector<std::string>{"compat_differs"});
}

/// Table, declaration and handler in three files.
TEST_F(Foreign, AHandlerIsFoundInAnotherChangedFile) {
  premap::ProgramResult R = verifyPatch("split.patch", {"--output", "json"});
  EXPECT_EQ(R.ExitStatus, 0) << R.ErrorOutput;
  EXPECT_EQ(handler(R).at("id"), "drivers/char/split/map.c:split_mmap");
  EXPECT_EQ(handler(R).at("verdict"), "equivalent") << R.Output;
  for (const char *Name :
       {"drivers/char/split/map.c:split_mmap",
        "drivers/char/split/core.c:split_mmap", "split_mmap_prepare"})
    EXPECT_EQ(verifyPatch("split.patch", {Name}).ExitStatus, 0) << Name;
}

TEST_F(Foreign, EachMistakeOfTheHistoryIsRefuted) {
  for (const Mistake &M : Mistakes) {
    std::string Patch = std::string(M.Patch) + ".patch";
    premap::ProgramResult R = verifyPatch(Patch, {"--output", "json"});
    EXPECT_EQ(R.ExitStatus, 4) << Patch << R.ErrorOutput;
    json H = handler(R);
    EXPECT_EQ(H.at("id"), M.Id);
    EXPECT_EQ(H.at("verdict"), "different");
    std::vector<std::string> Ids = idsOf(H);
    EXPECT_TRUE(std::count(Ids.begin(), Ids.end(), M.Difference))
        << M.Difference << " is not in " << H.at("differences").dump(1);
    const json &Example = H.at("counterexample");
    ASSERT_TRUE(Example.is_object()) << Patch;
    for (const char *Key : {"addr", "length", "pgoff", "prot", "flags"})
      EXPECT_TRUE(Example.at("inputs").at("mmap").contains(Key)) << Key;
    EXPECT_TRUE(has(Example.at("old").dump(), M.OldPlace)) << Example.dump(1);
    EXPECT_TRUE(has(Example.at("new").dump(), M.NewPlace)) << Example.dump(1);
    // No path of this machine.
    EXPECT_FALSE(has(R.Output, tree())) << R.Output;
    EXPECT_FALSE(has(R.Output, "tree/drivers")) << R.Output;
    expectReadable(M, verifyPatch(Patch).Output);
  }
}

/// A handler that ignored the failure cannot do so any more: no mistake of the
/// author, but something to know.
TEST_F(Foreign, AnIgnoredRemapErrorIsNamed) {
  premap::ProgramResult R =
      verifyPatch("named-remap-error-returned.patch", {"--output", "json"});
  EXPECT_EQ(R.ExitStatus, 0) << R.ErrorOutput;
  EXPECT_EQ(handler(R).at("verdict"), "equivalent_with_differences");
  std::vector<std::string> Ids = idsOf(handler(R));
  EXPECT_TRUE(std::count(Ids.begin(), Ids.end(), "remap_error_returned"))
      << R.Output;
}

/// Only this driver knows that foo_dev_get() takes something.
TEST_F(Foreign, ADeclaredResourceIsFoundAsALeak) {
  premap::ProgramResult R =
      verifyPatch("wrong-only-if-declared.patch", {"--output", "json"});
  EXPECT_EQ(R.ExitStatus, 0) << R.ErrorOutput;
  std::vector<std::string> Ids = idsOf(handler(R));
  EXPECT_FALSE(std::count(Ids.begin(), Ids.end(), "acquire_in_hook"));

  write(scratch("foo.yaml"),
        "verify:\n  resources: {foo_dev_get: foo_dev_put}\n");
  R = verifyPatch("wrong-only-if-declared.patch",
                  {"--output", "json", "--config", scratch("foo.yaml")});
  EXPECT_EQ(R.ExitStatus, 4) << R.ErrorOutput;
  Ids = idsOf(handler(R));
  EXPECT_TRUE(std::count(Ids.begin(), Ids.end(), "acquire_in_hook"))
      << R.Output;

  // The tree's own file counts without being named.
  fs::copy(scratch("foo.yaml"), tree() + "/.premap.yaml");
  EXPECT_EQ(verifyPatch("wrong-only-if-declared.patch").ExitStatus, 4);
  premap::ProgramResult Dump = verify({"--dump-config", "--paths", "99"});
  fs::remove(tree() + "/.premap.yaml");
  EXPECT_EQ(Dump.ExitStatus, 0) << Dump.ErrorOutput;
  for (const char *Part : {"/.premap.yaml", "foo_dev_get:", "foo_dev_put",
                           "paths:", "99", "seconds:", "20"})
    EXPECT_TRUE(has(Dump.Output, Part)) << Part << Dump.Output;

  write(scratch("bad.yaml"), "verify:\n  second: 3\n");
  for (std::vector<std::string> Command :
       {std::vector<std::string>{"verify", tree()},
        {"rewrite", tree()},
        {"explain", tree(), "foodev_mmap"},
        {"run", tree(), "-o", scratch("out")}}) {
    Command.insert(Command.end(), {"--config", scratch("bad.yaml")});
    R = premap::clitest::premap(Command);
    EXPECT_EQ(R.ExitStatus, 2) << Command[0];
    EXPECT_TRUE(has(R.ErrorOutput, "bad.yaml:2: ")) << R.ErrorOutput;
    EXPECT_EQ(R.Output, "");
  }
}

TEST_F(Foreign, AMailboxIsAppliedInOrder) {
  std::vector<std::string> Mails{"--patch", Patches + "/two.mbox", "--output",
                                 "json", "-j"};
  auto with = [&](const char *Jobs) {
    std::vector<std::string> Arguments = Mails;
    Arguments.push_back(Jobs);
    return verify(Arguments);
  };
  premap::ProgramResult R = with("1");
  EXPECT_EQ(R.ExitStatus, 4) << R.ErrorOutput;
  json Handlers = json::parse(R.Output).at("handlers");
  ASSERT_EQ(Handlers.size(), 2u) << R.Output;
  EXPECT_EQ(Handlers[0].at("id"), "drivers/char/late.c:late_mmap");
  EXPECT_EQ(Handlers[0].at("verdict"), "equivalent");
  EXPECT_EQ(Handlers[1].at("id"), "drivers/history/rofile.c:rofile_mmap");
  EXPECT_EQ(Handlers[1].at("verdict"), "different");
  EXPECT_EQ(with("3").Output, R.Output);

  // Of the two only the good one.
  EXPECT_EQ(verify({"late_mmap", "--patch", Patches + "/two.mbox"}).ExitStatus,
            0);
}

TEST_F(Foreign, APatchThatDoesNotApplyIsAUsageError) {
  std::string Text = read(Patches + "/right-bar.patch");
  size_t At = Text.find("container_of(file->");
  ASSERT_NE(At, std::string::npos);
  Text.replace(At, 12, "contained_in");
  write(scratch("stale.patch"), Text);
  premap::ProgramResult R = verify({"--patch", scratch("stale.patch")});
  EXPECT_EQ(R.ExitStatus, 2);
  EXPECT_EQ(R.Output, "");
  for (const char *Part : {"stale.patch does not apply", "drivers/char/bar.c"})
    EXPECT_TRUE(has(R.ErrorOutput, Part)) << R.ErrorOutput;

  write(scratch("prose.patch"), "This is no patch at all.\n");
  R = verify({"--patch", scratch("prose.patch")});
  EXPECT_EQ(R.ExitStatus, 2);
  EXPECT_TRUE(has(R.ErrorOutput, "prose.patch is no patch")) << R.ErrorOutput;

  R = verify({"--patch", scratch("none.patch")});
  EXPECT_EQ(R.ExitStatus, 2);
  EXPECT_TRUE(has(R.ErrorOutput, "none.patch")) << R.ErrorOutput;
}

TEST_F(Foreign, APatchWithoutAHookSaysSo) {
  premap::ProgramResult R = verifyPatch("no-hook.patch");
  EXPECT_EQ(R.ExitStatus, 0) << R.ErrorOutput;
  for (const char *Part :
       {"note: drivers/char/hits.c sets no mmap hook",
        "note: init/version.c does not speak of mappings", "0 handlers"})
    EXPECT_TRUE(has(R.Output, Part)) << Part << " is not in\n" << R.Output;
}

TEST_F(Foreign, AFileThatIsNotCompiledIsIncomplete) {
  premap::ProgramResult R = verifyPatch("not-compiled.patch");
  EXPECT_EQ(R.ExitStatus, 3) << R.ErrorOutput;
  for (const char *Part :
       {"drivers/char/legacybus.c", "not_compiled", "CONFIG_LEGACY_BUS"})
    EXPECT_TRUE(has(R.Output, Part)) << Part << " is not in\n" << R.Output;
  R = verifyPatch("not-compiled.patch", {"--output", "json"});
  EXPECT_EQ(handler(R).at("state"), "not_compiled");
  EXPECT_TRUE(handler(R).at("verdict").is_null());
}

TEST_F(Foreign, BrokenCIsInconclusiveWithTheFirstError) {
  premap::ProgramResult R = verifyPatch("broken-c.patch", {"--output", "json"});
  EXPECT_EQ(R.ExitStatus, 3) << R.ErrorOutput;
  json H = handler(R);
  EXPECT_EQ(H.at("verdict"), "inconclusive");
  EXPECT_EQ(idsOf(H), std::vector<std::string>{"not_compiled"});
  EXPECT_TRUE(has(H.at("differences")[0].at("message"),
                  "the new one, drivers/char/late.c:30: use of undeclared "
                  "identifier 'file'"))
      << R.Output;
  // A handler that was named is not called unknown only because of that.
  R = verifyPatch("broken-c.patch", {"late_mmap"});
  EXPECT_EQ(R.ExitStatus, 3) << R.ErrorOutput;
  EXPECT_TRUE(has(R.Output, "late.c:30: ")) << R.Output;
}

TEST_F(Foreign, AHookThatIsGoneIsInconclusive) {
  for (std::vector<std::string> Name :
       {std::vector<std::string>{}, {"bar_mmap"}}) {
    premap::ProgramResult R = verifyPatch("hook-dropped.patch", Name);
    EXPECT_EQ(R.ExitStatus, 3) << R.ErrorOutput;
    EXPECT_TRUE(has(R.Output, "no hook in bar_fops for bar_mmap()"))
        << R.Output;
  }
}

TEST_F(Foreign, NewTextsStandForFilesOfTheTree) {
  std::string New = "drivers/char/late.c=" + convertedLate();
  for (const char *Name :
       {"late_mmap", "late_mmap_prepare", "drivers/char/late.c:late_mmap"}) {
    premap::ProgramResult R = verify({Name, "--new", New, "--output", "json"});
    EXPECT_EQ(R.ExitStatus, 0) << Name << R.ErrorOutput;
    EXPECT_EQ(handler(R).at("verdict"), "equivalent") << Name;
  }
  // Any spelling of the path.
  EXPECT_EQ(
      verify({"--new", "drivers/./char//late.c=" + convertedLate()}).ExitStatus,
      0);
  std::string Wrong = read(convertedLate());
  size_t At = Wrong.find("-EINVAL");
  ASSERT_NE(At, std::string::npos);
  Wrong.replace(At, 7, "-ENODEV");
  write(scratch("late.c"), Wrong);
  EXPECT_EQ(
      verify({"late_mmap", "--new", "drivers/char/late.c=" + scratch("late.c")})
          .ExitStatus,
      4);
}

TEST_F(Foreign, WrongUseIsNamed) {
  std::string New = "drivers/char/late.c=" + convertedLate();
  auto expect = [](const std::vector<std::string> &Arguments,
                   const std::string &Part) {
    premap::ProgramResult R = verify(Arguments);
    EXPECT_EQ(R.ExitStatus, 2) << Part << R.Output;
    EXPECT_TRUE(has(R.ErrorOutput, Part)) << Part << " is not in\n"
                                          << R.ErrorOutput;
    EXPECT_EQ(R.Output, "");
  };
  expect({"--new", "drivers/char/late.c=" + scratch("none.c")}, "none.c");
  expect({"--new", "drivers/char/none.c=" + convertedLate()},
         "drivers/char/none.c");
  expect({"--new", "../outside.c=" + convertedLate()}, "outside of the tree");
  expect({"--new", "/etc/passwd=" + convertedLate()}, "outside of the tree");
  expect({"--new", New, "--new", New}, "twice");
  expect({"--new", "late.c"}, "PATH=FILE");
  expect({"nobody_mmap", "--new", New}, "nobody_mmap");
  // One that is there does not hide one that is not.
  expect({"late_mmap", "nobody_mmap", "--new", New}, "nobody_mmap");
  expect({"drivers/char/bar.c:late_mmap", "--new", New},
         "drivers/char/bar.c:late_mmap");
  expect({"--new", New, "--patch", Patches + "/right-late.patch"}, "either");
}

/// A build may reach the tree through a link; its commands must still read the
/// new text, or everything would be equivalent.
TEST_F(Foreign, TheBuildsNameOfTheTreeDoesNotMatter) {
  fs::create_directory_symlink(tree(), scratch("link"));
  json Commands = json::parse(read(build() + "/x86_64/compile_commands.json"));
  std::string Text = Commands.dump();
  for (size_t At = 0; (At = Text.find(tree() + "/", At)) != std::string::npos;)
    Text.replace(At, tree().size(), scratch("link"));
  write(scratch("own/compile_commands.json"), Text);
  premap::ProgramResult R = premap::clitest::premap(
      {"verify", tree(), "--patch", Patches + "/wrong-any-for-all.patch", "-p",
       scratch("own"), "-q", "--target-api", "7.1"});
  EXPECT_EQ(R.ExitStatus, 4) << R.Output << R.ErrorOutput;

  // Without -p the tree's own database counts.
  fs::copy(scratch("own/compile_commands.json"), tree());
  R = premap::clitest::premap({"verify", tree(), "--patch",
                               Patches + "/wrong-any-for-all.patch", "-q",
                               "--target-api", "7.1"});
  fs::remove(tree() + "/compile_commands.json");
  EXPECT_EQ(R.ExitStatus, 4) << R.Output << R.ErrorOutput;
}
