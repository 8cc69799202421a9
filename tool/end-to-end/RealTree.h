// Kernels that Debian ships, each after one `premap run`.
#ifndef PREMAP_TOOL_ENDTOEND_REALTREE_H
#define PREMAP_TOOL_ENDTOEND_REALTREE_H

#include "CliTest.h"

#include <cstdlib>
#include <map>
#include <memory>

namespace premap {

/// One run over the newest kernel, which PREMAP_LINUX_TREE names, for all
/// tests of this suite.
class RealTree : public testing::Test {
protected:
  static void SetUpTestSuite() { start("PREMAP_LINUX_TREE", {}); }
  static void TearDownTestSuite() { Work.reset(); }

  void SetUp() override {
    if (Tree.empty())
      GTEST_SKIP() << Variable
                   << " names no unpacked and configured kernel: run ./test.sh";
    // What the run left behind when it failed is not worth a look.
    ASSERT_FALSE(Scan.is_null()) << "the run over " << Tree << " gave nothing";
  }

  static void start(const char *Name, std::vector<std::string> Target) {
    Variable = Name;
    const char *Path = std::getenv(Name);
    Tree = Path ? Path : "";
    Scan = Rewrite = nullptr;
    Api = std::move(Target);
    if (Tree.empty())
      return;
    Work = std::make_unique<clitest::Scratch>("real");
    ProcessResult R = runOver(Tree, "out", {});
    // The kernel has no file that premap cannot read, and no rewrite is wrong.
    EXPECT_EQ(R.Status, 0) << R.Err;
    Rewrite = nlohmann::json::parse(clitest::read(*Work / "out/rewrite.json"));
    Scan = nlohmann::json::parse(clitest::read(*Work / "out/scan.json"));
  }

  static ProcessResult runOver(const std::string &Path, const std::string &Out,
                               const std::vector<std::string> &More) {
    std::vector<std::string> Arguments = {"run", Path, "-q", "-o",
                                          (*Work / Out).string()};
    Arguments.insert(Arguments.end(), Api.begin(), Api.end());
    Arguments.insert(Arguments.end(), More.begin(), More.end());
    return clitest::premap(Arguments);
  }

  /// What a reader wrote of the kernels of this release; empty for a release
  /// that nobody has read.
  static std::string readingsOf(const std::string &File) {
    std::string Version = Scan.at("tree").at("version");
    std::string Release =
        Version.substr(0, Version.find('.', Version.find('.') + 1));
    std::string Path = PREMAP_TESTDATA "/linux-" + Release + "/" + File;
    return std::filesystem::exists(Path) ? clitest::read(Path) : "";
  }

  static std::map<std::string, nlohmann::json>
  byId(const nlohmann::json &Report) {
    std::map<std::string, nlohmann::json> Map;
    for (const nlohmann::json &H : Report.at("handlers"))
      Map[H.at("id")] = H;
    return Map;
  }

  static inline std::string Variable, Tree;
  static inline std::vector<std::string> Api;
  static inline std::unique_ptr<clitest::Scratch> Work;
  static inline nlohmann::json Scan, Rewrite;
};

/// A kernel without mmap_prepare: what premap makes of it is a preview.
class RealTreeWithoutApi : public RealTree {
protected:
  static void SetUpTestSuite() {
    start("PREMAP_LINUX_TREE_6_12", {"--target-api", "7.1"});
  }
};

} // namespace premap

#endif
