// Conversions by hand that look right and are not: each must be different.
#include "verify/ByHand.h"

using namespace premap::verify;

namespace {

const Conversion Wrong[] = {
    {"TakesByWhatIsReadAgain",
     "struct device *d = m->dev; int err = pm_runtime_resume_and_get(d);"
     "if (err) return err; poke(m); pm_runtime_put_autosuspend(d);"
     "vma->vm_ops = &my_ops;",
     "int err = pm_runtime_resume_and_get(m->dev); if (err) return err;"
     "poke(m); pm_runtime_put_autosuspend(m->dev); desc->vm_ops = &my_ops;"},
    {"StoreBeforeTheLock",
     "mutex_lock(&m->lock); m->ready = 1; mutex_unlock(&m->lock);"
     "vma->vm_ops = &my_ops;",
     "m->ready = 1; mutex_lock(&m->lock); mutex_unlock(&m->lock);"
     "desc->vm_ops = &my_ops;"},
    {"StoreBehindTheLock",
     "mutex_lock(&m->lock); m->ready = 1; mutex_unlock(&m->lock);"
     "vma->vm_ops = &my_ops;",
     "mutex_lock(&m->lock); mutex_unlock(&m->lock); m->ready = 1;"
     "desc->vm_ops = &my_ops;"},
    {"ErrorPathKeepsTheLock",
     "mutex_lock(&m->lock); if (!m->ready) { mutex_unlock(&m->lock);"
     "return -ENODEV; } mutex_unlock(&m->lock); vma->vm_ops = &my_ops;",
     "mutex_lock(&m->lock); if (!m->ready) return -ENODEV;"
     "mutex_unlock(&m->lock); desc->vm_ops = &my_ops;"},
    {"AnotherLock",
     "mutex_lock(&m->lock); m->ready = 1; mutex_unlock(&m->lock);"
     "vma->vm_ops = &my_ops;",
     "mutex_lock(&m->other); m->ready = 1; mutex_unlock(&m->other);"
     "desc->vm_ops = &my_ops;"},
    {"InterruptionIsIgnored",
     "if (mutex_lock_interruptible(&m->lock)) return -EAGAIN; m->ready = 1;"
     "mutex_unlock(&m->lock); vma->vm_ops = &my_ops;",
     "mutex_lock_interruptible(&m->lock); m->ready = 1;"
     "mutex_unlock(&m->lock); desc->vm_ops = &my_ops;"},
    {"SizeIsCutTo32Bits",
     "if (vma->vm_end - vma->vm_start > m->len) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "unsigned int size = vma_desc_size(desc);"
     "if (size > m->len) return -EINVAL; desc->vm_ops = &my_ops;"},
    {"SizeIsSignExtended",
     "unsigned int most = m->slen;"
     "if (vma->vm_end - vma->vm_start > most) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "if (vma_desc_size(desc) > m->slen) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"SizeIsComparedSigned",
     "if (vma->vm_end - vma->vm_start > m->size) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "if ((long)vma_desc_size(desc) > (long)m->size) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"OffsetIsCutTo32Bits",
     "unsigned long at = vma->vm_pgoff << PAGE_SHIFT;"
     "if (at >= m->size) return -EINVAL; vma->vm_ops = &my_ops;",
     "unsigned int at = desc->pgoff << PAGE_SHIFT;"
     "if (at >= m->size) return -EINVAL; desc->vm_ops = &my_ops;"},
    {"OffsetIsAdded",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, (m->phys >> PAGE_SHIFT) + desc->pgoff);"},
    {"OffsetIsLost",
     "return remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff +"
     "(m->phys >> PAGE_SHIFT), vma->vm_end - vma->vm_start,"
     "vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"OffsetIsNotCleared",
     "vma->vm_pgoff = 0; return remap_pfn_range(vma, vma->vm_start,"
     "m->phys >> PAGE_SHIFT, vma->vm_end - vma->vm_start,"
     "vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"ClearsTheOffset", "vma->vm_ops = &my_ops;",
     "desc->vm_ops = &my_ops; desc->pgoff = 0;"},
    {"MapsTheFirstPageToo",
     "return remap_pfn_range(vma, vma->vm_start + PAGE_SIZE,"
     "m->phys >> PAGE_SHIFT, vma->vm_end - vma->vm_start - PAGE_SIZE,"
     "vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"LastPartOfAPageIsCut",
     "if (PAGE_ALIGN(m->len) > vma->vm_end - vma->vm_start) return -EINVAL;"
     "if (!(vma->vm_flags & VM_SHARED)) return -EINVAL;"
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "m->len, vma->vm_page_prot);",
     "if (PAGE_ALIGN(m->len) > vma_desc_size(desc)) return -EINVAL;"
     "if (!vma_desc_test(desc, VMA_SHARED_BIT)) return -EINVAL;"
     "mmap_action_remap(desc, desc->start, m->phys >> PAGE_SHIFT,"
     "m->len & PAGE_MASK);"},
    {"ProtectionComesTooLate",
     "vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);"
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"
     "desc->page_prot = pgprot_noncached(desc->page_prot);"},
    {"AnotherCacheMode",
     "vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);"
     "vma->vm_ops = &my_ops;",
     "desc->page_prot = pgprot_writecombine(desc->page_prot);"
     "desc->vm_ops = &my_ops;"},
    {"CacheModeOnOneBranchOnly",
     "vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);"
     "vma->vm_ops = &my_ops;",
     "if (!m->ready) desc->page_prot = pgprot_noncached(desc->page_prot);"
     "desc->vm_ops = &my_ops;"},
    {"ClearsWriteForMayWrite",
     "if (vma->vm_flags & VM_WRITE) return -EPERM;"
     "vm_flags_clear(vma, VM_MAYWRITE); vma->vm_ops = &my_ops;",
     "if (vma_desc_test(desc, VMA_WRITE_BIT)) return -EPERM;"
     "vma_desc_clear_flags(desc, VMA_WRITE_BIT); desc->vm_ops = &my_ops;"},
    {"AsksForWriteNotMayWrite",
     "if (vma->vm_flags & VM_MAYWRITE) return -EPERM; vma->vm_ops = &my_ops;",
     "if (vma_desc_test(desc, VMA_WRITE_BIT)) return -EPERM;"
     "desc->vm_ops = &my_ops;"},
    {"AsksForSharedNotMayShare",
     "if (!(vma->vm_flags & VM_MAYSHARE)) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "if (!vma_desc_test(desc, VMA_SHARED_BIT)) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"AnyForAll",
     "if ((vma->vm_flags & (VM_READ | VM_WRITE)) == (VM_READ | VM_WRITE))"
     "return -EPERM; vma->vm_ops = &my_ops;",
     "if (vma_desc_test_any(desc, VMA_READ_BIT, VMA_WRITE_BIT))"
     "return -EPERM; desc->vm_ops = &my_ops;"},
    {"ClearsBeforeItSets",
     "vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTCOPY, VM_DONTCOPY);"
     "vma->vm_ops = &my_ops;",
     "vma_desc_clear_flags(desc, VMA_DONTCOPY_BIT);"
     "vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT, VMA_DONTCOPY_BIT);"
     "desc->vm_ops = &my_ops;"},
    {"AFlagIsLost",
     "vm_flags_set(vma, VM_IO | VM_DONTEXPAND); vma->vm_ops = &my_ops;",
     "vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT); desc->vm_ops = &my_ops;"},
    {"OpsOnOneBranchOnly",
     "vma->vm_ops = &my_ops; if (m->ready) vma->vm_private_data = m;",
     "if (m->ready) { desc->vm_ops = &my_ops; desc->private_data = m; }"},
    {"OtherOps", "vma->vm_ops = m->ready ? &my_ops : &its_ops;",
     "desc->vm_ops = m->ready ? &its_ops : &my_ops;"},
    {"PrivateDataBehindAnEarlyReturn",
     "vma->vm_private_data = m; vma->vm_ops = &my_ops;"
     "if (!m->ready) return 0; m->ready = 2;",
     "desc->vm_ops = &my_ops; if (!m->ready) return 0; m->ready = 2;"
     "desc->private_data = m;"},
    {"PrivateDataIsTheAddress",
     "vma->vm_private_data = m; vma->vm_ops = &my_ops;",
     "desc->private_data = &m; desc->vm_ops = &my_ops;"},
    {"PrivateDataIsAMember", "vma->vm_private_data = m; vma->vm_ops = &my_ops;",
     "desc->private_data = &m->other; desc->vm_ops = &my_ops;"},
    {"OtherErrorNumber",
     "if (!m->ready) return -ENODEV; vma->vm_ops = &my_ops;",
     "if (!m->ready) return -ENXIO; desc->vm_ops = &my_ops;"},
    {"ChecksChangePlaces",
     "if (!m->ready) return -ENODEV; if (vma_pages(vma) > m->npages)"
     "return -EINVAL; vma->vm_ops = &my_ops;",
     "if (vma_desc_pages(desc) > m->npages) return -EINVAL;"
     "if (!m->ready) return -ENODEV; desc->vm_ops = &my_ops;"},
    {"TakesTheReferenceInTheHook", "kref_get(&m->ref); vma->vm_ops = &my_ops;",
     "kref_get(&m->ref); desc->vm_ops = &my_ops;"},
    {"LeaksOnAnError",
     "if (grab(m)) return -EBUSY; if (!m->ready) { drop(m); return -ENODEV; }"
     "vma->vm_ops = &my_ops;",
     "if (grab(m)) return -EBUSY; if (!m->ready) return -ENODEV;"
     "desc->vm_ops = &my_ops;"},
    {"DropsTwice",
     "if (grab(m)) return -EBUSY; if (!m->ready) { drop(m); return -ENODEV; }"
     "vma->vm_ops = &my_ops;",
     "if (grab(m)) { drop(m); return -EBUSY; } if (!m->ready) { drop(m);"
     "return -ENODEV; } desc->vm_ops = &my_ops;"},
    {"IgnoresAResult", "if (grab(m)) return -EBUSY; vma->vm_ops = &my_ops;",
     "grab(m); desc->vm_ops = &my_ops;"},
    {"TranslatesAResult",
     "int err = grab(m); if (err) return err; vma->vm_ops = &my_ops;",
     "if (grab(m)) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"OnlyNegativeIsAnError",
     "int err = grab(m); if (err) return -EBUSY; vma->vm_ops = &my_ops;",
     "int err = grab(m); if (err < 0) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"PagesForBytes",
     "if (vma->vm_end - vma->vm_start > m->size) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "if (vma_desc_pages(desc) > m->size) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"OffByOne",
     "if (vma->vm_pgoff + vma_pages(vma) > m->npages) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "if (desc->pgoff + vma_desc_pages(desc) >= m->npages) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"SubtractsBelowZero",
     "if (vma->vm_pgoff > m->npages || vma_pages(vma) > m->npages -"
     "vma->vm_pgoff) return -EINVAL; vma->vm_ops = &my_ops;",
     "if (vma_desc_pages(desc) > m->npages - desc->pgoff) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"MapsAllPagesUnchecked",
     "vma->vm_ops = &my_ops; return vm_map_pages(vma, m->pages, m->npages);",
     "desc->vm_ops = &my_ops;"
     "mmap_action_map_kernel_pages_full(desc, m->pages);"},
    {"StaleRead",
     "poke(m); if (m->ready) return -EBUSY; vma->vm_ops = &my_ops;",
     "int ready = m->ready; poke(m); if (ready) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"ReadTooLate",
     "int ready = m->ready; poke(m); if (ready) return -EBUSY;"
     "vma->vm_ops = &my_ops;",
     "poke(m); if (m->ready) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"ACheckIsDropped",
     "if (!capable(21)) return -EPERM; vma->vm_ops = &my_ops;",
     "desc->vm_ops = &my_ops;"},
    {"AnotherCapability",
     "if (!capable(21)) return -EPERM; vma->vm_ops = &my_ops;",
     "if (!capable(17)) return -EPERM; desc->vm_ops = &my_ops;"},
    {"CallsChangePlaces",
     "if (test_a(m) && test_b(m)) return -EPERM; vma->vm_ops = &my_ops;",
     "if (test_b(m) && test_a(m)) return -EPERM; desc->vm_ops = &my_ops;"},
    {"BothCallsAlways",
     "if (test_a(m) && test_b(m)) return -EPERM; vma->vm_ops = &my_ops;",
     "int a = test_a(m), b = test_b(m); if (a && b) return -EPERM;"
     "desc->vm_ops = &my_ops;"},
    {"TheAddressIsCut",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "unsigned int phys = m->phys;"
     "mmap_action_remap_full(desc, phys >> PAGE_SHIFT);"},
    {"TheAddressIsSigned",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, (long)m->phys >> PAGE_SHIFT);"},
    {"RoundsUp",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, DIV_ROUND_UP(m->phys, PAGE_SIZE));"},
    {"RemapForIoRemap",
     "return io_remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"TheResourceIsAsLongAsTheMapping",
     "return vm_iomap_memory(vma, m->phys, m->len);",
     "mmap_action_simple_ioremap(desc, m->phys, vma_desc_size(desc));"},
    {"OnlyTheLastActionCounts",
     "int err = remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "PAGE_SIZE, vma->vm_page_prot); if (err) return err;"
     "return remap_pfn_range(vma, vma->vm_start + PAGE_SIZE, m->size,"
     "vma->vm_end - vma->vm_start - PAGE_SIZE, vma->vm_page_prot);",
     "mmap_action_remap(desc, desc->start, m->phys >> PAGE_SHIFT, PAGE_SIZE);"
     "mmap_action_remap(desc, desc->start + PAGE_SIZE, m->size,"
     "vma_desc_size(desc) - PAGE_SIZE);"},
    {"AllocatesForTheMapping",
     "void *p = kzalloc(16, 0); if (!p) return -ENOMEM;"
     "vma->vm_private_data = p; vma->vm_ops = &my_ops;",
     "void *p = kzalloc(16, 0); if (!p) return -ENOMEM;"
     "desc->private_data = p; desc->vm_ops = &my_ops;"},
    {"StoresBeforeTheCheck",
     "if (!m->ready) return -ENODEV; m->flags = 1; vma->vm_ops = &my_ops;",
     "m->flags = 1; if (!m->ready) return -ENODEV; desc->vm_ops = &my_ops;"},
    {"CountsOnAnErrorToo",
     "if (m->users) return -EBUSY; m->users++; vma->vm_ops = &my_ops;",
     "if (m->users++) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"CopiesTooLittle", "memcpy(m->buf, m->pages, 16); vma->vm_ops = &my_ops;",
     "memcpy(m->buf, m->pages, 8); desc->vm_ops = &my_ops;"},
    {"TheHighBitsAreLost",
     "if (m->flags & 0x100) return -EPERM; vma->vm_ops = &my_ops;",
     "unsigned char set = m->flags & 0x100; if (set) return -EPERM;"
     "desc->vm_ops = &my_ops;"},
    {"TheEndForTheStart", "m->flags = vma->vm_start; vma->vm_ops = &my_ops;",
     "m->flags = desc->end; desc->vm_ops = &my_ops;"},
    {"AnErrorBecomesSuccess",
     "int err = 0; if (!m->ready) err = -ENODEV; else vma->vm_ops = &my_ops;"
     "return err;",
     "int err = 0; if (!m->ready) err = -ENODEV; else desc->vm_ops = &my_ops;"
     "(void)err;"},
    {"APartialRemapOfAPrivateMapping",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap(desc, desc->start, m->phys >> PAGE_SHIFT, PAGE_SIZE);"},
    {"TheErrorIsTranslatedNoMore",
     "if (remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot)) return -EAGAIN;",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"ReadAfterFree",
     "struct my *p = m->buf; int busy = p->users; kfree(p);"
     "if (busy) return -EBUSY; vma->vm_ops = &my_ops;",
     "struct my *p = m->buf; kfree(p); if (p->users) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"ReadAfterTheReferenceIsDropped",
     "struct my *p = m->buf; kref_get(&p->ref); int busy = p->users;"
     "kref_put(&p->ref, NULL); if (busy) return -EBUSY;"
     "vma->vm_ops = &my_ops;",
     "struct my *p = m->buf; kref_get(&p->ref); kref_put(&p->ref, NULL);"
     "int busy = p->users; if (busy) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"NullForAnError",
     "struct my *p = find(m); if (IS_ERR(p)) return PTR_ERR(p);"
     "vma->vm_private_data = p; vma->vm_ops = &my_ops;",
     "struct my *p = find(m); if (!p) return -ENODEV;"
     "desc->private_data = p; desc->vm_ops = &my_ops;"},
    {"AnErrorPointerIsFollowed",
     "struct my *p = find(m); if (IS_ERR(p)) return PTR_ERR(p);"
     "if (p->ready) return -EBUSY; vma->vm_ops = &my_ops;",
     "struct my *p = find(m); if (p->ready) return -EBUSY;"
     "if (IS_ERR(p)) return PTR_ERR(p); desc->vm_ops = &my_ops;"},
    {"UnlocksTwice",
     "mutex_lock(&m->lock); m->ready = 1; mutex_unlock(&m->lock);"
     "vma->vm_ops = &my_ops;",
     "mutex_lock(&m->lock); m->ready = 1; mutex_unlock(&m->lock);"
     "mutex_unlock(&m->lock); desc->vm_ops = &my_ops;"},
    {"LocksInTheOtherOrder",
     "mutex_lock(&m->lock); mutex_lock(&m->other); m->ready = 1;"
     "mutex_unlock(&m->other); mutex_unlock(&m->lock);"
     "vma->vm_ops = &my_ops;",
     "mutex_lock(&m->other); mutex_lock(&m->lock); m->ready = 1;"
     "mutex_unlock(&m->lock); mutex_unlock(&m->other);"
     "desc->vm_ops = &my_ops;"},
    {"AModuloOfPages",
     "if ((vma->vm_end - vma->vm_start) % 0x10000) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "if (vma_desc_pages(desc) % 0x10000) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"TheCacheModeIsKeptOfTheFirst",
     "vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);"
     "vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);"
     "vma->vm_ops = &my_ops;",
     "pgprot_t prot = desc->page_prot;"
     "desc->page_prot = pgprot_noncached(prot);"
     "desc->page_prot = pgprot_writecombine(prot);"
     "desc->vm_ops = &my_ops;"},
    {"AlignmentIsAskedOfTheOffsetInBytes",
     "if (vma->vm_start & 0x1fffff || vma->vm_pgoff & 0x1ff) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "if (desc->start & 0x1fffff || desc->pgoff & 0x1fffff) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"AFlagOfTheFileIsAskedOfTheMapping",
     "if (file->f_flags & 010000) vma->vm_page_prot ="
     "pgprot_noncached(vma->vm_page_prot); vma->vm_ops = &my_ops;",
     "if (vma_desc_test(desc, VMA_SHARED_BIT)) desc->page_prot ="
     "pgprot_noncached(desc->page_prot); desc->vm_ops = &my_ops;"},
    {"TheMappingIsHiddenFromTheFile",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"
     "desc->action.hide_from_rmap_until_complete = true;"},
    {"AnErrorHookOfAnotherNumber",
     "if (remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot)) return -EAGAIN;",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"
     "desc->action.error_hook = to_enomem;"},
    {"ASuccessHookFails",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"
     "desc->action.success_hook = never;"},
    {"TheWrongElement",
     "if (((int *)m->buf)[vma->vm_pgoff & 3]) return -EBUSY;"
     "vma->vm_ops = &my_ops;",
     "if (((int *)m->buf)[desc->pgoff & 7]) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"TheStoreIsConditional",
     "m->flags = m->ready ? 1 : m->flags; m->users = 5;"
     "vma->vm_ops = &my_ops;",
     "if (m->ready) { m->flags = 1; m->users = 5; } desc->vm_ops = &my_ops;"},
    {"TheMapIsOfAnotherFile",
     "if (vma->vm_file->private_data != m) return -EINVAL;"
     "vma->vm_private_data = file->f_inode; vma->vm_ops = &my_ops;",
     "if (desc->vm_file->private_data != m) return -EINVAL;"
     "desc->private_data = desc->file->f_op ? desc->file->f_inode : 0;"
     "desc->vm_ops = &my_ops;"},
    {"SharedIsAskedForCow",
     "if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE)"
     "return -EINVAL; vma->vm_ops = &my_ops;",
     "if (!vma_desc_test(desc, VMA_SHARED_BIT)) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"ASealedFileIsSharedButNeverWritable",
     "if (vma->vm_flags & VM_SHARED && !(vma->vm_flags & VM_MAYWRITE))"
     "return -EPERM; vma->vm_ops = &my_ops;",
     "desc->vm_ops = &my_ops;"},
    {"ALoopEndsEarly",
     "for (unsigned long i = 0; i < 4; i++) if (((unsigned long *)m->buf)[i])"
     "return -EBUSY; vma->vm_ops = &my_ops;",
     "for (unsigned long i = 0; i < 3; i++) if (((unsigned long *)m->buf)[i])"
     "return -EBUSY; desc->vm_ops = &my_ops;"},
};

class WrongByHand : public testing::TestWithParam<Conversion> {};

TEST_P(WrongByHand, IsDifferent) {
  VerifyResult R = verdictOf(GetParam());
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

INSTANTIATE_TEST_SUITE_P(Verify, WrongByHand, testing::ValuesIn(Wrong),
                         nameOfConversion);

} // namespace
