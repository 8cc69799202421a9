// `--family`: the sample tree with the files of testdata/families/tree on top.
// For each family what becomes of its callers and members, and the text of all
// files afterwards.
#include "CliTest.h"
#include "TextLines.h"

#include <cstdlib>
#include <map>
#include <memory>
#include <set>

using namespace premap::clitest;
using nlohmann::json;

namespace {

const fs::path Testdata = PREMAP_TESTDATA;

class Family : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("family");
    makeTree(tree());
    premap::ProcessResult Configure = premap::clitest::premap(
        {"configure", tree(), "-p", build(), "--arch", "x86_64", "-q"});
    ASSERT_EQ(Configure.Status, 0) << Configure.Err;
  }
  static void TearDownTestSuite() { Work.reset(); }

  static void makeTree(const std::string &To) {
    fs::copy(Testdata / "tree", To, fs::copy_options::recursive);
    fs::copy(Testdata / "families/tree", To,
             fs::copy_options::recursive |
                 fs::copy_options::overwrite_existing);
  }
  static std::string tree() { return (*Work / "tree").string(); }
  static std::string build() { return (*Work / "build").string(); }

  static premap::ProcessResult run(const std::string &Command,
                                   const std::string &Family,
                                   std::vector<std::string> More = {}) {
    std::vector<std::string> Words{Command, tree(),         "-p",
                                   build(), "-q",           "--family",
                                   Family,  "--target-api", "7.3"};
    Words.insert(Words.end(), More.begin(), More.end());
    return premap::clitest::premap(Words);
  }

  static std::map<std::string, std::string> texts(const fs::path &Folder) {
    std::map<std::string, std::string> All;
    for (const fs::directory_entry &E :
         fs::recursive_directory_iterator(Folder))
      if (E.is_regular_file())
        All[fs::relative(E.path(), Folder)] = read(E.path());
    return All;
  }

  /// The files as they are after the move of \p Family.
  static std::map<std::string, std::string>
  expectedTexts(const std::string &Family) {
    std::map<std::string, std::string> All = texts(tree());
    const fs::path After = Testdata / "families/after" / Family;
    if (fs::exists(After))
      for (const auto &[Path, Text] : texts(After))
        All[Path] = Text;
    return All;
  }

  static void
  check(const std::string &Family, const std::set<std::string> &Converted,
        const std::map<std::string, std::vector<std::string>> &Declined) {
    premap::ProcessResult Run = run("rewrite", Family, {"--output", "json"});
    ASSERT_EQ(Run.Status, 0) << Run.Err << Run.Out;
    json Result = json::parse(Run.Out);
    std::set<std::string> Done, Others;
    for (const json &H : Result.at("handlers")) {
      const std::string Id = H.at("id");
      if (H.at("state") == "converted" ||
          H.at("state") == "converted_under_assumptions") {
        Done.insert(Id);
        continue;
      }
      Others.insert(Id);
      EXPECT_EQ(H.at("state"), "declined") << H.dump(1);
      auto Known = Declined.find(Id);
      ASSERT_NE(Known, Declined.end()) << H.dump(1);
      for (const std::string &Part : Known->second)
        EXPECT_NE(H.at("reasons").dump().find(Part), std::string::npos)
            << Part << "\n"
            << H.dump(1);
    }
    EXPECT_EQ(Done, Converted) << Result.at("handlers").dump(1);
    EXPECT_EQ(Others.size(), Declined.size());
  }

  /// The mails of a series of \p Family, applied to the tree.
  static std::map<std::string, std::string>
  afterSeries(const std::string &Family, size_t Patches) {
    const std::string Out = (*Work / ("out-" + Family)).string();
    const std::string Clone = (*Work / ("clone-" + Family)).string();
    premap::ProcessResult Run =
        run("series", Family, {"-o", Out, "--no-tree-scripts"});
    EXPECT_EQ(Run.Status, 0) << Run.Err;
    makeTree(Clone);
    auto git = [&](std::vector<std::string> Words) {
      Words.insert(Words.begin(), {"git", "-c", "user.name=Test Person", "-c",
                                   "user.email=test@example.org", "-c",
                                   "commit.gpgSign=false"});
      premap::clitest::run(Words, Clone);
    };
    git({"init", "-q"});
    git({"add", "-A"});
    git({"commit", "-q", "-m", "tree"});
    std::vector<std::string> Mails;
    for (const fs::directory_entry &E : fs::directory_iterator(Out))
      if (E.path().extension() == ".patch" &&
          E.path().filename().string().substr(0, 4) != "0000")
        Mails.push_back(E.path());
    std::sort(Mails.begin(), Mails.end());
    EXPECT_EQ(Mails.size(), Patches);
    for (const std::string &Mail : Mails)
      git({"am", "-q", Mail});
    fs::remove_all(fs::path(Clone) / ".git");
    return texts(Clone);
  }

  static std::unique_ptr<Scratch> Work;
};

