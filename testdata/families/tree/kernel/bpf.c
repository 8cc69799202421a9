// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Maps: the hook's caller is a helper, and asks for the hook elsewhere, too.
 */
#include <linux/bpf.h>
#include <linux/mm.h>
#include <linux/module.h>

bool bpf_can_mmap(struct bpf_map *map)
{
	return map->ops->map_mmap;
}

static int bpf_do_mmap(struct bpf_map *map, struct vm_area_struct *vma)
{
	return map->ops->map_mmap(map, vma);
}

static int bpf_fops_mmap(struct file *filp, struct vm_area_struct *vma)
{
	return bpf_do_mmap(filp->private_data, vma);
}

const struct file_operations bpf_map_fops = {
	.mmap = bpf_fops_mmap,
};

static int array_mmap(struct bpf_map *map, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

const struct bpf_map_ops array_map_ops = {
	.map_mmap = array_mmap,
};

MODULE_LICENSE("GPL");
