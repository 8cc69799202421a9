/* The configuration that the cases are compiled with. */
#define CONFIG_MMU 1
#define CONFIG_X86_64 1
#define CONFIG_PCI 1
