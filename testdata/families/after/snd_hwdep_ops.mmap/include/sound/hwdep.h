/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _SOUND_HWDEP_H
#define _SOUND_HWDEP_H

#include <linux/fs.h>

struct snd_hwdep;

struct snd_hwdep_ops {
	int (*open)(struct snd_hwdep *hw, struct file *file);
	int (*mmap)(struct snd_hwdep *hw, struct file *file,
		    struct vm_area_struct *vma);
	int (*mmap_prepare)(struct snd_hwdep *hw, struct vm_area_desc *desc);
};

struct snd_hwdep {
	struct snd_hwdep_ops ops;
	void *private_data;
};

#endif
