// What handlers call about a VMA or a descriptor and what stands for it in the
// other kind of hook.
#include "kernel/CallRows.h"
#include "kernel/Rules.h"

namespace premap::kernel {

/// A row of a call that has a descriptor form.
static constexpr Call form(std::string_view Name, CallKind Kind,
                           std::string_view ForDescriptor,
                           std::string_view Otherwise = "") {
  Call Row{Name, Kind};
  Row.ForDescriptor = ForDescriptor;
  Row.Otherwise = Otherwise;
  return Row;
}

/// A row of a call that no hook with a descriptor may make.
static constexpr Call forbidden(std::string_view Name, CallKind Kind,
                                std::string_view Rule, std::string_view Does) {
  Call Row{Name, Kind};
  Row.Forbidden = Rule;
  Row.Does = Does;
  return Row;
}

static constexpr Call Rows[] = {
    form("remap_pfn_range", CallKind::Remap,
         "mmap_action_remap($d, $1, $2, $3)"),
    form("io_remap_pfn_range", CallKind::IoRemap,
         "mmap_action_ioremap($d, $1, $2, $3)"),
    form("vm_iomap_memory", CallKind::IoRemap,
         "mmap_action_simple_ioremap($d, $1, $2)"),
    form("vm_insert_page", CallKind::PageInsertion, ""),
    form("vm_insert_pages", CallKind::PageInsertion, ""),
    form("vm_map_pages", CallKind::PageInsertion, ""),
    form("vm_map_pages_zero", CallKind::PageInsertion, ""),
    {"mmap_action_remap", CallKind::Remap},
    {"mmap_action_remap_full", CallKind::Remap},
    {"mmap_action_ioremap", CallKind::IoRemap},
    {"mmap_action_ioremap_full", CallKind::IoRemap},
    {"mmap_action_simple_ioremap", CallKind::IoRemap},
    {"mmap_action_map_kernel_pages", CallKind::PageInsertion},
    {"mmap_action_map_kernel_pages_full", CallKind::PageInsertion},

    form("generic_file_mmap", CallKind::GenericFile,
         "generic_file_mmap_prepare($d)"),
    form("generic_file_readonly_mmap", CallKind::GenericFile,
         "generic_file_readonly_mmap_prepare($d)"),
    {"generic_file_mmap_prepare", CallKind::GenericFile},
    {"generic_file_readonly_mmap_prepare", CallKind::GenericFile},

    {"vma_desc_size", CallKind::Size},
    {"vma_desc_pages", CallKind::Pages},
    form("vma_pages", CallKind::Pages, "vma_desc_pages($d)",
         "(($d->end - $d->start) >> PAGE_SHIFT)"),
    form("vma_start_pgoff", CallKind::Offset, "$d->pgoff"),
    form("vma_end_pgoff", CallKind::Offset, "($d->pgoff + vma_desc_pages($d))"),
    form("vma_last_pgoff", CallKind::Offset,
         "($d->pgoff + vma_desc_pages($d) - 1)"),
    // With a VMA in 7.3, with a set of flags before.
    form("vma_get_page_prot", CallKind::PageProt,
         "vma_flags_to_page_prot($d->vma_flags)",
         "vma_get_page_prot($d->vma_flags)"),
    {"vma_flags_to_page_prot", CallKind::PageProt},
    form("vm_get_page_prot", CallKind::Arithmetic,
         "vma_flags_to_page_prot($d->vma_flags)",
         "vma_get_page_prot($d->vma_flags)"),

    form("vm_flags_set", CallKind::FlagSet, "vma_desc_set_flags($d, $b)",
         "$d->vm_flags |= $1"),
    form("vm_flags_clear", CallKind::FlagClear, "vma_desc_clear_flags($d, $b)",
         "$d->vm_flags &= ~($1)"),
    form("vma_set_flags", CallKind::FlagSet, "vma_desc_set_flags($d, $b)"),
    form("vma_clear_flags", CallKind::FlagClear,
         "vma_desc_clear_flags($d, $b)"),
    form("vma_test", CallKind::FlagTest, "vma_desc_test($d, $b)"),
    form("vma_test_any", CallKind::FlagTest, "vma_desc_test_any($d, $b)"),
    form("vma_test_all", CallKind::FlagTest, "vma_desc_test_all($d, $b)"),
    form("is_cow_mapping", CallKind::FlagPredicate,
         "vma_desc_is_cow_mapping($d)", "is_cow_mapping($d->vm_flags)"),
    form("vma_is_cow_mapping", CallKind::FlagPredicate,
         "vma_desc_is_cow_mapping($d)"),

    form("vma_is_dax", CallKind::VmaRead, "file_is_dax($f)"),
    forbidden("vma_set_anonymous", CallKind::VmaWrite, rule::PM019,
              "makes the mapping anonymous, which a descriptor cannot say in a "
              "way that the core of every release understands"),
    form("shmem_zero_setup", CallKind::VmaWrite, "shmem_zero_setup_desc($d)"),
    forbidden("vma_set_file", CallKind::VmaWrite, rule::PM022,
              "swaps the mapping's file"),
};

std::span<const Call> mappingCalls() { return Rows; }

} // namespace premap::kernel
