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

// What handlers without a descriptor call. pgoff_t is a macro in the kernel, so
// types have unsigned long in its place.
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
    // inner hooks
    {"v4l2_file_operations.mmap", "int (*)(struct file *, " VMA ")"},
    {"vb2_mem_ops.mmap", "int (*)(void *, " VMA ")"},
    {"proto_ops.mmap", "int (*)(struct file *, struct socket *, " VMA ")"},
    {"dma_buf_ops.mmap", "int (*)(struct dma_buf *, " VMA ")"},
    {"drm_gem_object_funcs.mmap", "int (*)(struct drm_gem_object *, " VMA ")"},
    {"vfio_device_ops.mmap", "int (*)(struct vfio_device *, " VMA ")"},
    {"vfio_pci_regops.mmap",
     "int (*)(struct vfio_pci_core_device *, struct vfio_pci_region *, " VMA
     ")"},
    {"ib_device_ops.mmap", "int (*)(struct ib_ucontext *, " VMA ")"},
    {"kernfs_ops.mmap", "int (*)(struct kernfs_open_file *, " VMA ")"},
    {"bin_attribute.mmap",
     "int (*)(struct file *, struct kobject *, struct bin_attribute *, " VMA
     ")"},
    {"proc_ops.proc_mmap", "int (*)(struct file *, " VMA ")"},
    {"snd_info_entry_ops.mmap", "int (*)(struct snd_info_entry *, void *, "
                                "struct inode *, struct file *, " VMA ")"},
    {"fb_ops.fb_mmap", "int (*)(struct fb_info *, " VMA ")"},
    {"lcd_ctrl.mmap", "int (*)(struct fb_info *, " VMA ")"},
    {"snd_pcm_ops.mmap", "int (*)(struct snd_pcm_substream *, " VMA ")"},
    {"snd_soc_component_driver.mmap",
     "int (*)(struct snd_soc_component *, struct snd_pcm_substream *, " VMA
     ")"},
    {"snd_compress_ops.mmap",
     "int (*)(struct snd_soc_component *, struct snd_compr_stream *, " VMA ")"},
    {"snd_compr_ops.mmap", "int (*)(struct snd_compr_stream *, " VMA ")"},
    {"snd_hwdep_ops.mmap",
     "int (*)(struct snd_hwdep *, struct file *, " VMA ")"},
    {"snd_malloc_ops.mmap", "int (*)(struct snd_dma_buffer *, " VMA ")"},
    {"dma_map_ops.mmap",
     "int (*)(struct device *, " VMA ", void *, dma_addr_t, size_t, " UL ")"},
    {"uio_info.mmap", "int (*)(struct uio_info *, " VMA ")"},
    {"vmbus_channel.mmap_ring_buffer",
     "int (*)(struct vmbus_channel *, " VMA ")"},
    {"uacce_ops.mmap",
     "int (*)(struct uacce_queue *, " VMA ", struct uacce_qfile_region *)"},
    {"kvm_device_ops.mmap", "int (*)(struct kvm_device *, " VMA ")"},
    {"bpf_map_ops.map_mmap", "int (*)(struct bpf_map *, " VMA ")"},
    {"etnaviv_gem_ops.mmap", "int (*)(struct etnaviv_gem_object *, " VMA ")"},
    {"hl_asic_funcs.mmap",
     "int (*)(struct hl_device *, " VMA ", void *, dma_addr_t, size_t)"},
    {"hl_asic_funcs.hw_block_mmap",
     "int (*)(struct hl_device *, " VMA ", u32, u32)"},
    {"hl_mmap_mem_buf_behavior.mmap",
     "int (*)(struct hl_mmap_mem_buf *, " VMA ", void *)"},
};

