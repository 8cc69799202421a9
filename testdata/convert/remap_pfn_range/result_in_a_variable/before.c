// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct bolt {
	unsigned long pfn;
	unsigned long size;
};

static const struct vm_operations_struct bolt_vm_ops = { };

/* Whoever maps a bolt gets all of it. */
static int bolt_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct bolt *bolt = file->private_data;
	int ret;

	if (vma->vm_end - vma->vm_start != bolt->size)
		return -EINVAL;

	ret = remap_pfn_range(vma, vma->vm_start, bolt->pfn,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret)
		return ret;

	vma->vm_ops = &bolt_vm_ops;
	return 0;
}

static const struct file_operations bolt_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= bolt_mmap,
};

static int __init bolt_init(void)
{
	return register_chrdev(88, "bolt", &bolt_fops);
}
module_init(bolt_init);

MODULE_LICENSE("GPL");
