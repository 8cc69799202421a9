#include "matchers/BrokenCode.h"

#include "matchers/FactIndex.h"
#include "matchers/HookSnippet.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

static const std::string Include = "#include <kernel.h>\n";
static const std::string Handler =
    "static int a_mmap(struct file *f, struct vm_area_struct *vma)\n"
    "{ vm_flags_set(vma, VM_IO); return 0; }\n";
static const std::string Table =
    "static const struct file_operations a_fops = { .mmap = a_mmap };\n";

static HandlerRecord theHandler(const std::string &Source,
                                VirtualFiles More = {}) {
  FactIndex Index({bestEffortFactsOf(Include + Source, std::move(More))});
  EXPECT_THAT(Index.handlers(), SizeIs(1)) << Source;
  return Index.handlers().empty() ? HandlerRecord() : Index.handlers()[0];
}

static void expectBroken(const std::string &Source, const std::string &Why,
                         VirtualFiles More = {}) {
  HandlerRecord Record = theHandler(Source, std::move(More));
  EXPECT_TRUE(Record.BestEffort) << Source;
  EXPECT_THAT(Record.Broken, HasSubstr(Why)) << Source;
  EXPECT_FALSE(Record.Class) << Source;
  EXPECT_FALSE(Record.Function) << Source;
}

TEST(BrokenCode, NothingIsBrokenInWhatParses) {
  UnitFacts Unit = bestEffortFactsOf(Include + Handler + Table);
  EXPECT_TRUE(Unit.BestEffort);
  EXPECT_THAT(Unit.Broken, IsEmpty());
  EXPECT_EQ(parseError(Unit), "");
}

/// A missing header is fatal to Clang, and must not hide what follows.
TEST(BrokenCode, ErrorsElsewhereLeaveAHandlerSound) {
  std::string Source = "#include <asm/gone.h>\n"
                       "static int other(void) { return GONE_LIMIT; }\n" +
                       Handler + Table;
  HandlerRecord Record = theHandler(Source);
  EXPECT_TRUE(Record.BestEffort);
  EXPECT_EQ(Record.Broken, "");
  EXPECT_EQ(Record.Class, HandlerClass::FlagSetting);
  EXPECT_THAT(Record.Archs, IsEmpty());
  UnitFacts Unit = bestEffortFactsOf(Include + Source);
  ASSERT_THAT(Unit.Broken, SizeIs(1));
  EXPECT_EQ(Unit.Broken[0].FirstLine, 3u);
  EXPECT_THAT(Unit.Broken[0].Error, HasSubstr("drivers/a.c:3: "));
  EXPECT_THAT(Unit.Broken[0].Error, HasSubstr("GONE_LIMIT"));
}

TEST(BrokenCode, AHandlerWithAnErrorIsNotAnalysed) {
  expectBroken("static int a_mmap(struct file *f, struct vm_area_struct *vma)\n"
               "{ if (GONE(vma)) return 1; vm_flags_set(vma, VM_IO);\n"
               "  return 0; }\n" +
                   Table,
               "drivers/a.c:3: ");
  // Recovered from without a hole in the tree.
  expectBroken("static int a_mmap(struct file *f, struct vm_area_struct *vma)\n"
               "{ vma->vm_gone = 1; return 0; }\n" +
                   Table,
               "vm_gone");
}

TEST(BrokenCode, ItsHelpersCount) {
  expectBroken("static void help(struct vm_area_struct *vma)\n"
               "{ remap_gone_range(vma); }\n"
               "static int a_mmap(struct file *f, struct vm_area_struct *vma)\n"
               "{ help(vma); return 0; }\n" +
                   Table,
               "help() did not parse: ");
  expectBroken("static void take(int *count) { GONE_INC(count); }\n"
               "static int a_mmap(struct file *f, struct vm_area_struct *vma)\n"
               "{ take(f->private_data); return 0; }\n" +
                   Table,
               "take() did not parse: ");
}

TEST(BrokenCode, ItsTableCounts) {
  expectBroken(Handler + "static const struct file_operations a_fops = {\n"
                         "  .open = gone_open, .mmap = a_mmap };\n",
               "its table did not parse: ");
}

TEST(BrokenCode, ItsVmOpsCount) {
  expectBroken("static const struct vm_operations_struct a_ops = {\n"
               "  .open = gone_open };\n"
               "static int a_mmap(struct file *f, struct vm_area_struct *vma)\n"
               "{ vma->vm_ops = &a_ops; return 0; }\n" +
                   Table,
               "a_ops did not parse: ");
}

/// The error is in a header, the harm is here: Clang takes int for gone_t.
TEST(BrokenCode, WhatAHeaderCouldNotDeclareIsMissingHere) {
  VirtualFiles Header{{"/tree/include/dev.h",
                       "typedef gone_t dev_addr_t;\n"
                       "struct dev { gone_t base; int good; };\n"
                       "void dev_set(gone_t what);\n"}};
  auto Source = [](const std::string &Body) {
    return "#include <dev.h>\n"
           "static int a_mmap(struct file *f, struct vm_area_struct *vma)\n{ " +
           Body + " return 0; }\n" + Table;
  };
  expectBroken(Source("dev_addr_t at = vma->vm_pgoff; (void)at;"), "dev_addr_t",
               Header);
  expectBroken(Source("struct dev *d = f->private_data; vma->vm_pgoff = "
                      "d->base;"),
               "it did not parse: drivers/a.c:3: ", Header);
  expectBroken(Source("dev_set(vma->vm_pgoff);"),
               "it did not parse: drivers/a.c:3: ", Header);
  HandlerRecord Good = theHandler(
      Source("struct dev *d = f->private_data; if (d->good) return -EINVAL;"),
      Header);
  EXPECT_EQ(Good.Broken, "");
}

/// What is compiled somewhere is known from there, errors or not.
TEST(BrokenCode, ACompiledFileIsNoBestEffort) {
  FactIndex Index({factsOf(Include + Handler + Table),
                   bestEffortFactsOf(Include +
                                         "int a_mmap(struct file *f,\n"
                                         "struct vm_area_struct *v);\n" +
                                         Table,
                                     {}, "drivers/b.c")});
  for (const HandlerRecord &Record : Index.handlers())
    EXPECT_EQ(Record.BestEffort, Record.File == "drivers/b.c") << Record.Id;
  EXPECT_TRUE(Index.isBestEffort("drivers/b.c"));
  EXPECT_FALSE(Index.isBestEffort("drivers/a.c"));
}
