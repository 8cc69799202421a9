#include "tool/series/Recipients.h"
#include "tool/series/PatchCheck.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace premap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Recipients, PeopleAndListsEachOnce) {
  RecipientList List = parseRecipients("Ann <a@x.org>\nlist@x.org\n"
                                       "Ann Other <A@x.org>\nno address\n\n");
  EXPECT_THAT(List.People, ElementsAre("Ann <a@x.org>"));
  EXPECT_THAT(List.Lists, ElementsAre("list@x.org"));
}

TEST(Recipients, TooManyForOneLetterAreCutToLists) {
  std::vector<RecipientList> Each{parseRecipients("A <a@x>\nl@x\n"),
                                  parseRecipients("B <b@x>\nl@x\n")};
  std::string All = recipientsText({"1.patch", "2.patch"}, Each, 3);
  EXPECT_THAT(All, HasSubstr("# 1.patch: 2 recipients\nA <a@x>\nl@x\n"));
  EXPECT_THAT(All, HasSubstr("# Cover letter: 3 recipients\n"));
  std::string Cut = recipientsText({"1.patch", "2.patch"}, Each, 2);
  EXPECT_THAT(Cut, HasSubstr("its 3 recipients are more"));
  EXPECT_THAT(Cut, HasSubstr(": 1 recipient\nl@x\n"));
}

TEST(Recipients, AFailingScriptSaysSo) {
  TemporaryFolder Tree;
  llvm::Expected<RecipientList> None =
      recipientsOf({Tree.path(), Tree.path(), false}, "x.patch");
  ASSERT_FALSE(bool(None));
  EXPECT_THAT(llvm::toString(None.takeError()), HasSubstr("the tree has no"));
  Tree.write("scripts/get_maintainer.pl", "die \"no kernel\\n\";");
  llvm::Expected<RecipientList> Dies =
      recipientsOf({Tree.path(), Tree.path(), false}, "x.patch");
  ASSERT_FALSE(bool(Dies));
  EXPECT_THAT(llvm::toString(Dies.takeError()), HasSubstr("no kernel"));
}

TEST(PatchCheck, ResidueHasItsLine) {
  std::vector<CheckResidue> R = parseResidue(
      "x.patch:2: WARNING:LONG_LINE: line length of 104 exceeds 100\n"
      "x.patch:9: ERROR:CODE: gone\nnoise\n",
      "first\n+second\n");
  ASSERT_EQ(R.size(), 2u);
  EXPECT_EQ(R[0].Level, "WARNING");
  EXPECT_EQ(R[0].Type, "LONG_LINE");
  EXPECT_EQ(R[0].Message, "line length of 104 exceeds 100");
  EXPECT_EQ(R[0].Line, "+second");
  EXPECT_EQ(R[1].Line, "");
  EXPECT_EQ(residueCounts(R), "1 error, 1 warning");
  EXPECT_EQ(residueCounts({}), "");
}

TEST(PatchCheck, TheOldTextExplains) {
  TemporaryFolder Tree;
  // Complains of every line with "long" in it, as checkpatch.pl would.
  Tree.write("scripts/checkpatch.pl",
             "open(F, $ARGV[-1]); my $n = 0; my $bad = 0;\n"
             "while (<F>) { $n++; next unless /long/; $bad = 1;\n"
             "print \"f:$n: CHECK:LONG_LINE: too long\\n\"; }\n"
             "exit $bad;\n");
  Tree.write("x.patch", "+  long a;\n+ long b;\n");
  auto R = checkPatch({Tree.path(), Tree.path(), false}, Tree.path("x.patch"),
                      false, {{"d/x.c", "\tlong a;\n"}});
  ASSERT_TRUE(bool(R));
  ASSERT_EQ(R->size(), 2u);
  EXPECT_EQ((*R)[0].Why, "the line is the old one");
  EXPECT_EQ((*R)[1].Why, "the old text has 1 of these");
  // The line that it stands for had it; one of another change did not.
  Tree.write("x.patch", "-\tlong a;\n+\tlong d;\n \tint c;\n+\tlong e;\n");
  R = checkPatch({Tree.path(), Tree.path(), false}, Tree.path("x.patch"), false,
                 {{"x.c", "\tlong a;\n\tint c;\n"}});
  ASSERT_TRUE(bool(R));
  ASSERT_EQ(R->size(), 3u);
  EXPECT_EQ((*R)[1].Why, "the line that it replaces has it too");
  EXPECT_EQ((*R)[2].Why, "the old text has 1 of these");
  Tree.write("x.patch", "+  long a;\n+ long b;\n");
  R = checkPatch({Tree.path(), Tree.path(), false}, Tree.path("x.patch"), false,
                 {{"x.c", "int c;"}});
  ASSERT_TRUE(bool(R));
  EXPECT_EQ((*R)[1].Why, "");
}

} // namespace
} // namespace premap