std::unique_ptr<Scratch> Family::Work;

// sock_no_mmap() is exported: it stays, and four files name the new form. What
// two files share follows in one patch. The caller reads the table once.
TEST_F(Family, AnExportedHookGetsItsNewFormBesideIt) {
  check("proto_ops.mmap",
        {"net/socket.c:sock_mmap", "net/socket.c:sock_no_mmap",
         "net/inet.c:sock_no_mmap", "net/inet6.c:sock_no_mmap",
         "net/local.c:sock_no_mmap", "net/ring.c:sock_no_mmap",
         "net/stream.c:stream_mmap"},
        {{"net/pages.c:pages_mmap", {"vm_insert_page"}}});
  // The record, its caller and the hook beside are in one file; inet.c and
  // inet6.c share the edits of stream_mmap().
  EXPECT_EQ(afterSeries("proto_ops.mmap", 4), expectedTexts("proto_ops.mmap"));
}

TEST_F(Family, AMemberThatCannotMoveKeepsItsVma) {
  check("snd_hwdep_ops.mmap",
        {"sound/hwdep.c:snd_hwdep_mmap", "sound/panel.c:panel_mmap"},
        {{"sound/tape.c:tape_mmap", {"atomic_inc"}}});
  EXPECT_EQ(afterSeries("snd_hwdep_ops.mmap", 2),
            expectedTexts("snd_hwdep_ops.mmap"));
}

TEST_F(Family, OtherCallersOfAMemberKeepIt) {
  check("vfio_device_ops.mmap",
        {"kernel/vfio.c:vfio_fops_mmap", "kernel/vfio_board.c:vfio_board_mmap",
         "kernel/vfio_variant.c:vfio_board_mmap"},
        {{"kernel/vfio_variant.c:vfio_strict_mmap", {"vfio_board_mmap()"}}});
  // The prototype beside the old one is in the header of the record.
  EXPECT_EQ(afterSeries("vfio_device_ops.mmap", 2),
            expectedTexts("vfio_device_ops.mmap"));
}

TEST_F(Family, TheCallersFileIsTheDescriptors) {
  check("kvm_device_ops.mmap",
        {"kernel/kvm.c:kvm_device_mmap", "kernel/kvm.c:timer_mmap"}, {});
  EXPECT_EQ(afterSeries("kvm_device_ops.mmap", 1),
            expectedTexts("kvm_device_ops.mmap"));
}

// Nobody is left who wants a VMA: the caller becomes native, the record has but
// the new form, and an error of a member's own is the core's to keep. One
// without the others would not compile, so there is one patch.
TEST_F(Family, MovesInOneStepWhereEverybodyCan) {
  check("lcd_ctrl.mmap",
        {"kernel/omapfb.c:omapfb_mmap", "kernel/omapfb.c:internal_mmap",
         "kernel/hwa.c:hwa_mmap"},
        {});
  EXPECT_EQ(afterSeries("lcd_ctrl.mmap", 1), expectedTexts("lcd_ctrl.mmap"));
}

TEST_F(Family, IsDeclinedWhereNobodyCallsIt) {
  check("uacce_ops.mmap", {},
        {{"kernel/uacce.c:queue_mmap",
          {"nothing that was read calls uacce_ops.mmap"}}});
}

TEST_F(Family, IsDeclinedWhereTheCallerIsNoHookOrTheMemberIsRead) {
  check("bpf_map_ops.map_mmap", {},
        {{"kernel/bpf.c:array_mmap",
          {"bpf_do_mmap(), which calls bpf_map_ops.map_mmap, is not itself the "
           "mmap hook of a file",
           "reads bpf_map_ops.map_mmap, which is NULL"}}});
}

TEST_F(Family, IsDeclinedWhereATableIsWrittenOverACopy) {
  check("rvt_driver_provided.mmap", {},
        {{"kernel/rvt.c:rvt_plain_mmap", {"may have a hook already"}},
         {"kernel/rvt.c:rvt_dump_mmap", {"may have a hook already"}}});
}

TEST_F(Family, IsDeclinedWhereTheCallerHandsTheVmaOn) {
  check("ib_device_ops.mmap", {},
        {{"kernel/ib.c:ib_board_mmap", {"hands the VMA on before"}}});
}

