// What the patches must look like: git's own form, whatever the text.
#include "tool/deliver/UnifiedDiff.h"

#include "gtest/gtest.h"

using namespace premap;

static std::map<std::string, std::string> diffs(const FileChanges &Changes) {
  auto Result = unifiedDiffs(Changes);
  if (!Result) {
    ADD_FAILURE() << llvm::toString(Result.takeError());
    return {};
  }
  return *Result;
}

TEST(UnifiedDiff, OneLineChanges) {
  auto D = diffs({{"drivers/char/a.c", {"one\ntwo\n", "one\n2\n"}}});
  ASSERT_EQ(D.size(), 1u);
  const std::string &Text = D.at("drivers/char/a.c");
  EXPECT_EQ(Text.find("diff --git a/drivers/char/a.c b/drivers/char/a.c\n"),
            0u);
  EXPECT_NE(Text.find("--- a/drivers/char/a.c\n+++ b/drivers/char/a.c\n"
                      "@@ -1,2 +1,2 @@\n one\n-two\n+2\n"),
            std::string::npos);
}

TEST(UnifiedDiff, EqualTextsGiveNothing) {
  EXPECT_TRUE(diffs({{"a.c", {"x\n", "x\n"}}}).empty());
}

TEST(UnifiedDiff, MissingNewlineAtTheEndIsNamed) {
  auto D = diffs({{"a.c", {"x\ny", "x\nz"}}});
  EXPECT_NE(D.at("a.c").find("-y\n\\ No newline at end of file\n+z\n"
                             "\\ No newline at end of file\n"),
            std::string::npos);
}

TEST(UnifiedDiff, CarriageReturnsSurvive) {
  auto D = diffs({{"a.c", {"x\r\ny\r\n", "x\r\nz\r\n"}}});
  EXPECT_NE(D.at("a.c").find("-y\r\n+z\r\n"), std::string::npos);
}

TEST(UnifiedDiff, SeveralFilesAreToldApart) {
  auto D = diffs({{"a.c", {"1\n", "2\n"}},
                  {"b/a.c", {"diff --git\n", "other\n"}},
                  {"same.c", {"s\n", "s\n"}}});
  ASSERT_EQ(D.size(), 2u);
  EXPECT_NE(D.at("a.c").find("-1\n+2\n"), std::string::npos);
  EXPECT_NE(D.at("b/a.c").find("-diff --git\n+other\n"), std::string::npos);
}
