// What the arguments of mapping calls and written values are known to hold.
#include "matchers/BodyTesting.h"

namespace premap {
namespace {

/// Argument \p Index of `remap_pfn_range(vma, START, PFN, SIZE, PROT)` in the
/// body behind \p Before.
Argument mapped(const std::string &Before, const std::string &Start,
                const std::string &Pfn, const std::string &Size, int Index,
                const std::string &Prot = "vma->vm_page_prot") {
  Event E =
      only(readHandler(Before + "\nreturn remap_pfn_range(vma, " + Start +
                           ", " + Pfn + ", " + Size + ", " + Prot + ");",
                       "struct st { unsigned long pfn; int n; };\n"
                       "extern unsigned long total;\nextern struct st all;\n"
                       "#define walk(p) for (; p; p = 0)\n"
                       "unsigned long lookup(unsigned long);\n"),
           EventKind::Map);
  return E.Args.at(Index);
}

bool isSize(const std::string &Before, const std::string &Size) {
  return mapped(Before, "vma->vm_start", "1", Size, 3).holds(Known::Size);
}

TEST(BodyValues, TheSizeOfTheVma) {
  const std::string Size = "vma->vm_end - vma->vm_start";
  EXPECT_TRUE(isSize("", Size));
  EXPECT_TRUE(isSize("", "(" + Size + ")"));
  EXPECT_TRUE(isSize("unsigned long size = " + Size + ";", "size"));
  EXPECT_TRUE(isSize("unsigned long a = " + Size + ", b = a;", "b"));
  EXPECT_FALSE(isSize("int size = " + Size + ";", "size")) << "32 bits";
  EXPECT_FALSE(
      isSize("unsigned long size = " + Size + "; size = 4096;", "size"));
  EXPECT_FALSE(
      isSize("unsigned long size = " + Size + "; size -= 4096;", "size"));
  EXPECT_FALSE(isSize("unsigned long size = " + Size + "; lookup((long)&size);",
                      "size"));
  EXPECT_FALSE(isSize("", "vma->vm_end"));
}

bool isOnlySize(const std::string &Before, const std::string &Size) {
  return mapped("struct st *st = file->private_data; unsigned long n = "
                "vma->vm_end - vma->vm_start;" +
                    Before,
                "vma->vm_start", "1", Size, 3)
      .holds(Known::OnlySize);
}

TEST(BodyValues, ASizeThatAllOthersWereRefusedFor) {
  EXPECT_TRUE(isOnlySize("if (n != 8192) return -1;", "8192"));
  EXPECT_TRUE(isOnlySize("if (st->n || n != 8192) return -1;", "8192"));
  EXPECT_TRUE(isOnlySize("if (8192 > n || n > 8192) return -1;", "8192"));
  EXPECT_TRUE(
      isOnlySize("if (n != st->pfn) { file = 0; return -1; }", "st->pfn"));
  EXPECT_TRUE(isOnlySize("if (n == 8192)", "8192"));
  EXPECT_TRUE(isOnlySize("if (!(n == 8192)) return -1;", "8192"));
}

TEST(BodyValues, ASizeThatMayBeAnother) {
  EXPECT_FALSE(isOnlySize("", "8192"));
  EXPECT_FALSE(isOnlySize("if (n > 8192) return -1;", "8192"))
      << "one page is less";
  EXPECT_FALSE(isOnlySize("if (n < 8192) return -1;", "8192"));
  EXPECT_FALSE(isOnlySize("if (n != 4096) return -1;", "8192"));
  EXPECT_FALSE(isOnlySize("if (n == 8192) return -1;", "8192"));
  EXPECT_FALSE(isOnlySize("if (st->n && n != 8192) return -1;", "8192"));
  EXPECT_FALSE(isOnlySize("if (n != 8192) st->n = 1;", "8192"));
  EXPECT_FALSE(isOnlySize("if (n != lookup(1)) return -1;", "lookup(1)"));
  EXPECT_FALSE(
      isOnlySize("unsigned long m = 1; if (n != m) return -1; m = 2;", "m"));
  EXPECT_FALSE(isOnlySize("switch (st->n) { case 1: if (n != 8192) return -1; "
                          "case 2: ; } ",
                          "8192"));
}

TEST(BodyValues, TheStartOfTheVma) {
  auto Start = [](const std::string &Before, const std::string &Text) {
    return mapped(Before, Text, "1", "4096", 1).holds(Known::Start);
  };
  EXPECT_TRUE(Start("", "vma->vm_start"));
  EXPECT_TRUE(Start("unsigned long at = vma->vm_start;", "at"));
  EXPECT_FALSE(Start("", "vma->vm_start + 4096"));
  EXPECT_FALSE(Start("unsigned long at = vma->vm_start; at += 4096;", "at"));
}

Argument pfn(const std::string &Before, const std::string &Text) {
  return mapped(Before, "vma->vm_start", Text, "4096", 2);
}

TEST(BodyValues, WhatIsTheSameForEveryMappingOfTheFile) {
  const std::string St = "struct st *st = file->private_data;";
  EXPECT_TRUE(pfn(St, "st->pfn").holds(Known::OfFile));
  EXPECT_TRUE(pfn(St, "st->pfn").holds(Known::OfRange));
  EXPECT_TRUE(pfn(St, "st->pfn + vma->vm_pgoff").holds(Known::OfRange));
  EXPECT_FALSE(pfn(St, "st->pfn + vma->vm_pgoff").holds(Known::OfFile));
  EXPECT_TRUE(pfn(St, "lookup(st->pfn)").holds(Known::OfFile));
  EXPECT_FALSE(pfn(St, "lookup(st->pfn)").holds(Known::OfRange));
  EXPECT_FALSE(pfn("", "total").holds(Known::OfFile));
  EXPECT_FALSE(pfn(St + " st += 1;", "st->pfn").holds(Known::OfFile));
  EXPECT_TRUE(pfn("", "(unsigned long)&total").holds(Known::OfRange));
  EXPECT_FALSE(pfn("", "(&all)->pfn").holds(Known::OfFile));
  EXPECT_FALSE(pfn(St + " walk(st)", "st->pfn").holds(Known::OfFile));
}

TEST(BodyValues, WhatAFixedValueIsMadeOf) {
  EXPECT_TRUE(pfn("", "total").holds(Known::Fixed));
  EXPECT_FALSE(
      pfn("unsigned long a = vma->vm_pgoff;", "a").holds(Known::Fixed));
  EXPECT_TRUE(
      pfn("unsigned long a = vma->vm_pgoff;", "a + 1").holds(Known::HasOffset));
  EXPECT_FALSE(pfn("", "(unsigned long)file").holds(Known::Fixed));
}

TEST(BodyChecks, WhatIsComparedWithTheSize) {
  const std::string Size = "vma->vm_end - vma->vm_start";
  EXPECT_TRUE(
      readHandler("if (" + Size + " > 4096) return -1; return 0;").ChecksSize);
  EXPECT_TRUE(readHandler("unsigned long n = " + Size +
                          "; if (n != 4096) return -1; return 0;")
                  .ChecksSize);
  EXPECT_TRUE(readHandler("return unknown(" + Size + ");").ChecksSize);
  HandlerBody Dead =
      readHandler("if (vma->vm_end < vma->vm_start) return -1; return 0;");
  EXPECT_FALSE(Dead.ChecksSize);
  ASSERT_EQ(Dead.DeadChecks.size(), 1u);
  EXPECT_EQ(Dead.DeadChecks[0].Text, "vma->vm_end < vma->vm_start");
  EXPECT_FALSE(
      readHandler("pr_err(\"%lu\", " + Size + "); return 0;").ChecksSize);
  for (const char *None :
       {"vma->vm_pgoff", "!!vma->vm_pgoff", "file || vma->vm_pgoff << 12"})
    EXPECT_TRUE(
        readHandler("if (" + std::string(None) + ") return -1; return 0;")
            .ChecksOffset)
        << None;
  EXPECT_FALSE(readHandler("if (" + Size + ") return -1; return 0;").ChecksSize)
      << "it is never 0";
  EXPECT_FALSE(readHandler("if (file) return -1; return 0;").ChecksOffset);
  EXPECT_TRUE(readHandler("if (vma->vm_pgoff) return -1; if (vma->vm_pgoff > "
                          "2) return -1; return 0;")
                  .ChecksOffset);
}

TEST(BodyChecks, ATestRefusesIfItAloneFails) {
  auto Refuses = [](const std::string &Code) {
    return only(readHandler(Code + " return 0;"), EventKind::FlagTest).Refuses;
  };
  EXPECT_TRUE(Refuses("if (vma->vm_flags & VM_SHARED) return -1;"));
  EXPECT_TRUE(Refuses("if (file || vma->vm_flags & VM_SHARED) return -1;"));
  EXPECT_FALSE(Refuses("if (file && vma->vm_flags & VM_SHARED) return -1;"));
  EXPECT_FALSE(Refuses("if (vma->vm_flags & VM_SHARED) return 0;"));
  EXPECT_FALSE(Refuses("if (vma->vm_flags & VM_SHARED) file = 0;"));
}

} // namespace
} // namespace premap
