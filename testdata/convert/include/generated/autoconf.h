/* The configuration that the cases are compiled with. */
#ifndef PREMAP_NOMMU
#define CONFIG_MMU 1
#endif
#define CONFIG_X86_64 1
#define CONFIG_PCI 1
