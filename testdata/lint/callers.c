// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/dma-buf.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>

struct tank {
	phys_addr_t base;
};

/* Who calls it has compared both, and it refuses every offset all the same. */
static int itself_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct tank *tank = dmabuf->priv;

	return vm_iomap_memory(vma, tank->base, /* lint: LM14 likely */
			       vma->vm_end - vma->vm_start);
}

static const struct dma_buf_ops itself_ops = {
	.mmap = itself_mmap,
};

static int known_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct tank *tank = dmabuf->priv;

	return vm_iomap_memory(vma, tank->base, dmabuf->size);
}

static const struct dma_buf_ops known_ops = {
	.mmap = known_mmap,
};

/* It knows that nothing but the start is asked for. */
static int start_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct tank *tank = dmabuf->priv;

	if (vma->vm_pgoff)
		return -EINVAL;
	return vm_iomap_memory(vma, tank->base, vma->vm_end - vma->vm_start);
}

static const struct dma_buf_ops start_ops = {
	.mmap = start_mmap,
};

const struct dma_buf_ops *tank_ops[] = {
	&itself_ops,
	&known_ops,
	&start_ops,
};

static int tank_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct dma_buf *dmabuf = file->private_data;
	unsigned long pages = dmabuf->size >> PAGE_SHIFT;

	if (vma->vm_pgoff > pages || vma_pages(vma) > pages - vma->vm_pgoff)
		return -EINVAL;
	return dmabuf->ops->mmap(dmabuf, vma);
}

static const struct file_operations tank_fops = {
	.owner = THIS_MODULE,
	.mmap = tank_mmap,
};

static int __init tank_init(void)
{
	return register_chrdev(100, "tank", &tank_fops);
}
module_init(tank_init);

MODULE_LICENSE("GPL");
