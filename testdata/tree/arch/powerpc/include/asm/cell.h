/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_POWERPC_CELL_H
#define _ASM_POWERPC_CELL_H

#include <asm/page.h>

#define CELL_LS_PFN 0x8000UL
#define CELL_LS_PAGES 4

#endif
