#include "rewriters/Rewrite.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

Edit edit(unsigned Offset, unsigned Length, std::string Text,
          std::string Path = "a.c") {
  return {std::move(Path), Offset, Length, std::move(Text), "why"};
}

std::string failure(llvm::Expected<EditGroup> Group) {
  return Group ? "" : llvm::toString(Group.takeError());
}

TEST(EditGroup, AppliesEditsOfThePathOnly) {
  EditGroup G{{edit(0, 1, "X"), edit(2, 0, "-"), edit(0, 3, "", "b.c")}};
  EXPECT_EQ(applyEdits("abc", G, "a.c"), "Xb-c");
  EXPECT_EQ(applyEdits("abc", G, "b.c"), "");
  EXPECT_EQ(applyEdits("abc", G, "c.c"), "abc");
}

TEST(EditGroup, MergeKeepsEqualEditsOnce) {
  auto G =
      mergeGroups({{{edit(4, 1, "x")}}, {{edit(0, 1, "y"), edit(4, 1, "x")}}});
  ASSERT_TRUE(bool(G));
  ASSERT_EQ(G->Edits.size(), 2u);
  EXPECT_EQ(G->Edits[0].Offset, 0u);
}

TEST(EditGroup, MergeRefusesOverlap) {
  EXPECT_NE(failure(mergeGroups({{{edit(0, 3, "x")}}, {{edit(2, 2, "y")}}})),
            "");
  EXPECT_NE(failure(mergeGroups({{{edit(1, 0, "x")}}, {{edit(1, 0, "y")}}})),
            "");
  EXPECT_NE(failure(mergeGroups({{{edit(1, 2, "x")}}, {{edit(1, 2, "y")}}})),
            "");
}

TEST(EditGroup, MergeAcceptsNeighboursAndOtherFiles) {
  EXPECT_EQ(failure(mergeGroups({{{edit(0, 2, "x")}}, {{edit(2, 2, "y")}}})),
            "");
  EXPECT_EQ(failure(mergeGroups({{{edit(0, 2, "x")}}, {{edit(2, 0, "y")}}})),
            "");
  EXPECT_EQ(
      failure(mergeGroups({{{edit(0, 2, "x")}}, {{edit(0, 2, "y", "b.c")}}})),
      "");
}

TEST(EditGroup, ApplyNamesWhatCannotBeRead) {
  EditGroup G{{edit(0, 9, "X")}};
  auto Gone = applyGroup(G, [](const std::string &) { return std::nullopt; });
  ASSERT_FALSE(bool(Gone));
  EXPECT_NE(llvm::toString(Gone.takeError()).find("a.c"), std::string::npos);
  auto Short = applyGroup(G, [](const std::string &) { return "abc"; });
  ASSERT_FALSE(bool(Short));
  EXPECT_NE(llvm::toString(Short.takeError()).find("shorter"),
            std::string::npos);
}

} // namespace
} // namespace premap
