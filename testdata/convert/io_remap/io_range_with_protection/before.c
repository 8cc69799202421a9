// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct crane {
	phys_addr_t base;
	unsigned long len;
};

static int crane_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct crane *crane = file->private_data;
	unsigned long len = vma->vm_end - vma->vm_start;
	int err;

	if (len > crane->len)
		return -EINVAL;

	err = io_remap_pfn_range(vma, vma->vm_start,
				 crane->base >> PAGE_SHIFT, len,
				 pgprot_device(vma->vm_page_prot));
	return err;
}

static const struct file_operations crane_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= crane_mmap,
};

static int __init crane_init(void)
{
	return register_chrdev(94, "crane", &crane_fops);
}
module_init(crane_init);

MODULE_LICENSE("GPL");
