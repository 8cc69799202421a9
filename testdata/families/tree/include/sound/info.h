/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _SOUND_INFO_H
#define _SOUND_INFO_H

#include <linux/fs.h>

struct snd_info_entry_ops {
	int (*mmap)(void *entry, struct file *file, struct vm_area_struct *vma);
};

#endif
