#include "kernel/Rules.h"

#include "kernel/DefectRules.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace premap::kernel {

static constexpr Rule Pitfalls[] = {
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
     RuleEffect::Forbids, RuleLints::Converted,
     "kref_get(&st->ref);\n"
     "if (!st->pfn) {\n"
     "\tkref_put(&st->ref, st_free);\n"
     "\treturn -ENODEV;\n"
     "}",
     "if (!st->pfn)\n"
     "\treturn -ENODEV;",
     "The core allocates and maps after the hook has succeeded, and may fail "
     "or merge there: nobody calls the hook again to undo what it took."},
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
     "Set a flag that forbids merging.", RuleEffect::Notes,
     RuleLints::Converted,
     "if (st->cached)\n"
     "\tdesc->page_prot = pgprot_noncached(desc->page_prot);",
     "vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);\n"
     "if (st->cached)\n"
     "\tdesc->page_prot = pgprot_noncached(desc->page_prot);",
     "A merge compares flags, file and offset, not the protection: the mapping "
     "becomes a part of its neighbour, whose page table entries keep being "
     "made with the protection that the neighbour got."},
    {rule::PM008,
     "what the hook stores belongs to one mapping, but mappings may merge and "
     "keep what the first one stored",
     "Store only what all mappings of the file share, or set a flag that "
     "forbids merging.",
     RuleEffect::Forbids, RuleLints::Converted,
     "desc->private_data = st->parts[desc->pgoff];", "desc->private_data = st;",
     "A merge compares neither vm_ops nor private data: the new range becomes "
     "a part of its neighbour, and what the hook stored for it is dropped."},
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
     RuleEffect::Forbids, RuleLints::Both,
     "mmap_action_remap(desc, desc->start, st->pfn, 4 * PAGE_SIZE);",
     "if (vma_desc_size(desc) != 4 * PAGE_SIZE)\n"
     "\treturn -EINVAL;\n"
     "mmap_action_remap_full(desc, st->pfn);",
     "User space chooses the length. remap_pfn_range() does not look at the "
     "range of the VMA and writes page table entries behind it; an action that "
     "leaves the range makes mmap() fail with a warning."},
    {rule::PM013,
     "the size of a remap of a private mapping is not a multiple of the page "
     "size",
     "Use the form that maps the whole of it, or align the size.",
     RuleEffect::Notes, RuleLints::Nothing},
    {rule::PM014, "a part of a private mapping is remapped",
     "Refuse private mappings first, or map the whole.", RuleEffect::Forbids,
     RuleLints::Converted,
     "mmap_action_remap(desc, desc->start, st->pfn, PAGE_SIZE);",
     "mmap_action_remap_full(desc, st->pfn);",
     "A part of a private mapping that may be written is refused, or in 6.19 "
     "and 7.0 mapped with an offset that does not fit."},
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
     RuleLints::Converted, "st = desc->vm_file->private_data;",
     "st = desc->file->private_data;",
     "desc->file is the file whose hook runs, desc->vm_file the one that the "
     "mapping will hold. Where a stacked file system calls the hook they "
     "differ, and so does what private_data points to."},
    {rule::PM022, "the mapping's file is swapped",
     "Leave the mapping's file as it is.", RuleEffect::Forbids,
     RuleLints::Converted, "desc->vm_file = st->backing;",
     "desc->private_data = st;",
     "The core takes over the reference of a file that the hook swaps in, and "
     "drops none if the mapping merges or fails before it is there. Which of "
     "them counts has changed between releases."},
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
     "Return the error; the core unmaps.", RuleEffect::Notes, RuleLints::Both,
     "vm_munmap(vma->vm_start, PAGE_SIZE);", "return -EINVAL;",
     "The hook runs inside of mmap(): its VMA is not in the tree yet, or is "
     "used again when the hook returns."},
    {rule::PM031,
     "`hide_from_rmap_until_complete` is set, which is for hugetlb only",
     "Leave it to hugetlb.", RuleEffect::Notes, RuleLints::Converted,
     "desc->action.hide_from_rmap_until_complete = true;",
     "mmap_action_remap_full(desc, st->pfn);",
     "The core then holds the lock of the reverse map while it maps; unmapping "
     "after an error takes that lock again."},
    {rule::PM032, "the VMA's address is kept, compared or printed",
     "Keep what identifies the mapping instead of its VMA.",
     RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM033, "pages are inserted one by one",
     "Map an array of pages at once.", RuleEffect::Forbids, RuleLints::Nothing},
    {rule::PM034, "an array of pages is mapped",
     "Check offset and length against the array first.", RuleEffect::Forbids,
     RuleLints::Converted,
     "mmap_action_map_kernel_pages_full(desc, st->pages);",
     "if (desc->pgoff || vma_desc_pages(desc) > st->count)\n"
     "\treturn -ENXIO;\n"
     "mmap_action_map_kernel_pages_full(desc, st->pages);",
     "vm_map_pages() begins at the offset and refuses what the array has not "
     "got. The action does neither: it reads behind the end of the array."},
    {rule::PM035, "an action refers to the stack of the hook",
     "Let what the action refers to live as long as the file.",
     RuleEffect::Forbids, RuleLints::Converted,
     "mmap_action_map_kernel_pages(desc, desc->start, &page, 1);",
     "mmap_action_map_kernel_pages(desc, desc->start, st->pages, 1);",
     "The action runs after the hook has returned, when its stack is used for "
     "something else."},
    {rule::PM036,
     "kernel pages are mapped with the protection that write notification left",
     "Have no `page_mkwrite` beside it.", RuleEffect::Notes,
     RuleLints::Converted, "desc->vm_ops = &st_vm_ops; /* has page_mkwrite */",
     "desc->vm_ops = &st_plain_vm_ops;",
     "A mapping with page_mkwrite gets read-only entries first, so that writes "
     "are noticed. The action maps with that protection, where "
     "vm_insert_page() in .mmap had the writable one."},
    {rule::PM037,
     "pages are mapped by an action into a mapping that is marked as one of "
     "bare PFNs",
     "Set no flag of bare PFNs by hand.", RuleEffect::Notes,
     RuleLints::Converted, "vma_desc_set_flags(desc, VMA_PFNMAP_BIT);",
     "vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);",
     "Pages are counted and found by the core, bare PFNs are not: with both in "
     "one mapping it warns and maps nothing."},
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
};

static constexpr auto Rows = [] {
  std::array<Rule, std::size(Pitfalls) + std::size(DefectRules)> All{};
  std::copy(std::begin(DefectRules), std::end(DefectRules),
            std::copy(std::begin(Pitfalls), std::end(Pitfalls), All.begin()));
  return All;
}();

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
