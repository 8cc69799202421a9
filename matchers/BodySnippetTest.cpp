// Parses the C snippets of the tests of function bodies.
#include "matchers/BodyTesting.h"

#include "matchers/BodyEvents.h"
#include "matchers/ParseUnit.h"
#include "matchers/SourceSpans.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Frontend/CompilerInstance.h"

namespace premap {

/// As much of the kernel as the snippets need.
static const char *const TestHeader = R"c(
typedef unsigned long vm_flags_t;
typedef _Bool bool;
typedef struct { unsigned long pgprot; } pgprot_t;
#define NULL ((void *)0)
#define VM_READ 0x1UL
#define VM_WRITE 0x2UL
#define VM_EXEC 0x4UL
#define VM_SHARED 0x8UL
#define VM_MAYWRITE 0x20UL
#define VM_IO 0x4000UL
#define VM_DONTEXPAND 0x40000UL
#define VM_DONTDUMP 0x4000000UL
#define VM_PFNMAP 0x400UL
#define VM_ACCESS_FLAGS (VM_READ | VM_WRITE | VM_EXEC)
#define EINVAL 22
#define EAGAIN 11
#define PAGE_SHIFT 12
#define PAGE_SHARED ((pgprot_t){ 0x27 })
struct file { void *private_data; void *f_mapping; };
struct mm_struct { int users; };
struct vm_area_struct;
struct vm_operations_struct {
  void (*open)(struct vm_area_struct *vma);
  void (*close)(struct vm_area_struct *vma);
};
struct vm_area_struct {
  union { struct { unsigned long vm_start; unsigned long vm_end; }; };
  struct mm_struct *vm_mm;
  pgprot_t vm_page_prot;
  union { const vm_flags_t vm_flags; vm_flags_t __vm_flags; };
  const struct vm_operations_struct *vm_ops;
  unsigned long vm_pgoff;
  struct file *vm_file;
  void *vm_private_data;
};
struct vm_area_desc {
  struct mm_struct *mm; struct file *file;
  unsigned long start, end, pgoff;
  vm_flags_t vm_flags; pgprot_t page_prot;
  const struct vm_operations_struct *vm_ops; void *private_data;
};
struct mutex { int owner; };
struct spinlock { int raw; };
struct kref { int count; };
struct device;
int remap_pfn_range(struct vm_area_struct *, unsigned long addr,
                    unsigned long pfn, unsigned long size, pgprot_t);
int vm_iomap_memory(struct vm_area_struct *, unsigned long, unsigned long);
#define io_remap_pfn_range(vma, addr, pfn, size, prot) \
  remap_pfn_range(vma, addr, pfn, size, pgprot_decrypted(prot))
pgprot_t pgprot_decrypted(pgprot_t);
pgprot_t pgprot_noncached(pgprot_t);
#define pgprot_val(x) ((x).pgprot)
#define pgprot_writecombine(prot) ((pgprot_t){ pgprot_val(prot) | 8 })
#define spin_lock_irqsave(l, f) do { f = 1; spin_lock(l); } while (0)
#define spin_unlock_irqrestore(l, f) do { spin_unlock(l); } while (0)
void message(int level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int dax_read_lock(void);
void dax_read_unlock(int);
int vm_insert_page(struct vm_area_struct *, unsigned long, void *page);
int generic_file_mmap(struct file *, struct vm_area_struct *);
unsigned long vma_pages(const struct vm_area_struct *);
void vm_flags_set(struct vm_area_struct *, vm_flags_t);
void vm_flags_clear(struct vm_area_struct *, vm_flags_t);
void vm_flags_mod(struct vm_area_struct *, vm_flags_t set, vm_flags_t clear);
bool is_cow_mapping(vm_flags_t);
pgprot_t vm_get_page_prot(unsigned long);
unsigned long vma_desc_size(const struct vm_area_desc *);
#define vma_desc_set_flags(desc, ...) vma_desc_set_mask(desc, (int[]){ __VA_ARGS__ })
void vma_desc_set_mask(struct vm_area_desc *, int *);
#define vma_set_flags(vma, ...) vma_set_mask(vma, (int[]){ __VA_ARGS__ })
void vma_set_mask(struct vm_area_struct *, int *);
bool vma_test(const struct vm_area_struct *, int);
enum { VMA_IO_BIT = 14, VMA_DONTEXPAND_BIT = 18 };
void mutex_lock_nested(struct mutex *, int);
#define mutex_lock(l) mutex_lock_nested(l, 0)
void mutex_unlock(struct mutex *);
int mutex_trylock(struct mutex *);
void spin_lock(struct spinlock *);
void spin_unlock(struct spinlock *);
void rcu_read_lock(void);
void rcu_read_unlock(void);
void kref_get(struct kref *);
struct file *get_file(struct file *);
void *kmalloc_noprof(unsigned long);
#define alloc_hooks(x) ({ int _tag = 0; (void)_tag; x; })
#define kmalloc(...) alloc_hooks(kmalloc_noprof(__VA_ARGS__))
void kfree(const void *);
void file_accessed(struct file *);
int _printk(const char *, ...);
#define printk(...) ({ _printk(__VA_ARGS__); })
#define pr_err(...) printk(__VA_ARGS__)
#define pr_dropped(...) do {} while (0)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define WARN_ON(c) ({ int __ret = !!(c); if (unlikely(__ret)) _printk("w"); unlikely(__ret); })
#define min(a, b) ({ typeof(a) __a = (a); typeof(b) __b = (b); \
  (void)sizeof(a); __a < __b ? __a : __b; })
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v) do { *(volatile typeof(x) *)&(x) = (v); } while (0)
struct guard { struct mutex *m; };
struct guard guard_lock(struct mutex *);
void guard_unlock(struct guard *);
#define guard(kind) \
  struct guard __guard __attribute__((cleanup(guard_unlock))) = guard_lock
#define scoped_guard(kind, m) \
  for (struct guard __scope __attribute__((cleanup(guard_unlock))) = \
         guard_lock(m), *__done = NULL; !__done; __done = (void *)1)
int unknown(int);
void unknown_vma(struct vm_area_struct *);
)c";

HandlerBody readBody(const std::string &Code, const std::string &Function) {
  CompileCommand Command;
  Command.Directory = "/";
  Command.File = "/tree/drivers/foo.c";
  Command.Arguments = {
      "-nostdinc", "-std=gnu11", "-include",  "/tree/include/kernel.h",
      "-x",        "c",          Command.File};
  VirtualFiles Files{{"/tree/include/kernel.h", TestHeader},
                     {Command.File, Code}};
  HandlerBody Result;
  ParseOutcome Outcome =
      parseUnit(Command, Files, [&](clang::CompilerInstance &CI) {
        SourceSpans Spans(CI, "/tree");
        clang::ASTContext &Context = CI.getASTContext();
        for (const auto *D : Context.getTranslationUnitDecl()->decls())
          if (const auto *F = llvm::dyn_cast<clang::FunctionDecl>(D);
              F && F->getName() == Function &&
              F->doesThisDeclarationHaveABody())
            Result = extractBody(*F, Context, Spans);
      });
  for (const Diagnostic &D : Outcome.Diagnostics)
    ADD_FAILURE() << D.Line << ": " << D.Message;
  EXPECT_TRUE(Result.Present);
  return Result;
}

} // namespace premap
