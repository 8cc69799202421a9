#include "matchers/Classify.h"
#include "matchers/FactIndex.h"
#include "matchers/HookSnippet.h"

#include "gtest/gtest.h"

using namespace premap;

/// The classes of my_mmap(), whose parameters are `file` and `vma`, least
/// demanding first, separated by blanks. \p Before stands in front of it.
static std::string classesOf(const std::string &Body,
                             const std::string &Before = "") {
  UnitFacts Unit = factsOf(
      "#include <kernel.h>\nextern const struct vm_operations_struct v;\n"
      "struct object { int ref; int users; struct vm_area_struct *vma;\n"
      "  const struct ops *ops; struct file *file; };\n"
      "struct ops { int (*mmap)(struct object *, struct vm_area_struct *); "
      "};\n" +
      Before +
      "static int my_mmap(struct file *file, struct vm_area_struct *vma)\n{\n"
      "  struct object *o = file->private_data;\n" +
      Body +
      "}\n"
      "static const struct file_operations fops = { .mmap = my_mmap };\n");
  EXPECT_EQ(parseError(Unit), "");
  FactIndex Index({Unit});
  std::string Result;
  for (const HandlerRecord *Record : Index.find("my_mmap")) {
    for (HandlerClass Class : Record->Classes)
      Result += (Result.empty() ? "" : " ") + toString(Class);
    if (!Record->Classes.empty())
      EXPECT_EQ(Record->Class, Record->Classes.back());
  }
  return Result;
}

TEST(Classify, RejectOnly) {
  EXPECT_EQ(classesOf("return -ENODEV;"), "reject_only");
  EXPECT_EQ(classesOf("int ret = -EINVAL; return ret;"), "reject_only");
  EXPECT_EQ(classesOf("if (vma->vm_pgoff) return -EINVAL; return (-ENODEV);"),
            "reject_only");
}

TEST(Classify, AnErrorOnOnePathOnlyIsNoReject) {
  EXPECT_EQ(classesOf("if (vma->vm_pgoff) return -EINVAL; return 0;"),
            "vm_ops_only");
  EXPECT_EQ(classesOf("int ret = -EINVAL; ret = o->users; return ret;"),
            "vm_ops_only");
}

TEST(Classify, VmOpsOnly) {
  EXPECT_EQ(classesOf("vma->vm_ops = &v; vma->vm_private_data = o; return 0;"),
            "vm_ops_only");
  EXPECT_EQ(classesOf("if (vma->vm_flags & VM_IO) return -EINVAL;"
                      "vma->vm_ops = &v; return 0;"),
            "vm_ops_only");
}

TEST(Classify, FlagSetting) {
  EXPECT_EQ(classesOf("vm_flags_set(vma, VM_IO); vma->vm_ops = &v; return 0;"),
            "flag_setting");
  EXPECT_EQ(classesOf("vma->vm_flags |= VM_IO; return 0;"), "flag_setting");
}

TEST(Classify, GenericFile) {
  EXPECT_EQ(classesOf("return generic_file_mmap(file, vma);"), "generic_file");
}

TEST(Classify, TheGenericHandlerItselfIsKnownByName) {
  UnitFacts Unit = factsOf(
      "#include <kernel.h>\n"
      "int generic_file_mmap(struct file *file, struct vm_area_struct *vma)\n"
      "{ vma->vm_ops = NULL; return 0; }\n"
      "static const struct file_operations fops = "
      "{ .mmap = generic_file_mmap };\n");
  ASSERT_EQ(parseError(Unit), "");
  FactIndex Index({Unit});
  ASSERT_EQ(Index.handlers().size(), 1u);
  EXPECT_EQ(Index.handlers()[0].Class, HandlerClass::GenericFile);
  EXPECT_EQ(Index.handlers()[0].Classes.size(), 1u);
}

