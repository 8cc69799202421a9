// Names whose kind says all that is needed.
#include "kernel/CallRows.h"

namespace premap::kernel {

static constexpr KindRow Rows[] = {
    // The first row has what a prefix further down would get wrong.
    {CallKind::Unknown, "spin_lock_init raw_spin_lock_init"},
    {CallKind::Remap, "remap_pfn_range_notrack remap_4k_pfn"},
    {CallKind::PageInsertion,
     "vm_insert_mixed vm_insert_pfn vm_insert_pfn_prot "
     "remap_vmalloc_range remap_vmalloc_range_partial vmf_insert_*"},
    {CallKind::SubsystemMap,
     "dma_mmap_attrs dma_mmap_coherent dma_mmap_wc "
     "dma_mmap_writecombine dma_mmap_pages dma_mmap_noncontiguous "
     "dma_common_mmap dma_common_contiguous_remap iommu_dma_mmap "
     "pci_mmap_resource_range pci_mmap_page_range pci_iobar_pfn_mmap"},
    {CallKind::Stacked,
     "call_mmap vfs_mmap vfs_mmap_prepare __call_mmap "
     "__call_mmap_prepare call_mmap_prepare backing_file_mmap "
     "compat_vma_mmap __compat_vma_mmap compat_vma_mmap_prepare "
     "__compat_vma_mmap_prepare"},
    {CallKind::PerMappingState, "hugetlb_reserve_pages"},
    {CallKind::FlagSet,
     "__vm_flags_set vma_desc_set_flags vma_desc_set_flags_mask "
     "vma_set_flags_mask"},
    {CallKind::FlagClear, "vma_desc_clear_flags vma_desc_clear_flags_mask "
                          "vma_clear_flags_mask"},
    {CallKind::FlagModify,
     "vm_flags_mod __vm_flags_mod vm_flags_reset vm_flags_reset_once "
     "vm_flags_init"},
    {CallKind::FlagTest,
     "vma_desc_test vma_desc_test_any vma_desc_test_all "
     "vma_desc_test_flags vma_test_any_mask vma_test_all_mask "
     "vma_test_single_mask"},
    {CallKind::FlagPredicate,
     "is_nommu_shared_mapping vma_desc_is_cow_mapping "
     "vma_flags_is_cow_mapping is_nommu_shared_vma_flags "
     "is_shared_maywrite"},
    {CallKind::FlagValue,
     "mk_vma_flags vma_flags_test vma_flags_test_* vma_flags_and "
     "vma_flags_and_* vma_flags_same vma_flags_same_* "
     "vma_flags_diff_pair vma_flags_empty vma_flags_count "
     "vma_flags_can_grow vma_flags_to_legacy __mk_vma_flags "
     "mk_vma_flags_from_masks __mk_vma_flags_from_masks "
     "append_vma_flags legacy_to_vma_flags"},
    {CallKind::VmaRead,
     "vma_is_* is_vm_hugetlb_page vma_kernel_pagesize vma_desc_test* "
     "range_in_vma_desc vma_can_grow vma_mmu_pagesize "
     "vma_assert_write_locked dump_vma daxdev_mapping_supported "
     "linear_page_index linear_page_delta hugetlb_walk hstate_vma "
     "pci_mmap_fits"},
    {CallKind::VmaWrite, "vma_desc_* vma_set_page_prot shmem_zero_setup_desc "
                         "vma_start_write zap_vma_ptes zap_page_range_single "
                         "vma_desc_set_anonymous"},
    {CallKind::Acquire,
     "fget fget_* dget_* mntget kref_get_* refcount_inc_* "
     "refcount_add_* atomic_inc_* atomic_add_* atomic64_inc_* "
     "atomic_fetch_inc atomic_fetch_add kobject_get_* get_page_* "
     "try_get_page folio_try_get get_user_pages* pin_user_pages* "
     "get_task_pid get_task_mm mmget_* get_pci_dev percpu_ref_tryget* "
     "drm_dev_get drm_dev_enter dma_fence_get cdev_get snd_card_ref "
     "vfio_device_get pm_runtime_get_* clk_enable regulator_enable "
     "dma_map_* gen_pool_alloc* sg_alloc_table* list_add_* hlist_add_* "
     "llist_add rb_link_node rb_insert_* idr_alloc idr_alloc_* "
     "ida_alloc ida_alloc_* xa_alloc xa_alloc_* xa_store xa_insert "
     "radix_tree_insert hash_add interval_tree_insert "
     "mmu_notifier_register mmu_interval_notifier_insert* "
     "mmu_notifier_get register_* request_irq"},
    {CallKind::Allocate,
     "kmalloc_* kzalloc_* kcalloc_* kvmalloc_* kvzalloc_* krealloc "
     "kmemdup_* kstrdup kstrndup kasprintf kmem_cache_alloc_* vmalloc_* "
     "vzalloc_* alloc_pages alloc_pages_* alloc_pages_exact "
     "__get_free_page folio_alloc devm_k* dma_alloc_* dma_pool_alloc "
     "dma_pool_zalloc alloc_percpu ioremap ioremap_* memremap vmap"},
    {CallKind::Release,
     "fput_* mntput kref_put_* refcount_dec_* refcount_sub_* "
     "atomic_dec_* atomic_sub_* atomic64_dec_* atomic_fetch_dec "
     "unpin_user_page* mmput_* drm_gem_object_put_unlocked drm_dev_put "
     "drm_dev_exit dma_fence_put vfio_device_put pm_runtime_put_* "
     "clk_disable regulator_disable kfree_* kvfree_* __free_pages "
     "free_pages_exact dma_free_* dma_unmap_* dma_pool_free free_percpu "
     "iounmap memunmap gen_pool_free* sg_free_table* vunmap list_del_* "
     "hlist_del_* rb_erase rb_erase_* idr_remove ida_free xa_erase "
     "xa_release radix_tree_delete hash_del interval_tree_remove "
     "mmu_notifier_unregister mmu_interval_notifier_remove "
     "mmu_notifier_put unregister_*"},
    {CallKind::Lock,
     "mutex_lock_* spin_lock_* spin_trylock spin_trylock_* "
     "raw_spin_lock raw_spin_lock_* raw_spin_trylock raw_spin_trylock_* "
     "read_lock_* write_lock_* read_trylock write_trylock down_read_* "
     "down_write_* down_killable "
     "rcu_read_lock_* srcu_read_lock srcu_read_lock_* ww_mutex_lock_* "
     "ww_mutex_trylock inode_lock_* inode_trylock inode_trylock_shared "
     "mmap_read_lock mmap_read_lock_* mmap_read_trylock mmap_write_lock "
     "mmap_write_lock_* i_mmap_lock_read i_mmap_trylock_read "
     "i_mmap_trylock_write filemap_invalidate_lock "
     "filemap_invalidate_lock_shared filemap_invalidate_trylock_shared "
     "folio_lock folio_lock_killable folio_trylock lock_page "
     "trylock_page lock_sock lock_sock_nested "
     "rt_mutex_lock rt_mutex_lock_* local_irq_disable local_irq_save "
     "preempt_disable local_bh_disable dma_resv_lock_* dma_resv_trylock "
     "device_lock device_lock_* device_trylock pci_cfg_access_lock "
     "lock_kernel console_lock console_trylock rtnl_lock rtnl_trylock "
     "percpu_down_read percpu_down_read_trylock percpu_down_write "
     "read_seqlock_excl write_seqlock bit_spin_lock dax_read_lock "
     "kernfs_get_active"},
    {CallKind::Unlock,
     "spin_unlock_* raw_spin_unlock raw_spin_unlock_* read_unlock_* "
     "write_unlock_* rcu_read_unlock_* srcu_read_unlock "
     "srcu_read_unlock_* inode_unlock_shared folio_unlock unlock_page "
     "mmap_read_unlock mmap_write_unlock i_mmap_unlock_read "
     "filemap_invalidate_unlock filemap_invalidate_unlock_shared "
     "release_sock rt_mutex_unlock local_irq_enable local_irq_restore "
     "preempt_enable preempt_enable_* local_bh_enable "
     "device_unlock pci_cfg_access_unlock unlock_kernel console_unlock "
     "rtnl_unlock percpu_up_read percpu_up_write read_sequnlock_excl "
     "write_sequnlock bit_spin_unlock dax_read_unlock kernfs_put_active"},
    {CallKind::Guard, "guard scoped_guard scoped_cond_guard CLASS"},
    {CallKind::Pure,
     "vmalloc_to_pfn dev_get_drvdata dev_name "
     "pci_get_drvdata "
     "current_cred arch_static_branch arch_static_branch_jump "
     "static_key_false static_key_enabled mapping_cap_writeback_dirty"},
    {CallKind::Reads,
     "i_size_read atomic_read atomic64_read atomic_long_read "
     "refcount_read kref_read list_empty percpu_counter_read "
     "test_ti_thread_flag test_tsk_thread_flag test_thread_flag "
     "task_size_max"},
    // The pages of a vmalloc area are the same as long as there is one.
    {CallKind::Arithmetic, "vmalloc_to_page find_vm_area"},
    {CallKind::Arithmetic,
     "virt_to_phys phys_to_virt virt_to_page page_to_pfn page_to_phys "
     "pfn_to_page pfn_valid cachemode2protval "
     "get_current capable ns_capable file_inode file_dentry iminor imajor "
     "get_order array_size "
     "size_add "
     "size_mul MAJOR pgprot_noncached pgprot_decrypted pgprot_encrypted "
     "pgprot_writecombine pgprot_writethrough pgprot_device "
     "pgprot_dmacoherent pgprot_modify pgprot_cached pgprot_framebuffer "
     "cc_mkdec cc_mkenc __phys_addr __phys_addr_symbol "
     "__virt_addr_valid __page_to_pfn __pfn_to_page"},
    {CallKind::Log,
     "printk _printk dev_dbg dev_info dev_warn dev_err dev_printk "
     "dump_stack WARN __warn_printk ___ratelimit no_printk _dev_printk "
     "_dev_emerg _dev_alert _dev_crit _dev_err _dev_warn _dev_notice "
     "_dev_info pr_err pr_warn pr_info pr_debug __dynamic_pr_debug "
     "__dynamic_dev_dbg __dynamic_netdev_dbg __mlog_printk _p9_debug "
     "ntfs_printk ntfs_inode_printk p9_debug"},
    {CallKind::Nothing,
     "might_sleep __might_sleep __might_fault __cond_resched "
     "lockdep_assert_held mmap_assert_write_locked mmap_assert_locked"},
    {CallKind::Harmless,
     "printk_* pr_* dev_dbg_* dev_vdbg dev_info_* dev_notice "
     "dev_notice_* dev_warn_* dev_err_* dev_crit dev_alert dev_emerg "
     "dev_printk_* dev_WARN dev_WARN_ONCE netdev_dbg netdev_info "
     "netdev_warn netdev_err net_err_ratelimited net_warn_ratelimited "
     "net_dbg_ratelimited drm_dbg drm_dbg_* drm_err drm_err_* drm_warn "
     "drm_info DRM_* drm_WARN_* trace_* print_hex_dump* snd_BUG_ON "
     "WARN_* WARN_ON WARN_ON_ONCE BUG BUG_ON BUILD_BUG_* VM_BUG_ON* "
     "VM_WARN_* lockdep_* might_fault cond_resched _dev_* static_assert "
     "rcu_lockdep_assert __dynamic_* __ratelimit printk_ratelimit "
     "ibdev_dbg ibdev_err ibdev_warn hid_dbg hid_err hid_warn "
     "rcu_read_lock_held rcu_read_lock_sched_held device_lock_assert "
     "__pa __va __pa_symbol __phys_addr* virt_to_pfn virt_addr_valid "
     "page_to_virt pfn_to_phys phys_to_page page_address "
     "is_vmalloc_addr phys_to_pfn_t pfn_to_pfn_t __pfn_to_pfn_t PFN_* "
     "__phys_to_pfn __pfn_to_phys phys_pfn pgprot_* __pgprot* "
     "phys_mem_access_prot dma_pgprot boot_cpu_has "
     "valid_mmap_phys_addr_range valid_phys_addr_range "
     "devmem_is_allowed page_is_ram PAGE_* ALIGN ALIGN_* IS_ALIGNED "
     "DIV_* round_* roundup rounddown offset_in_page min min_* max "
     "max_* clamp clamp_* swap_* abs check_add_overflow "
     "check_mul_overflow check_sub_overflow array_index_nospec "
     "struct_size upper_32_bits lower_32_bits is_power_of_2 fls ffs "
     "fls_* ffs_* ilog2 hweight* do_div div_u64 div64_u64 container_of "
     "container_of_const READ_ONCE smp_mb smp_rmb smp_wmb "
     "smp_load_acquire smp_processor_id raw_smp_processor_id file_path "
     "d_path d_inode inode_to_* MINOR file_accessed touch_atime "
     "dev_get_platdata to_* SHMEM_I BTRFS_I EXT4_I F2FS_I AFS_FS_I "
     "NFS_I NTFS_I HFS_I UDF_I cpumask_subset cpumask_test_cpu "
     "cpumask_empty cpumask_equal folio_order folio_nr_pages folio_size "
     "folio_page video_devdata video_is_registered video_drvdata "
     "dax_alive bus_to_hcd perf_data_size rb_has_aux xen_feature minor "
     "major IS_ERR IS_ERR_OR_NULL PTR_ERR ERR_PTR ERR_CAST "
     "PTR_ERR_OR_ZERO current current_uid test_bit "
     "test_bit_* list_entry list_first_entry* list_last_entry list_is_* "
     "list_for_each* hlist_for_each* list_next_entry rb_entry rb_first "
     "rb_next xa_load idr_find radix_tree_lookup rcu_dereference "
     "rcu_dereference_* rcu_access_pointer mutex_is_locked "
     "spin_is_locked platform_get_drvdata dev_to_node pci_resource_* "
     "resource_size resource_type arch_can_pci_mmap_* IS_ENABLED "
     "IS_BUILTIN IS_REACHABLE likely unlikely memcmp strcmp strncmp "
     "strlen drm_core_check_feature drm_dev_is_unplugged "
     "device_is_registered security_* cpu_has_* static_branch_* "
     "dma_get_cache_alignment inode_newsize_ok S_ISCHR S_ISBLK S_ISREG "
     "S_ISDIR IS_* can_do_mlock rlimit"},
};

std::span<const KindRow> kindRows() { return Rows; }

} // namespace premap::kernel
