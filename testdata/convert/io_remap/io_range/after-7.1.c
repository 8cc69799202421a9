// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct port {
	unsigned long pfn;
	unsigned long pages;
};

static int port_mmap_error(int err)
{
	return -EAGAIN;
}

static int port_mmap_prepare(struct vm_area_desc *desc)
{
	struct port *port = desc->file->private_data;

	if (desc->pgoff + vma_desc_pages(desc) > port->pages)
		return -EINVAL;

	desc->page_prot = pgprot_noncached(desc->page_prot);
	mmap_action_ioremap_full(desc, port->pfn + desc->pgoff);
	desc->action.error_hook = port_mmap_error;

	return 0;
}

static const struct file_operations port_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= port_mmap_prepare,
};

static int __init port_init(void)
{
	return register_chrdev(93, "port", &port_fops);
}
module_init(port_init);

MODULE_LICENSE("GPL");
