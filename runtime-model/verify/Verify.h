// Two texts of one translation unit in, one verdict per handler pair out. It
// knows nothing of how the new text came about.
#ifndef PREMAP_VERIFY_VERIFY_H
#define PREMAP_VERIFY_VERIFY_H

#include "verify/Verdict.h"
#include "verify/VerifyInput.h"

#include <vector>

namespace premap::verify {

/// Compiles both texts and compares every pair of hooks: the table that has
/// `.mmap = f` in the old text and `.mmap_prepare = g` in the new one, or the
/// same hook on both sides (identity, and prepare against prepare; wrappers
/// such as uio_info pair in the same way). Sorted by
/// table. If a text does not compile, or there is nothing to compare, there is
/// one inconclusive result that says so; and one for each hook of the old text
/// whose table has none in the new one. Never throws.
std::vector<VerifyResult> verifyUnit(const VerifyInput &Input,
                                     const VerifyOptions &Options = {});

} // namespace premap::verify

#endif
