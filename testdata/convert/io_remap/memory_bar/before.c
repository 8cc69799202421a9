// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <linux/ioport.h>

static int bank_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct resource *res = file->private_data;

	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);

	return vm_iomap_memory(vma, res->start, resource_size(res));
}

static const struct file_operations bank_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= bank_mmap,
};

static int __init bank_init(void)
{
	return register_chrdev(95, "bank", &bank_fops);
}
module_init(bank_init);

MODULE_LICENSE("GPL");
