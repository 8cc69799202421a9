/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_POWERPC_PGTABLE_H
#define _ASM_POWERPC_PGTABLE_H

#include <linux/types.h>

typedef struct {
	unsigned long pgprot;
} pgprot_t;

#define pgprot_val(x) ((x).pgprot)
#define __pgprot(x) ((pgprot_t){ (x) })

#define PAGE_SHARED __pgprot(0x27)
#define PAGE_READONLY __pgprot(0x25)

pgprot_t pgprot_noncached(pgprot_t prot);
pgprot_t pgprot_noncached_wc(pgprot_t prot);
pgprot_t pgprot_writecombine(pgprot_t prot);
pgprot_t pgprot_device(pgprot_t prot);
pgprot_t pgprot_decrypted(pgprot_t prot);
pgprot_t pgprot_dmacoherent(pgprot_t prot);

#endif
