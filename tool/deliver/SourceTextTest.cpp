#include "tool/deliver/SourceText.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

constexpr char Text[] = "int a;\n"
                        "static int f(vma)\n"
                        "{\n"
                        "\tg(vma);  \n"
                        "\treturn\t0;\n"
                        "}\n";

TEST(SourceText, SaysBelowALineWhatItDoes) {
  EXPECT_EQ(annotated(Text, 2, 6,
                      {{4, "calls g()"},
                       {5, "ends"},
                       {4, "late"},
                       {4, "calls g()"},
                       {1, "not shown"}}),
            "     2  static int f(vma)\n"
            "     3  {\n"
            "     4          g(vma);\n"
            "                ^ calls g()\n"
            "                ^ late\n"
            "     5          return  0;\n"
            "                ^ ends\n"
            "     6  }\n");
}

TEST(SourceText, HasNoLinesBehindTheText) {
  EXPECT_EQ(annotated("a\nb", 2, 9, {{9, "x"}}), "     2  b\n");
  EXPECT_EQ(annotated("a\nb", 3, 9, {}), "");
  EXPECT_EQ(annotated("a", 0, 1, {}), "");
}

TEST(SourceText, OfALongFunctionItShowsWhatMatters) {
  std::string Long = "head\n{\n";
  for (int Line = 3; Line != 90; ++Line)
    Long += "x" + std::to_string(Line) + "\n";
  Long += "}\n";
  EXPECT_EQ(annotated(Long, 1, 90, {{50, "here"}}), "     1  head\n"
                                                    "     2  {\n"
                                                    "     3  x3\n"
                                                    "   ...\n"
                                                    "    48  x48\n"
                                                    "    49  x49\n"
                                                    "    50  x50\n"
                                                    "        ^ here\n"
                                                    "    51  x51\n"
                                                    "    52  x52\n");
}

} // namespace
} // namespace premap
