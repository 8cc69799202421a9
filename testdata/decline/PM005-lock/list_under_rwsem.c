// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rwsem.h>

struct quay {
	struct list_head node;
	unsigned long pgoff;
	unsigned long pfn;
};

static LIST_HEAD(quay_list);
static DECLARE_RWSEM(quay_sem);

static int quay_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct quay *quay;
	int ret = -EINVAL;

	down_read(&quay_sem);
	list_for_each_entry(quay, &quay_list, node) {
		if (quay->pgoff == vma->vm_pgoff) {
			ret = io_remap_pfn_range(vma, vma->vm_start, quay->pfn,
						 vma->vm_end - vma->vm_start,
						 vma->vm_page_prot);
			break;
		}
	}
	up_read(&quay_sem);
	return ret;
}

static const struct file_operations quay_fops = {
	.owner = THIS_MODULE,
	.mmap = quay_mmap,
};

static int __init quay_init(void)
{
	return register_chrdev(100, "quay", &quay_fops);
}
module_init(quay_init);

MODULE_LICENSE("GPL");
