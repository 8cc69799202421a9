#include "tool/deliver/RunFolder.h"

#include "tool/tree/TemporaryFolder.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <set>

namespace premap {
namespace {

/// a/b-c.c and a-b/c.c would be written to one name, and the second one's other
/// name is a name too.
TEST(RunFolder, PatchesWithTheSameNameAreAllWritten) {
  TemporaryFolder Work;
  RewriteResult Result;
  Diffs Patches;
  const std::string Long = "long/" + std::string(250, 'n') + "/c.c";
  for (const std::string &File :
       {std::string("2-a/b-c.c"), std::string("a-b/c.c"),
        std::string("a/b-c.c"), Long}) {
    RewriteOutcome O;
    O.Id = File + ":f";
    O.Outcome = State::Converted;
    O.Files = {File};
    Result.Outcomes.push_back(O);
    Patches[File] = File + "\n";
  }
  ScanResult Scan;
  std::string Out = Work.path("out");
  llvm::cantFail(writeRunFolder(Out, Scan, Result, Patches));
  std::multiset<size_t> Sizes;
  for (const auto &Entry :
       std::filesystem::directory_iterator(Out + "/patches"))
    Sizes.insert(Entry.file_size());
  EXPECT_EQ(Sizes, (std::multiset<size_t>{8, 8, 10, Long.size() + 1}));
}

} // namespace
} // namespace premap
