#include "rewriters/Layout.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

/// The table line \p Line with its member `mmap` renamed.
std::string renamed(const std::string &Line) {
  SourceText S("a.c", Line);
  size_t Name = 0;
  while (S.at(Name) != "mmap")
    ++Name;
  size_t Value = Name + 2;
  Replacement R =
      renameTableMember(S, S.tokens()[Name], S.tokens()[Value], "mmap_prepare");
  return render(S, {0, static_cast<unsigned>(Line.size())}, {R});
}

TEST(TableMember, KeepsTheColumnOfTheSign) {
  EXPECT_EQ(renamed("\t.mmap\t\t= f,"), "\t.mmap_prepare\t= f,");
  EXPECT_EQ(renamed("\t.mmap           = f,"), "\t.mmap_prepare   = f,");
}

TEST(TableMember, KeepsTheColumnOfTheValue) {
  EXPECT_EQ(renamed("\t.mmap =\t\tf,"), "\t.mmap_prepare =\tf,");
}

TEST(TableMember, LeavesOneSpaceWhereTheColumnIsTooNear) {
  EXPECT_EQ(renamed("\t.mmap\t= f,"), "\t.mmap_prepare = f,");
  EXPECT_EQ(renamed("\t.mmap   = f,"), "\t.mmap_prepare = f,");
}

TEST(TableMember, KeepsSingleSpacesAndNone) {
  EXPECT_EQ(renamed("\t.mmap = f,"), "\t.mmap_prepare = f,");
  EXPECT_EQ(renamed("\t.mmap=f,"), "\t.mmap_prepare=f,");
  EXPECT_EQ(renamed("\tmmap:\t\tf,"), "\tmmap_prepare:\tf,");
}

/// \p Text with its first \p Old replaced, continuation lines following.
std::string aligned(const std::string &Text, const std::string &Old,
                    const std::string &New) {
  SourceText S("a.c", Text);
  unsigned At = Text.find(Old);
  return renderAligned(S, {0, static_cast<unsigned>(Text.size())},
                       {{{At, At + static_cast<unsigned>(Old.size())}, New}});
}

TEST(Alignment, MovesLinesThatWereAlignedToAMovedParenthesis) {
  EXPECT_EQ(aligned("\tx = foo(a,\n\t\tb);\n", "foo", "longer"),
            "\tx = longer(a,\n\t\t   b);\n");
}

TEST(Alignment, LeavesLinesThatWereNot) {
  EXPECT_EQ(aligned("\tx = foo(a,\n\t\t\tb);\n", "foo", "longer"),
            "\tx = longer(a,\n\t\t\tb);\n");
}

TEST(Alignment, FollowsNestedParentheses) {
  EXPECT_EQ(aligned("f(g(a,\n    b),\n  c);\n", "f", "ff"),
            "ff(g(a,\n     b),\n   c);\n");
}

TEST(LongLines, BreakBehindTheLastCommaThatFits) {
  std::string Long = "\tvma_desc_set_flags(desc, VMA_DONTCOPY_BIT, "
                     "VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT);\n";
  EXPECT_EQ(breakLongLines("", Long),
            "\tvma_desc_set_flags(desc, VMA_DONTCOPY_BIT, "
            "VMA_DONTEXPAND_BIT,\n\t\t\t   VMA_DONTDUMP_BIT);\n");
}

TEST(LongLines, PreferTheLooserOperatorToAnInnerComma) {
  std::string Long = "\tif (vma_desc_test(desc, VMA_READ_BIT) && "
                     "!(region.flags & DFL_PORT_REGION_READ))\n";
  EXPECT_EQ(breakLongLines("", Long),
            "\tif (vma_desc_test(desc, VMA_READ_BIT) &&\n"
            "\t    !(region.flags & DFL_PORT_REGION_READ))\n");
}

TEST(LongLines, StayIfNobodyTouchedThem) {
  std::string Long(100, 'x');
  Long = "\tf(" + Long + ", " + Long + ");\n";
  EXPECT_EQ(breakLongLines(Long, Long), Long);
}

TEST(LongLines, StayIfTheOldOneWasAsLong) {
  std::string Old =
      "\tf(" + std::string(50, 'a') + ", " + std::string(40, 'b') + ", vma);\n";
  std::string New = Old;
  New.replace(New.find("vma"), 3, "vm");
  EXPECT_EQ(breakLongLines(Old, New), New);
}

TEST(LongLines, TakeTheLineEndOfTheText) {
  std::string Long =
      "f(" + std::string(60, 'a') + ",   " + std::string(40, 'b') + ");\r\n";
  EXPECT_EQ(breakLongLines("", Long), "f(" + std::string(60, 'a') + ",\r\n  " +
                                          std::string(40, 'b') + ");\r\n");
}

TEST(NeedlessBraces, GoWithTheLongHeadThatTheyStoodFor) {
  const std::string Old = "\tif ((f & (A | B)) !=\n\t    (A | B)) {\n"
                          "\t\treturn -EINVAL;\n\t}\n\treturn 0;\n";
  const std::string New = "\tif (!all(d, A, B)) {\n\t\treturn -EINVAL;\n\t}\n"
                          "\treturn 0;\n";
  EXPECT_EQ(dropNeedlessBraces(Old, New),
            "\tif (!all(d, A, B))\n\t\treturn -EINVAL;\n\treturn 0;\n");
}

TEST(NeedlessBraces, StayWhereThePersonWroteThemOrTheyAreNeeded) {
  const std::string Long = "\tif ((f & (A | B)) !=\n\t    (A | B)) {\n";
  const std::string Short = "\tif (!all(d, A, B)) {\n";
  for (const char *Rest :
       {"\t\treturn 1;\n\t} else {\n\t\tg();\n\t}\n",
        "\t\tg();\n\t\treturn 1;\n\t}\n", "\t\t/* why */ return 1;\n\t}\n",
        "\t\tif (x)\n\t\t\tg();\n\t}\n"})
    EXPECT_EQ(dropNeedlessBraces(Long + Rest, Short + Rest), Short + Rest);
  const std::string Outer = "\t\treturn 1;\n\t}\n\n\telse\n\t\tg();\n";
  EXPECT_EQ(dropNeedlessBraces(Long + Outer, Short + Outer), Short + Outer);
  // Of one line before as well.
  const std::string Rest = "\t\treturn 1;\n\t}\n";
  EXPECT_EQ(dropNeedlessBraces("\tif (f & A) {\n" + Rest, Short + Rest),
            Short + Rest);
  // Of several lines still.
  EXPECT_EQ(dropNeedlessBraces(Long + Rest, Long + Rest), Long + Rest);
  // An else in front wants the same on both branches.
  const std::string Else = "\t} else if (!all(d, A, B)) {\n";
  EXPECT_EQ(dropNeedlessBraces(Long + Rest, Else + Rest), Else + Rest);
}

TEST(JoinLines, KeepsSpacesInsideOfALine) {
  EXPECT_EQ(joinLines("a  +\n\t\tb"), "a  + b");
  EXPECT_EQ(joinLines("a\r\n  b"), "a b");
}

TEST(Render, TakesTheOuterOfTwoReplacements) {
  SourceText S("a.c", "abcdef");
  EXPECT_EQ(render(S, {0, 6}, {{{2, 3}, "X"}, {{1, 4}, "-"}}), "a-ef");
}

} // namespace
} // namespace premap
