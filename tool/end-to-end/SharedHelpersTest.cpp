// Helpers of other files: the sample tree with the files of
// testdata/helpers/tree on top, and the text of all files afterwards.
#include "CliTest.h"

#include <map>
#include <memory>

using namespace premap::clitest;
using nlohmann::json;

namespace {

const fs::path Testdata = PREMAP_TESTDATA;

class SharedHelpers : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("helpers");
    fs::copy(Testdata / "tree", tree(), fs::copy_options::recursive);
    fs::copy(Testdata / "helpers/tree", tree(),
             fs::copy_options::recursive |
                 fs::copy_options::overwrite_existing);
    premap::ProcessResult Configure = premap::clitest::premap(
        {"configure", tree(), "-p", build(), "--arch", "x86_64", "-q"});
    ASSERT_EQ(Configure.Status, 0) << Configure.Err;
  }
  static void TearDownTestSuite() { Work.reset(); }

  static std::string tree() { return (*Work / "tree").string(); }
  static std::string build() { return (*Work / "build").string(); }

  static premap::ProcessResult run(const std::string &Command,
                                   std::vector<std::string> More) {
    std::vector<std::string> Words{Command, tree(),         "-p", build(),
                                   "-q",    "--target-api", "7.3"};
    Words.insert(Words.end(), More.begin(), More.end());
    return premap::clitest::premap(Words);
  }

  /// What `verify` says of the handler \p Id.
  static json verdict(const std::string &Id) {
    premap::ProcessResult Run = run("verify", {Id, "--output", "json"});
    json Result = json::parse(Run.Out, nullptr, /*allow_exceptions=*/false);
    if (Result.is_discarded() || Result.at("handlers").size() != 1) {
      ADD_FAILURE() << Run.Err << Run.Out;
      return {};
    }
    return Result.at("handlers").at(0);
  }

  static std::unique_ptr<Scratch> Work;
};

std::unique_ptr<Scratch> SharedHelpers::Work;

/// A conversion that spans files lands as a whole: definitions, prototypes,
/// stubs for other configurations and kernel-doc.
TEST_F(SharedHelpers, ComeAlongWithAllWhoNameThem) {
  const std::string Copy = (*Work / "copy").string();
  fs::copy(tree(), Copy, fs::copy_options::recursive);
  const std::string CopyBuild = (*Work / "copy-build").string();
  premap::ProcessResult Configure = premap::clitest::premap(
      {"configure", Copy, "-p", CopyBuild, "--arch", "x86_64", "-q"});
  ASSERT_EQ(Configure.Status, 0) << Configure.Err;
  premap::ProcessResult Run = premap::clitest::premap(
      {"rewrite", Copy, "-p", CopyBuild, "-q", "--target-api", "7.3",
       "--in-place", "--allow-dirty", "drivers/char/pane/file.c",
       "drivers/char/fold/left.c", "drivers/char/fold/right.c"});
  ASSERT_EQ(Run.Status, 0) << Run.Err << Run.Out;
  for (const fs::directory_entry &E :
       fs::recursive_directory_iterator(Testdata / "helpers/tree")) {
    if (!E.is_regular_file())
      continue;
    const fs::path Path = fs::relative(E.path(), Testdata / "helpers/tree");
    const fs::path After = Testdata / "helpers/after" / Path;
    EXPECT_EQ(read(fs::path(Copy) / Path),
              read(fs::exists(After) ? After : E.path()))
        << Path;
  }
}

TEST_F(SharedHelpers, AreComparedWithTheirHook) {
  for (const char *Id : {"drivers/char/pane/file.c:pane_mmap",
                         "drivers/char/fold/left.c:fold_left_mmap",
                         "drivers/char/fold/right.c:fold_right_mmap"}) {
    json H = verdict(Id);
    EXPECT_EQ(H.value("state", ""), "converted") << H.dump(1);
    for (const json &V : H.value("verdicts", json::array()))
      EXPECT_NE(V.value("verdict", ""), "inconclusive") << H.dump(1);
  }
}

TEST_F(SharedHelpers, StayWhereSomebodyElseHandsThemAVma) {
  const std::map<std::string, std::string> Why = {
      {"drivers/char/pane/stay.c:pane_counting_mmap",
       "pane_count() takes the VMA and is also used where a VMA remains"},
      {"drivers/char/pane/stay.c:pane_board_mmap",
       "pane_board() takes the VMA and is also used where a VMA remains"},
      {"drivers/char/pane/stay.c:pane_named_mmap",
       "pane_named is named in a #define or another directive"},
      {"drivers/char/pane/stay.c:pane_taking_mmap", "atomic_inc"},
      {"drivers/char/pane/stay.c:pane_bare_mmap",
       "hands the VMA to pane_bare()"},
      {"drivers/char/fold/outer.c:fold_outer_mmap",
       "fold_touch() takes the VMA and is also used where a VMA remains"}};
  for (const auto &[Id, Part] : Why) {
    json H = verdict(Id);
    EXPECT_EQ(H.value("state", ""), "declined") << H.dump(1);
    EXPECT_NE(H.dump().find(Part), std::string::npos) << Part << "\n"
                                                      << H.dump(1);
  }
}

} // namespace
