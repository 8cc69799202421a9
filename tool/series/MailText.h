// The subject and the commit message of a patch, from the facts of its
// handlers.
#ifndef PREMAP_TOOL_SERIES_MAILTEXT_H
#define PREMAP_TOOL_SERIES_MAILTEXT_H

#include "tool/series/SeriesPlan.h"
#include "tool/series/SubjectPrefix.h"

#include <set>
#include <string>
#include <vector>

namespace premap {

/// The subject of \p Patch, at most 75 columns, none of \p Taken.
std::string subjectOf(const SeriesPatch &Patch, const SubjectPrefix &Prefix,
                      const std::set<std::string> &Taken);

/// The message below the subject, without trailers.
std::string bodyOf(const SeriesPatch &Patch, const ScanResult &Scan);

} // namespace premap

#endif
