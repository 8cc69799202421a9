// Where a chain of members starts.
#ifndef PREMAP_FINDINGS_ROOTS_H
#define PREMAP_FINDINGS_ROOTS_H

#include "matchers/Facts.h"

#include <string>
#include <string_view>

namespace premap {

/// The parameter of \p F that \p Text, `p->q.r` or a local that was initialised
/// with such and is never written, leads to; "" for all else.
std::string rootOf(const FunctionFacts &F, std::string_view Text);

} // namespace premap

#endif
