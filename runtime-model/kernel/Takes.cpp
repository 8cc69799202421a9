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

} // namespace premap::kernel
