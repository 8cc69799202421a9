// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

int envoy_map_somewhere(struct vm_area_struct *vma, void *data);

static int envoy_mmap(struct file *file, struct vm_area_struct *vma)
{
	return envoy_map_somewhere(vma, file->private_data);
}

static const struct file_operations envoy_fops = {
	.owner = THIS_MODULE,
	.mmap = envoy_mmap,
};

static int __init envoy_init(void)
{
	return register_chrdev(100, "envoy", &envoy_fops);
}
module_init(envoy_init);

MODULE_LICENSE("GPL");
