// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Buffers for reading, all of them coherent.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <sound/info.h>

struct info_buffer {
	const struct snd_info_entry_ops *ops;
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
};

static int snd_info_entry_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct info_buffer *buffer = file->private_data;

	return buffer->ops->mmap(buffer, file, vma);
}

const struct file_operations snd_info_fops = {
	.mmap = snd_info_entry_mmap,
};

static int info_buffer_mmap(void *entry, struct file *file,
			    struct vm_area_struct *vma)
{
	struct info_buffer *buffer = entry;

	return dma_mmap_coherent(buffer->dev, vma, buffer->cpu, buffer->dma,
				 vma->vm_end - vma->vm_start);
}

const struct snd_info_entry_ops info_buffer_ops = {
	.mmap = info_buffer_mmap,
};

MODULE_LICENSE("GPL");
