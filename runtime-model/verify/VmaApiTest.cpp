// The accessors and sets of flags of 7.2 and 7.3, and what dev_dbg() leaves.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::Contains;

namespace {

const char *Declarations = R"(
#include "kernel.h"
extern const struct vm_operations_struct my_vm_ops;
vma_flags_t __mk_vma_flags_from_masks(size_t count, const vma_flags_t *masks);
bool vma_test(const struct vm_area_struct *vma, vma_flag_t bit);
bool vma_test_all_mask(const struct vm_area_struct *vma, vma_flags_t flags);
void vma_set_flags_mask(struct vm_area_struct *vma, vma_flags_t flags);
void vma_clear_flags_mask(struct vm_area_struct *vma, vma_flags_t flags);
bool vma_flags_empty(const vma_flags_t *flags);
vma_flags_t vma_flags_and_mask(const vma_flags_t *flags, vma_flags_t to_and);
bool vma_is_cow_mapping(const struct vm_area_struct *vma);
bool vma_desc_is_cow_mapping(struct vm_area_desc *desc);
pgoff_t vma_start_pgoff(const struct vm_area_struct *vma);
pgoff_t vma_end_pgoff(const struct vm_area_struct *vma);
pgoff_t vma_last_pgoff(const struct vm_area_struct *vma);
pgprot_t vm_get_page_prot(vm_flags_t flags);
pgprot_t vma_flags_to_page_prot(vma_flags_t flags);
)";

struct Case {
  const char *Name, *Old, *New;
  /// nullptr where both mean the same.
  const char *Difference;
  /// What vma_get_page_prot() takes.
  const char *PageProt = "const struct vm_area_struct *";
};

void PrintTo(const Case &C, std::ostream *Out) { *Out << C.Name; }

class VmaApi : public testing::TestWithParam<Case> {};

TEST_P(VmaApi, HasTheExpectedVerdict) {
  const Case &C = GetParam();
  std::string Start = std::string(Declarations) +
                      "pgprot_t vma_get_page_prot(" + C.PageProt + ");\n";
  VerifyResult R =
      verifyUnit(
          inputFor(Start +
                       "static int my_mmap(struct file *file, struct "
                       "vm_area_struct *vma)\n{ " +
                       C.Old +
                       " }\nconst struct file_operations my_fops = { .mmap = "
                       "my_mmap };\n",
                   Start +
                       "static int my_mmap_prepare(struct vm_area_desc "
                       "*desc)\n{ " +
                       C.New +
                       " }\nconst struct file_operations my_fops = { "
                       ".mmap_prepare = my_mmap_prepare };\n",
                   {"API_72"}))
          .at(0);
  if (!C.Difference) {
    EXPECT_EQ(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
    return;
  }
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains(C.Difference)) << toJson(R).dump(1);
}

