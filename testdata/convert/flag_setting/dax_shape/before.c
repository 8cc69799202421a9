// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct span {
	unsigned long align;
	unsigned long pfn;
	bool alive;
};

static int check_span(struct span *span, struct vm_area_struct *vma,
		const char *func)
{
	unsigned long mask;

	if (!span->alive)
		return -ENXIO;

	/* prevent private mappings from being established */
	if ((vma->vm_flags & VM_MAYSHARE) != VM_MAYSHARE) {
		pr_info_ratelimited("%s: fail, attempted private mapping\n",
				    func);
		return -EINVAL;
	}

	mask = span->align - 1;
	if (vma->vm_start & mask || vma->vm_end & mask)
		return -EINVAL;

	if (!vma_is_dax(vma))
		return -EINVAL;

	return 0;
}

static vm_fault_t span_fault(struct vm_fault *vmf)
{
	struct span *span = vmf->vma->vm_file->private_data;

	if (check_span(span, vmf->vma, __func__))
		return VM_FAULT_SIGBUS;

	return vmf_insert_pfn(vmf->vma, vmf->address, span->pfn + vmf->pgoff);
}

static const struct vm_operations_struct span_vm_ops = {
	.fault = span_fault,
};

static int span_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct span *span = filp->private_data;
	int rc;

	/*
	 * We lock to check liveness at fault time, too.
	 */
	rc = check_span(span, vma, __func__);
	if (rc)
		return rc;

	vma->vm_ops = &span_vm_ops;
	vm_flags_set(vma, VM_HUGEPAGE);
	return 0;
}

static const struct file_operations span_fops = {
	.llseek = noop_llseek,
	.owner = THIS_MODULE,
	.open = simple_open,
	.mmap = span_mmap,
};

static int __init span_init(void)
{
	return register_chrdev(82, "span", &span_fops);
}
module_init(span_init);

MODULE_LICENSE("GPL");