TEST_F(Family, IsDeclinedWhereTheCallerSetsPrivateData) {
  check("proc_ops.proc_mmap", {},
        {{"kernel/proc.c:proc_map_mmap", {"sets vma->vm_private_data"}}});
}

TEST_F(Family, IsDeclinedWhereTheCallIsOneOfSeveralStatements) {
  check("fb_ops.fb_mmap", {},
        {{"drivers/video/simplefb.c:simplefb_mmap",
          {"in the middle of the function", "reads fb_ops.fb_mmap"}}});
}

// bridge_mmap() is the hook of a file, too, and a function of its own there.
TEST_F(Family, AHookOfTwoRecordsGetsAFormForOne) {
  check("v4l2_file_operations.mmap",
        {"drivers/media/v4l2-core.c:v4l2_mmap",
         "drivers/char/bridge.c:bridge_mmap"},
        {{"drivers/media/camera.c:camera_mmap", {"dma_mmap_coherent"}}});
  EXPECT_EQ(afterSeries("v4l2_file_operations.mmap", 2),
            expectedTexts("v4l2_file_operations.mmap"));
}

// What ends in dma_mmap_coherent() has no action, and a caller alone is no use.
TEST_F(Family, IsDeclinedWhereNoMemberCanMove) {
  check("snd_info_entry_ops.mmap", {},
        {{"sound/info.c:info_buffer_mmap", {"dma_mmap_coherent"}},
         {"sound/info.c:snd_info_entry_mmap",
          {"no member of struct snd_info_entry_ops can be converted"}}});
}

TEST_F(Family, IsDeclinedWhereTheTargetHasNoWayToCallIt) {
  premap::ProcessResult Run = premap::clitest::premap(
      {"rewrite", tree(), "-p", build(), "-q", "--family",
       "kvm_device_ops.mmap", "--target-api", "6.19", "--output", "json"});
  ASSERT_EQ(Run.Status, 0) << Run.Err;
  EXPECT_NE(unfolded(Run.Out).find("no compat_set_desc_from_vma()"),
            std::string::npos)
      << Run.Out;
}

TEST_F(Family, NamesTheFamiliesThatThereAre) {
  premap::ProcessResult Run = run("rewrite", "proto_ops.sendpage");
  EXPECT_EQ(Run.Status, 2);
  EXPECT_NE(Run.Err.find("proto_ops.mmap"), std::string::npos) << Run.Err;
  Run = run("rewrite", "kernfs_ops.mmap");
  EXPECT_EQ(Run.Status, 2);
  EXPECT_NE(Run.Err.find("no table of the tree"), std::string::npos) << Run.Err;
}

} // namespace

namespace {

/// The newest kernel. A family moves as far as a reader says who read that
/// release; on any, nothing is refuted and every edit parses.
class RealTreeFamily : public testing::TestWithParam<const char *> {};

/// The line of \p Family in families.tsv of the release: how many of its
/// handlers are converted, and how many declined.
std::string readingOf(const std::string &Version, const std::string &Family) {
  const std::string Release =
      Version.substr(0, Version.find('.', Version.find('.') + 1));
  const fs::path Path = Testdata / ("linux-" + Release) / "families.tsv";
  std::istringstream Lines(fs::exists(Path) ? read(Path) : "");
  for (std::string Line; std::getline(Lines, Line);)
    if (Line.rfind(Family + "\t", 0) == 0)
      return Line.substr(Family.size() + 1);
  return "";
}

TEST_P(RealTreeFamily, Moves) {
  const char *Tree = std::getenv("PREMAP_LINUX_TREE");
  if (!Tree)
    GTEST_SKIP() << "PREMAP_LINUX_TREE names no kernel: run ./test.sh";
  premap::ProcessResult Run = premap::clitest::premap(
      {"rewrite", Tree, "-q", "--family", GetParam(), "--output", "json"});
  ASSERT_EQ(Run.Status, 0) << Run.Err;
  json Result = json::parse(Run.Out);
  std::map<std::string, unsigned> States = Result["summary"]["by_state"];
  const unsigned Done =
      States["converted"] + States["converted_under_assumptions"];
  const std::string Counts =
      std::to_string(Done) + "\t" + std::to_string(States["declined"]);
  const std::string Reading = readingOf(Result["tree"]["version"], GetParam());
  if (!Reading.empty())
    EXPECT_EQ(Counts, Reading) << Result["handlers"].dump(1);
}

// A small family and a large one.
INSTANTIATE_TEST_SUITE_P(Newest, RealTreeFamily,
                         testing::Values("snd_hwdep_ops.mmap",
                                         "proto_ops.mmap"));

} // namespace
