// The cover letter: counts, what stays unconverted and why, and how all of it
// was made, as Documentation/process/generated-content.rst asks.
#ifndef PREMAP_TOOL_SERIES_COVERLETTER_H
#define PREMAP_TOOL_SERIES_COVERLETTER_H

#include "tool/series/SeriesWriter.h"

#include <string>

namespace premap {

/// The subject, an empty line, and the body. \p Changes are lines about the
/// version before, "" if there is none.
std::string coverLetter(const Series &Made, const ScanResult &Scan,
                        const RewriteResult &Result,
                        const SeriesRequest &Request,
                        const std::string &Changes);

} // namespace premap

#endif
