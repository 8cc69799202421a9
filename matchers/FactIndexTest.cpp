#include "matchers/FactIndex.h"
#include "matchers/HookSnippet.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

static const std::string Include = "#include <kernel.h>\n";
static const std::string Declares =
    Include + "int lib_mmap(struct file *, struct vm_area_struct *);\n";
static const std::string Defines =
    Include + "int lib_mmap(struct file *file, struct vm_area_struct *vma)\n"
              "{ return vm_iomap_memory(vma, 1, 2); }\n";
static const std::string Table =
    "static const struct file_operations fops = { .mmap = lib_mmap };\n";

static UnitFacts unit(const std::string &File, const std::string &Source,
                      const std::string &Arch = "x86_64") {
  UnitFacts Unit = factsOf(Source, {}, Arch, File);
  EXPECT_EQ(parseError(Unit), "") << File;
  return Unit;
}

TEST(FactIndex, AHandlerOfAnotherFileIsNamedAfterItsDefinition) {
  FactIndex Index({unit("drivers/user.c", Declares + Table),
                   unit("lib/lib.c", Defines),
                   unit("drivers/second.c", Declares + Table)});
  ASSERT_THAT(Index.handlers(), SizeIs(1));
  const HandlerRecord &Record = Index.handlers()[0];
  EXPECT_EQ(Record.Id, "lib/lib.c:lib_mmap");
  EXPECT_EQ(Record.Line, 2u);
  EXPECT_EQ(Record.Class, HandlerClass::IoRemap);
  EXPECT_FALSE(Record.Inner);
  EXPECT_THAT(Record.Users, ElementsAre("drivers/second.c", "drivers/user.c"));
  std::vector<TablePair> Pairs = Index.pairs(true);
  ASSERT_THAT(Pairs, SizeIs(2));
  EXPECT_EQ(Pairs[0].TableFile, "drivers/second.c");
  EXPECT_EQ(Pairs[0].HandlerId, "lib/lib.c:lib_mmap");
  EXPECT_THAT(Index.undefinedHandlers(), IsEmpty());
}

TEST(FactIndex, AHandlerThatNobodyDefinesIsNamedAfterItsTable) {
  FactIndex Index({unit("drivers/user.c", Declares + Table)});
  ASSERT_THAT(Index.handlers(), SizeIs(1));
  const HandlerRecord &Record = Index.handlers()[0];
  EXPECT_EQ(Record.Id, "drivers/user.c:lib_mmap");
  EXPECT_FALSE(Record.Function);
  EXPECT_FALSE(Record.Class);
  EXPECT_EQ(Record.WhyNoBody, "No unit that was read defines it.");
  EXPECT_THAT(Index.undefinedHandlers(), ElementsAre("lib_mmap"));
}

TEST(FactIndex, AGenericHandlerNeedsNoDefinition) {
  FactIndex Index(
      {unit("fs/a.c", Include + "static const struct file_operations f = "
                                "{ .mmap = generic_file_mmap };\n")});
  ASSERT_THAT(Index.handlers(), SizeIs(1));
  EXPECT_EQ(Index.handlers()[0].Class, HandlerClass::GenericFile);
}

TEST(FactIndex, StaticHandlersOfOneNameAreTwo) {
  std::string Own = Include +
                    "static int lib_mmap(struct file *file, struct "
                    "vm_area_struct *vma) { return 0; }\n" +
                    Table;
  FactIndex Index({unit("drivers/b.c", Own), unit("drivers/c.c", Own)});
  ASSERT_THAT(Index.handlers(), SizeIs(2));
  EXPECT_EQ(Index.handlers()[0].Id, "drivers/b.c:lib_mmap");
  EXPECT_THAT(Index.find("lib_mmap"), SizeIs(2));
  EXPECT_THAT(Index.find("drivers/c.c:lib_mmap"), SizeIs(1));
  EXPECT_THAT(Index.find("nobody"), IsEmpty());
}

