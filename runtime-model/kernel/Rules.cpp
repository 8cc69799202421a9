#include "kernel/Rules.h"

namespace premap::kernel {

static constexpr Rule Rows[] = {
    {rule::PM001,
     "the hook takes a reference, counts up, or adds to a container; nobody "
     "undoes it if the mapping fails or merges",
     "Take it in `vm_ops->mapped`, which runs once, when the mapping is there.",
     RuleEffect::Forbids, RuleLints::Converted, "kref_get(&st->ref);",
     "desc->vm_ops = &st_vm_ops; /* st_vm_ops.mapped takes it */"},
    {rule::PM002,
     "what the hook takes is given back on its own errors only, which does not "
     "cover those that come after it",
     "Take nothing in the hook; undoing it there does not cover a mapping that "
     "fails afterwards.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM003,
     "the hook allocates; the memory leaks if the mapping fails or merges",
     "Allocate in `open` of the file, or in `vm_ops->mapped`.",
     RuleEffect::Forbids, RuleLints::Converted,
     "desc->private_data = kzalloc(sizeof(*st), GFP_KERNEL);",
     "desc->private_data = st;"},
    {rule::PM004, "`vm_ops->close` also runs for a mapping that failed",
     "Let `close` bear a mapping that `mapped` never saw.", RuleEffect::Forbids,
     RuleLints::Converted, "kref_put(&m->ref, st_free);",
     "if (m)\n"
     "\tkref_put(&m->ref, st_free);"},
    {rule::PM005,
     "a lock or section is held over the mapping call; the mapping is made "
     "after the hook",
     "Make sure that what the lock protects lives as long as the file.",
     RuleEffect::Forbids, RuleLints::Converted,
     "mutex_lock(&st->lock);\n"
     "mmap_action_remap_full(desc, st->pfn);\n"
     "mutex_unlock(&st->lock);",
     "mmap_action_remap_full(desc, st->pfn); /* the same while st is open */"},
    {rule::PM006,
     "the page protection at the moment of the mapping call is not the one at "
     "the end of the hook",
     "Set `desc->page_prot` before the mapping call.", RuleEffect::Forbids,
     RuleLints::Converted,
     "mmap_action_remap_full(desc, st->pfn);\n"
     "desc->page_prot = pgprot_noncached(desc->page_prot);",
     "desc->page_prot = pgprot_noncached(desc->page_prot);\n"
     "mmap_action_remap_full(desc, st->pfn);"},
    {rule::PM007, "the page protection is lost if the mapping merges",
     "Set a flag that forbids merging.", RuleEffect::Notes, RuleLints::Nothing},
    {rule::PM008,
     "what the hook stores belongs to one mapping, but mappings may merge and "
     "keep what the first one stored",
     "Store only what all mappings of the file share, or set a flag that "
     "forbids merging.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM009,
     "the hook does something for mappings that merge, where the old one was "
     "skipped",
     "See that running it once more, for a mapping that merges, does no harm.",
     RuleEffect::Notes, RuleLints::Nothing},
    {rule::PM010,
     "several mapping calls, one in a loop, or one in an unknown form",
     "Make one mapping call in a form that an action has.", RuleEffect::Forbids,
     RuleLints::Both,
     "while (n--) remap_pfn_range(vma, a, pfn++, PAGE_SIZE, p);",
     "remap_pfn_range(vma, vma->vm_start, pfn, size, p);"},
    {rule::PM011, "the range of the mapping is moved",
     "Leave `vm_start` and `vm_end` alone.", RuleEffect::Forbids,
     RuleLints::Both, "vma->vm_end = vma->vm_start + half;",
     "map a part by its own start and size"},
    {rule::PM012, "the mapping call does not provably cover the whole mapping",
     "Map `vma_desc_size(desc)` bytes, or check the size first.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM013,
     "the size of a remap of a private mapping is not a multiple of the page "
     "size",
     "Use the form that maps the whole of it, or align the size.",
     RuleEffect::Notes, RuleLints::Nothing},
    {rule::PM014, "a part of a private mapping is remapped",
     "Refuse private mappings first, or map the whole.", RuleEffect::Forbids,
     RuleLints::Nothing},
    {rule::PM015,
     "an error of the mapping call is used, translated or ignored instead of "
     "returned",
     "Return the error as it comes, or give the action the one that is wanted.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM016,
     "`error_hook` returns 0, or `error_override` is no negative error number",
     "Give a negative error number.", RuleEffect::Notes, RuleLints::Converted,
     "desc->action.error_override = EAGAIN;",
     "desc->action.error_override = -EAGAIN;"},
    {rule::PM017,
     "a `success_hook` does more than it may with a VMA that is const",
     "Do it in `vm_ops->mapped`.", RuleEffect::Notes, RuleLints::Nothing},
    {rule::PM018, "an error of `success_hook` leaves the mapping in place",
     "Do it in `vm_ops->mapped`, whose errors unmap.", RuleEffect::Notes,
     RuleLints::Nothing},
    {rule::PM019,
     "`vm_ops` is read first, cleared or left empty, which does not mean the "
     "same as in a VMA",
     "Set `vm_ops` to what is meant, once.", RuleEffect::Forbids,
     RuleLints::Converted, "desc->vm_ops = NULL;",
     "vma_desc_set_anonymous(desc);"},
    {rule::PM020,
     "flags are cleared, which the compatibility path of the target ignores",
     "Convert when the oldest target assigns flags in that path.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM021, "a generic hook is called for another file",
     "Use the file that the hook was called for.", RuleEffect::Forbids,
     RuleLints::Nothing},
    {rule::PM022, "the mapping's file is swapped",
     "Leave the mapping's file as it is.", RuleEffect::Forbids,
     RuleLints::Nothing},
    {rule::PM023, "the file that is swapped in has an `.mmap` that can fail",
     "Swap in only files that have `.mmap_prepare`.", RuleEffect::Notes,
     RuleLints::Nothing},
    {rule::PM024, "`vm_flags` is used as a number",
     "Test and set flags by name.", RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM025,
     "flags are not spelled as names of single bits, or all are replaced",
     "Name each flag.", RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM026,
     "the configuration does not compile a text that would have to change",
     "Convert the text for every configuration that compiles it.",
     RuleEffect::Environment, RuleLints::Nothing},
    {rule::PM027, "the file is compiled for kernels without MMU",
     "Have a hook of its own for kernels without MMU.", RuleEffect::Forbids,
     RuleLints::Converted, "mmap_action_remap_full(desc, pfn);",
     "#ifdef CONFIG_MMU around it"},
    {rule::PM028,
     "`vm_ops->mapped` is set for a file that still has `.mmap`: it is never "
     "called",
     "Set it together with `.mmap_prepare`.", RuleEffect::Notes,
     RuleLints::Legacy, ".mmap = st_mmap, and st_vm_ops.mapped set",
     ".mmap_prepare = st_mmap_prepare"},
    {rule::PM029,
     "an error of the hook kept the memory charge of the mapping until 7.2",
     "Refuse in the hook what `.mmap` refused.", RuleEffect::Notes,
     RuleLints::Nothing},
    {rule::PM030,
     "a VMA is unmapped, or an action completed, inside of `.mmap`",
     "Return the error; the core unmaps.", RuleEffect::Notes,
     RuleLints::Nothing},
    {rule::PM031,
     "`hide_from_rmap_until_complete` is set, which is for hugetlb only",
     "Leave it to hugetlb.", RuleEffect::Notes, RuleLints::Nothing},
    {rule::PM032, "the VMA's address is kept, compared or printed",
     "Keep what identifies the mapping instead of its VMA.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM033, "pages are inserted one by one",
     "Map an array of pages at once.", RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM034, "an array of pages is mapped",
     "Check offset and length against the array first.", RuleEffect::Forbids,
     RuleLints::Nothing},
    {rule::PM035, "an action refers to the stack of the hook",
     "Let what the action refers to live as long as the file.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM036,
     "kernel pages are mapped with the protection that write notification left",
     "Have no `page_mkwrite` beside it.", RuleEffect::Notes,
     RuleLints::Nothing},
    {rule::PM037,
     "pages are mapped by an action into a mapping that is marked as one of "
     "bare PFNs",
     "Set no flag of bare PFNs by hand.", RuleEffect::Notes,
     RuleLints::Nothing},
    {rule::PM038, "another file's `f_op->mmap` is looked at",
     "Ask `can_mmap_file()`, and call `vfs_mmap()`.", RuleEffect::Forbids,
     RuleLints::Both, "if (file->f_op->mmap)", "if (can_mmap_file(file))"},
    {rule::PM039, "the VMA is handed to something that takes no descriptor",
     "Convert what it is handed to first.", RuleEffect::Forbids,
     RuleLints::Nothing},
    {rule::PM040,
     "somebody who names the hook cannot follow: a macro, an export, a direct "
     "call, another kind of table",
     "Convert everybody who names it together.", RuleEffect::Forbids,
     RuleLints::Nothing},
    {rule::PM041,
     "the edits do not fit together, or would leave something unused that has "
     "an effect",
     "Convert by hand, or reshape the hook first.", RuleEffect::Forbids,
     RuleLints::Nothing},
    {rule::PM042, "the mapping's offset is changed",
     "Leave the offset as the caller gave it.", RuleEffect::Forbids,
     RuleLints::Both, "vma->vm_pgoff = 0;", "pfn += vma->vm_pgoff;"},
    {rule::PM043,
     "the hook tests for shared mappings where it means those that are not "
     "copied on write",
     "Ask for copy on write by its name.", RuleEffect::Notes,
     RuleLints::Nothing},
    {rule::PM044, "something happens after the mapping call",
     "Do it in `vm_ops->mapped`, or before the mapping call.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM045, "another error number is returned",
     "Keep the order of the checks.", RuleEffect::Notes, RuleLints::Nothing},
    {rule::PM046,
     "pages that `.mmap` puts in early race with whoever unmaps the file's "
     "pages",
     "Nothing: the same held for `.mmap`.", RuleEffect::Notes,
     RuleLints::Nothing},
    {rule::PM047, "the target has no `mmap_prepare`",
     "Convert for a target that has it.", RuleEffect::Environment,
     RuleLints::Nothing},
    {rule::PM048,
     "state of one mapping, and the target has no `vm_ops->mapped`",
     "Convert for 7.1 or newer.", RuleEffect::Environment, RuleLints::Nothing},
    // Defects of mmap code in either form, beyond what conversions meet.
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

std::span<const Rule> rules() { return Rows; }

const Rule *ruleOf(std::string_view Id) {
  for (const Rule &R : Rows)
    if (R.Id == Id)
      return &R;
  return nullptr;
}

std::string rulesAsMarkdown() {
  std::string Result;
  for (const Rule &R : Rows)
    Result += "| " + std::string(R.Id) + " | " + std::string(R.Title) + " |\n";
  return Result;
}

} // namespace premap::kernel
