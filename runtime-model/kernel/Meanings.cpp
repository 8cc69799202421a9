#include "kernel/Meanings.h"
#include "kernel/Calls.h"

#include <unordered_map>

namespace premap::kernel {

static constexpr MeaningRow Rows[] = {
    {Meaning::AddWord, "vm_flags_set"},
    {Meaning::DropWord, "vm_flags_clear"},
    {Meaning::ModifyWord, "vm_flags_mod"},
    {Meaning::ResetWord, "vm_flags_reset"},

    // 7.0 and later
    {Meaning::AddSet, "vma_desc_set_flags_mask vma_set_flags_mask"},
    {Meaning::DropSet, "vma_desc_clear_flags_mask vma_clear_flags_mask"},
    {Meaning::TestBit, "vma_desc_test vma_test"},
    {Meaning::TestAny, "vma_desc_test_flags_mask vma_desc_test_any_mask "
                       "vma_test_any_mask vma_test_single_mask"},
    {Meaning::TestAll, "vma_desc_test_all_mask vma_test_all_mask"},
    {Meaning::TestCow, "vma_desc_is_cow_mapping vma_is_cow_mapping"},
    // With a set up to 7.2, with a VMA since 7.3.
    {Meaning::PageProt, "vma_get_page_prot"},

    {Meaning::SetOfBits, "__mk_vma_flags"},
    {Meaning::SetOfSets, "__mk_vma_flags_from_masks"},
    {Meaning::PointedAddSet, "vma_flags_set_mask"},
    {Meaning::PointedDropSet, "vma_flags_clear_mask"},
    {Meaning::PointedTestBit, "vma_flags_test"},
    {Meaning::PointedTestAny,
     "vma_flags_test_mask vma_flags_test_any_mask vma_flags_test_single_mask"},
    {Meaning::PointedTestAll, "vma_flags_test_all_mask"},
    {Meaning::PointedTestCow, "vma_flags_is_cow_mapping"},
    {Meaning::PointedIsSet, "vma_flags_same_mask"},
    {Meaning::PointedIsPointed, "vma_flags_same_pair"},
    {Meaning::PointedIsEmpty, "vma_flags_empty"},
    {Meaning::PointedAndSet, "vma_flags_and_mask"},
    {Meaning::PointedXorPointed, "vma_flags_diff_pair"},
    {Meaning::SetToWord, "vma_flags_to_legacy"},
    {Meaning::WordToSet, "legacy_to_vma_flags"},
    {Meaning::SetToPageProt, "vma_flags_to_page_prot"},
    {Meaning::WordTestCow, "is_cow_mapping"},

    {Meaning::Size, "vma_desc_size"},
    {Meaning::Pages, "vma_pages vma_desc_pages"},
    {Meaning::FirstOffset, "vma_start_pgoff"},
    {Meaning::EndOffset, "vma_end_pgoff"},
    {Meaning::LastOffset, "vma_last_pgoff"},
    {Meaning::BecomeAnonymous, "vma_desc_set_anonymous"},

    {Meaning::IsError, "IS_ERR"},
    {Meaning::IsErrorOrNull, "IS_ERR_OR_NULL"},
    {Meaning::ErrorOrZero, "PTR_ERR_OR_ZERO"},
    // spinlock_check() only checks the type; the lock is the first member of
    // the union.
    {Meaning::SameValue, "PTR_ERR ERR_PTR ERR_CAST spinlock_check"},
    // Statistics of who allocates, include/linux/alloc_tag.h.
    {Meaning::AlwaysFalse, "mem_alloc_profiling_enabled"},

    {Meaning::Remap, "remap_pfn_range"},
    {Meaning::IoRemap, "io_remap_pfn_range"},
    {Meaning::IoMemory, "vm_iomap_memory"},
    {Meaning::InsertPage, "vm_insert_page"},
    {Meaning::InsertPages, "vm_insert_pages"},
    {Meaning::MapPages, "vm_map_pages"},
    {Meaning::MapPagesZero, "vm_map_pages_zero"},

    {Meaning::RemapLater, "mmap_action_remap"},
    {Meaning::RemapAllLater, "mmap_action_remap_full"},
    {Meaning::IoRemapLater, "mmap_action_ioremap"},
    {Meaning::IoRemapAllLater, "mmap_action_ioremap_full"},
    {Meaning::IoMemoryLater, "mmap_action_simple_ioremap"},
    {Meaning::MapPagesLater, "mmap_action_map_kernel_pages"},
    {Meaning::MapAllPagesLater, "mmap_action_map_kernel_pages_full"},

    {Meaning::GenericFile, "generic_file_mmap generic_file_mmap_prepare"},
    {Meaning::GenericFileReadOnly,
     "generic_file_readonly_mmap generic_file_readonly_mmap_prepare"},

    {Meaning::Notation,
     "container_of container_of_const READ_ONCE likely unlikely"},
    {Meaning::LockVma, "vma_start_write vma_assert_write_locked"},
};

static constexpr std::string_view Remapped =
    "remap.start remap.start_pfn remap.size remap.pgprot";
static constexpr std::string_view Mapped =
    "map_kernel.start map_kernel.pages map_kernel.nr_pages";
static constexpr ActionMembers Actions[] = {
    {Meaning::RemapLater, "MMAP_REMAP_PFN", Remapped},
    {Meaning::RemapAllLater, "MMAP_REMAP_PFN", Remapped},
    {Meaning::IoRemapLater, "MMAP_IO_REMAP_PFN", Remapped},
    {Meaning::IoRemapAllLater, "MMAP_IO_REMAP_PFN", Remapped},
    {Meaning::IoMemoryLater, "MMAP_SIMPLE_IO_REMAP",
     "simple_ioremap.start_phys_addr simple_ioremap.size"},
    {Meaning::MapPagesLater, "MMAP_MAP_KERNEL_PAGES", Mapped},
    {Meaning::MapAllPagesLater, "MMAP_MAP_KERNEL_PAGES", Mapped},
};

std::span<const ActionMembers> actionMembers() { return Actions; }

std::span<const MeaningRow> meaningRows() { return Rows; }

bool asksCredentials(std::string_view Name) {
  return Name == "capable" || Name == "ns_capable";
}

bool changesCredentials(std::string_view Name) {
  // override_creds(), and what overlayfs and scope guards make of it
  return Name.find("_creds") != std::string_view::npos;
}

Left leftBy(std::string_view Name) {
  auto has = [&](std::string_view Part) {
    return Name.find(Part) != std::string_view::npos;
  };
  if (has("test_and_set_bit"))
    return Left::Set;
  if (!Name.starts_with("atomic"))
    return Left::Unknown;
  if (has("try_cmpxchg"))
    return Left::Taken;
  if (has("xchg"))
    return Left::Swapped;
  if (has("_fetch_or"))
    return Left::Added;
  return Name.ends_with("_set") || Name.ends_with("_set_release")
             ? Left::Written
             : Left::Unknown;
}

std::string readerOf(std::string_view Writer) {
  return std::string(Writer.substr(0, Writer.rfind("_set"))) + "_read";
}

Meaning meaningOf(std::string_view Name) {
  static const std::unordered_map<std::string_view, Meaning> ByName = [] {
    std::unordered_map<std::string_view, Meaning> Result;
    for (const MeaningRow &Row : Rows)
      forEachWord(Row.Names,
                  [&](std::string_view Word) { Result[Word] = Row.Means; });
    return Result;
  }();
  auto Known = ByName.find(Name);
  return Known == ByName.end() ? Meaning::None : Known->second;
}

} // namespace premap::kernel