TEST(FactIndex, OfTwoDefinitionsTheNearestCounts) {
  FactIndex Index({unit("arch/a/lib.c", Defines),
                   unit("drivers/x/lib.c", Defines),
                   unit("drivers/x/user.c", Declares + Table)});
  ASSERT_THAT(Index.handlers(), SizeIs(1));
  EXPECT_EQ(Index.handlers()[0].Id, "drivers/x/lib.c:lib_mmap");
  EXPECT_THAT(Index.handlers()[0].Disagreements,
              ElementsAre("arch/a/lib.c also defines a function lib_mmap()."));
}

TEST(FactIndex, TheOrderOfTheUnitsDoesNotMatter) {
  UnitFacts A = unit("drivers/user.c", Declares + Table);
  UnitFacts B = unit("lib/lib.c", Defines);
  FactIndex One({A, B}), Two({B, A});
  ASSERT_EQ(One.handlers().size(), Two.handlers().size());
  nlohmann::json MentionsOne = One.handlers()[0].Mentions;
  nlohmann::json MentionsTwo = Two.handlers()[0].Mentions;
  EXPECT_EQ(MentionsOne, MentionsTwo);
}

TEST(FactIndex, ArchitecturesThatAgreeAreOneRecord) {
  std::string Source = Defines + Table;
  FactIndex Index({unit("drivers/b.c", Source, "x86_64"),
                   unit("drivers/b.c", Source, "arm64")});
  ASSERT_THAT(Index.handlers(), SizeIs(1));
  EXPECT_THAT(Index.handlers()[0].Archs, ElementsAre("arm64", "x86_64"));
  EXPECT_THAT(Index.handlers()[0].Ops, SizeIs(1));
  EXPECT_THAT(Index.handlers()[0].Disagreements, IsEmpty());
}

TEST(FactIndex, ArchitecturesThatDisagreeSaySo) {
  std::string Source = R"(
#include <kernel.h>
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
#ifdef ARCH_MAPS
	return vm_iomap_memory(vma, 1, 2);
#else
	return -ENODEV;
#endif
}
static const struct file_operations fops = { .mmap = my_mmap };
)";
  FactIndex Index({unit("drivers/b.c", "#define ARCH_MAPS" + Source, "x86_64"),
                   unit("drivers/b.c", "#undef  ARCH_MAPS" + Source, "arm64")});
  ASSERT_THAT(Index.handlers(), SizeIs(1));
  const HandlerRecord &Record = Index.handlers()[0];
  EXPECT_THAT(Record.Disagreements,
              ElementsAre("On x86_64 the handler is io_remap, on arm64 it is "
                          "reject_only."));
  EXPECT_EQ(Record.Class, HandlerClass::IoRemap);
}

TEST(FactIndex, AnEntryOfOneArchitectureIsNamed) {
  std::string Source = R"(
#include <kernel.h>
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -ENODEV;
}
static const struct file_operations fops = {
#ifdef WITH
	.mmap = my_mmap,
#endif
};
)";
  FactIndex Index({unit("drivers/b.c", "#define WITH" + Source, "x86_64"),
                   unit("drivers/b.c", "#undef  WITH" + Source, "arm64")});
  ASSERT_THAT(Index.handlers(), SizeIs(1));
  EXPECT_THAT(
      Index.handlers()[0].Disagreements,
      ElementsAre("arm64 has no such entry at drivers/b.c:9, x86_64 has."));
}

TEST(FactIndex, InnerHooksAreKeptApart) {
  FactIndex Index({unit(
      "drivers/b.c", Declares + "static const struct v4l2_file_operations v = "
                                "{ .mmap = lib_mmap };\n")});
  ASSERT_THAT(Index.handlers(), SizeIs(1));
  EXPECT_TRUE(Index.handlers()[0].Inner);
  EXPECT_THAT(Index.pairs(true), IsEmpty());
  EXPECT_THAT(Index.pairs(false), SizeIs(1));
}

TEST(FactIndex, EmptyTablesHaveNoRecord) {
  FactIndex Index({unit("drivers/b.c", Include + "struct file_operations f = "
                                                 "{ .mmap = NULL };\n")});
  EXPECT_THAT(Index.handlers(), IsEmpty());
  ASSERT_THAT(Index.tables(), SizeIs(1));
  EXPECT_TRUE(Index.tables()[0].Null);
}
