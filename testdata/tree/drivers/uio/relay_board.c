// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A relay board in user space: its hook is an inner one.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uio_driver.h>

#if PREMAP_API < 710
static int relay_board_mmap(struct uio_info *info, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start,
			       info->mem[0].addr >> PAGE_SHIFT,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}
#endif

static struct uio_info relay_board_info = {
	.name = "relay board",
	.version = "1",
#if PREMAP_API < 710
	.mmap = relay_board_mmap,
#endif
};

static int __init relay_board_init(void)
{
	return uio_register_device(NULL, &relay_board_info);
}
module_init(relay_board_init);

MODULE_LICENSE("GPL");
