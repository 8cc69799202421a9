// How the flags of two mappings differ, in words.
#ifndef PREMAP_VERIFY_FLAGSTEXT_H
#define PREMAP_VERIFY_FLAGSTEXT_H

#include "verify/Layout.h"

#include "z3++.h"

#include <string>

namespace premap::verify {

/// "only the old hook sets DONTEXPAND", of the flags that the two hooks end
/// with: terms of the same width over those that they begin with. Flags of
/// which both may say the same are left out, if their terms show it.
std::string flagsText(const Layout &Types, const z3::expr &Old,
                      const z3::expr &New);

} // namespace premap::verify

#endif
