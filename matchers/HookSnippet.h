// Parses a piece of C in a small kernel of its own; for unit tests of the
// stages that start from a unit's facts.
#ifndef PREMAP_MATCHERS_HOOKSNIPPET_H
#define PREMAP_MATCHERS_HOOKSNIPPET_H

#include "matchers/FactExtractor.h"

#include <string>

namespace premap {

/// Declarations that the snippets use; `#include <kernel.h>`.
inline const char *const SnippetHeader = R"(
#define NULL ((void *)0)
#define EXPORT_SYMBOL(x) extern typeof(x) x; void *__export_##x = (void *)&x
#define EXPORT_SYMBOL_GPL(x) EXPORT_SYMBOL(x)
#define PTR_IF(c, p) ((c) ? (p) : NULL)
#define IS_ENABLED(x) 0
#define EINVAL 22
#define ENODEV 19
#define VM_IO 1ul
struct file_operations;
struct vm_operations_struct;
struct file { const struct file_operations *f_op; void *private_data; };
struct vm_area_struct {
  unsigned long vm_start, vm_end, vm_pgoff, vm_flags;
  unsigned long vm_page_prot;
  const struct vm_operations_struct *vm_ops;
  void *vm_private_data;
  struct file *vm_file;
};
struct vm_area_desc { unsigned long start, end; };
struct vm_operations_struct {
  void (*open)(struct vm_area_struct *);
  int (*mmap_lookalike)(struct vm_area_struct *);
};
struct file_operations {
  void *owner;
  int (*open)(struct file *);
  int (*mmap)(struct file *, struct vm_area_struct *);
  int (*mmap_prepare)(struct vm_area_desc *);
  unsigned long (*mmap_capabilities)(struct file *);
};
struct v4l2_file_operations {
  int (*mmap)(struct file *, struct vm_area_struct *);
};
struct bin_attribute {
  const char *name;
  int (*mmap)(struct file *, void *, struct vm_area_struct *);
};
int generic_file_mmap(struct file *, struct vm_area_struct *);
int remap_pfn_range(struct vm_area_struct *, unsigned long, unsigned long,
                    unsigned long, unsigned long);
int call_mmap(struct file *, struct vm_area_struct *);
int dma_mmap_coherent(void *, struct vm_area_struct *, void *, unsigned long,
                      unsigned long);
int vm_insert_page(struct vm_area_struct *, unsigned long, void *);
int vm_iomap_memory(struct vm_area_struct *, unsigned long, unsigned long);
void vm_flags_set(struct vm_area_struct *, unsigned long);
void *kmalloc(unsigned long, int);
void kfree(void *);
void kref_get(int *);
void kref_put(int *);
void *kmemdup(const void *, unsigned long);
)";

/// The facts of \p Source as /tree/drivers/a.c, with \p More files by absolute
/// path. The kernel's header above stands in the tree, in include/kernel.h.
inline UnitFacts factsOf(const std::string &Source, VirtualFiles More = {},
                         const std::string &Arch = "x86_64",
                         const std::string &File = "drivers/a.c",
                         bool BestEffort = false) {
  More["/tree/include/kernel.h"] = SnippetHeader;
  More["/tree/" + File] = Source;
  CompileCommand Command;
  Command.Directory = "/tree";
  Command.File = "/tree/" + File;
  Command.Arch = Arch;
  Command.BestEffort = BestEffort;
  Command.Arguments = {"-std=gnu11", "-I/tree/include", "-w", Command.File};
  return extractFacts(Command, "/tree", More);
}

/// The same, read with a made up command.
inline UnitFacts bestEffortFactsOf(const std::string &Source,
                                   VirtualFiles More = {},
                                   const std::string &File = "drivers/a.c") {
  return factsOf(Source, std::move(More), "x86_64", File, true);
}

/// "" if the unit parsed, else its first error.
inline std::string parseError(const UnitFacts &Unit) {
  if (!Unit.ParseFailed)
    return {};
  return Unit.Diagnostics.empty() ? "failed without a word"
                                  : Unit.Diagnostics.front();
}

} // namespace premap

#endif
