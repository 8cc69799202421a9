// Which hook of the old text becomes which hook of the new one: through the ops
// tables, never by name.
#ifndef PREMAP_VERIFY_HANDLERPAIRS_H
#define PREMAP_VERIFY_HANDLERPAIRS_H

#include "verify/IrCompile.h"

#include <string>
#include <vector>

namespace premap::verify {

/// Who calls a prepare hook.
enum class HookCaller {
  Core,   ///< the VFS
  Either, ///< another hook: its own prepare form, or one that has a VMA
  Compat, ///< a hook that has a VMA, through the compatibility path
};

struct HookPair {
  TableHook Old, New;
  std::string Tables; ///< all tables that pair these functions, ", " between
  bool Both = false;  ///< a new table sets the old form of the hook as well
};

/// Of \p Pair's new hook, by its record and by what \p Input says of that: a
/// member that moves in one step is called by nobody but hooks of the core,
/// which do nothing behind it. Who
/// called one that had a descriptor goes on as before: then it does not matter.
HookCaller callerOf(const HookPair &Pair, const VerifyInput &Input);

/// Pairs `.mmap = f` of a table with `.mmap_prepare = g` of the same table, or
/// with its `.mmap`. \p Handler: only pairs of this function; "" for all.
/// \p Unpaired: the old hooks that have no partner, and \p Added: the new ones.
std::vector<HookPair> pairHooks(const std::vector<TableHook> &Old,
                                const std::vector<TableHook> &New,
                                const std::string &Handler,
                                std::vector<TableHook> &Unpaired,
                                std::vector<TableHook> &Added);

} // namespace premap::verify

#endif
