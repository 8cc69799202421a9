/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SHMEM_FS_H
#define _LINUX_SHMEM_FS_H

#include <linux/fs.h>

int shmem_zero_setup(struct vm_area_struct *vma);
#if PREMAP_API >= 619
int shmem_zero_setup_desc(struct vm_area_desc *desc);
#endif
struct file *shmem_file_setup(const char *name, loff_t size,
			      unsigned long flags);

#endif
