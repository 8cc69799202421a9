#include "kernel/Takes.h"

#include "kernel/Calls.h"

namespace premap::kernel {

/// Whether \p Name is a word of \p Words or starts with one that ends in `*`.
static bool isIn(std::string_view Words, std::string_view Name) {
  bool Found = false;
  forEachWord(Words, [&](std::string_view Word) {
    Found = Found || (Word.ends_with('*')
                          ? Name.starts_with(Word.substr(0, Word.size() - 1))
                          : Name == Word);
  });
  return Found;
}

Taken takenBy(std::string_view Name) {
  if (isIn("drm_dev_enter", Name))
    return Taken::Section;
  if (kindOf(Name) == CallKind::Allocate ||
      isIn("gen_pool_alloc* sg_alloc_table*", Name))
    return Taken::Memory;
  if (isIn("list_* hlist_* llist_* rb_* idr_* ida_* xa_* radix_tree_* hash_* "
           "interval_tree_*",
           Name))
    return Taken::Entry;
  if (isIn("atomic*", Name))
    return Taken::Count;
  if (isIn("mmu_* register_* request_*", Name))
    return Taken::Registration;
  return Taken::Reference;
}

bool isLog(std::string_view Name) {
  return kindOf(Name) == CallKind::Log ||
         isIn("pr_* dev_dbg* dev_vdbg dev_info* dev_notice* dev_warn* dev_err* "
              "dev_crit dev_alert dev_emerg dev_printk* netdev_* printk* "
              "_printk _dev_* drm_dbg* drm_err* drm_warn* drm_info* DRM_* "
              "trace_* __dynamic_* ibdev_* hid_dbg hid_err hid_warn",
              Name);
}

bool isConversion(std::string_view Name) {
  return isIn("__pa __pa_symbol __va virt_to_phys phys_to_virt page_to_pfn "
              "pfn_to_page PFN_DOWN PFN_UP PFN_PHYS PHYS_PFN virt_to_pfn "
              "page_to_phys virt_to_page PAGE_ALIGN vmalloc_to_pfn "
              "file_inode container_of container_of_const __phys_addr* "
              "__page_to_pfn __pfn_to_page phys_pfn",
              Name);
}

bool countsFromStart(std::string_view Name) {
  return Name == "linear_page_delta";
}

bool countsFromFile(std::string_view Name) {
  return Name == "linear_page_index";
}

bool needsMapping(std::string_view Name) {
  return isIn("handle_mm_fault zap_* hugetlb_walk follow_pfnmap_start "
              "fixup_user_fault populate_vma_page_range",
              Name);
}

bool endsMapping(std::string_view Name) {
  return isIn("do_munmap vm_munmap __vm_munmap do_vmi_munmap "
              "mmap_action_complete",
              Name);
}

bool countsMappings(std::string_view Member) {
  return isIn("open close", Member);
}

bool findsPage(std::string_view Name) {
  return isIn("vmalloc_to_page vmalloc_to_pfn virt_to_page pfn_to_page "
              "phys_to_page",
              Name);
}

bool looksUp(std::string_view Name) {
  return isIn("xa_load xa_find xa_find_after xas_load xas_find idr_find "
              "idr_get_next idr_for_each_entry xa_for_each* xas_for_each "
              "radix_tree_lookup list_for_each_entry* list_first_entry* "
              "list_last_entry list_next_entry hlist_for_each_entry* "
              "hash_for_each_possible* rb_find rb_entry rb_entry_safe "
              "rhashtable_lookup rhashtable_lookup_fast mtree_load mas_find "
              "interval_tree_iter_first",
              Name);
}

ErrorTest errorTest(std::string_view Name) {
  if (Name == "IS_ERR")
    return ErrorTest::Error;
  return Name == "IS_ERR_OR_NULL" ? ErrorTest::ErrorOrNull : ErrorTest::None;
}

bool carriesError(std::string_view Name) {
  return isIn("ERR_PTR PTR_ERR ERR_CAST PTR_ERR_OR_ZERO vmf_error", Name);
}

bool isBareCounter(std::string_view Name) {
  return Name.starts_with("atomic") || Name.starts_with("percpu_counter_") ||
         Name.starts_with("this_cpu_");
}

bool setsCounter(std::string_view Name) {
  return isIn("atomic_set atomic64_set atomic_long_set refcount_set kref_init",
              Name);
}

} // namespace premap::kernel
