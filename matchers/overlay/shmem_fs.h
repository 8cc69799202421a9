/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ends include/linux/shmem_fs.h. See mm_types.h for PREMAP_TARGET. */
#if PREMAP_TARGET >= 619
int shmem_zero_setup_desc(struct vm_area_desc *desc);
#endif
