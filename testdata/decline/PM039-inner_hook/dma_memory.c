// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct cargo {
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
};

static int cargo_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct cargo *cargo = file->private_data;

	return dma_mmap_coherent(cargo->dev, vma, cargo->cpu, cargo->dma,
				 vma->vm_end - vma->vm_start);
}

static const struct file_operations cargo_fops = {
	.owner = THIS_MODULE,
	.mmap = cargo_mmap,
};

static int __init cargo_init(void)
{
	return register_chrdev(100, "cargo", &cargo_fops);
}
module_init(cargo_init);

MODULE_LICENSE("GPL");
