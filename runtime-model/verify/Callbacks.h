// The functions in vm_ops that the kernel calls after the mmap call: they are
// no hooks, but a conversion may have changed them.
#ifndef PREMAP_VERIFY_CALLBACKS_H
#define PREMAP_VERIFY_CALLBACKS_H

#include "verify/Comparison.h"
#include "verify/Summary.h"

#include <set>
#include <string>
#include <vector>

namespace premap::verify {

/// One member of vm_ops that may do something else than before.
struct ChangedCallback {
  std::string Member;     ///< "fault of foo_vm_ops"
  std::string Table;      ///< "foo_vm_ops"
  std::string Old, New;   ///< functions; "" for NULL
  bool GetsFault = false; ///< its argument is a vm_fault, not the vma
};

/// The vm_ops that a mapping of \p Pairs may end with, by name.
std::set<std::string> finalTables(const std::vector<OutcomePair> &Pairs,
                                  Universe &U);

/// Callbacks in the final vm_ops of \p Pairs that are not the same function, or
/// that use something that changed; mapped() of a prepare hook is none.
std::vector<ChangedCallback>
changedCallbacks(Program &Old, Program &New,
                 const std::vector<OutcomePair> &Pairs, Universe &U,
                 bool NewIsLegacy);

/// All ends of \p Function, the old or new one of \p Changed, for a mapped vma
/// with that table. It must have a body.
Summary summarizeCallback(Executor &X, const std::string &Function,
                          const ChangedCallback &Changed, const MmapInputs &In);

/// What close() does in the tables that \p New, the summary of a hook run by
/// \p X, may leave in the mapping. Empty if nothing of the hook or of mapped()
/// can be its counterpart.
std::vector<Effect> closeEffects(Executor &X, const Summary &New,
                                 const MmapInputs &In);

} // namespace premap::verify

#endif
