// The inlines of headers beside their models.
#include "verify/InlineContract.h"
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace premap::verify {
namespace {

const std::string Sample = PREMAP_TESTDATA "/tree";

/// A file of the sample tree, with the headers of 7.3.
Unit sampleUnit(const std::string &Api = "730") {
  Unit U;
  U.Directory = Sample;
  U.Folders = {PREMAP_TESTDATA};
  U.File = Sample + "/drivers/char/bar.c";
  U.Arguments = {"--target=x86_64-linux-gnu",
                 "-nostdinc",
                 "-I" + Sample + "/arch/x86/include",
                 "-I" + Sample + "/include",
                 "-I" PREMAP_TESTDATA "/convert/include",
                 "-include",
                 Sample + "/include/linux/kconfig.h",
                 "-D__KERNEL__",
                 "-std=gnu11",
                 "-DPREMAP_API=" + Api,
                 "drivers/char/bar.c"};
  return U;
}

std::vector<std::string> names(const std::vector<InlineNote> &Notes) {
  std::vector<std::string> Names;
  for (const InlineNote &N : Notes)
    Names.push_back(N.Name);
  return Names;
}

/// What is found when the first \p Old of a header is \p New.
InlineContract after(const std::string &Header, const std::string &Old,
                     const std::string &New) {
  std::string Path = Sample + "/include/linux/" + Header;
  std::string Text = readFile(Path);
  std::size_t At = Text.find(Old);
  EXPECT_NE(At, std::string::npos) << Old;
  if (At == std::string::npos)
    return {};
  return holdInlines(sampleUnit(), {{Path, Text.replace(At, Old.size(), New)}});
}

TEST(InlineContractTest, TheSampleTreeIsAsModelled) {
  InlineContract Result = holdInlines(sampleUnit());
  EXPECT_EQ(Result.Error, "");
  EXPECT_THAT(names(Result.Deviations), IsEmpty());
  EXPECT_THAT(names(Result.Undecided), IsEmpty());
  for (const char *Name :
       {"vm_flags_set", "vm_flags_clear", "vm_flags_mod", "vm_flags_reset",
        "vma_pages", "vma_desc_size", "vma_desc_pages", "io_remap_pfn_range",
        "IS_ERR", "IS_ERR_OR_NULL", "ERR_PTR", "PTR_ERR"})
    EXPECT_THAT(Result.Equal, Contains(Name));
}

TEST(InlineContractTest, OnlyInlinesThatTheTreeHasAreCompared) {
  InlineContract Result = holdInlines(sampleUnit("0"));
  EXPECT_EQ(Result.Error, "");
  EXPECT_THAT(Result.Equal, Contains("is_cow_mapping"));
  EXPECT_THAT(Result.Equal, Not(Contains("vma_desc_size")));
}

TEST(InlineContractTest, AChangedBodyIsNamedAndNoOther) {
  struct Change {
    const char *Header, *Old, *New, *Name;
  } Changes[] = {
      {"mm.h", "(vma->vm_end - vma->vm_start) >> PAGE_SHIFT",
       "(vma->vm_end - vma->vm_start) >> (PAGE_SHIFT + 1)", "vma_pages"},
      {"mm.h", "__vm_flags) |= flags", "__vm_flags) = flags", "vm_flags_set"},
      {"mm.h", "__vm_flags) &= ~flags;",
       "__vm_flags) &= ~flags; vma->vm_pgoff = 0;", "vm_flags_clear"},
      {"mm.h", "(vma->vm_flags | set) & ~clear",
       "(vma->vm_flags & ~clear) | set", "vm_flags_mod"},
      // vma_desc_pages() calls it, and is right as far as it goes.
      {"mm.h", "return desc->end - desc->start;",
       "return desc->end - desc->start + 1;", "vma_desc_size"},
      {"mm.h", "remap_pfn_range(vma, addr, pfn, size, pgprot_decrypted",
       "remap_pfn_range(vma, addr, pfn + 1, size, pgprot_decrypted",
       "io_remap_pfn_range"},
      {"err.h", ">= (unsigned long)-MAX_ERRNO", "> (unsigned long)-MAX_ERRNO",
       "IS_ERR"},
  };
  for (const Change &C : Changes) {
    InlineContract Result = after(C.Header, C.Old, C.New);
    EXPECT_EQ(Result.Error, "") << C.New;
    EXPECT_THAT(names(Result.Deviations), ElementsAre(C.Name)) << C.New;
  }
}

TEST(InlineContractTest, SaysWhatDiffers) {
  EXPECT_THAT(
      after("mm.h", "__vm_flags) |= flags;",
            "__vm_flags) |= flags; void tell(struct vm_area_struct *); "
            "tell(vma);")
          .Deviations,
      ElementsAre(AllOf(Field(&InlineNote::Name, "vm_flags_set"),
                        Field(&InlineNote::Text, HasSubstr("it does: tell")))));
  EXPECT_THAT(after("mm.h", "return desc->end - desc->start;",
                    "return desc->end - desc->start + 1;")
                  .Deviations,
              ElementsAre(Field(&InlineNote::Text,
                                HasSubstr("the result may differ: "))));
}

TEST(InlineContractTest, WhatCannotBeRunIsNotCalledEqual) {
  InlineContract Result =
      after("mm.h", "__vm_flags) |= flags;",
            "__vm_flags) |= flags; asm volatile(\"nop\" : : \"r\"(vma));");
  EXPECT_THAT(names(Result.Deviations), IsEmpty());
  EXPECT_THAT(Result.Undecided,
              ElementsAre(AllOf(
                  Field(&InlineNote::Name, "vm_flags_set"),
                  Field(&InlineNote::Text, HasSubstr("inline assembly")))));
  EXPECT_THAT(Result.Equal, Not(Contains("vm_flags_set")));
}

/// Sets of flags and actions as headers may have them.
const char *const Sets = R"(
typedef _Bool bool;
typedef unsigned long size_t;
typedef int vma_flag_t;
typedef struct { unsigned long words[1]; } vma_flags_t;
typedef struct { unsigned long pgprot; } pgprot_t;
struct page;
enum mmap_action_type { MMAP_NOTHING, MMAP_REMAP_PFN, MMAP_IO_REMAP_PFN,
			MMAP_SIMPLE_IO_REMAP, MMAP_MAP_KERNEL_PAGES };
struct mmap_action {
	union {
		struct { unsigned long start, start_pfn, size; pgprot_t pgprot; } remap;
		struct { struct page **pages; unsigned long start, nr_pages; } map_kernel;
	};
	enum mmap_action_type type;
};
struct vm_area_desc {
	unsigned long start, end, pgoff;
	vma_flags_t vma_flags;
	pgprot_t page_prot;
	struct mmap_action action;
};
#define PAGE_SHIFT 12

void warn(void);
bool words_meet(const unsigned long *a, const unsigned long *b);
static inline bool meet(const unsigned long *a, const unsigned long *b,
			unsigned int words)
{
	if (__builtin_constant_p(words) && words == 1)
		return (*a & *b) != 0;
	return words_meet(a, b);
}
static inline vma_flags_t __mk_vma_flags(vma_flags_t flags, size_t count,
					 const vma_flag_t *bits)
{
	for (size_t i = 0; i < count; i++)
		flags.words[bits[i] / 64] |= 1UL << (bits[i] % 64);
	return flags;
}
static inline void vma_flags_set_mask(vma_flags_t *flags, vma_flags_t set)
{
	flags->words[0] |= set.words[0];
}
static inline bool vma_flags_test_any_mask(const vma_flags_t *flags,
					   vma_flags_t test)
{
	return meet(flags->words, test.words, 1);
}
static inline bool vma_desc_test_any_mask(const struct vm_area_desc *desc,
					  vma_flags_t test)
{
	return vma_flags_test_any_mask(&desc->vma_flags, test);
}
static inline bool vma_desc_test(const struct vm_area_desc *desc,
				 vma_flag_t bit)
{
	return desc->vma_flags.words[0] >> bit & 1;
}
static inline unsigned long vma_desc_size(const struct vm_area_desc *desc)
{
	return desc->end - desc->start;
}
static inline void mmap_action_remap(struct vm_area_desc *desc,
				     unsigned long start, unsigned long pfn,
				     unsigned long size)
{
	desc->action.type = MMAP_REMAP_PFN;
	desc->action.remap.start = start;
	desc->action.remap.start_pfn = pfn;
	desc->action.remap.size = size;
	desc->action.remap.pgprot = desc->page_prot;
}
static inline void mmap_action_ioremap_full(struct vm_area_desc *desc,
					    unsigned long pfn)
{
	mmap_action_remap(desc, desc->start, pfn, vma_desc_size(desc));
	desc->action.type = MMAP_IO_REMAP_PFN;
}
static inline void mmap_action_map_kernel_pages(struct vm_area_desc *desc,
						unsigned long start,
						struct page **pages,
						unsigned long nr_pages)
{
	desc->action.type = MMAP_MAP_KERNEL_PAGES;
	desc->action.map_kernel.start = start;
	desc->action.map_kernel.pages = pages;
	desc->action.map_kernel.nr_pages = nr_pages;
}
)";

InlineContract setsAfter(const std::string &Old, const std::string &New,
                         const std::string &Target = "x86_64-linux-gnu") {
  Unit U;
  U.Directory = "/k";
  U.File = "/k/any.c";
  U.Arguments = {"--target=" + Target, "-nostdinc", "-std=gnu11",
                 "-I/k/include", "/k/any.c"};
  std::string Text = Sets;
  std::size_t At = Text.find(Old);
  EXPECT_NE(At, std::string::npos) << Old;
  return holdInlines(
      U, {{"/k/include/linux/mm.h", Text.replace(At, Old.size(), New)}});
}

TEST(InlineContractTest, SetsAndActions) {
  // By a word, by an aggregate and by hidden pointers.
  for (const char *Target :
       {"x86_64-linux-gnu", "aarch64-linux-gnu", "s390x-linux-gnu"}) {
    InlineContract Result = setsAfter("", "", Target);
    EXPECT_EQ(Result.Error, "") << Target;
    EXPECT_THAT(names(Result.Deviations), IsEmpty()) << Target;
    EXPECT_THAT(names(Result.Undecided), IsEmpty()) << Target;
    EXPECT_EQ(Result.Equal.size(), 9u) << Target;
  }
}

TEST(InlineContractTest, ChangesOfSetsAndActionsAreNamed) {
  struct Change {
    const char *Old, *New, *Name;
  } Changes[] = {
      {"1UL << (bits[i] % 64)", "1UL << (bits[i] % 32)", "__mk_vma_flags"},
      {"i < count", "i + 1 < count", "__mk_vma_flags"},
      {"|= set.words[0]", "= set.words[0]", "vma_flags_set_mask"},
      {"(*a & *b) != 0", "(*a & *b) == *a", "vma_flags_test_any_mask"},
      {"words[0] >> bit & 1", "words[0] >> bit & 2", "vma_desc_test"},
      {"remap.start_pfn = pfn", "remap.start_pfn = desc->pgoff",
       "mmap_action_remap"},
      {"remap.pgprot = desc->page_prot", "remap.size = size",
       "mmap_action_remap"},
      {"type = MMAP_IO_REMAP_PFN", "type = MMAP_REMAP_PFN",
       "mmap_action_ioremap_full"},
      {"map_kernel.nr_pages = nr_pages", "map_kernel.nr_pages = start",
       "mmap_action_map_kernel_pages"},
      {"map_kernel.nr_pages = nr_pages;",
       "map_kernel.nr_pages = nr_pages; desc->pgoff = 0;",
       "mmap_action_map_kernel_pages"},
  };
  for (const Change &C : Changes)
    EXPECT_THAT(names(setsAfter(C.Old, C.New).Deviations), Contains(C.Name))
        << C.New;
}

TEST(InlineContractTest, AHeaderThatDoesNotCompileIsAnError) {
  EXPECT_THAT(setsAfter("typedef _Bool bool;", "typedef Bool bool;").Error,
              HasSubstr("/k/include/linux/mm.h:"));
}

} // namespace
} // namespace premap::verify
