// Which hook of the old text becomes which hook of the new one: through the ops
// tables, never by name.
#ifndef PREMAP_VERIFY_HANDLERPAIRS_H
#define PREMAP_VERIFY_HANDLERPAIRS_H

#include "verify/Compare.h"

#include <string>
#include <vector>

namespace premap::verify {

struct HookPair {
  TableHook Old, New;
  std::string Tables; ///< all tables that pair these functions, ", " between
};

/// Pairs `.mmap = f` of a table with `.mmap_prepare = g` of the same table, or
/// with its `.mmap`. \p Handler: only pairs of this function; "" for all.
/// \p Unpaired: the old hooks that have no partner.
std::vector<HookPair> pairHooks(const std::vector<TableHook> &Old,
                                const std::vector<TableHook> &New,
                                const std::string &Handler,
                                std::vector<TableHook> &Unpaired);

/// Callbacks in the final vm_ops of \p Pairs that are not the same function
/// with the same text, except mapped(): "close of foo_vm_ops".
std::vector<std::string> changedCallbacks(Program &Old, Program &New,
                                          const std::vector<OutcomePair> &Pairs,
                                          Universe &U, bool NewIsLegacy);

} // namespace premap::verify

#endif
