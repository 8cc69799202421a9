#include "rewriters/Reparse.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

const std::string Root = "/sample";

std::vector<Diagnostic> changed(const std::string &Old,
                                const std::string &New) {
  CompileCommand C{Root, Root + "/a.c", {"-std=gnu11", Root + "/a.c"}, "x86"};
  return newDiagnostics({C}, {{Root + "/a.c", Old}}, {{Root + "/a.c", New}});
}

TEST(Reparse, FindsWhatIsNew) {
  auto D = changed("int f(void) { return 0; }\n",
                   "int f(void) { int x; return 0; }\n");
  ASSERT_EQ(D.size(), 1u);
  EXPECT_NE(D[0].Message.find("unused variable 'x'"), std::string::npos);
}

TEST(Reparse, IgnoresWhatWasThereOnAnotherLine) {
  EXPECT_TRUE(changed("int f(void);\nint f(void) { int x; return 0; }\n",
                      "int f(void);\n\n\nint f(void) { int x; return 0; }\n")
                  .empty());
}

/// A hook that a driver forgot to make static is no worse under its new name.
TEST(Reparse, KnowsWhatWasRenamed) {
  CompileCommand C{Root, Root + "/a.c", {"-std=gnu11", Root + "/a.c"}, "x86"};
  VirtualFiles Old = {{Root + "/a.c", "int a_mmap(int vma) { return 0; }\n"}},
               New = {{Root + "/a.c", "int a_new(int desc) { return 0; }\n"}};
  EXPECT_TRUE(newDiagnostics({C}, Old, New, {{"a_mmap", "a_new"}}).empty());
  EXPECT_EQ(newDiagnostics({C}, Old, New, {{"b_mmap", "a_new"}}).size(), 1u);
  New[Root + "/a.c"] += "int other(void) { return 0; }\n";
  EXPECT_EQ(newDiagnostics({C}, Old, New, {{"a_mmap", "a_new"}}).size(), 1u);
}

TEST(Reparse, CountsEqualMessages) {
  Diagnostic D{"a.c", 1, false, "m"};
  Diagnostic Later{"a.c", 9, false, "m"};
  EXPECT_TRUE(addedDiagnostics({D}, {Later}).empty());
  EXPECT_EQ(addedDiagnostics({D}, {D, Later}).size(), 1u);
}

TEST(Reparse, ReportsAnErrorInTheNewText) {
  auto D =
      changed("int f(void) { return 0; }\n", "int f(void) { return desc; }\n");
  ASSERT_FALSE(D.empty());
  EXPECT_TRUE(D[0].IsError);
}

} // namespace
} // namespace premap
