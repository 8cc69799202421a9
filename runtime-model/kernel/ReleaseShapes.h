// The declarations that each release added, changed or removed.
#ifndef PREMAP_KERNEL_RELEASESHAPES_H
#define PREMAP_KERNEL_RELEASESHAPES_H

#include "kernel/Releases.h"

namespace premap::kernel {

#define DESC "struct vm_area_desc *"
#define CONST_DESC "const struct vm_area_desc *"
#define VMA "struct vm_area_struct *"
#define CONST_VMA "const struct vm_area_struct *"
#define UL "unsigned long"

// What handlers without a descriptor call.
inline constexpr Shape shapesOf612[] = {
    {"file_operations.mmap", "int (*)(struct file *, " VMA ")"},
    {"vm_area_struct.vm_flags", "const vm_flags_t"},
    {"vm_area_struct.vm_pgoff", UL},
    {"vm_area_struct.vm_page_prot", "pgprot_t"},
    {"vm_area_struct.vm_ops", "const struct vm_operations_struct *"},
    {"vm_area_struct.vm_private_data", "void *"},
    {"vm_area_struct.vm_file", "struct file *"},
    {"vm_area_struct.vm_mm", "struct mm_struct *"},
    {"vm_area_struct.vm_start", UL},
    {"vm_area_struct.vm_end", UL},
    {"remap_pfn_range", "int (" VMA ", " UL ", " UL ", " UL ", pgprot_t)"},
    {"io_remap_pfn_range", "int (" VMA ", " UL ", " UL ", " UL ", pgprot_t)"},
    {"vm_iomap_memory", "int (" VMA ", phys_addr_t, " UL ")"},
    {"vm_insert_page", "int (" VMA ", " UL ", struct page *)"},
    {"vm_insert_pages", "int (" VMA ", " UL ", struct page **, " UL " *)"},
    {"vm_map_pages", "int (" VMA ", struct page **, " UL ")"},
    {"vm_map_pages_zero", "int (" VMA ", struct page **, " UL ")"},
    {"generic_file_mmap", "int (struct file *, " VMA ")"},
    {"generic_file_readonly_mmap", "int (struct file *, " VMA ")"},
    {"call_mmap", "int (struct file *, " VMA ")"},
    {"shmem_zero_setup", "int (" VMA ")"},
    {"vma_set_file", "void (" VMA ", struct file *)"},
    {"vma_set_anonymous", "void (" VMA ")"},
    {"vma_pages", UL " (" VMA ")"},
    {"vma_is_dax", "bool (" CONST_VMA ")"},
    {"vm_flags_init", "void (" VMA ", vm_flags_t)"},
    {"vm_flags_reset", "void (" VMA ", vm_flags_t)"},
    {"vm_flags_set", "void (" VMA ", vm_flags_t)"},
    {"vm_flags_clear", "void (" VMA ", vm_flags_t)"},
    {"vm_flags_mod", "void (" VMA ", vm_flags_t, vm_flags_t)"},
    {"is_cow_mapping", "bool (vm_flags_t)"},
    {"vm_get_page_prot", "pgprot_t (" UL ")"},
};

inline constexpr Shape shapesSince616[] = {
    {"file_operations.mmap_prepare", "int (*)(" DESC ")"},
    {"file_has_valid_mmap_hooks", "bool (struct file *)"},
    {"compat_vma_mmap_prepare", "int (struct file *, " VMA ")"},
    {"vm_area_desc.mm", "struct mm_struct *"},
    {"vm_area_desc.start", UL},
    {"vm_area_desc.end", UL},
    {"vm_area_desc.pgoff", "pgoff_t"},
    {"vm_area_desc.file", "struct file *"},
    {"vm_area_desc.vm_flags", "vm_flags_t"},
    {"vm_area_desc.page_prot", "pgprot_t"},
    {"vm_area_desc.vm_ops", "const struct vm_operations_struct *"},
    {"vm_area_desc.private_data", "void *"},
};

inline constexpr Shape shapesSince617[] = {
    {"file_has_valid_mmap_hooks", NoShape},
    {"call_mmap", NoShape},
    {"vfs_mmap", "int (struct file *, " VMA ")"},
    {"vfs_mmap_prepare", "int (struct file *, " DESC ")"},
    {"can_mmap_file", "bool (struct file *)"},
    {"generic_file_mmap_prepare", "int (" DESC ")"},
    {"generic_file_readonly_mmap_prepare", "int (" DESC ")"},
    {"file_is_dax", "bool (const struct file *)"},
    {"vm_get_page_prot", "pgprot_t (vm_flags_t)"},
};

inline constexpr Shape shapesSince618[] = {
    {"vm_area_desc.mm", "const struct mm_struct *const"},
    {"vm_area_desc.file", "struct file *const"},
    {"vm_area_desc.vm_file", "struct file *"},
    {"__compat_vma_mmap_prepare",
     "int (const struct file_operations *, struct file *, " VMA ")"},
    {"vma_pages", UL " (" CONST_VMA ")"},
};

inline constexpr Shape shapesSince619[] = {
    {"vm_area_struct.flags", "vma_flags_t"},
    {"vm_area_desc.vma_flags", "vma_flags_t"},
    {"vm_area_desc.action", "struct mmap_action"},
    {"mmap_action.type", "enum mmap_action_type"},
    {"mmap_action.success_hook", "int (*)(" CONST_VMA ")"},
    {"mmap_action.error_hook", "int (*)(int)"},
    {"mmap_action.hide_from_rmap_until_complete", "bool"},
    {"VMA_IO_BIT", EnumeratorShape},
    {"vma_desc_size", UL " (" CONST_DESC ")"},
    {"vma_desc_pages", UL " (" CONST_DESC ")"},
    {"mmap_action_remap", "void (" DESC ", " UL ", " UL ", " UL ")"},
    {"mmap_action_remap_full", "void (" DESC ", " UL ")"},
    {"mmap_action_ioremap", "void (" DESC ", " UL ", " UL ", " UL ")"},
    {"mmap_action_ioremap_full", "void (" DESC ", " UL ")"},
    {"mmap_action_prepare", "void (struct mmap_action *, " DESC ")"},
    {"mmap_action_complete", "int (struct mmap_action *, " VMA ")"},
    {"compat_vma_mmap_prepare", NoShape},
    {"__compat_vma_mmap_prepare", NoShape},
    {"compat_vma_mmap", "int (struct file *, " VMA ")"},
    {"__compat_vma_mmap",
     "int (const struct file_operations *, struct file *, " VMA ")"},
    {"shmem_zero_setup_desc", "int (" DESC ")"},
};

inline constexpr Shape shapesSince70[] = {
    {"vm_area_desc.vm_flags", NoShape},
    {"__mk_vma_flags", "vma_flags_t (size_t, const vma_flag_t *)"},
    {"mk_vma_flags", MacroShape},
    {"vma_flags_test", MacroShape},
    {"vma_flags_test_mask", "bool (const vma_flags_t *, vma_flags_t)"},
    {"vma_flags_test_all", MacroShape},
    {"vma_flags_test_all_mask", "bool (const vma_flags_t *, vma_flags_t)"},
    {"vma_flags_set", MacroShape},
    {"vma_flags_set_mask", "void (vma_flags_t *, vma_flags_t)"},
    {"vma_flags_clear", MacroShape},
    {"vma_flags_clear_mask", "void (vma_flags_t *, vma_flags_t)"},
    {"vma_desc_set_flags", MacroShape},
    {"vma_desc_set_flags_mask", "void (" DESC ", vma_flags_t)"},
    {"vma_desc_clear_flags", MacroShape},
    {"vma_desc_clear_flags_mask", "void (" DESC ", vma_flags_t)"},
    {"vma_desc_test_flags", MacroShape},
    {"vma_desc_test_flags_mask", "bool (" CONST_DESC ", vma_flags_t)"},
    {"vma_desc_is_cow_mapping", "bool (" DESC ")"},
};

inline constexpr Shape shapesSince71[] = {
    {"vm_area_desc.mm", "struct mm_struct *"},
    {"vm_area_desc.file", "struct file *"},
    {"mmap_action_simple_ioremap", "void (" DESC ", phys_addr_t, " UL ")"},
    {"mmap_action_map_kernel_pages",
     "void (" DESC ", " UL ", struct page **, " UL ")"},
    {"mmap_action_map_kernel_pages_full", "void (" DESC ", struct page **)"},
    {"range_in_vma_desc", "bool (" CONST_DESC ", " UL ", " UL ")"},
    {"mmap_action_prepare", "int (" DESC ")"},
    {"mmap_action_complete", "int (" VMA ", struct mmap_action *, bool)"},
    {"vm_operations_struct.mapped",
     "int (*)(" UL ", " UL ", pgoff_t, const struct file *, void **)"},
    {"compat_set_desc_from_vma",
     "void (" DESC ", const struct file *, " CONST_VMA ")"},
    {"__compat_vma_mmap", "int (" DESC ", " VMA ")"},
    {"vma_flags_test", "bool (const vma_flags_t *, vma_flag_t)"},
    {"vma_flags_test_mask", NoShape},
    {"vma_flags_test_any", MacroShape},
    {"vma_flags_test_any_mask", "bool (const vma_flags_t *, vma_flags_t)"},
    {"vma_desc_test_flags", NoShape},
    {"vma_desc_test_flags_mask", NoShape},
    {"vma_desc_test", "bool (" CONST_DESC ", vma_flag_t)"},
    {"vma_desc_test_any", MacroShape},
    {"vma_desc_test_any_mask", "bool (" CONST_DESC ", vma_flags_t)"},
    {"vma_desc_test_all", MacroShape},
    {"vma_desc_test_all_mask", "bool (" CONST_DESC ", vma_flags_t)"},
    {"vma_get_page_prot", "pgprot_t (vma_flags_t)"},
    {"uio_info.mmap_prepare", "int (*)(struct uio_info *, " DESC ")"},
    {"vmbus_channel.mmap_prepare_ring_buffer",
     "int (*)(struct vmbus_channel *, " DESC ")"},
};

inline constexpr Shape shapesSince72[] = {
    {"mmap_action.success_hook", NoShape},
    {"mmap_action.error_hook", NoShape},
    {"mmap_action.error_override", "int"},
    {"vma_desc_set_anonymous", "void (" DESC ")"},
    {"__mk_vma_flags", "vma_flags_t (vma_flags_t, size_t, const vma_flag_t *)"},
    {"append_vma_flags", MacroShape},
    {"mk_vma_flags_from_masks", MacroShape},
    {"vma_flags_test_single_mask", "bool (const vma_flags_t *, vma_flags_t)"},
    {"vma_test", "bool (" CONST_VMA ", vma_flag_t)"},
    {"vma_test_any", MacroShape},
    {"vma_test_any_mask", "bool (" CONST_VMA ", vma_flags_t)"},
    {"vma_test_all", MacroShape},
    {"vma_test_all_mask", "bool (" CONST_VMA ", vma_flags_t)"},
    {"vma_test_single_mask", "bool (" CONST_VMA ", vma_flags_t)"},
    {"vma_set_flags", MacroShape},
    {"vma_set_flags_mask", "void (" VMA ", vma_flags_t)"},
    {"vma_clear_flags", MacroShape},
    {"vma_clear_flags_mask", "void (" VMA ", vma_flags_t)"},
};

inline constexpr Shape shapesSince73[] = {
    {"is_cow_mapping", NoShape},
    {"vma_is_cow_mapping", "bool (" CONST_VMA ")"},
    {"vma_flags_is_cow_mapping", "bool (const vma_flags_t *)"},
    {"vma_get_page_prot", "pgprot_t (" CONST_VMA ")"},
    {"vma_flags_to_page_prot", "pgprot_t (vma_flags_t)"},
    {"vma_start_pgoff", "pgoff_t (" CONST_VMA ")"},
    {"vma_end_pgoff", "pgoff_t (" CONST_VMA ")"},
    {"vma_last_pgoff", "pgoff_t (" CONST_VMA ")"},
    {"VMA_UFFD_RWP_BIT", EnumeratorShape},
};

#undef DESC
#undef CONST_DESC
#undef VMA
#undef CONST_VMA
#undef UL

} // namespace premap::kernel

#endif