TEST(Classify, Remaps) {
  EXPECT_EQ(classesOf("vm_flags_set(vma, VM_IO);"
                      "return remap_pfn_range(vma, vma->vm_start, 1, 2, 3);"),
            "flag_setting remap_pfn_range");
  EXPECT_EQ(classesOf("return vm_iomap_memory(vma, 1, 2);"), "io_remap");
  EXPECT_EQ(classesOf("return vm_insert_page(vma, vma->vm_start, o);"),
            "page_insertion");
}

TEST(Classify, AHelperOfTheFileCountsAsTheHandler) {
  EXPECT_EQ(classesOf("return outer(vma);",
                      "static int inner(struct vm_area_struct *v) {"
                      "  return vm_iomap_memory(v, 1, 2); }\n"
                      "static int outer(struct vm_area_struct *v) {"
                      "  return inner(v); }\n"),
            "io_remap");
}

TEST(Classify, AReferenceForTheMappingIsAPostHook) {
  EXPECT_EQ(classesOf("kref_get(&o->ref); vma->vm_private_data = o; return 0;"),
            "post_hook");
  EXPECT_EQ(classesOf("void *p = kmalloc(4, 0); if (!p) return -ENODEV;"
                      "vma->vm_private_data = p; return 0;"),
            "post_hook");
  EXPECT_EQ(classesOf("o->users++; return 0;"), "post_hook");
  EXPECT_EQ(classesOf("return my_buffer_alloc(o);",
                      "int my_buffer_alloc(struct object *);\n"),
            "post_hook");
  EXPECT_EQ(classesOf("return my_allocated_size(o);",
                      "int my_allocated_size(struct object *);\n"),
            "vm_ops_only");
  EXPECT_EQ(classesOf("count(o); return 0;",
                      "static void count(struct object *o) { o->users++; }\n"),
            "post_hook");
}

TEST(Classify, AReleaseOnTheErrorPathOnlyIsStillAPostHook) {
  EXPECT_EQ(classesOf("int ret = o->users; kref_get(&o->ref);"
                      "if (ret) kref_put(&o->ref); return ret;"),
            "post_hook");
  EXPECT_EQ(classesOf("kref_get(&o->ref); if (o->users) goto err; return 0;"
                      "err: kref_put(&o->ref); return -EINVAL;"),
            "post_hook");
}

TEST(Classify, WhatIsGivenBackIsNoPostHook) {
  EXPECT_EQ(classesOf("kref_get(&o->ref); vma->vm_ops = &v;"
                      "kref_put(&o->ref); return 0;"),
            "vm_ops_only");
  EXPECT_EQ(classesOf("void *p = kmalloc(4, 0); if (!p) return -ENODEV;"
                      "vma->vm_ops = &v; kfree(p); return 0;"),
            "vm_ops_only");
}

TEST(Classify, Delegating) {
  EXPECT_EQ(classesOf("return o->ops->mmap(o, vma);"), "delegating");
  EXPECT_EQ(classesOf("return other_mmap(vma);",
                      "int other_mmap(struct vm_area_struct *);\n"),
            "delegating");
  EXPECT_EQ(classesOf("return dma_mmap_coherent(o, vma, o, 1, 2);"),
            "delegating");
}

TEST(Classify, StackedIsTheMmapOfAnotherFile) {
  EXPECT_EQ(classesOf("return call_mmap(o->file, vma);"), "stacked");
  EXPECT_EQ(classesOf("return o->file->f_op->mmap(o->file, vma);"), "stacked");
}

TEST(Classify, KeepsVma) {
  EXPECT_EQ(classesOf("o->vma = vma; return 0;"), "keeps_vma");
  EXPECT_EQ(classesOf("struct vm_area_struct *mine; mine = vma; return 0;"),
            "vm_ops_only");
}

TEST(Classify, NoBodyNoClass) {
  Classification Result = classify({});
  EXPECT_FALSE(Result.Class);
  HandlerBody Unread;
  HandlerReading Reading;
  Reading.Handler = &Unread;
  EXPECT_FALSE(classify(Reading).Class);
}
