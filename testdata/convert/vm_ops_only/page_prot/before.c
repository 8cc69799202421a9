// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static pgprot_t shade_prot(unsigned long pgoff, unsigned long size,
			   pgprot_t prot)
{
	return pgoff < size ? pgprot_writecombine(prot) : prot;
}

static vm_fault_t shade_fault(struct vm_fault *vmf)
{
	return vmf_insert_pfn(vmf->vma, vmf->address, 0xf0000 + vmf->pgoff);
}

static const struct vm_operations_struct shade_vm_ops = {
	.fault = shade_fault,
};

static int shade_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vma->vm_page_prot = shade_prot(vma->vm_pgoff,
				       vma->vm_end - vma->vm_start,
				       vma->vm_page_prot);
	vma->vm_ops = &shade_vm_ops;
	return 0;
}

static const struct file_operations shade_fops = {
	.mmap =		shade_mmap,
	.llseek =	noop_llseek,
	.owner =	THIS_MODULE,
};

static int __init shade_init(void)
{
	return register_chrdev(71, "shade", &shade_fops);
}
module_init(shade_init);

MODULE_LICENSE("GPL");
