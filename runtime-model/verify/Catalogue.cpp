#include "verify/Catalogue.h"
#include "kernel/Rules.h"

#include <cassert>

namespace premap::verify {

namespace rule = kernel::rule;

const std::vector<CatalogueEntry> &catalogue() {
  static const std::vector<CatalogueEntry> Entries{
      // Permitted: inherent in the new hook.
      {"remap_after_hook", Weight::Named,
       "the mapping is made after the hook has returned, so what followed the "
       "mapping call now precedes it",
       "the old path has effects after its mapping call; effects and request "
       "are equal otherwise",
       rule::PM005},
      {"remap_outside_lock", Weight::Named,
       "the mapping is made after the hook has dropped the lock that the old "
       "handler held over its mapping call",
       "a lock was held at the old request and is not at the new one",
       rule::PM005},
      {"hook_runs_on_merge", Weight::Named,
       "the hook now also runs for a mapping that merges with its neighbour, "
       "where the old one was skipped",
       "a successful path has effects in the hook and no flag that forbids "
       "merging",
       rule::PM009},
      {"private_data_on_merge", Weight::Named,
       "vm_private_data differs from one call to the next; a mapping that "
       "merges goes on with that of its neighbour",
       "private_data depends on the call and no flag forbids merging",
       rule::PM008},
      {"page_prot_from_remap", Weight::Named,
       "vm_page_prot of the mapping now has the value that the old handler "
       "only gave to the mapping call",
       "the old final page_prot differs, and the request's equals the new one",
       rule::PM006},
      {"prepare_error_untranslated", Weight::Named,
       "a rejected action returns the kernel's own error number; the old "
       "handler translated it",
       "both fail where the mapping call checks its arguments, with different "
       "numbers",
       rule::PM015},
      {"range_checked", Weight::Named,
       "a size that exceeds the mapping is now refused with -EFAULT; the old "
       "call wrote beyond it",
       "the old request exceeds the mapping under the same condition",
       rule::PM012},
      {"remap_error_returned", Weight::Named,
       "a failure of the mapping call, which the old handler ignored, now "
       "fails the mmap call",
       "the old path maps although its request failed", rule::PM044},
      {"acquire_after_map", Weight::Named,
       "what the handler took before it mapped is now taken by "
       "vm_ops->mapped(), after the mapping was made",
       "the same effects in the same order, some of them in mapped()",
       rule::PM044},
      {"lock_taken_again", Weight::Named,
       "the lock that the old handler held throughout is dropped at the end of "
       "the hook and taken again by vm_ops->mapped()",
       "effects that moved to mapped() are under the same lock there",
       rule::PM005},
      {"allocation_kept", Weight::Named,
       "memory that the hook allocates stays with the driver if the mapping "
       "fails or merges",
       "an allocation in the hook is stored outside the mapping", rule::PM003},
      {"vm_ops_on_merge", Weight::Named,
       "vm_ops differs from one call to the next; a mapping that merges goes "
       "on with that of its neighbour",
       "vm_ops depends on the call and no flag forbids merging", rule::PM008},
      {"store_before_mapping", Weight::Named,
       "what the hook writes stays written if the mapping then cannot be made, "
       "and no close() runs for it",
       "a successful path stores to the driver's memory in the hook",
       rule::PM001},
      {"call_before_mapping", Weight::Named,
       "what the hook calls has been done even if the mapping then cannot be "
       "made, and no close() runs for it",
       "a successful path calls a function in the hook that is not known to "
       "only ask",
       rule::PM001},
      {"not_taken_in_vain", Weight::Named,
       "where the hook fails, the old one took something before and gave it "
       "back; the new one would take it in mapped(), which does not run",
       "the effects that are missing on a failing path are those of functions "
       "that mapped() calls, then of functions that close() calls",
       rule::PM044},
      {"reread_in_mapped", Weight::Named,
       "mapped() reads again what the hook may have read, after the calls in "
       "between",
       "the effects that moved are equal if nothing has changed what both read",
       rule::PM044},
      {"loop_bound", Weight::Named,
       "calls whose loops run longer were not compared",
       "a path was cut at the bound of a loop, and there are other differences",
       ""},
      {"log_differs", Weight::Named, "the messages printed differ",
       "only calls that print differ", ""},
      {"compat_ignores_cleared_flags", Weight::Named,
       "flags that the hook clears stay set if another driver maps this file "
       "through the compatibility path",
       "the hook clears flags and the tree's compatibility path only adds them",
       rule::PM020},
      {"compat_differs", Weight::Named,
       "if another driver or file system maps this file through the "
       "compatibility path, the result differs from that of the old handler",
       "the runtime model's compatibility path ends in another state",
       rule::PM019},
      // Refuted: fields.
      {"start_differs", Weight::Refuted, "vm_start is changed differently", "",
       rule::PM011},
      {"end_differs", Weight::Refuted, "vm_end is changed differently", "",
       rule::PM011},
      {"pgoff_differs", Weight::Refuted, "vm_pgoff ends with another value", "",
       rule::PM042},
      {"flags_differ", Weight::Refuted, "the VMA's flags end up different", "",
       rule::PM024},
      {"page_prot_differs", Weight::Refuted,
       "vm_page_prot ends with another value", "", rule::PM006},
      {"vm_ops_differ", Weight::Refuted, "vm_ops ends with another value", "",
       rule::PM019},
      {"private_data_differs", Weight::Refuted,
       "vm_private_data ends with another value", "", rule::PM008},
      {"file_differs", Weight::Refuted, "vm_file ends with another value", "",
       rule::PM021},
      // Refuted: results.
      {"now_fails", Weight::Refuted,
       "the old handler maps, the new one returns an error", "", ""},
      {"now_succeeds", Weight::Refuted,
       "the old handler returns an error, the new one maps", "", ""},
      {"return_differs", Weight::Refuted,
       "both fail, with different error numbers", "", rule::PM045},
      {"errno_not_translated", Weight::Refuted,
       "the old handler translated the error of its mapping call; now the raw "
       "one is returned",
       "", rule::PM015},
      {"crash_differs", Weight::Refuted, "one side ends in BUG()", "", ""},
      // Refuted: page tables.
      {"request_missing", Weight::Refuted,
       "the old handler makes a mapping that the new one does not", "",
       rule::PM010},
      {"request_added", Weight::Refuted,
       "the new handler makes a mapping that the old one does not", "",
       rule::PM010},
      {"request_kind", Weight::Refuted,
       "the mapping is made by another kind of call", "", ""},
      {"request_address", Weight::Refuted, "the mapping starts elsewhere", "",
       ""},
      {"request_target", Weight::Refuted, "other pages are mapped", "",
       rule::PM034},
      {"request_size", Weight::Refuted, "another number of bytes is mapped", "",
       rule::PM033},
      {"request_prot", Weight::Refuted,
       "the page table entries get another protection", "", rule::PM006},
      // Refuted: effects.
      {"effect_missing", Weight::Refuted,
       "the old handler does something that the new one does not", "", ""},
      {"effect_added", Weight::Refuted,
       "the new handler does something that the old one does not", "", ""},
      {"effect_differs", Weight::Refuted,
       "the handlers do different things at the same place", "", ""},
      {"acquire_in_hook", Weight::Refuted,
       "the hook takes something for the mapping; if the mapping then merges "
       "or cannot be allocated, nobody gives it back",
       "", rule::PM001},
      {"allocation_in_hook", Weight::Refuted,
       "the hook allocates something for the mapping; if the mapping then "
       "merges or cannot be allocated, nobody frees it",
       "", rule::PM003},
      {"fails_ever_after", Weight::Refuted,
       "the hook marks something as taken; if the mapping then cannot be made, "
       "every later call fails",
       "", rule::PM001},
      {"lock_lost", Weight::Refuted,
       "what the old handler did under a lock, mapped() does without it", "",
       rule::PM005},
      {"check_after_map", Weight::Refuted,
       "what the old handler refused before it mapped anything, mapped() "
       "refuses when the pages are mapped already",
       "", ""},
      {"action_reads_freed", Weight::Refuted,
       "the action reads its pages when the hook has freed or overwritten them",
       "", rule::PM034},
      {"close_without_mapped", Weight::Refuted,
       "when the mapping fails, close() runs and gives back what was never "
       "taken",
       "", rule::PM004},
      {"bad_pointer", Weight::Refuted,
       "the new handler follows a pointer that is NULL or an error number here",
       "", ""},
      {"bad_index", Weight::Refuted,
       "the new handler uses an index beyond the end of its array here", "",
       ""},
      {"divides_by_zero", Weight::Refuted, "the new handler divides by zero",
       "", ""},
      {"action_reads_stack", Weight::Refuted,
       "the action reads its pages when the hook's stack is gone", "",
       rule::PM035},
      {"both_hooks", Weight::Refuted,
       "the table sets both hooks; the kernel refuses such a file", "", ""},
      {"another_type", Weight::Refuted,
       "the table calls a function with arguments that are not its own", "",
       ""},
      {"set_after_check", Weight::Refuted,
       "what the old handler checked and wrote under one hold of a lock, the "
       "hook checks and mapped() writes: another call may come between",
       "", rule::PM005},
      {"cleanup_missing", Weight::Refuted,
       "when the mapping fails, the old handler gives back what it took; "
       "nobody does so now",
       "", rule::PM002},
      {"model_differs", Weight::Refuted,
       "the kernel's pipelines end in different states", "", ""},
      // Open.
      {"unmodelled", Weight::Open, "not modelled:", "", ""},
      {"callee_takes_mapping", Weight::Open,
       "a function without a body here gets the vma or desc:", "", rule::PM039},
      {"callback_changed", Weight::Open,
       "a callback that the kernel runs later has changed:", "", ""},
      {"table_changed", Weight::Open,
       "other members of an ops table have changed, which were not compared:",
       "", ""},
      {"inactive_use", Weight::Open,
       "branches that this configuration does not compile still use what is "
       "gone:",
       "", rule::PM026},
      {"inactive_changed", Weight::Open,
       "branches that this configuration does not compile have changed, and "
       "they use what the hook does:",
       "", rule::PM026},
      {"no_success_in_bound", Weight::Open,
       "no successful call lies within the bound of the loops, so that nothing "
       "of what it maps was compared",
       "", ""},
      {"solver_gave_up", Weight::Open, "the solver could not decide:", "", ""},
      {"budget_exceeded", Weight::Open, "a budget ran out:", "", ""},
      {"not_compiled", Weight::Open, "a text does not compile:", "", ""},
      {"no_pair", Weight::Open, "there is nothing to compare:", "", ""},
      {"no_path", Weight::Open,
       "no path of the one hook meets a path of the other", "", ""},
  };
  return Entries;
}

const CatalogueEntry &catalogueEntry(std::string_view Id) {
  for (const CatalogueEntry &Entry : catalogue())
    if (Entry.Id == Id)
      return Entry;
  assert(false && "not in the catalogue");
  return catalogue().front();
}

Difference namedDifference(std::string_view Id, const std::string &Detail) {
  const CatalogueEntry &Entry = catalogueEntry(Id);
  std::string Message(Entry.Sentence);
  if (!Detail.empty())
    Message += (Message.back() == ':' ? " " : ": ") + Detail;
  return {std::string(Id), Message, std::string(Entry.Rule)};
}

} // namespace premap::verify
