// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static struct page *mortar_pages[32];

static int mortar_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTDUMP);
	return vm_map_pages_zero(vma, mortar_pages, ARRAY_SIZE(mortar_pages));
}

static const struct file_operations mortar_fops = {
	.owner = THIS_MODULE,
	.mmap = mortar_mmap,
};

static int __init mortar_init(void)
{
	return register_chrdev(100, "mortar", &mortar_fops);
}
module_init(mortar_init);

MODULE_LICENSE("GPL");
