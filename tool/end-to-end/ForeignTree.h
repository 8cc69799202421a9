// The sample tree with the drivers of testdata/patches, for tests of
// conversions that somebody else wrote.
#ifndef PREMAP_TOOL_ENDTOEND_FOREIGNTREE_H
#define PREMAP_TOOL_ENDTOEND_FOREIGNTREE_H

#include "CliTest.h"
#include "TextLines.h"

#include <memory>

namespace premap::clitest {

using nlohmann::json;

inline const std::string Patches = PREMAP_TESTDATA "/patches";

/// A configured copy of the sample tree with more drivers, for all tests.
class Foreign : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("foreign");
    fs::copy(PREMAP_TESTDATA "/tree", tree(), fs::copy_options::recursive);
    fs::copy(Patches + "/tree", tree(), fs::copy_options::recursive);
    std::ofstream(tree() + "/drivers/Makefile", std::ios::app)
        << "obj-y += history/\n";
    premap::ProcessResult Configure = premap::clitest::premap(
        {"configure", tree(), "-p", build(), "--arch", "x86_64", "-q"});
    ASSERT_EQ(Configure.Status, 0) << Configure.Err;
  }
  static void TearDownTestSuite() { Work.reset(); }

  static std::string tree() { return (*Work / "tree").string(); }
  static std::string build() { return (*Work / "build").string(); }
  static std::string scratch(const std::string &Name) {
    return (*Work / Name).string();
  }

  static premap::ProcessResult verify(std::vector<std::string> Arguments) {
    Arguments.insert(Arguments.begin(), {"verify", tree()});
    Arguments.insert(Arguments.end(),
                     {"-p", build(), "-q", "--target-api", "7.1"});
    return premap::clitest::premap(Arguments);
  }
  static premap::ProcessResult verifyPatch(const std::string &Name,
                                           std::vector<std::string> More = {}) {
    More.insert(More.begin(), {"--patch", Patches + "/" + Name});
    return verify(More);
  }

  /// The only handler of a JSON report.
  static json handler(const premap::ProcessResult &R) {
    json Report = json::parse(R.Out, nullptr, /*allow_exceptions=*/false);
    if (Report.is_discarded() || Report.at("handlers").size() != 1) {
      ADD_FAILURE() << R.Out << R.Err;
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
  /// Whether \p Text says \p Part, in one line or more.
  static bool has(const std::string &Text, const std::string &Part) {
    return unfolded(Text).find(unfolded(Part)) != std::string::npos;
  }
  /// drivers/char/late.c as right-late.patch leaves it.
  static std::string convertedLate() {
    fs::path Copy = *Work / "patched";
    fs::remove_all(Copy);
    write(Copy / "drivers/char/late.c", read(tree() + "/drivers/char/late.c"));
    run({"git", "apply", Patches + "/right-late.patch"}, Copy.string());
    return (Copy / "drivers/char/late.c").string();
  }

  inline static std::unique_ptr<Scratch> Work;
};

} // namespace premap::clitest

#endif
