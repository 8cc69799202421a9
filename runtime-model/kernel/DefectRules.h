// Defects of mmap code in either form, beyond what conversions meet.
// Private to this room.
#ifndef PREMAP_KERNEL_DEFECTRULES_H
#define PREMAP_KERNEL_DEFECTRULES_H

#include "kernel/Rules.h"

namespace premap::kernel {

inline constexpr Rule DefectRules[] = {
    {rule::LM00, "a table sets a hook that the tree is retiring",
     "Write the hook as `.mmap_prepare`; `premap rewrite` does it where it "
     "can.",
     RuleEffect::Notes, RuleLints::Legacy, ".mmap = st_mmap,",
     ".mmap_prepare = st_mmap_prepare,"},
    {rule::LM01, "a range is mapped whose size or offset nobody compares",
     "Compare the length and the offset with what there is, before mapping it.",
     RuleEffect::Notes, RuleLints::Both,
     "return remap_pfn_range(vma, vma->vm_start, st->pfn,\n"
     "\t\t       vma->vm_end - vma->vm_start, vma->vm_page_prot);",
     "if (vma->vm_end - vma->vm_start > st->size)\n"
     "\treturn -EINVAL;\n"
     "return remap_pfn_range(vma, vma->vm_start, st->pfn,\n"
     "\t\t       vma->vm_end - vma->vm_start, vma->vm_page_prot);"},
    {rule::LM02, "a fault or close picks by where the VMA begins",
     "Count by `vmf->pgoff`, or refuse splits with `may_split`.",
     RuleEffect::Notes, RuleLints::Both,
     "n = (vmf->address - vmf->vma->vm_start) >> PAGE_SHIFT;",
     "n = vmf->pgoff;",
     "munmap() of a part, mprotect() and mremap() split a VMA. The second half "
     "begins elsewhere and has another vm_pgoff, so what is counted from "
     "vm_start, or picked by vm_pgoff alone, is another page or object."},
    {rule::LM03, "an access is refused, but mprotect() may add it later",
     "Clear the flag that lets mprotect() add the access.", RuleEffect::Notes,
     RuleLints::Both,
     "if (vma->vm_flags & VM_WRITE)\n"
     "\treturn -EPERM;",
     "if (vma->vm_flags & VM_WRITE)\n"
     "\treturn -EPERM;\n"
     "vm_flags_clear(vma, VM_MAYWRITE);"},
    {rule::LM04,
     "`close` gives back what is taken once, and there is no `open`",
     "Take in `open` what `close` gives back, or forbid copies and splits.",
     RuleEffect::Notes, RuleLints::Both,
     "static const struct vm_operations_struct st_vm_ops = {\n"
     "\t.close = st_put,\n"
     "};",
     "static const struct vm_operations_struct st_vm_ops = {\n"
     "\t.open = st_get,\n"
     "\t.close = st_put,\n"
     "};"},
    {rule::LM05, "an object is found under a lock and used without it",
     "Take a reference before the lock is given up.", RuleEffect::Notes,
     RuleLints::Both,
     "b = idr_find(&st->bufs, vma->vm_pgoff);\n"
     "mutex_unlock(&st->lock);\n"
     "if (b)\n"
     "\tpfn = b->pfn;",
     "b = idr_find(&st->bufs, vma->vm_pgoff);\n"
     "if (b)\n"
     "\tpfn = b->pfn;\n"
     "mutex_unlock(&st->lock);",
     "Whoever takes the object out of the container holds the same lock, and "
     "may free it as soon as the lock is given up."},
    {rule::LM06, "what the hook takes is not undone when it fails",
     "Undo it on every error that comes behind it.", RuleEffect::Notes,
     RuleLints::Legacy,
     "kref_get(&st->ref);\n"
     "err = remap_pfn_range(vma, vma->vm_start, st->pfn, PAGE_SIZE,\n"
     "\t\t      vma->vm_page_prot);",
     "err = remap_pfn_range(vma, vma->vm_start, st->pfn, PAGE_SIZE,\n"
     "\t\t      vma->vm_page_prot);\n"
     "if (!err)\n"
     "\tkref_get(&st->ref);",
     "A mapping whose .mmap failed gets no close(): nobody else gives back "
     "what the hook took, and user space may repeat it."},
    {rule::LM07, "a hook gives back on an error what its caller gives back too",
     "Leave it to the caller.", RuleEffect::Notes, RuleLints::Both,
     "if (err)\n"
     "\tdrm_gem_vm_close(vma);",
     "if (err)\n"
     "\tpr_err(\"cannot map\\n\");",
     "The caller of an inner hook took the reference for the mapping and puts "
     "it when the hook fails. Put twice, the object is freed while it is in "
     "use."},
    {rule::LM08, "open, close and the hook do not count the same",
     "Count up once for each mapping that close() counts down.",
     RuleEffect::Notes, RuleLints::Both, "atomic_set(&st->users, 1);",
     "atomic_inc(&st->users);",
     "Every mapping is closed once. A counter that the hook sets, or does not "
     "count up, reaches zero while mappings are left."},
    {rule::LM09, "the protection of what is mapped is not the mapping's",
     "Derive the protection from `vm_page_prot`.", RuleEffect::Notes,
     RuleLints::Both,
     "return remap_pfn_range(vma, vma->vm_start, st->pfn, PAGE_SIZE,\n"
     "\t\t       PAGE_SHARED);",
     "return remap_pfn_range(vma, vma->vm_start, st->pfn, PAGE_SIZE,\n"
     "\t\t       vma->vm_page_prot);"},
    {rule::LM10,
     "`page_mkwrite` returns a value that the core takes for success",
     "Return VM_FAULT_NOPAGE to have the access tried again.",
     RuleEffect::Notes, RuleLints::Both, "return VM_FAULT_RETRY;",
     "return VM_FAULT_NOPAGE;"},
    {rule::LM11, "the VMA is kept where it outlives the mapping",
     "Keep what identifies the mapping, or forget the VMA in `close`.",
     RuleEffect::Notes, RuleLints::Legacy, "st->vma = vma;",
     "st->start = vma->vm_start;",
     "The core frees, moves and splits VMAs as it likes. A pointer that is "
     "left behind points to freed memory."},
    {rule::LM12, "the mapping's offset is checked but not used, or used twice",
     "Add the offset exactly once to what is mapped.", RuleEffect::Notes,
     RuleLints::Both,
     "return vm_iomap_memory(vma, st->base + (vma->vm_pgoff << PAGE_SHIFT),\n"
     "\t\t       st->size);",
     "return vm_iomap_memory(vma, st->base, st->size);",
     "vm_iomap_memory(), dma_mmap_*() and the actions that check a size add "
     "the offset themselves; remap_pfn_range() does not. Else user space sees "
     "other data than it asked for."},
    {rule::LM13, "the mapping's offset is made of a kernel address",
     "Keep the address in `vm_private_data`.", RuleEffect::Notes,
     RuleLints::Both, "vma->vm_pgoff = (unsigned long)st->buf >> PAGE_SHIFT;",
     "vma->vm_private_data = st->buf;",
     "/proc/PID/maps shows the offset to user space, and the reverse map looks "
     "for the pages of a file by it."},
    {rule::LM14, "a helper's check compares the mapping's length with itself",
     "Give the helper the size of what is mapped.", RuleEffect::Notes,
     RuleLints::Both,
     "return vm_iomap_memory(vma, st->base, vma->vm_end - vma->vm_start);",
     "return vm_iomap_memory(vma, st->base, st->size);"},
    {rule::LM15, "a condition that cannot be true",
     "Compare with what there is instead.", RuleEffect::Notes, RuleLints::Both,
     "if (vma->vm_end < vma->vm_start)\n"
     "\treturn -EINVAL;",
     "if (vma->vm_end - vma->vm_start > st->size)\n"
     "\treturn -EINVAL;"},
};

} // namespace premap::kernel

#endif
