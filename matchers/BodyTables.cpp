#include "matchers/BodyTables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <vector>

using llvm::StringRef;

namespace premap {
namespace {

struct Row {
  CalleeKind Kind;
  StringRef
      Names; ///< separated by blanks; a `*` at the end stands for any rest
};

/// Sources: include/linux/{mm,fs,mutex,spinlock,rwsem,slab,kref,pm_runtime,
/// device,printk,cleanup}.h and drivers/pci/mmap.c of 6.12, mm.h of 7.1.
constexpr Row Rows[] = {
    // What a prefix below would get wrong.
    {CalleeKind::Unknown, "spin_lock_init raw_spin_lock_init"},
    {CalleeKind::Map,
     "remap_pfn_range remap_pfn_range_notrack io_remap_pfn_range "
     "vm_iomap_memory vm_insert_page vm_insert_pages vm_insert_mixed "
     "vm_insert_pfn vm_insert_pfn_prot vm_map_pages vm_map_pages_zero "
     "remap_vmalloc_range remap_vmalloc_range_partial "
     "vmf_insert_* "
     "dma_mmap_attrs dma_mmap_coherent dma_mmap_wc dma_mmap_writecombine "
     "dma_mmap_pages dma_mmap_noncontiguous dma_common_mmap "
     "dma_common_contiguous_remap iommu_dma_mmap "
     "pci_mmap_resource_range pci_mmap_page_range pci_iobar_pfn_mmap "
     "mmap_action_remap mmap_action_remap_full mmap_action_ioremap "
     "mmap_action_ioremap_full mmap_action_simple_ioremap "
     "mmap_action_map_kernel_pages mmap_action_map_kernel_pages_full"},
    {CalleeKind::GenericFile,
     "generic_file_mmap generic_file_readonly_mmap generic_file_mmap_prepare "
     "generic_file_readonly_mmap_prepare"},
    {CalleeKind::Size, "vma_desc_size"},
    {CalleeKind::Pages, "vma_pages vma_desc_pages"},
    {CalleeKind::FlagSet, "vm_flags_set __vm_flags_set vma_desc_set_flags "
                          "vma_desc_set_flags_mask"},
    {CalleeKind::FlagClear, "vm_flags_clear vma_desc_clear_flags "
                            "vma_desc_clear_flags_mask"},
    {CalleeKind::FlagModify, "vm_flags_mod __vm_flags_mod vm_flags_reset "
                             "vm_flags_reset_once vm_flags_init"},
    {CalleeKind::FlagTest,
     "vma_desc_test vma_desc_test_any vma_desc_test_all vma_desc_test_flags"},
    {CalleeKind::FlagPredicate, "is_cow_mapping is_nommu_shared_mapping"},
    {CalleeKind::Guard, "guard scoped_guard scoped_cond_guard CLASS"},
    {CalleeKind::Lock,
     "mutex_lock mutex_lock_* mutex_trylock "
     "spin_lock spin_lock_* spin_trylock spin_trylock_* raw_spin_lock "
     "raw_spin_lock_* raw_spin_trylock raw_spin_trylock_* "
     "read_lock read_lock_* write_lock write_lock_* read_trylock write_trylock "
     "down_read down_read_* down_write down_write_* down down_interruptible "
     "down_killable down_trylock down_timeout "
     "rcu_read_lock rcu_read_lock_* srcu_read_lock srcu_read_lock_* "
     "ww_mutex_lock ww_mutex_lock_* inode_lock inode_lock_shared "
     "inode_lock_nested inode_trylock inode_trylock_shared "
     "mmap_read_lock mmap_write_lock mmap_read_trylock "
     "i_mmap_lock_write i_mmap_lock_read filemap_invalidate_lock "
     "filemap_invalidate_lock_shared lock_sock lock_sock_nested "
     "rt_mutex_lock rt_mutex_lock_* local_irq_disable local_irq_save "
     "preempt_disable local_bh_disable dma_resv_lock dma_resv_lock_* "
     "device_lock device_lock_* pci_cfg_access_lock lock_kernel "
     "console_lock rtnl_lock percpu_down_read percpu_down_write "
     "read_seqlock_excl write_seqlock bit_spin_lock dax_read_lock "
     "kernfs_get_active"},
    {CalleeKind::Unlock,
     "mutex_unlock spin_unlock spin_unlock_* raw_spin_unlock "
     "raw_spin_unlock_* read_unlock read_unlock_* write_unlock write_unlock_* "
     "up_read up_write up rcu_read_unlock rcu_read_unlock_* "
     "srcu_read_unlock srcu_read_unlock_* ww_mutex_unlock inode_unlock "
     "inode_unlock_shared mmap_read_unlock mmap_write_unlock "
     "i_mmap_unlock_write i_mmap_unlock_read filemap_invalidate_unlock "
     "filemap_invalidate_unlock_shared release_sock rt_mutex_unlock "
     "local_irq_enable local_irq_restore preempt_enable preempt_enable_* "
     "local_bh_enable dma_resv_unlock device_unlock pci_cfg_access_unlock "
     "unlock_kernel console_unlock rtnl_unlock percpu_up_read "
     "percpu_up_write read_sequnlock_excl write_sequnlock bit_spin_unlock "
     "dax_read_unlock kernfs_put_active"},
    {CalleeKind::Acquire,
     // References.
     "get_file get_file_rcu fget fget_* get_dma_buf igrab ihold dget dget_* "
     "path_get mntget kref_get kref_get_* refcount_inc refcount_inc_* "
     "refcount_add refcount_add_* atomic_inc atomic_inc_* atomic_add "
     "atomic_add_* atomic64_inc atomic64_inc_* atomic64_add "
     "atomic_long_inc atomic_long_add atomic_fetch_inc atomic_fetch_add "
     "get_device kobject_get kobject_get_* try_module_get __module_get "
     "get_page get_page_* try_get_page folio_get folio_try_get "
     "get_user_pages* pin_user_pages* get_pid get_task_pid get_task_struct "
     "get_task_mm mmgrab mmget mmget_* get_cred get_net of_node_get "
     "pci_dev_get get_pci_dev percpu_ref_get percpu_ref_tryget* "
     "drm_gem_object_get drm_dev_get drm_dev_enter dma_fence_get sock_hold "
     "cdev_get snd_card_ref vfio_device_get "
     // Power.
     "pm_runtime_get pm_runtime_get_* pm_runtime_resume_and_get clk_enable "
     "clk_prepare_enable regulator_enable "
     // Memory.
     "kmalloc kmalloc_* kzalloc kzalloc_* kcalloc kcalloc_* kvmalloc "
     "kvmalloc_* kvzalloc kvzalloc_* kvcalloc krealloc kmemdup kmemdup_* "
     "kstrdup kstrndup kasprintf kmem_cache_alloc kmem_cache_alloc_* "
     "kmem_cache_zalloc vmalloc vmalloc_* vzalloc vzalloc_* alloc_page "
     "alloc_pages alloc_pages_* alloc_pages_exact __get_free_page "
     "__get_free_pages get_zeroed_page folio_alloc devm_k* dma_alloc_* "
     "dma_map_* dma_pool_alloc dma_pool_zalloc alloc_percpu ioremap "
     "ioremap_* memremap gen_pool_alloc* sg_alloc_table* vmap "
     // Places in a container.
     "list_add list_add_* hlist_add_* llist_add rb_link_node rb_insert_* "
     "idr_alloc idr_alloc_* ida_alloc ida_alloc_* xa_alloc xa_alloc_* "
     "xa_store xa_insert radix_tree_insert hash_add interval_tree_insert "
     "mmu_notifier_register mmu_interval_notifier_insert* "
     "mmu_notifier_get register_* request_irq"},
    {CalleeKind::Release,
     "fput fput_* dma_buf_put iput dput path_put mntput kref_put kref_put_* "
     "refcount_dec refcount_dec_* refcount_sub_* atomic_dec atomic_dec_* "
     "atomic_sub atomic_sub_* atomic64_dec atomic64_dec_* atomic64_sub "
     "atomic_long_dec atomic_long_sub atomic_fetch_dec put_device kobject_put "
     "module_put put_page folio_put unpin_user_page* put_pid "
     "put_task_struct mmput mmput_* mmdrop put_cred put_net of_node_put "
     "pci_dev_put percpu_ref_put drm_gem_object_put "
     "drm_gem_object_put_unlocked drm_dev_put drm_dev_exit dma_fence_put "
     "sock_put vfio_device_put pm_runtime_put pm_runtime_put_* clk_disable "
     "clk_disable_unprepare regulator_disable kfree kfree_* kvfree "
     "kvfree_* kmem_cache_free vfree free_page free_pages __free_page "
     "__free_pages free_pages_exact dma_free_* dma_unmap_* dma_pool_free "
     "free_percpu iounmap memunmap gen_pool_free* sg_free_table* vunmap "
     "list_del list_del_* hlist_del hlist_del_* rb_erase rb_erase_* "
     "idr_remove ida_free xa_erase xa_release radix_tree_delete hash_del "
     "interval_tree_remove mmu_notifier_unregister "
     "mmu_interval_notifier_remove mmu_notifier_put unregister_*"},
    {CalleeKind::Harmless,
     // Messages and assertions.
     "printk printk_* _printk pr_* dev_dbg dev_dbg_* dev_vdbg dev_info "
     "dev_info_* dev_notice dev_notice_* dev_warn dev_warn_* dev_err "
     "dev_err_* dev_crit dev_alert dev_emerg dev_printk dev_printk_* "
     "dev_WARN dev_WARN_ONCE netdev_dbg netdev_info netdev_warn netdev_err "
     "net_err_ratelimited net_warn_ratelimited net_dbg_ratelimited "
     "drm_dbg drm_dbg_* drm_err drm_err_* drm_warn drm_info DRM_* "
     "drm_WARN_* trace_* dump_stack print_hex_dump* snd_BUG_ON "
     "WARN WARN_* WARN_ON WARN_ON_ONCE BUG BUG_ON BUILD_BUG_* VM_BUG_ON* "
     "VM_WARN_* lockdep_* might_sleep might_fault cond_resched "
     "_dev_* __warn_printk static_assert rcu_lockdep_assert "
     "__dynamic_* ___ratelimit __ratelimit printk_ratelimit "
     "ibdev_dbg ibdev_err ibdev_warn hid_dbg hid_err hid_warn "
     "rcu_read_lock_held rcu_read_lock_sched_held device_lock_assert "
     // Arithmetic on addresses, protections and pages.
     "virt_to_phys phys_to_virt __pa __va __pa_symbol __phys_addr* "
     "virt_to_page virt_to_pfn virt_addr_valid page_to_pfn page_to_phys "
     "page_to_virt pfn_to_page pfn_to_phys pfn_valid phys_to_page "
     "page_address vmalloc_to_page vmalloc_to_pfn is_vmalloc_addr "
     "phys_to_pfn_t pfn_to_pfn_t __pfn_to_pfn_t "
     "PFN_* __phys_to_pfn __pfn_to_phys phys_pfn "
     "pgprot_* __pgprot* vm_get_page_prot phys_mem_access_prot "
     "dma_pgprot cachemode2protval boot_cpu_has "
     "valid_mmap_phys_addr_range valid_phys_addr_range "
     "devmem_is_allowed page_is_ram "
     "vma_is_* is_vm_hugetlb_page vma_kernel_pagesize vma_desc_test* "
     "vma_desc_is_cow_mapping vma_flags_test* mk_vma_flags "
     "range_in_vma_desc vma_get_page_prot "
     "PAGE_* ALIGN ALIGN_* IS_ALIGNED DIV_* round_* roundup rounddown "
     "offset_in_page get_order min min_* max max_* clamp clamp_* swap_* abs "
     "check_add_overflow check_mul_overflow check_sub_overflow "
     "array_index_nospec array_size struct_size size_add size_mul "
     "upper_32_bits lower_32_bits is_power_of_2 fls ffs fls_* ffs_* ilog2 "
     "hweight* do_div div_u64 div64_u64 "
     // Reads of objects.
     "container_of container_of_const READ_ONCE smp_mb smp_rmb smp_wmb "
     "smp_load_acquire smp_processor_id raw_smp_processor_id "
     "file_inode file_dentry file_path d_path d_inode "
     "inode_to_* iminor imajor MINOR MAJOR i_size_read "
     "file_accessed touch_atime "
     "dev_get_drvdata dev_name dev_get_platdata to_* "
     "SHMEM_I BTRFS_I EXT4_I F2FS_I AFS_FS_I NFS_I NTFS_I HFS_I UDF_I "
     "cpumask_subset cpumask_test_cpu cpumask_empty cpumask_equal "
     "folio_order folio_nr_pages folio_size folio_page "
     "video_devdata video_is_registered video_drvdata dax_alive "
     "bus_to_hcd perf_data_size rb_has_aux xen_feature minor major "
     "IS_ERR IS_ERR_OR_NULL PTR_ERR ERR_PTR "
     "ERR_CAST PTR_ERR_OR_ZERO capable ns_capable current get_current "
     "current_uid test_bit test_bit_* atomic_read atomic64_read "
     "atomic_long_read refcount_read kref_read list_empty "
     "list_entry list_first_entry* list_last_entry list_is_* "
     "list_for_each* hlist_for_each* list_next_entry rb_entry rb_first "
     "rb_next xa_load idr_find radix_tree_lookup rcu_dereference "
     "rcu_dereference_* rcu_access_pointer mutex_is_locked spin_is_locked "
     "pci_get_drvdata platform_get_drvdata dev_to_node "
     "pci_resource_* resource_size resource_type arch_can_pci_mmap_* "
     "IS_ENABLED IS_BUILTIN IS_REACHABLE likely unlikely "
     "memcmp strcmp strncmp strlen "
     "drm_core_check_feature drm_dev_is_unplugged device_is_registered "
     "security_* cpu_has_* static_branch_* dma_get_cache_alignment "
     "inode_newsize_ok S_ISCHR S_ISBLK S_ISREG S_ISDIR IS_* "
     "can_do_mlock rlimit "},
};

struct Family {
  StringRef Name;
  StringRef Prefixes; ///< longest first where one starts the other
};

constexpr Family Families[] = {
    {"ww_mutex", "ww_mutex_"},
    {"rt_mutex", "rt_mutex_"},
    {"mutex", "mutex_"},
    {"raw_spin", "raw_spin_"},
    {"bit_spin", "bit_spin_"},
    {"spin", "spin_"},
    {"mmap_read", "mmap_read_"},
    {"mmap_write", "mmap_write_"},
    {"rwsem_read", "down_read up_read"},
    {"rwsem_write", "down_write up_write"},
    {"semaphore", "down up"},
    {"srcu", "srcu_read_"},
    {"rcu", "rcu_read_"},
    {"seqlock", "read_seqlock_ read_sequnlock_ write_seqlock write_sequnlock"},
    {"rwlock_read", "read_lock read_unlock read_trylock"},
    {"rwlock_write", "write_lock write_unlock write_trylock"},
    {"inode", "inode_"},
    {"i_mmap_write", "i_mmap_lock_write i_mmap_unlock_write"},
    {"i_mmap_read", "i_mmap_lock_read i_mmap_unlock_read"},
    {"filemap_invalidate", "filemap_invalidate_"},
    {"sock", "lock_sock release_sock"},
    {"irq", "local_irq_"},
    {"preempt", "preempt_"},
    {"bh", "local_bh_"},
    {"dma_resv", "dma_resv_"},
    {"device", "device_"},
    {"pci_cfg", "pci_cfg_"},
    {"dax", "dax_read_"},
    {"kernfs", "kernfs_get_active kernfs_put_active"},
    {"kernel", "lock_kernel unlock_kernel"},
    {"console", "console_"},
    {"rtnl", "rtnl_"},
    {"percpu_rwsem_read", "percpu_down_read percpu_up_read"},
    {"percpu_rwsem_write", "percpu_down_write percpu_up_write"},
};

constexpr FlagPredicate Predicates[] = {
    // include/linux/mm.h: may write to a private copy.
    {"is_cow_mapping", "VM_SHARED VM_MAYWRITE", "VM_MAYWRITE"},
    // include/linux/mm.h: memory shared without an MMU.
    {"is_nommu_shared_mapping", "VM_MAYSHARE VM_MAYOVERLAY", ""},
};

/// The rows, split once: exact names, and prefixes with the longest first.
class NameTable {
public:
  NameTable() {
    for (const Row &R : Rows)
      forEachWord(R.Names, [&](StringRef Word) {
        if (Word.ends_with("*"))
          Prefixes.emplace_back(Word.drop_back(), R.Kind);
        else
          Exact.try_emplace(Word, R.Kind);
      });
    llvm::sort(Prefixes, [](const auto &A, const auto &B) {
      return std::make_pair(B.first.size(), A.first) <
             std::make_pair(A.first.size(), B.first);
    });
  }

