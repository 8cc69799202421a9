// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>


static const struct vm_operations_struct duo_vm_ops = { };

/* Both sides are mapped as a whole. */
static bool duo_whole(const struct vm_area_struct *vma)
{
	return !vma->vm_pgoff && vma->vm_end - vma->vm_start == 8 * PAGE_SIZE;
}

static void duo_finish(struct vm_area_struct *vma, void *data)
{
	vma->vm_ops = &duo_vm_ops;
	vma->vm_private_data = data;
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
}

static int duo_left_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!duo_whole(vma))
		return -EINVAL;
	duo_finish(vma, file->private_data);
	return 0;
}

static int duo_right_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!duo_whole(vma) || vma->vm_flags & VM_WRITE)
		return -EINVAL;
	duo_finish(vma, file->private_data);
	return 0;
}

static const struct file_operations duo_fops[] = {
	[0] = {
		.owner		= THIS_MODULE,
		.mmap		= duo_left_mmap,
	},
	[1] = {
		.owner		= THIS_MODULE,
		.mmap		= duo_right_mmap,
	},
};

static int __init duo_init(void)
{
	return register_chrdev(83, "duo", &duo_fops[0]);
}
module_init(duo_init);

MODULE_LICENSE("GPL");
