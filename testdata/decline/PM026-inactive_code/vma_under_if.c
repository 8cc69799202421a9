// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct shade_vm_ops = { };

static int shade_mmap(struct file *file, struct vm_area_struct *vma)
{
#ifdef CONFIG_SHADE_UNCACHED
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
#endif
	vma->vm_ops = &shade_vm_ops;
	return 0;
}

static const struct file_operations shade_fops = {
	.owner = THIS_MODULE,
	.mmap = shade_mmap,
};

static int __init shade_init(void)
{
	return register_chrdev(100, "shade", &shade_fops);
}
module_init(shade_init);

MODULE_LICENSE("GPL");
