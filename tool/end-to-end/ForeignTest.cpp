// `premap verify` on conversions that somebody else wrote: what comes out for
// the patches of testdata/patches.
#include "ForeignTree.h"

using namespace premap::clitest;

namespace {

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
  premap::ProcessResult R =
      verifyPatch("right-late.patch", {"--output", "json"});
  EXPECT_EQ(R.Status, 0) << R.Err;
  json Late = handler(R);
  EXPECT_EQ(Late.at("id"), "drivers/char/late.c:late_mmap");
  EXPECT_EQ(Late.at("verdict"), "equivalent") << R.Out;
  EXPECT_EQ(Late.at("state"), "converted");
  EXPECT_EQ(Late.at("new_handler"), "late_mmap_prepare");
  EXPECT_TRUE(Late.at("counterexample").is_null());

  R = verifyPatch("right-late.patch");
  EXPECT_EQ(R.Status, 0) << R.Err;
  for (const char *Part : {"drivers/char/late.c:late_mmap: converted",
                           "equivalent", "assumes: ", "1 handler: 1 converted"})
    EXPECT_TRUE(has(R.Out, Part)) << Part << " is not in\n" << R.Out;
  EXPECT_FALSE(has(R.Out, "counterexample")) << R.Out;

  // No vm_ops: another file system that maps such a file takes it for
  // anonymous memory.
  R = verifyPatch("right-bar.patch", {"--output", "json"});
  EXPECT_EQ(R.Status, 0) << R.Err;
  json Bar = handler(R);
  EXPECT_EQ(Bar.at("verdict"), "equivalent_with_differences");
  EXPECT_EQ(idsOf(Bar), std::vector<std::string>{"compat_differs"});
}

/// Table, declaration and handler in three files.
TEST_F(Foreign, AHandlerIsFoundInAnotherChangedFile) {
  premap::ProcessResult R = verifyPatch("split.patch", {"--output", "json"});
  EXPECT_EQ(R.Status, 0) << R.Err;
  EXPECT_EQ(handler(R).at("id"), "drivers/char/split/map.c:split_mmap");
  EXPECT_EQ(handler(R).at("verdict"), "equivalent") << R.Out;
  for (const char *Name :
       {"drivers/char/split/map.c:split_mmap",
        "drivers/char/split/core.c:split_mmap", "split_mmap_prepare"})
    EXPECT_EQ(verifyPatch("split.patch", {Name}).Status, 0) << Name;
}

TEST_F(Foreign, EachMistakeOfTheHistoryIsRefuted) {
  for (const Mistake &M : Mistakes) {
    std::string Patch = std::string(M.Patch) + ".patch";
    premap::ProcessResult R = verifyPatch(Patch, {"--output", "json"});
    EXPECT_EQ(R.Status, 4) << Patch << R.Err;
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
    EXPECT_FALSE(has(R.Out, tree())) << R.Out;
    EXPECT_FALSE(has(R.Out, "tree/drivers")) << R.Out;
    expectReadable(M, verifyPatch(Patch).Out);
  }
}

/// The database has candidates only; a changed file that a hook asks is
/// compiled as its neighbours are.
TEST_F(Foreign, ACheckIsLostInAFileWithoutMappings) {
  premap::ProcessResult R =
      verifyPatch("right-wingate.patch", {"--output", "json"});
  EXPECT_EQ(R.Status, 0) << R.Err;
  EXPECT_NE(handler(R).at("verdict"), "different") << R.Out;
  R = verifyPatch("wrong-check-lost-in-sibling.patch", {"--output", "json"});
  EXPECT_EQ(R.Status, 4) << R.Err;
  json H = handler(R);
  EXPECT_EQ(H.at("id"), "drivers/history/wingate.c:wingate_mmap");
  EXPECT_EQ(H.at("verdict"), "different") << R.Out;
  std::vector<std::string> Ids = idsOf(H);
  EXPECT_TRUE(std::count(Ids.begin(), Ids.end(), "now_succeeds")) << R.Out;
}

