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

static int shade_mmap_prepare(struct vm_area_desc *desc)
{
	desc->page_prot = pgprot_noncached(desc->page_prot);
	desc->page_prot = shade_prot(desc->pgoff,
				     vma_desc_size(desc),
				     desc->page_prot);
	desc->vm_ops = &shade_vm_ops;
	return 0;
}

static const struct file_operations shade_fops = {
	.mmap_prepare =	shade_mmap_prepare,
	.llseek =	noop_llseek,
	.owner =	THIS_MODULE,
};

static int __init shade_init(void)
{
	return register_chrdev(71, "shade", &shade_fops);
}
module_init(shade_init);

MODULE_LICENSE("GPL");