// VM_IO forbids merging: the hook runs for the same mappings then.
const Case Cases[] = {
    {"SetsOfBits", "vm_flags_set(vma, VM_IO | VM_DONTDUMP); return 0;",
     "vma_desc_set_flags(desc, VMA_IO_BIT, VMA_DONTDUMP_BIT); return 0;",
     nullptr},
    {"ABitIsMissing", "vm_flags_set(vma, VM_IO | VM_DONTDUMP); return 0;",
     "vma_desc_set_flags(desc, VMA_IO_BIT); return 0;", "flags_differ"},
    {"TheSetToStartFromCounts",
     "vm_flags_set(vma, VM_IO | VM_DONTDUMP); return 0;",
     "vma_desc_set_flags_mask(desc, append_vma_flags(mk_vma_flags(VMA_IO_BIT), "
     "VMA_DONTDUMP_BIT)); return 0;",
     nullptr},
    {"TheSetToStartFromIsToldApart",
     "vm_flags_set(vma, VM_IO | VM_DONTDUMP); return 0;",
     "vma_desc_set_flags_mask(desc, append_vma_flags(mk_vma_flags("
     "VMA_PFNMAP_BIT), VMA_DONTDUMP_BIT)); return 0;",
     "flags_differ"},
    {"MasksAreJoined", "vm_flags_set(vma, VM_IO | VM_DONTDUMP); return 0;",
     "vma_flags_t m[] = { mk_vma_flags(VMA_IO_BIT), "
     "mk_vma_flags(VMA_DONTDUMP_BIT) }; vma_desc_set_flags_mask(desc, "
     "__mk_vma_flags_from_masks(2, m)); return 0;",
     nullptr},
    {"TheSecondMaskCounts", "vm_flags_set(vma, VM_IO | VM_DONTDUMP); return 0;",
     "vma_flags_t m[] = { mk_vma_flags(VMA_IO_BIT), "
     "mk_vma_flags(VMA_DONTCOPY_BIT) }; vma_desc_set_flags_mask(desc, "
     "__mk_vma_flags_from_masks(2, m)); return 0;",
     "flags_differ"},
    {"BitsOfTheVma", "return vma_test(vma, VMA_WRITE_BIT) ? -EPERM : 0;",
     "return vma_desc_test(desc, VMA_WRITE_BIT) ? -EPERM : 0;", nullptr},
    {"AnotherBitOfTheVma", "return vma_test(vma, VMA_WRITE_BIT) ? -EPERM : 0;",
     "return vma_desc_test(desc, VMA_READ_BIT) ? -EPERM : 0;", "now_fails"},
    {"AllIsNotAny",
     "return vma_test_all_mask(vma, mk_vma_flags(VMA_WRITE_BIT, "
     "VMA_EXEC_BIT)) ? -EPERM : 0;",
     "return vma_desc_test_any(desc, VMA_WRITE_BIT, VMA_EXEC_BIT) ? -EPERM : "
     "0;",
     "now_fails"},
    {"SetAndCleared",
     "vma_set_flags_mask(vma, mk_vma_flags(VMA_IO_BIT)); "
     "vma_clear_flags_mask(vma, mk_vma_flags(VMA_MAYEXEC_BIT)); return 0;",
     "vma_desc_set_flags(desc, VMA_IO_BIT); vma_desc_clear_flags(desc, "
     "VMA_MAYEXEC_BIT); return 0;",
     nullptr},
    {"NotCleared",
     "vma_set_flags_mask(vma, mk_vma_flags(VMA_IO_BIT)); "
     "vma_clear_flags_mask(vma, mk_vma_flags(VMA_MAYEXEC_BIT)); return 0;",
     "vma_desc_set_flags(desc, VMA_IO_BIT); return 0;", "flags_differ"},
    {"PartsOfSets", "return vma->vm_flags & VM_WRITE ? -EPERM : 0;",
     "vma_flags_t m = vma_flags_and_mask(&desc->vma_flags, "
     "mk_vma_flags(VMA_WRITE_BIT)); return vma_flags_empty(&m) ? 0 : -EPERM;",
     nullptr},
    {"CopyOnWrite", "return vma_is_cow_mapping(vma) ? -EINVAL : 0;",
     "return vma_desc_is_cow_mapping(desc) ? -EINVAL : 0;", nullptr},
    {"NotSharedIsNotCopyOnWrite",
     "return vma_is_cow_mapping(vma) ? -EINVAL : 0;",
     "return vma_desc_test(desc, VMA_SHARED_BIT) ? 0 : -EINVAL;", "now_fails"},
    {"FirstOffset",
     "vm_flags_set(vma, VM_IO); return vma_start_pgoff(vma) ? -EINVAL : 0;",
     "vma_desc_set_flags(desc, VMA_IO_BIT); return desc->pgoff ? -EINVAL : 0;",
     nullptr},
    {"OffsetOfTheEnd",
     "vm_flags_set(vma, VM_IO); return vma_end_pgoff(vma) > 16 ? -EINVAL : 0;",
     "vma_desc_set_flags(desc, VMA_IO_BIT); return desc->pgoff + "
     "vma_desc_pages(desc) > 16 ? -EINVAL : 0;",
     nullptr},
    {"LastOffset",
     "vm_flags_set(vma, VM_IO); return vma_last_pgoff(vma) >= 16 ? -EINVAL : "
     "0;",
     "vma_desc_set_flags(desc, VMA_IO_BIT); return desc->pgoff + "
     "vma_desc_pages(desc) - 1 >= 16 ? -EINVAL : 0;",
     nullptr},
    {"TheEndIsNotTheLast",
     "vm_flags_set(vma, VM_IO); return vma_last_pgoff(vma) >= 16 ? -EINVAL : "
     "0;",
     "vma_desc_set_flags(desc, VMA_IO_BIT); return desc->pgoff + "
     "vma_desc_pages(desc) >= 16 ? -EINVAL : 0;",
     "now_fails"},
    {"PageProtOfAVma", "vma->vm_page_prot = vma_get_page_prot(vma); return 0;",
     "desc->page_prot = vma_flags_to_page_prot(desc->vma_flags); return 0;",
     nullptr},
    {"PageProtOfOtherFlags",
     "vma->vm_page_prot = vma_get_page_prot(vma); return 0;",
     "desc->page_prot = vma_flags_to_page_prot(mk_vma_flags(VMA_READ_BIT)); "
     "return 0;",
     "page_prot_differs"},
    {"PageProtOfASet",
     "vma->vm_page_prot = vm_get_page_prot(vma->vm_flags); return 0;",
     "desc->page_prot = vma_get_page_prot(desc->vma_flags); return 0;", nullptr,
     "vma_flags_t"},
};

