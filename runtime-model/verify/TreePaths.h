// Paths in results, as they are named from the root of the tree.
#ifndef PREMAP_VERIFY_TREEPATHS_H
#define PREMAP_VERIFY_TREEPATHS_H

#include "verify/Verdict.h"

namespace premap::verify {

/// Takes \p Root, which ends with a slash, away wherever a path in \p R starts
/// with it.
void nameFromRoot(VerifyResult &R, const std::string &Root);

} // namespace premap::verify

#endif
