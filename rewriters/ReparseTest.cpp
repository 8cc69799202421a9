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
