// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct port {
	unsigned long pfn;
	unsigned long pages;
};

static int port_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct port *port = file->private_data;

	if (vma->vm_pgoff + vma_pages(vma) > port->pages)
		return -EINVAL;

	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	if (io_remap_pfn_range(vma, vma->vm_start, port->pfn + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start,
			       vma->vm_page_prot))
		return -EAGAIN;

	return 0;
}

static const struct file_operations port_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= port_mmap,
};

static int __init port_init(void)
{
	return register_chrdev(93, "port", &port_fops);
}
module_init(port_init);

MODULE_LICENSE("GPL");