inline constexpr Shape shapesSince616[] = {
    {"file_operations.mmap_prepare", "int (*)(" DESC ")"},
    {"file_has_valid_mmap_hooks", "bool (struct file *)"},
    {"compat_vma_mmap_prepare", "int (struct file *, " VMA ")"},
    {"vm_area_desc.mm", "struct mm_struct *"},
    {"vm_area_desc.start", UL},
    {"vm_area_desc.end", UL},
    {"vm_area_desc.pgoff", UL},
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
    {"VMA_READ_BIT", EnumeratorShape},
    {"VMA_WRITE_BIT", EnumeratorShape},
    {"VMA_EXEC_BIT", EnumeratorShape},
    {"VMA_SHARED_BIT", EnumeratorShape},
    {"VMA_MAYREAD_BIT", EnumeratorShape},
    {"VMA_MAYWRITE_BIT", EnumeratorShape},
    {"VMA_MAYEXEC_BIT", EnumeratorShape},
    {"VMA_MAYSHARE_BIT", EnumeratorShape},
    {"VMA_GROWSDOWN_BIT", EnumeratorShape},
    {"VMA_UFFD_MISSING_BIT", EnumeratorShape},
    {"VMA_PFNMAP_BIT", EnumeratorShape},
    {"VMA_UFFD_WP_BIT", EnumeratorShape},
    {"VMA_LOCKED_BIT", EnumeratorShape},
    {"VMA_IO_BIT", EnumeratorShape},
    {"VMA_SEQ_READ_BIT", EnumeratorShape},
    {"VMA_RAND_READ_BIT", EnumeratorShape},
    {"VMA_DONTCOPY_BIT", EnumeratorShape},
    {"VMA_DONTEXPAND_BIT", EnumeratorShape},
    {"VMA_LOCKONFAULT_BIT", EnumeratorShape},
    {"VMA_ACCOUNT_BIT", EnumeratorShape},
    {"VMA_NORESERVE_BIT", EnumeratorShape},
    {"VMA_HUGETLB_BIT", EnumeratorShape},
    {"VMA_SYNC_BIT", EnumeratorShape},
    {"VMA_ARCH_1_BIT", EnumeratorShape},
    {"VMA_WIPEONFORK_BIT", EnumeratorShape},
    {"VMA_DONTDUMP_BIT", EnumeratorShape},
    {"VMA_SOFTDIRTY_BIT", EnumeratorShape},
    {"VMA_MIXEDMAP_BIT", EnumeratorShape},
    {"VMA_HUGEPAGE_BIT", EnumeratorShape},
    {"VMA_NOHUGEPAGE_BIT", EnumeratorShape},
    {"VMA_MERGEABLE_BIT", EnumeratorShape},
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
     "int (*)(" UL ", " UL ", " UL ", const struct file *, void **)"},
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
    {"uio_info.mmap", NoShape},
    {"uio_info.mmap_prepare", "int (*)(struct uio_info *, " DESC ")"},
    {"vmbus_channel.mmap_ring_buffer", NoShape},
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
    {"vma_flags_to_legacy", "vm_flags_t (vma_flags_t)"},
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
    {"vma_last_pgoff", UL " (" VMA ")"},
    {"VMA_MAYBE_GUARD_BIT", EnumeratorShape},
    {"VMA_ALLOW_ANY_UNCACHED_BIT", EnumeratorShape},
    {"VMA_DROPPABLE_BIT", EnumeratorShape},
    {"VMA_UFFD_MINOR_BIT", EnumeratorShape},
    {"VMA_SEALED_BIT", EnumeratorShape},
    // inner hooks; what came or changed since 6.12
    {"bin_attribute.mmap", "int (*)(struct file *, struct kobject *, const "
                           "struct bin_attribute *, " VMA ")"},
    {"rvt_driver_provided.mmap", "int (*)(struct ib_ucontext *, " VMA ")"},
    {"intel_display_bo_interface.fb_mmap",
     "int (*)(struct drm_gem_object *, " VMA ")"},
    {"amdxdna_dev_ops.mmap", "int (*)(struct amdxdna_client *, " VMA ")"},
};

inline constexpr Shape shapesSince73[] = {
    {"is_cow_mapping", NoShape},
    {"vma_is_cow_mapping", "bool (" CONST_VMA ")"},
    {"vma_flags_is_cow_mapping", "bool (const vma_flags_t *)"},
    {"vma_get_page_prot", "pgprot_t (" CONST_VMA ")"},
    {"vma_flags_to_page_prot", "pgprot_t (vma_flags_t)"},
    {"vma_start_pgoff", UL " (" CONST_VMA ")"},
    {"vma_end_pgoff", UL " (" CONST_VMA ")"},
    {"vma_last_pgoff", UL " (" CONST_VMA ")"},
    {"VMA_UFFD_RWP_BIT", EnumeratorShape},
};

#undef DESC
#undef CONST_DESC
#undef VMA
#undef CONST_VMA
#undef UL

} // namespace premap::kernel

#endif
