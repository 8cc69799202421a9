#include "verify/ResourceTable.h"

namespace premap::verify {
namespace {

struct Pair {
  const char *Resource, *Acquire, *Release;
  int Subject = 0;
  Success When = Success::Always;
};

constexpr Pair Pairs[] = {
    {"file reference", "get_file", "fput"},
    {"file reference", "get_file_rcu", "fput", 0, Success::NonZero},
    {"reference", "refcount_inc", "refcount_dec"},
    {"reference", "refcount_inc", "refcount_dec_and_test"},
    {"reference", "refcount_inc_not_zero", "refcount_dec", 0, Success::NonZero},
    {"reference", "refcount_add", "refcount_sub_and_test", 1},
    {"reference", "percpu_ref_get", "percpu_ref_put"},
    {"reference", "percpu_ref_tryget", "percpu_ref_put", 0, Success::NonZero},
    {"reference", "percpu_ref_tryget_live", "percpu_ref_put", 0,
     Success::NonZero},
    {"reference", "kref_get", "kref_put"},
    {"reference", "kref_get_unless_zero", "kref_put", 0, Success::NonZero},
    {"count", "atomic_inc", "atomic_dec"},
    {"count", "atomic_inc_return", "atomic_dec_return"},
    {"count", "atomic_inc_return", "atomic_dec_and_test"},
    {"count", "atomic_inc_not_zero", "atomic_dec_and_test", 0,
     Success::NonZero},
    {"count", "atomic_long_inc", "atomic_long_dec"},
    {"count", "atomic64_inc", "atomic64_dec"},
    {"count", "atomic_add", "atomic_sub", 1},
    {"count", "atomic_long_add", "atomic_long_sub", 1},
    {"count", "atomic64_add", "atomic64_sub", 1},
    {"count", "atomic64_inc_return", "atomic64_dec_return"},
    {"count", "atomic_long_inc_return", "atomic_long_dec_return"},
    {"count", "atomic_add_return", "atomic_sub_return", 1},
    {"count", "local_inc", "local_dec"},
    {"count", "percpu_counter_inc", "percpu_counter_dec"},
    {"count", "percpu_counter_add", "percpu_counter_sub"},
    {"count", "this_cpu_inc", "this_cpu_dec"},
    {"device reference", "get_device", "put_device"},
    {"kobject reference", "kobject_get", "kobject_put"},
    {"device tree node reference", "of_node_get", "of_node_put"},
    {"firmware node reference", "fwnode_handle_get", "fwnode_handle_put"},
    {"clock use", "clk_prepare_enable", "clk_disable_unprepare", 0,
     Success::NonNegative},
    {"user namespace reference", "get_user_ns", "put_user_ns"},
    {"network namespace reference", "get_net", "put_net"},
    {"socket reference", "sock_hold", "sock_put"},
    {"packet reference", "skb_get", "kfree_skb"},
    {"pci device reference", "pci_dev_get", "pci_dev_put"},
    {"module reference", "try_module_get", "module_put", 0, Success::NonZero},
    {"module reference", "__module_get", "module_put"},
    {"inode reference", "ihold", "iput"},
    {"inode reference", "igrab", "iput", 0, Success::Pointer},
    {"dentry reference", "dget", "dput"},
    {"path reference", "path_get", "path_put"},
    {"page reference", "get_page", "put_page"},
    {"folio reference", "folio_get", "folio_put"},
    {"mm reference", "mmget", "mmput"},
    {"mm structure reference", "mmgrab", "mmdrop"},
    {"task reference", "get_task_struct", "put_task_struct"},
    {"pid reference", "get_pid", "put_pid"},
    {"credentials reference", "get_cred", "put_cred"},
    {"dma-buf reference", "get_dma_buf", "dma_buf_put"},
    {"GEM object reference", "drm_gem_object_get", "drm_gem_object_put"},
    {"runtime PM reference", "pm_runtime_get", "pm_runtime_put"},
    {"runtime PM reference", "pm_runtime_get_sync", "pm_runtime_put_sync"},
    {"runtime PM reference", "pm_runtime_get_noresume",
     "pm_runtime_put_noidle"},
    {"runtime PM reference", "pm_runtime_resume_and_get",
     "pm_runtime_put_autosuspend", 0, Success::NonNegative},
    {"list membership", "list_add", "list_del"},
    {"list membership", "list_add_tail", "list_del_init"},
    {"list membership", "list_add_rcu", "list_del_rcu"},
    {"hash membership", "hlist_add_head", "hlist_del"},
    {"memory", "kmalloc", "kfree", -1, Success::Pointer},
    {"memory", "kzalloc", "kfree", -1, Success::Pointer},
    {"memory", "kcalloc", "kfree", -1, Success::Pointer},
    {"memory", "kmalloc_array", "kfree", -1, Success::Pointer},
    {"memory", "kmalloc_noprof", "kfree", -1, Success::Pointer},
    {"memory", "kzalloc_noprof", "kfree_sensitive", -1, Success::Pointer},
    {"memory", "kmalloc_array_noprof", "kfree", -1, Success::Pointer},
    {"memory", "kmalloc_node_noprof", "kfree", -1, Success::Pointer},
    {"memory", "kmemdup", "kfree", -1, Success::Pointer},
    {"memory", "kmemdup_noprof", "kfree", -1, Success::Pointer},
    {"memory", "__kmalloc_noprof", "kfree", -1, Success::Pointer},
    {"memory", "__kmalloc_cache_noprof", "kfree", -1, Success::Pointer},
    {"memory", "kvmalloc", "kvfree", -1, Success::Pointer},
    {"memory", "kvzalloc", "kvfree", -1, Success::Pointer},
    {"memory", "kvcalloc", "kvfree", -1, Success::Pointer},
    {"memory", "vmalloc", "vfree", -1, Success::Pointer},
    {"memory", "vzalloc", "vfree", -1, Success::Pointer},
    {"memory", "vmalloc_noprof", "vfree", -1, Success::Pointer},
    {"memory", "vzalloc_noprof", "vfree", -1, Success::Pointer},
    {"memory", "vmalloc_user", "vfree", -1, Success::Pointer},
    {"memory", "vmalloc_user_noprof", "vfree", -1, Success::Pointer},
    {"memory", "kmem_cache_alloc", "kmem_cache_free", -1, Success::Pointer},
    {"memory", "kmem_cache_alloc_noprof", "kmem_cache_free", -1,
     Success::Pointer},
    {"memory", "kmem_cache_zalloc", "kmem_cache_free", -1, Success::Pointer},
    {"pages", "alloc_page", "__free_page", -1, Success::Pointer},
    {"pages", "__get_free_pages", "free_pages", -1, Success::Pointer},
    {"pages", "get_free_pages_noprof", "free_pages", -1, Success::Pointer},
    {"pages", "get_zeroed_page", "free_page", -1, Success::Pointer},
};

constexpr Pair Locks[] = {
    {"mutex", "mutex_lock", "mutex_unlock"},
    {"mutex", "mutex_lock_nested", "mutex_unlock"},
    {"mutex", "mutex_lock_interruptible", "mutex_unlock", 0,
     Success::NonNegative},
    {"mutex", "mutex_lock_interruptible_nested", "mutex_unlock", 0,
     Success::NonNegative},
    {"mutex", "mutex_lock_killable", "mutex_unlock", 0, Success::NonNegative},
    {"mutex", "mutex_lock_killable_nested", "mutex_unlock", 0,
     Success::NonNegative},
    {"mutex", "mutex_trylock", "mutex_unlock", 0, Success::NonZero},
    {"spin lock", "spin_lock", "spin_unlock"},
    {"spin lock", "spin_lock_bh", "spin_unlock_bh"},
    {"spin lock", "spin_lock_irq", "spin_unlock_irq"},
    {"spin lock", "_raw_spin_lock", "_raw_spin_unlock"},
    {"spin lock", "_raw_spin_lock_irq", "_raw_spin_unlock_irq"},
    {"spin lock", "_raw_spin_lock_bh", "_raw_spin_unlock_bh"},
    {"spin lock", "_raw_spin_lock_irqsave", "_raw_spin_unlock_irqrestore"},
    {"spin lock", "spin_lock_irqsave", "spin_unlock_irqrestore"},
    {"semaphore", "down", "up"},
    {"semaphore", "down_interruptible", "up", 0, Success::NonNegative},
    {"read lock", "down_read", "up_read"},
    {"read lock", "down_read_killable", "up_read", 0, Success::NonNegative},
    {"write lock", "down_write", "up_write"},
    {"write lock", "down_write_killable", "up_write", 0, Success::NonNegative},
    {"read lock", "read_lock", "read_unlock"},
    {"write lock", "write_lock", "write_unlock"},
    {"read lock", "_raw_read_lock", "_raw_read_unlock"},
    {"write lock", "_raw_write_lock", "_raw_write_unlock"},
    {"RCU", "rcu_read_lock", "rcu_read_unlock", -2},
    {"i_mmap lock", "i_mmap_lock_write", "i_mmap_unlock_write"},
    {"inode lock", "inode_lock", "inode_unlock"},
};

struct Named {
  CalleeKind Kind;
  const char *Name;
};

constexpr Named Others[] = {
    {CalleeKind::Arithmetic, "vm_get_page_prot"},
    {CalleeKind::Arithmetic, "pgprot_noncached"},
    {CalleeKind::Arithmetic, "pgprot_writecombine"},
    {CalleeKind::Arithmetic, "pgprot_writethrough"},
    {CalleeKind::Arithmetic, "pgprot_device"},
    {CalleeKind::Arithmetic, "pgprot_dmacoherent"},
    {CalleeKind::Arithmetic, "pgprot_modify"},
    {CalleeKind::Arithmetic, "pgprot_cached"},
    {CalleeKind::Arithmetic, "pgprot_framebuffer"},
    {CalleeKind::Arithmetic, "cachemode2protval"},
    {CalleeKind::Arithmetic, "cc_mkdec"},
    {CalleeKind::Arithmetic, "cc_mkenc"},
    {CalleeKind::Arithmetic, "__phys_addr"},
    {CalleeKind::Arithmetic, "__phys_addr_symbol"},
    {CalleeKind::Arithmetic, "__virt_addr_valid"},
    {CalleeKind::Arithmetic, "virt_to_phys"},
    {CalleeKind::Arithmetic, "phys_to_virt"},
    {CalleeKind::Arithmetic, "page_to_phys"},
    {CalleeKind::Arithmetic, "page_to_pfn"},
    {CalleeKind::Arithmetic, "pfn_to_page"},
    {CalleeKind::Arithmetic, "__page_to_pfn"},
    {CalleeKind::Arithmetic, "__pfn_to_page"},
    {CalleeKind::Arithmetic, "virt_to_page"},
    {CalleeKind::Arithmetic, "get_order"},
    {CalleeKind::Arithmetic, "array_size"},
    {CalleeKind::Arithmetic, "size_mul"},
    {CalleeKind::Arithmetic, "size_add"},
    {CalleeKind::Arithmetic, "pfn_valid"},
    {CalleeKind::Arithmetic, "MAJOR"},
    {CalleeKind::Pure, "file_inode"},
    {CalleeKind::Pure, "file_dentry"},
    {CalleeKind::Reads, "i_size_read"},
    {CalleeKind::Pure, "iminor"},
    {CalleeKind::Pure, "imajor"},
    {CalleeKind::Pure, "dev_get_drvdata"},
    {CalleeKind::Pure, "pci_get_drvdata"},
    {CalleeKind::Pure, "vmalloc_to_page"},
    {CalleeKind::Pure, "vmalloc_to_pfn"},
    {CalleeKind::Pure, "get_current"},
    {CalleeKind::Pure, "current_cred"},
    {CalleeKind::Reads, "list_empty"},
    {CalleeKind::Reads, "atomic_read"},
    {CalleeKind::Reads, "atomic_long_read"},
    {CalleeKind::Reads, "atomic64_read"},
    {CalleeKind::Reads, "percpu_counter_read"},
    {CalleeKind::Reads, "refcount_read"},
    {CalleeKind::Reads, "kref_read"},
    {CalleeKind::Pure, "arch_static_branch"},
    {CalleeKind::Pure, "arch_static_branch_jump"},
    {CalleeKind::Pure, "static_key_false"},
    {CalleeKind::Pure, "static_key_enabled"},
    {CalleeKind::Pure, "dev_name"},
    {CalleeKind::Pure, "mapping_cap_writeback_dirty"},
    {CalleeKind::Log, "printk"},
    {CalleeKind::Log, "_printk"},
    {CalleeKind::Log, "no_printk"},
    {CalleeKind::Log, "_dev_printk"},
    {CalleeKind::Log, "dev_printk"},
    {CalleeKind::Log, "_dev_emerg"},
    {CalleeKind::Log, "_dev_alert"},
    {CalleeKind::Log, "_dev_crit"},
    {CalleeKind::Log, "_dev_err"},
    {CalleeKind::Log, "_dev_warn"},
    {CalleeKind::Log, "_dev_notice"},
    {CalleeKind::Log, "_dev_info"},
    {CalleeKind::Log, "dev_err"},
    {CalleeKind::Log, "dev_warn"},
    {CalleeKind::Log, "dev_info"},
    {CalleeKind::Log, "dev_dbg"},
    {CalleeKind::Log, "pr_err"},
    {CalleeKind::Log, "pr_warn"},
    {CalleeKind::Log, "pr_info"},
    {CalleeKind::Log, "pr_debug"},
    {CalleeKind::Log, "__dynamic_pr_debug"},
    {CalleeKind::Log, "__dynamic_dev_dbg"},
    {CalleeKind::Log, "__dynamic_netdev_dbg"},
    {CalleeKind::Log, "__warn_printk"},
    {CalleeKind::Log, "__mlog_printk"}, // fs/ocfs2
    {CalleeKind::Log, "_p9_debug"},     // net/9p
    {CalleeKind::Log, "ntfs_printk"},   // fs/ntfs3
    {CalleeKind::Log, "ntfs_inode_printk"},
    {CalleeKind::Log, "dump_stack"},
    {CalleeKind::Log, "WARN"},
    {CalleeKind::Log, "___ratelimit"},
    {CalleeKind::Nothing, "__might_sleep"},
    {CalleeKind::Nothing, "__might_fault"},
    {CalleeKind::Nothing, "might_sleep"},
    {CalleeKind::Nothing, "__cond_resched"},
    {CalleeKind::Nothing, "lockdep_assert_held"},
    {CalleeKind::Nothing, "mmap_assert_write_locked"},
    {CalleeKind::Nothing, "mmap_assert_locked"},
};

} // namespace

bool isCounted(CalleeKind Kind) {
  switch (Kind) {
  case CalleeKind::Acquire:
  case CalleeKind::Allocate:
  case CalleeKind::Release:
  case CalleeKind::Lock:
  case CalleeKind::Unlock:
    return true;
  case CalleeKind::Unknown:
  case CalleeKind::Pure:
  case CalleeKind::Reads:
  case CalleeKind::Arithmetic:
  case CalleeKind::Log:
  case CalleeKind::Nothing:
    return false;
  }
  return false;
}

ResourceTable::ResourceTable(const std::map<std::string, std::string> &Extra) {
  auto add = [this](const Pair &P, CalleeKind Take, CalleeKind Drop) {
    Facts[P.Acquire] = {P.Subject == -1 && Take == CalleeKind::Acquire
                            ? CalleeKind::Allocate
                            : Take,
                        P.Resource, P.Subject, P.When};
    CalleeFacts Release{Drop, P.Resource, P.Subject == -1 ? 0 : P.Subject,
                        Success::Always};
    Facts.emplace(P.Release, Release);
  };
  for (const Pair &P : Pairs)
    add(P, CalleeKind::Acquire, CalleeKind::Release);
  for (const Pair &P : Locks)
    add(P, CalleeKind::Lock, CalleeKind::Unlock);
  // The subject of kmem_cache_free() is what was allocated, not the cache.
  Facts["kmem_cache_free"].Subject = 1;
  for (const Named &N : Others)
    Facts[N.Name].Kind = N.Kind;
  // Named after the release, so that several ways to take are one resource.
  for (const auto &[Acquire, Release] : Extra) {
    auto Known = Facts.find(Release);
    std::string Resource = Known != Facts.end() ? Known->second.Resource
                                                : Release + "() reference";
    add({Resource.c_str(), Acquire.c_str(), Release.c_str()},
        CalleeKind::Acquire, CalleeKind::Release);
  }
}

const CalleeFacts &ResourceTable::lookup(const std::string &Name) const {
  auto It = Facts.find(Name);
  return It == Facts.end() ? Nobody : It->second;
}

} // namespace premap::verify