  CalleeKind find(StringRef Name) const {
    if (auto It = Exact.find(Name); It != Exact.end())
      return It->second;
    for (const auto &[Prefix, Kind] : Prefixes)
      if (Name.starts_with(Prefix))
        return Kind;
    return CalleeKind::Unknown;
  }

  template <typename F> static void forEachWord(StringRef Words, F Do) {
    while (!Words.empty()) {
      auto [Word, Rest] = Words.split(' ');
      if (!Word.empty())
        Do(Word);
      Words = Rest;
    }
  }

private:
  llvm::StringMap<CalleeKind> Exact;
  std::vector<std::pair<StringRef, CalleeKind>> Prefixes;
};

} // namespace

CalleeKind calleeKind(StringRef Name) {
  static const NameTable Table;
  if (CalleeKind Kind = Table.find(Name); Kind != CalleeKind::Unknown)
    return Kind;
  // kmalloc() is a macro around kmalloc_noprof() since 6.10.
  if (Name.consume_back("_noprof"))
    return Table.find(Name);
  return CalleeKind::Unknown;
}

bool isLibraryHook(StringRef Name) {
  return calleeKind(Name) == CalleeKind::GenericFile &&
         !Name.ends_with("_prepare");
}

StringRef lockFamily(StringRef Name) {
  StringRef Result;
  for (const Family &F : Families)
    NameTable::forEachWord(F.Prefixes, [&](StringRef Prefix) {
      if (Result.empty() && Name.starts_with(Prefix))
        Result = F.Name;
    });
  return Result;
}

const FlagPredicate *flagPredicate(StringRef Name) {
  for (const FlagPredicate &P : Predicates)
    if (P.Name == Name)
      return &P;
  return nullptr;
}

} // namespace premap
