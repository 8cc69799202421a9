// How the uses of the vma and the file become events.
#include "matchers/BodyTesting.h"

using testing::ElementsAre;
using testing::IsEmpty;

namespace premap {
namespace {

TEST(BodyUses, NamesTheParameters) {
  HandlerBody Body = readBody(
      "int f(struct file *filp, struct vm_area_struct *area) { return 0; }");
  EXPECT_EQ(Body.VmaParameter, "area");
  EXPECT_EQ(Body.FileParameter, "filp");
  EXPECT_FALSE(Body.IsDesc);
  EXPECT_EQ(Body.Block.Path, "drivers/foo.c");
  EXPECT_EQ(Body.Block.Length, std::string("{ return 0; }").size());
}

TEST(BodyUses, ADescPlaysTheVma) {
  HandlerBody Body = readBody("int f(struct vm_area_desc *desc) {\n"
                              "  desc->private_data = desc->file->private_data;"
                              "  if (desc->end - desc->start > 4096) return 1;"
                              "  vma_desc_set_flags(desc, VMA_IO_BIT, "
                              "VMA_DONTEXPAND_BIT);\n"
                              "  return vma_desc_size(desc) > 1;\n}");
  EXPECT_TRUE(Body.IsDesc);
  EXPECT_EQ(Body.VmaParameter, "desc");
  EXPECT_TRUE(Body.PrivateDataWritten);
  EXPECT_EQ(only(Body, EventKind::FieldRead).Chain, "->private_data");
  EXPECT_EQ(eventsOf(Body, EventKind::Size).size(), 2u);
  EXPECT_THAT(Body.FlagsSet, ElementsAre("VM_IO", "VM_DONTEXPAND"));
  EXPECT_FALSE(only(Body, EventKind::FlagSet).InMacro);
}

TEST(BodyUses, FieldReadsAndChains) {
  HandlerBody Body = readHandler("void *p = vma->vm_file->private_data;\n"
                                 "vma->vm_mm->users;\n"
                                 "return vma->vm_pgoff + (*vma).vm_start;");
  auto Reads = eventsOf(Body, EventKind::FieldRead);
  ASSERT_EQ(Reads.size(), 4u);
  EXPECT_EQ(Reads[0].Name, "vm_file");
  EXPECT_EQ(Reads[0].Text, "vma->vm_file");
  EXPECT_EQ(Reads[0].Chain, "->private_data");
  EXPECT_EQ(Reads[1].Chain, "->users");
  EXPECT_EQ(Reads[2].Name, "vm_pgoff");
  EXPECT_EQ(Reads[3].Text, "(*vma).vm_start");
  EXPECT_THAT(eventsOf(Body, EventKind::Escape), IsEmpty());
}

TEST(BodyUses, FieldWrites) {
  HandlerBody Body =
      readHandler("vma->vm_ops = &ops;\n"
                  "vma->vm_pgoff += 3;\n"
                  "if (file) vma->vm_private_data = file->private_data;\n"
                  "vma->vm_start++;\n"
                  "pgprot_val(vma->vm_page_prot) |= 8;\n"
                  "return 0;",
                  "static const struct vm_operations_struct ops;");
  auto Writes = eventsOf(Body, EventKind::FieldWrite);
  ASSERT_EQ(Writes.size(), 5u);
  EXPECT_EQ(Writes[0].Operator, "=");
  EXPECT_EQ(Writes[0].Value.Text, "&ops");
  EXPECT_EQ(Writes[0].Statement.Length,
            std::string("vma->vm_ops = &ops;").size());
  EXPECT_EQ(Writes[0].Access.Length, std::string("vma->vm_ops").size());
  EXPECT_EQ(Writes[1].Operator, "+=");
  EXPECT_TRUE(Writes[2].NeedsBraces);
  EXPECT_FALSE(Writes[1].NeedsBraces);
  EXPECT_EQ(Writes[3].Operator, "++");
  EXPECT_EQ(Writes[3].Name, "vm_start");
  EXPECT_EQ(Writes[4].Chain, ".pgprot");
  EXPECT_FALSE(Writes[4].InMacro);
  EXPECT_EQ(Writes[4].Access.Length, std::string("vma->vm_page_prot").size());
  EXPECT_THAT(Body.VmOps, ElementsAre("ops"));
  EXPECT_TRUE(Body.PgoffWritten);
  EXPECT_TRUE(Body.PrivateDataWritten);
  EXPECT_TRUE(Body.PageProtWritten);
  EXPECT_FALSE(Body.FileWritten);
  EXPECT_THAT(eventsOf(Body, EventKind::SideEffect), IsEmpty());
}

TEST(BodyUses, FieldAddress) {
  HandlerBody Body =
      readHandler("g(&vma->vm_page_prot); return 0;", "void g(pgprot_t *);");
  Event E = only(Body, EventKind::FieldAddress);
  EXPECT_EQ(E.Text, "&vma->vm_page_prot");
  EXPECT_EQ(E.Access.Length, E.Where.Length - 1);
  EXPECT_EQ(E.Callee, "g");
  EXPECT_EQ(E.Call.Length, std::string("g(&vma->vm_page_prot)").size());
}

TEST(BodyUses, SizeWithTheParenthesesThatCanGo) {
  HandlerBody Body = readHandler(
      "unsigned long a = vma->vm_end - vma->vm_start;\n"
      "unsigned long b = (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;\n"
      "if (a > (vma->vm_end) - vma->vm_start) return(vma->vm_end - "
      "vma->vm_start);\n"
      "return b + vma->vm_end - vma->vm_start;");
  auto Sizes = eventsOf(Body, EventKind::Size);
  ASSERT_EQ(Sizes.size(), 4u);
  EXPECT_EQ(Sizes[0].Text, "vma->vm_end - vma->vm_start");
  EXPECT_EQ(Sizes[1].Text, "(vma->vm_end - vma->vm_start)");
  EXPECT_EQ(Sizes[2].Text, "(vma->vm_end) - vma->vm_start");
  // `return(x)` must not become `returnx`.
  EXPECT_EQ(Sizes[3].Text, "vma->vm_end - vma->vm_start");
  // `b + end - start` is (b + end) - start: two reads.
  auto Reads = eventsOf(Body, EventKind::FieldRead);
  ASSERT_EQ(Reads.size(), 2u);
  EXPECT_EQ(Reads[0].Name, "vm_end");
  EXPECT_EQ(Reads[1].Name, "vm_start");
}

TEST(BodyUses, StartMinusEndIsNoSize) {
  HandlerBody Body = readHandler("return vma->vm_start - vma->vm_end;");
  EXPECT_THAT(eventsOf(Body, EventKind::Size), IsEmpty());
  EXPECT_EQ(eventsOf(Body, EventKind::FieldRead).size(), 2u);
}

TEST(BodyUses, CallsByWhatTheyMean) {
  HandlerBody Body = readHandler(
      "generic_file_mmap(file, vma);\n"
      "helper(vma, 1);\n"
      "unknown_vma(vma);\n"
      "vma->vm_ops->open(vma);\n"
      "return vma_pages(vma) + vm_iomap_memory(vma, 1, 2);",
      "static void helper(struct vm_area_struct *v, int n) { n++; }");
  EXPECT_THAT(Body.CallsWithVma,
              ElementsAre("generic_file_mmap", "helper", "unknown_vma",
                          "vma->vm_ops->open", "vm_iomap_memory"));
  Event Generic = only(Body, EventKind::GenericFile);
  EXPECT_EQ(Generic.FileArg, 0);
  EXPECT_EQ(Generic.VmaArg, 1);
  Event Helper = only(Body, EventKind::HelperCall);
  EXPECT_EQ(Helper.Name, "helper");
  EXPECT_EQ(Helper.VmaArg, 0);
  ASSERT_EQ(Helper.Args.size(), 2u);
  EXPECT_EQ(Helper.Args[1].Text, "1");
  EXPECT_EQ(only(Body, EventKind::OtherCall).Name, "unknown_vma");
  EXPECT_EQ(only(Body, EventKind::IndirectCall).Name, "vma->vm_ops->open");
  EXPECT_EQ(only(Body, EventKind::Pages).Text, "vma_pages(vma)");
  EXPECT_EQ(only(Body, EventKind::Map).Args.size(), 3u);
}

TEST(BodyUses, AMapThroughAMacroStaysEditable) {
  HandlerBody Body =
      readHandler("return io_remap_pfn_range(vma, vma->vm_start, (1 << 2),\n"
                  "  vma->vm_end - vma->vm_start, vma->vm_page_prot);");
  Event Map = only(Body, EventKind::Map);
  EXPECT_EQ(Map.Name, "io_remap_pfn_range");
  EXPECT_FALSE(Map.InMacro);
  EXPECT_EQ(Map.Result, ResultUse::Returned);
  ASSERT_EQ(Map.Args.size(), 5u);
  EXPECT_EQ(Map.Args[2].Text, "(1 << 2)");
  EXPECT_EQ(Map.Args[3].Text, "vma->vm_end - vma->vm_start");
  EXPECT_EQ(Map.Args[4].Text, "vma->vm_page_prot");
  EXPECT_TRUE(Map.Where.contains(Map.Args[4].Where));
  EXPECT_EQ(only(Body, EventKind::Size).InMacro, false);
}

TEST(BodyUses, AMapInsideADriversMacroIsNotEditable) {
  HandlerBody Body =
      readHandler("return MAP(vma, 7);",
                  "#define MAP(v, pfn) remap_pfn_range(v, (v)->vm_start, pfn, "
                  "(v)->vm_end - (v)->vm_start, (v)->vm_page_prot)");
  Event Map = only(Body, EventKind::Map);
  EXPECT_EQ(Map.Name, "remap_pfn_range");
  EXPECT_TRUE(Map.InMacro);
  for (const Event &E : Body.Events) {
    if (E.Kind != EventKind::Return) {
      EXPECT_TRUE(E.InMacro) << E.Name;
    }
  }
}

TEST(BodyUses, MacroArgumentsAreEditableOnce) {
  HandlerBody Body =
      readHandler("unsigned long n = min(vma->vm_end, 4096UL);\n"
                  "pr_err(\"%lx\", vma->vm_start);\n"
                  "if (WARN_ON(vma->vm_pgoff)) return -EINVAL;\n"
                  "return READ_ONCE(vma->vm_private_data) != NULL;");
  auto Reads = eventsOf(Body, EventKind::FieldRead);
  ASSERT_EQ(Reads.size(), 4u);
  for (const Event &E : Reads) {
    EXPECT_FALSE(E.InMacro) << E.Name;
    EXPECT_EQ(E.Where.Length, std::string("vma->" + E.Name).size());
  }
  EXPECT_EQ(Reads[0].Name, "vm_end");
  EXPECT_EQ(Reads[3].Name, "vm_private_data");
  EXPECT_THAT(eventsOf(Body, EventKind::SideEffect), IsEmpty());
}

TEST(BodyUses, WriteOnceIsAWrite) {
  HandlerBody Body =
      readHandler("WRITE_ONCE(vma->vm_private_data, file); return 0;");
  Event E = only(Body, EventKind::FieldWrite);
  EXPECT_EQ(E.Name, "vm_private_data");
  EXPECT_EQ(E.Operator, "=");
  EXPECT_EQ(E.Value.Text, "file");
  EXPECT_FALSE(E.InMacro);
  EXPECT_TRUE(Body.PrivateDataWritten);
}

TEST(BodyUses, AMacroThatNamesTheVmaItself) {
  HandlerBody Body = readHandler("return HIDDEN(2);",
                                 "#define HIDDEN(n) (vma->vm_pgoff + (n))");
  Event E = only(Body, EventKind::FieldRead);
  EXPECT_TRUE(E.InMacro);
  EXPECT_EQ(E.Where.Line, 4u);
  EXPECT_FALSE(E.Access);
}

TEST(BodyUses, TheTwoHalvesOfAMacroAreNoAccess) {
  HandlerBody Body =
      readHandler("return FIELD(vma, vm_pgoff);", "#define FIELD(v, f) v->f");
  EXPECT_TRUE(only(Body, EventKind::FieldRead).InMacro);
}

TEST(BodyUses, Escapes) {
  HandlerBody Body =
      readHandler("struct vm_area_struct *v = vma;\n"
                  "struct holder h = { vma };\n"
                  "global = vma;\n"
                  "if (vma == v) return 1;\n"
                  "if (!vma) return 2;\n"
                  "take(&vma);\n"
                  "vma = v;\n"
                  "return sizeof(*vma) > 0 && (long)vma;",
                  "static struct vm_area_struct *global;\n"
                  "struct holder { struct vm_area_struct *v; };\n"
                  "void take(struct vm_area_struct **);");
  std::vector<std::string> Names;
  for (const Event &E : eventsOf(Body, EventKind::Escape))
    Names.push_back(E.Name);
  EXPECT_THAT(Names,
              ElementsAre("alias", "stored", "stored", "compared", "condition",
                          "address", "changed", "copied", "cast"));
}

TEST(BodyUses, AnEscapeShowsItsText) {
  HandlerBody Body = readHandler("global = vma; return 0;",
                                 "static struct vm_area_struct *global;");
  Event E = only(Body, EventKind::Escape);
  EXPECT_EQ(E.Text, "global = vma");
  EXPECT_EQ(E.Access.Length, 3u);
}

TEST(BodyUses, PassedTwiceToOneCall) {
  HandlerBody Body = readHandler(
      "two(vma, vma); return 0;",
      "void two(struct vm_area_struct *, struct vm_area_struct *);");
  EXPECT_EQ(only(Body, EventKind::OtherCall).VmaArg, 0);
  EXPECT_EQ(only(Body, EventKind::Escape).Name, "passed twice");
}

TEST(BodyUses, AsmOperands) {
  HandlerBody Body =
      readHandler("asm volatile(\"\" : : \"r\"(vma)); "
                  "asm volatile(\"\" : : \"r\"(vma->vm_start)); return 0;");
  EXPECT_EQ(only(Body, EventKind::Escape).Name, "asm");
  EXPECT_EQ(only(Body, EventKind::FieldRead).Name, "vm_start");
  EXPECT_EQ(eventsOf(Body, EventKind::SideEffect).size(), 2u);
}

TEST(BodyUses, TypesAreUnevaluated) {
  HandlerBody Body = readHandler("typeof(vma->vm_pgoff) p = 1;\n"
                                 "return p + sizeof(vma->vm_start);");
  auto Reads = eventsOf(Body, EventKind::FieldRead);
  ASSERT_EQ(Reads.size(), 2u);
  EXPECT_TRUE(Reads[0].Unevaluated);
  EXPECT_TRUE(Reads[1].Unevaluated);
  EXPECT_THAT(Reads[0].After, IsEmpty());
}

TEST(BodyUses, StatementExpressions) {
  HandlerBody Body =
      readHandler("return ({ unsigned long x = vma->vm_pgoff; x + 1; });");
  EXPECT_EQ(only(Body, EventKind::FieldRead).Name, "vm_pgoff");
}

TEST(BodyUses, FileReads) {
  HandlerBody Body = readHandler("void *d = file->private_data;\n"
                                 "file_accessed(file);\n"
                                 "struct file *g = file;\n"
                                 "return d == g;");
  auto Reads = eventsOf(Body, EventKind::FileRead);
  ASSERT_EQ(Reads.size(), 3u);
  EXPECT_EQ(Reads[0].Name, "private_data");
  EXPECT_EQ(Reads[0].Text, "file");
  EXPECT_EQ(Reads[1].Callee, "file_accessed");
  EXPECT_EQ(Reads[1].Call.Length, std::string("file_accessed(file)").size());
  EXPECT_EQ(Reads[2].Callee, "");
  EXPECT_THAT(eventsOf(Body, EventKind::Escape), IsEmpty());
}

TEST(BodyUses, AChangedFileEscapes) {
  HandlerBody Body = readHandler("file = vma->vm_file; return 0;");
  EXPECT_EQ(only(Body, EventKind::Escape).Name, "changed");
}

TEST(BodyUses, ArgumentsThatAreFields) {
  HandlerBody Body = readHandler(
      "vma->vm_page_prot = vm_get_page_prot(vma->vm_flags); return 0;");
  Event E = only(Body, EventKind::FieldRead);
  EXPECT_EQ(E.Callee, "vm_get_page_prot");
  EXPECT_EQ(E.Call.Length,
            std::string("vm_get_page_prot(vma->vm_flags)").size());
}

TEST(BodyUses, ArgumentsOfMacrosAreArguments) {
  HandlerBody Body = readHandler(
      "vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot); return 0;");
  Event E = only(Body, EventKind::FieldRead);
  EXPECT_EQ(E.Callee, "pgprot_writecombine");
  EXPECT_EQ(E.Chain, "");
  EXPECT_EQ(E.Call.Length,
            std::string("pgprot_writecombine(vma->vm_page_prot)").size());
}

TEST(BodyUses, AHelperThroughAMacro) {
  HandlerBody Body =
      readHandler("CHECK(vma); return 0;",
                  "static int helper(struct vm_area_struct *v) { return 0; }\n"
                  "#define CHECK(v) helper(v)");
  Event E = only(Body, EventKind::HelperCall);
  EXPECT_EQ(E.Name, "helper");
  EXPECT_TRUE(E.InMacro);
}

TEST(BodyUses, OuterEventsComeFirst) {
  HandlerBody Body = readHandler(
      "return remap_pfn_range(vma, vma->vm_start, 1, 2, PAGE_SHARED);");
  EXPECT_THAT(kindsOf(Body), ElementsAre("Return", "Map:remap_pfn_range",
                                         "FieldRead:vm_start"));
  EXPECT_EQ(Body.Events[1].Args[4].Text, "PAGE_SHARED");
}

} // namespace
} // namespace premap
