// linux-source-6.12, which PREMAP_LINUX_TREE names, after one `premap run`.
#ifndef PREMAP_TOOL_ENDTOEND_REALTREE_H
#define PREMAP_TOOL_ENDTOEND_REALTREE_H

#include "CliTest.h"

#include <cstdlib>
#include <map>
#include <memory>

namespace premap {

/// One run over the whole tree for all tests of this program.
class RealTree : public testing::Test {
protected:
  static void SetUpTestSuite() {
    const char *Path = std::getenv("PREMAP_LINUX_TREE");
    ASSERT_TRUE(Path) << "PREMAP_LINUX_TREE must name the unpacked and "
                         "configured linux-source-6.12: run ./test.sh";
    Tree = Path;
    Work = std::make_unique<clitest::Scratch>("real");
    ProcessResult R =
        clitest::premap({"run", Tree, "-o", (*Work / "out").string(),
                         "--target-api", "7.1", "-q"});
    // The kernel has no file that premap cannot read, and no rewrite is wrong.
    EXPECT_EQ(R.Status, 0) << R.Err;
    Scan = nlohmann::json::parse(clitest::read(*Work / "out/scan.json"));
    Rewrite = nlohmann::json::parse(clitest::read(*Work / "out/rewrite.json"));
  }
  static void TearDownTestSuite() { Work.reset(); }

  static std::map<std::string, nlohmann::json>
  byId(const nlohmann::json &Report) {
    std::map<std::string, nlohmann::json> Map;
    for (const nlohmann::json &H : Report.at("handlers"))
      Map[H.at("id")] = H;
    return Map;
  }

  static inline std::string Tree;
  static inline std::unique_ptr<clitest::Scratch> Work;
  static inline nlohmann::json Scan, Rewrite;
};

} // namespace premap

#endif