/// A handler that ignored the failure cannot do so any more: no mistake of the
/// author, but something to know.
TEST_F(Foreign, AnIgnoredRemapErrorIsNamed) {
  premap::ProcessResult R =
      verifyPatch("named-remap-error-returned.patch", {"--output", "json"});
  EXPECT_EQ(R.Status, 0) << R.Err;
  EXPECT_EQ(handler(R).at("verdict"), "equivalent_with_differences");
  std::vector<std::string> Ids = idsOf(handler(R));
  EXPECT_TRUE(std::count(Ids.begin(), Ids.end(), "remap_error_returned"))
      << R.Out;
}

/// Only this driver knows that foo_dev_get() takes something.
TEST_F(Foreign, ADeclaredResourceIsFoundAsALeak) {
  premap::ProcessResult R =
      verifyPatch("wrong-only-if-declared.patch", {"--output", "json"});
  EXPECT_EQ(R.Status, 0) << R.Err;
  std::vector<std::string> Ids = idsOf(handler(R));
  EXPECT_FALSE(std::count(Ids.begin(), Ids.end(), "acquire_in_hook"));

  write(scratch("foo.yaml"),
        "verify:\n  resources: {foo_dev_get: foo_dev_put}\n");
  R = verifyPatch("wrong-only-if-declared.patch",
                  {"--output", "json", "--config", scratch("foo.yaml")});
  EXPECT_EQ(R.Status, 4) << R.Err;
  Ids = idsOf(handler(R));
  EXPECT_TRUE(std::count(Ids.begin(), Ids.end(), "acquire_in_hook")) << R.Out;

  // The tree's own file counts without being named.
  fs::copy(scratch("foo.yaml"), tree() + "/.premap.yaml");
  EXPECT_EQ(verifyPatch("wrong-only-if-declared.patch").Status, 4);
  premap::ProcessResult Dump = verify({"--dump-config", "--paths", "99"});
  fs::remove(tree() + "/.premap.yaml");
  EXPECT_EQ(Dump.Status, 0) << Dump.Err;
  for (const char *Part : {"/.premap.yaml", "foo_dev_get:", "foo_dev_put",
                           "paths:", "99", "seconds:", "20"})
    EXPECT_TRUE(has(Dump.Out, Part)) << Part << Dump.Out;

  write(scratch("bad.yaml"), "verify:\n  second: 3\n");
  for (std::vector<std::string> Command :
       {std::vector<std::string>{"verify", tree()},
        {"rewrite", tree()},
        {"explain", tree(), "foodev_mmap"},
        {"run", tree(), "-o", scratch("out")}}) {
    Command.insert(Command.end(), {"--config", scratch("bad.yaml")});
    R = premap::clitest::premap(Command);
    EXPECT_EQ(R.Status, 2) << Command[0];
    EXPECT_TRUE(has(R.Err, "bad.yaml:2: ")) << R.Err;
    EXPECT_EQ(R.Out, "");
  }
}

TEST_F(Foreign, BrokenCIsInconclusiveWithTheFirstError) {
  premap::ProcessResult R = verifyPatch("broken-c.patch", {"--output", "json"});
  EXPECT_EQ(R.Status, 3) << R.Err;
  json H = handler(R);
  EXPECT_EQ(H.at("verdict"), "inconclusive");
  EXPECT_EQ(idsOf(H), std::vector<std::string>{"not_compiled"});
  EXPECT_TRUE(has(H.at("differences")[0].at("message"),
                  "the new one, drivers/char/late.c:30: use of undeclared "
                  "identifier 'file'"))
      << R.Out;
  // A handler that was named is not called unknown only because of that.
  R = verifyPatch("broken-c.patch", {"late_mmap"});
  EXPECT_EQ(R.Status, 3) << R.Err;
  EXPECT_TRUE(has(R.Out, "late.c:30: ")) << R.Out;
}

TEST_F(Foreign, AHookThatIsGoneIsInconclusive) {
  for (std::vector<std::string> Name :
       {std::vector<std::string>{}, {"bar_mmap"}}) {
    premap::ProcessResult R = verifyPatch("hook-dropped.patch", Name);
    EXPECT_EQ(R.Status, 3) << R.Err;
    EXPECT_TRUE(has(R.Out, "no hook in bar_fops for bar_mmap()")) << R.Out;
  }
}