INSTANTIATE_TEST_SUITE_P(Verify, VmaApi, testing::ValuesIn(Cases),
                         [](const auto &Info) {
                           return std::string(Info.param.Name);
                         });

/// What dev_dbg() expands to; the number in the name counts over the file.
std::string logCall(const std::string &Number, const std::string &Line,
                    const std::string &Format) {
  return "static struct _ddebug record_" + Number +
         " __attribute__((section(\"__dyndbg\"), aligned(8))) = { \"mod\", "
         "__func__, \"driver.c\", \"" +
         Format + "\", " + Line + ", 63, 0, { 0 } };\nif (record_" + Number +
         ".flags & 1) __dynamic_dev_dbg(&record_" + Number + ", dev, \"" +
         Format + "\");\n";
}

VerifyResult withLogCalls(const std::string &Old, const std::string &New) {
  std::string Start = std::string(Declarations) + R"(
struct key { int enabled; };
struct _ddebug { const char *modname, *function, *filename, *format;
                 unsigned int lineno:18, class_id:6, flags:8;
                 struct key key; } __attribute__((aligned(8)));
void __dynamic_dev_dbg(struct _ddebug *, const struct device *,
                       const char *, ...);
extern struct device *dev;
)";
  return verifyUnit(
             inputFor(Start +
                          "static int my_mmap(struct file *file, struct "
                          "vm_area_struct *vma)\n{ " +
                          Old +
                          "vma->vm_ops = &my_vm_ops; return 0; }\n"
                          "const struct file_operations my_fops = { .mmap = "
                          "my_mmap };\n",
                      Start +
                          "static int my_mmap_prepare(struct vm_area_desc "
                          "*desc)\n{ " +
                          New +
                          "desc->vm_ops = &my_vm_ops; return 0; }\nconst "
                          "struct file_operations my_fops = { .mmap_prepare "
                          "= my_mmap_prepare };\n"))
      .at(0);
}

TEST(LogRecords, FunctionAndLineAreNotCompared) {
  VerifyResult R =
      withLogCalls(logCall("7", "10", "map\\n"), logCall("9", "13", "map\\n"));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

TEST(LogRecords, AnotherMessageIsToldApart) {
  VerifyResult R = withLogCalls(logCall("7", "10", "map\\n"),
                                logCall("9", "13", "unmap\\n"));
  EXPECT_FALSE(ids(R).empty()) << toJson(R).dump(1);
}

} // namespace
