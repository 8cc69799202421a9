// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/mm.h>
#include <linux/module.h>
#include <sound/hwdep.h>

static int snd_hwdep_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct snd_hwdep *hw = file->private_data;

	if (hw->ops.mmap_prepare) {
		struct vm_area_desc desc;
		int err;

		compat_set_desc_from_vma(&desc, file, vma);
		err = hw->ops.mmap_prepare(hw, &desc);
		if (err)
			return err;
		return __compat_vma_mmap(&desc, vma);
	}
	if (hw->ops.mmap)
		return hw->ops.mmap(hw, file, vma);
	return -ENXIO;
}

static const struct file_operations snd_hwdep_f_ops = {
	.owner =	THIS_MODULE,
	.llseek =	noop_llseek,
	.mmap =		snd_hwdep_mmap,
};

static int __init hwdep_init(void)
{
	return register_chrdev(116, "hwdep", &snd_hwdep_f_ops);
}
module_init(hwdep_init);

MODULE_LICENSE("GPL");
