#include "tool/deliver/RunFolder.h"

#include "tool/tree/TemporaryFolder.h"

#include "gtest/gtest.h"

#include <filesystem>

namespace premap {
namespace {

/// a/b-c.c and a-b/c.c would be written to one name.
TEST(RunFolder, PatchesWithTheSameNameAreBothWritten) {
  TemporaryFolder Work;
  RewriteResult Result;
  Diffs Patches;
  for (const char *File : {"a-b/c.c", "a/b-c.c"}) {
    RewriteOutcome O;
    O.Id = std::string(File) + ":f";
    O.Outcome = State::Converted;
    O.Files = {File};
    Result.Outcomes.push_back(O);
    Patches[File] = std::string(File) + "\n";
  }
  ScanResult Scan;
  std::string Out = Work.path("out");
  llvm::cantFail(writeRunFolder(Out, Scan, Result, Patches));
  EXPECT_EQ(std::filesystem::file_size(Out + "/patches/a-b-c.c.patch"), 8u);
  EXPECT_EQ(std::filesystem::file_size(Out + "/patches/2-a-b-c.c.patch"), 8u);
}

} // namespace
} // namespace premap
