// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct dusk_vm_ops = { };

static int dusk_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &dusk_vm_ops;
	return 0;
}

#ifdef CONFIG_DUSK_OTHER
static int dusk_other_mmap(struct file *file, struct vm_area_struct *vma)
{
	return dusk_mmap(file, vma);
}
#endif

static const struct file_operations dusk_fops = {
	.owner = THIS_MODULE,
	.mmap = dusk_mmap,
};

static int __init dusk_init(void)
{
	return register_chrdev(100, "dusk", &dusk_fops);
}
module_init(dusk_init);

MODULE_LICENSE("GPL");
