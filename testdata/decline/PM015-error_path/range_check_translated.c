// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct pipe {
	phys_addr_t base;
	unsigned long len;
};

static int pipe_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct pipe *pipe = file->private_data;

	if (vm_iomap_memory(vma, pipe->base, pipe->len))
		return -EAGAIN;
	return 0;
}

static const struct file_operations pipe_fops = {
	.owner = THIS_MODULE,
	.mmap = pipe_mmap,
};

static int __init pipe_init(void)
{
	return register_chrdev(100, "pipe", &pipe_fops);
}
module_init(pipe_init);

MODULE_LICENSE("GPL");
