// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>


static const struct vm_operations_struct duo_vm_ops = { };

/* Both sides are mapped as a whole. */
static bool duo_whole(const struct vm_area_desc *desc)
{
	return !desc->pgoff && vma_desc_size(desc) == 8 * PAGE_SIZE;
}

static void duo_finish(struct vm_area_desc *desc, void *data)
{
	desc->vm_ops = &duo_vm_ops;
	desc->private_data = data;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT);
}

static int duo_left_mmap_prepare(struct vm_area_desc *desc)
{
	if (!duo_whole(desc))
		return -EINVAL;
	duo_finish(desc, desc->file->private_data);
	return 0;
}

static int duo_right_mmap_prepare(struct vm_area_desc *desc)
{
	if (!duo_whole(desc) || vma_desc_test(desc, VMA_WRITE_BIT))
		return -EINVAL;
	duo_finish(desc, desc->file->private_data);
	return 0;
}

static const struct file_operations duo_fops[] = {
	[0] = {
		.owner		= THIS_MODULE,
		.mmap_prepare	= duo_left_mmap_prepare,
	},
	[1] = {
		.owner		= THIS_MODULE,
		.mmap_prepare	= duo_right_mmap_prepare,
	},
};

static int __init duo_init(void)
{
	return register_chrdev(83, "duo", &duo_fops[0]);
}
module_init(duo_init);

MODULE_LICENSE("GPL");
