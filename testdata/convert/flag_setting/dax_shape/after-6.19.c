// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct span {
	unsigned long align;
	unsigned long pfn;
	bool alive;
};

static int __check_span(struct span *span, vm_flags_t vm_flags,
			unsigned long start, unsigned long end,
			struct file *file, const char *func)
{
	unsigned long mask;

	if (!span->alive)
		return -ENXIO;

	/* prevent private mappings from being established */
	if ((vm_flags & VM_MAYSHARE) != VM_MAYSHARE) {
		pr_info_ratelimited("%s: fail, attempted private mapping\n",
				    func);
		return -EINVAL;
	}

	mask = span->align - 1;
	if (start & mask || end & mask)
		return -EINVAL;

	if (!file_is_dax(file))
		return -EINVAL;

	return 0;
}

static int check_span(struct span *span, struct vm_area_struct *vma,
		const char *func)
{
	return __check_span(span, vma->vm_flags, vma->vm_start, vma->vm_end,
			    vma->vm_file, func);
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

static int span_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *filp = desc->file;
	struct span *span = filp->private_data;
	int rc;

	/*
	 * We lock to check liveness at fault time, too.
	 */
	rc = __check_span(span, desc->vm_flags, desc->start, desc->end, filp,
			  __func__);
	if (rc)
		return rc;

	desc->vm_ops = &span_vm_ops;
	desc->vm_flags |= VM_HUGEPAGE;
	return 0;
}

static const struct file_operations span_fops = {
	.llseek = noop_llseek,
	.owner = THIS_MODULE,
	.open = simple_open,
	.mmap_prepare = span_mmap_prepare,
};

static int __init span_init(void)
{
	return register_chrdev(82, "span", &span_fops);
}
module_init(span_init);

MODULE_LICENSE("GPL");
