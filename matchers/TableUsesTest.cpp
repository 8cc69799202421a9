#include "matchers/FactIndex.h"
#include "matchers/HookSnippet.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

static const std::string Include = "#include <kernel.h>\n"
                                   "struct inode { int i; };\n";
static const std::string Hook =
    "static int a_mmap(struct file *f, struct vm_area_struct *vma)\n"
    "{ return -ENODEV; }\n"
    "static const struct file_operations a_fops = { .mmap = a_mmap };\n";
static const std::string Prepare =
    "static int b_mmap_prepare(struct vm_area_desc *desc) { return 0; }\n"
    "static const struct file_operations b_fops =\n"
    "  { .mmap_prepare = b_mmap_prepare };\n";

static UnitFacts unit(const std::string &Source,
                      const std::string &File = "drivers/a.c") {
  UnitFacts Unit = factsOf(Include + Source, {}, "x86_64", File);
  EXPECT_EQ(parseError(Unit), "") << File;
  return Unit;
}

static HandlerRecord only(std::vector<UnitFacts> Units) {
  FactIndex Index(std::move(Units));
  EXPECT_THAT(Index.handlers(), SizeIs(1));
  return Index.handlers().front();
}

static std::vector<unsigned> lines(const std::vector<Span> &Places) {
  std::vector<unsigned> Lines;
  for (const Span &Place : Places)
    Lines.push_back(Place.Line);
  return Lines;
}

TEST(TableUses, AHookThatTakesADescriptorIsConverted) {
  EXPECT_TRUE(only({unit(Prepare)}).Converted);
  EXPECT_FALSE(only({unit(Hook)}).Converted);
}

TEST(TableUses, AStoreInAnOpenFileIsLive) {
  HandlerRecord Record =
      only({unit(Hook + "struct user { struct file *file; };\n"
                        "void gone(struct user *u)\n"
                        "{ u->file->f_op = &a_fops; }\n")});
  EXPECT_THAT(lines(Record.LiveStores), ElementsAre(8u));
}

TEST(TableUses, AStoreWhileOpeningIsNot) {
  HandlerRecord Record =
      only({unit(Hook + "int open_a(struct inode *inode, struct file *file)\n"
                        "{ file->f_op = &a_fops; return 0; }\n")});
  EXPECT_THAT(Record.LiveStores, IsEmpty());
}

/// The function opens one file and changes another one.
TEST(TableUses, AStoreInAnotherFileWhileOpeningIsLive) {
  HandlerRecord Record =
      only({unit(Hook + "struct user { struct file *file; };\n"
                        "int open_a(struct inode *i, struct user *u)\n"
                        "{ u->file->f_op = &a_fops; return 0; }\n")});
  EXPECT_THAT(lines(Record.LiveStores), ElementsAre(8u));
}

static const std::string Driver =
    "struct driver { const struct file_operations *fops; };\n";
static const std::string Call =
    "struct device { struct driver *driver; };\n"
    "int share(struct device *d, struct file *f, struct vm_area_struct *v)\n"
    "{ return d->driver->fops->mmap(f, v); }\n";

TEST(TableUses, ADirectCallOfAnotherFileReachesTheTablesOfItsMember) {
  HandlerRecord Record =
      only({unit(Driver + Hook + "struct driver drv = { .fops = &a_fops };\n"),
            unit(Driver + Call, "drivers/core.c")});
  ASSERT_THAT(Record.DirectCalls, SizeIs(1));
  EXPECT_EQ(Record.DirectCalls.front().Path, "drivers/core.c");
  EXPECT_EQ(Record.DirectCalls.front().Line, 6u);
}

TEST(TableUses, AMemberThatIsAssignedHoldsTheTableToo) {
  HandlerRecord Record = only({unit(Driver + Hook +
                                    "void init(struct driver *d)\n"
                                    "{ d->fops = &a_fops; }\n"),
                               unit(Driver + Call, "drivers/core.c")});
  EXPECT_THAT(Record.DirectCalls, SizeIs(1));
}

TEST(TableUses, ADirectCallReachesNoTableOfAnotherMember) {
  HandlerRecord Record =
      only({unit(Driver + Hook +
                 "struct other { const struct file_operations *fops; };\n"
                 "struct other drv = { .fops = &a_fops };\n"),
            unit(Driver + Call, "drivers/core.c")});
  EXPECT_THAT(Record.DirectCalls, IsEmpty());
}

/// A static table of the same name in another file is another table.
TEST(TableUses, AStaticTableIsItsFilesOwn) {
  FactIndex Index(
      {unit(Driver + Hook + "struct driver drv = { .fops = &a_fops };\n"),
       unit(Driver + Hook, "drivers/b.c"),
       unit(Driver + Call, "drivers/core.c")});
  ASSERT_THAT(Index.handlers(), SizeIs(2));
  EXPECT_THAT(Index.handlers()[0].DirectCalls, SizeIs(1));
  EXPECT_THAT(Index.handlers()[1].DirectCalls, IsEmpty());
}

TEST(TableUses, VmOpsTablesSayWhichHooksTheyHave) {
  UnitFacts Unit = unit("static void a_open(struct vm_area_struct *vma) {}\n"
                        "static const struct vm_operations_struct a_ops;\n"
                        "static const struct vm_operations_struct a_ops =\n"
                        "  { .open = a_open };\n"
                        "const struct vm_operations_struct b_ops =\n"
                        "  { .open = NULL };\n");
  ASSERT_THAT(Unit.VmOps, SizeIs(2));
  EXPECT_EQ(Unit.VmOps[0].Name, "a_ops");
  EXPECT_TRUE(Unit.VmOps[0].Static);
  ASSERT_NE(Unit.VmOps[0].hook("open"), nullptr);
  EXPECT_EQ(Unit.VmOps[0].hook("open")->Value, "a_open");
  EXPECT_EQ(Unit.VmOps[0].hook("mmap_lookalike"), nullptr);
  EXPECT_FALSE(Unit.VmOps[1].Static);
  EXPECT_EQ(Unit.VmOps[1].hook("open"), nullptr);
}

TEST(TableUses, AHandlerKnowsTheTablesOfItsVmOps) {
  HandlerRecord Record = only(
      {unit("static void a_open(struct vm_area_struct *vma) {}\n"
            "static const struct vm_operations_struct a_ops =\n"
            "  { .open = a_open }, other_ops = { .open = a_open };\n"
            "static int a_mmap(struct file *f, struct vm_area_struct *vma)\n"
            "{ vma->vm_ops = &a_ops; return 0; }\n"
            "static const struct file_operations a_fops =\n"
            "  { .mmap = a_mmap };\n")});
  ASSERT_THAT(Record.VmOps, SizeIs(1));
  EXPECT_EQ(Record.VmOps.front().Name, "a_ops");
}

/// Another configuration may have it.
TEST(TableUses, AHookThatIsNotCompiledIsNamedAllTheSame) {
  UnitFacts Unit = unit("static void a_open(struct vm_area_struct *vma) {}\n"
                        "static const struct vm_operations_struct a_ops = {\n"
                        "#ifdef CONFIG_A\n"
                        "  .open = a_open,\n"
                        "#endif\n"
                        "  .mmap_lookalike = NULL,\n"
                        "};\n");
  ASSERT_THAT(Unit.VmOps, SizeIs(1));
  ASSERT_THAT(Unit.VmOps[0].Hooks, SizeIs(1));
  EXPECT_EQ(Unit.VmOps[0].Hooks[0].Field, "open");
  EXPECT_TRUE(Unit.VmOps[0].Hooks[0].Inactive);
}
