// The paths that a verdict rests on, for people.
#ifndef PREMAP_VERIFY_TRACE_H
#define PREMAP_VERIFY_TRACE_H

#include "verify/Summary.h"
#include "verify/Verdict.h"

#include <string>
#include <vector>

namespace premap::verify {

/// Every end in \p S, in the order in which they were found. Places in it are
/// as the compiler names them.
std::vector<PathTrace> traceOf(const Summary &S, const std::string &Side,
                               Universe &U);

} // namespace premap::verify

#endif
