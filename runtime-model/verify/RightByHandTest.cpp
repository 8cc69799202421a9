// Conversions by hand that are right, though they do not look like the old
// text: none may be different.
#include "verify/ByHand.h"

using namespace premap::verify;

namespace {

const Conversion Right[] = {
    {"PrivateDataBehindAFailingCheck",
     "vma->vm_private_data = m; if (!m->ready) return -ENODEV;"
     "vma->vm_ops = &my_ops;",
     "if (!m->ready) return -ENODEV; desc->private_data = m;"
     "desc->vm_ops = &my_ops;"},
    {"ASumForADifference",
     "if (vma->vm_pgoff > m->npages || vma_pages(vma) > m->npages -"
     "vma->vm_pgoff) return -EINVAL; vma->vm_ops = &my_ops;",
     "if (desc->pgoff + vma_desc_pages(desc) > m->npages) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"PagesOnBothSides",
     "if (vma->vm_end - vma->vm_start > m->npages << PAGE_SHIFT &&"
     "m->npages < 1024) return -EINVAL; vma->vm_ops = &my_ops;",
     "if (m->npages < 1024 && vma_desc_pages(desc) > m->npages)"
     "return -EINVAL; desc->vm_ops = &my_ops;"},
    {"ADivisionForAShift",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys / PAGE_SIZE);"},
    {"OneWayOut",
     "mutex_lock(&m->lock); if (!m->ready) { mutex_unlock(&m->lock);"
     "return -ENODEV; } if (m->users > 5) { mutex_unlock(&m->lock);"
     "return -EBUSY; } m->users = 1; mutex_unlock(&m->lock);"
     "vma->vm_ops = &my_ops;",
     "int err = -ENODEV; mutex_lock(&m->lock); if (!m->ready) goto out;"
     "err = -EBUSY; if (m->users > 5) goto out; m->users = 1; err = 0;"
     "out: mutex_unlock(&m->lock); if (err) return err;"
     "desc->vm_ops = &my_ops;"},
    {"ASwitchForIfs",
     "if (vma->vm_pgoff == 0) vma->vm_ops = &my_ops;"
     "else if (vma->vm_pgoff == 1) vma->vm_ops = &its_ops;"
     "else return -EINVAL;",
     "switch (desc->pgoff) { case 0: desc->vm_ops = &my_ops; break;"
     "case 1: desc->vm_ops = &its_ops; break; default: return -EINVAL; }"},
    {"FlagsOneByOne",
     "vm_flags_set(vma, VM_IO | VM_DONTEXPAND | VM_DONTDUMP);"
     "vma->vm_ops = &my_ops;",
     "vma_desc_set_flags(desc, VMA_IO_BIT);"
     "vma_desc_set_flags(desc, VMA_DONTDUMP_BIT, VMA_DONTEXPAND_BIT);"
     "desc->vm_ops = &my_ops;"},
    {"FlagsThatTheActionSets",
     "vm_flags_set(vma, VM_IO | VM_DONTEXPAND);"
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"AllByTwoTests",
     "if ((vma->vm_flags & (VM_READ | VM_WRITE)) == (VM_READ | VM_WRITE))"
     "return -EPERM; vma->vm_ops = &my_ops;",
     "if (vma_desc_test(desc, VMA_READ_BIT) &&"
     "vma_desc_test(desc, VMA_WRITE_BIT)) return -EPERM;"
     "desc->vm_ops = &my_ops;"},
    {"AMaskedSize",
     "unsigned long size = PAGE_ALIGN(vma->vm_end - vma->vm_start);"
     "if (size > m->size) return -EINVAL;"
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT, size,"
     "vma->vm_page_prot);",
     "if (desc->end - desc->start > m->size) return -EINVAL;"
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"ProtectionInTheArgument",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, pgprot_noncached(vma->vm_page_prot));",
     "desc->page_prot = pgprot_noncached(desc->page_prot);"
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"AnAlignedLength",
     "if (!m->len) return -EINVAL; if (PAGE_ALIGN((unsigned long)m->len) > "
     "vma->vm_end - vma->vm_start)"
     "return -EINVAL; if (!(vma->vm_flags & VM_SHARED)) return -EINVAL;"
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "m->len, vma->vm_page_prot);",
     "if (!m->len) return -EINVAL; unsigned long len = PAGE_ALIGN((unsigned "
     "long)m->len);"
     "if (len > vma_desc_size(desc)) return -EINVAL;"
     "if (!vma_desc_test(desc, VMA_SHARED_BIT)) return -EINVAL;"
     "mmap_action_remap(desc, desc->start, m->phys >> PAGE_SHIFT, len);"},
    {"PagesWithBothChecks",
     "vma->vm_ops = &my_ops; return vm_map_pages(vma, m->pages, m->npages);",
     "unsigned long count = vma_desc_pages(desc);"
     "if (desc->pgoff >= m->npages || count > m->npages - desc->pgoff)"
     "return -ENXIO; desc->vm_ops = &my_ops;"
     "mmap_action_map_kernel_pages_full(desc, m->pages + desc->pgoff);"},
    {"ALocalForTheRead",
     "if (m->ready == 1 || m->ready == 2) return -EBUSY;"
     "vma->vm_ops = &my_ops;",
     "int ready = m->ready; if (ready == 2) return -EBUSY;"
     "if (ready == 1) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"StoresChangePlaces", "m->flags = 1; m->users = 2; vma->vm_ops = &my_ops;",
     "desc->vm_ops = &my_ops; m->users = 2; m->flags = 1;"},
    {"ReleasedOnOneWayOut",
     "if (grab(m)) return -EBUSY; if (!m->ready) { drop(m); return -ENODEV; }"
     "vma->vm_ops = &my_ops;",
     "int err = 0; if (grab(m)) return -EBUSY; if (!m->ready) err = -ENODEV;"
     "else desc->vm_ops = &my_ops; if (err) drop(m); return err;"},
    {"AnErrorHookOfTheSameNumber",
     "if (remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot)) return -EAGAIN;",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"
     "desc->action.error_hook = to_eagain;"},
    {"AReadAfterTheReferenceIsDropped",
     "struct my *p = m->buf; kref_get(&p->ref); kref_put(&p->ref, NULL);"
     "if (m->users) return -EBUSY; vma->vm_ops = &my_ops;",
     "struct my *p = m->buf; kref_get(&p->ref); kref_put(&p->ref, NULL);"
     "if (m->users > 0 || m->users < 0) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"TheFileOfTheMapping",
     "if (vma->vm_file->f_flags & 010000) vma->vm_page_prot ="
     "pgprot_noncached(vma->vm_page_prot); vma->vm_ops = &my_ops;",
     "if (desc->file->f_flags & 010000) desc->page_prot ="
     "pgprot_noncached(desc->page_prot); desc->vm_ops = &my_ops;"},
    {"ASelectForABranch",
     "if (m->ready) m->flags = 1; else m->flags = 2; vma->vm_ops = &my_ops;",
     "m->flags = m->ready ? 1 : 2; desc->vm_ops = &my_ops;"},
    {"AnErrorPointerIsPassedOn",
     "struct my *p = find(m); if (IS_ERR(p)) return PTR_ERR(p);"
     "vma->vm_private_data = p; vma->vm_ops = &my_ops;",
     "struct my *p = find(m); int err = IS_ERR(p) ? PTR_ERR(p) : 0;"
     "if (!err) { desc->private_data = p; desc->vm_ops = &my_ops; }"
     "return err;"},
    {"ADeviceIsHeldForAWhile",
     "struct device *dev = get_device(m->dev); if (!dev) return -ENODEV;"
     "if (dev->driver_data) { put_device(dev); return -EBUSY; }"
     "put_device(dev); vma->vm_ops = &my_ops;",
     "struct device *dev = get_device(m->dev); int busy;"
     "if (!dev) return -ENODEV; busy = dev->driver_data != NULL;"
     "put_device(dev); if (busy) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"ManyCasesOfOneKind",
     "switch (vma->vm_pgoff) { case 1: case 2: case 3: case 7: m->users = 1;"
     "break; case 9: break; default: return -EINVAL; }"
     "vma->vm_ops = &my_ops;",
     "unsigned long at = desc->pgoff;"
     "if ((at >= 1 && at <= 3) || at == 7) m->users = 1;"
     "else if (at != 9) return -EINVAL; desc->vm_ops = &my_ops;"},
    {"ALoopWrittenOut",
     "for (int i = 0; i < 3; i++) if (((unsigned long *)m->buf)[i])"
     "return -EBUSY; vma->vm_ops = &my_ops;",
     "unsigned long *at = m->buf; if (at[0] || at[1] || at[2])"
     "return -EBUSY; desc->vm_ops = &my_ops;"},
    {"AGuardOfAFirstMember",
     "mutex_lock(&m->lock); int n = m->users; mutex_unlock(&m->lock);"
     "if (n > 3) return -EBUSY; vma->vm_ops = &my_ops;",
     "struct mutex *held = &m->lock; mutex_lock(held); int n = m->users;"
     "if (held) mutex_unlock(held); if (n > 3) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"WhatIsTakenIsReadAgainToGiveItBack",
     "int err = pm_runtime_resume_and_get(m->dev); if (err) return err;"
     "poke(m); pm_runtime_put_autosuspend(m->dev); vma->vm_ops = &my_ops;",
     "int err = pm_runtime_resume_and_get(m->dev); if (err) return err;"
     "poke(m); pm_runtime_put_autosuspend(m->dev); desc->vm_ops = &my_ops;"},
};

class RightByHand : public testing::TestWithParam<Conversion> {};

TEST_P(RightByHand, IsNotDifferent) {
  VerifyResult R = verdictOf(GetParam());
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

INSTANTIATE_TEST_SUITE_P(Verify, RightByHand, testing::ValuesIn(Right),
                         nameOfConversion);

} // namespace
