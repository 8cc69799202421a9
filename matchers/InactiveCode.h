// Records which regions of a main file the preprocessor skips, and under which
// condition.
#ifndef PREMAP_MATCHERS_INACTIVECODE_H
#define PREMAP_MATCHERS_INACTIVECODE_H

#include "matchers/Facts.h"
#include "matchers/SourceSpans.h"

#include <vector>

namespace clang {
class CompilerInstance;
} // namespace clang

namespace premap {

/// Makes the preprocessor of \p CI, which exists and has not read anything yet,
/// append every skipped region of the main file to \p Out, in source order.
/// \p Out must outlive the parse.
void recordInactiveCode(clang::CompilerInstance &CI, const SourceSpans &Spans,
                        std::vector<InactiveRegion> &Out);

} // namespace premap

#endif
