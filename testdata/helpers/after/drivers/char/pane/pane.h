/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PANE_H
#define PANE_H

#include <linux/errno.h>
#include <linux/types.h>

struct vm_area_desc;
struct vm_area_struct;
struct vm_fault;

struct pane {
	phys_addr_t base;
	unsigned long size;
	unsigned long frames;
};

int pane_check(const struct pane *pane, struct vm_area_desc *desc);

#if IS_ENABLED(CONFIG_SAMPLE_CHAR)
int pane_window(struct pane *pane, struct vm_area_desc *desc,
		bool cached);
#else
static inline int pane_window(struct pane *pane,
			      struct vm_area_desc *desc, bool cached)
{
	return -ENODEV;
}
#endif

#ifdef CONFIG_LEGACY_BUS
int pane_bare(struct pane *pane, struct vm_area_struct *vma);
#else
static inline int pane_bare(struct pane *pane, struct vm_area_struct *vma)
{
	return -ENODEV;
}
#endif

/* These stay as they are: somebody else hands them a VMA. */
int pane_count(struct pane *pane, struct vm_area_struct *vma);
int pane_board(struct pane *pane, struct vm_area_struct *vma);
int pane_named(struct pane *pane, struct vm_area_struct *vma);
#define PANE_NAMED(vma) pane_named(NULL, vma)
int pane_taking(struct pane *pane, struct vm_area_struct *vma);

#endif
