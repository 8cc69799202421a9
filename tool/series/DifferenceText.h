// The named differences of a verdict as a maintainer reads them in a commit
// message: what changes for this driver, and what makes that acceptable.
#ifndef PREMAP_TOOL_SERIES_DIFFERENCETEXT_H
#define PREMAP_TOOL_SERIES_DIFFERENCETEXT_H

#include "tool/series/HandlerFacts.h"

#include <string>
#include <vector>

namespace premap {

/// \p All with those in one that a letter tells in one sentence: what happens
/// before the mapping is there.
std::vector<NamedDifference> told(std::vector<NamedDifference> All);

/// One or two sentences about \p D for the conversion of \p H.
std::string differenceText(const NamedDifference &D, const HandlerFacts &H);

/// A note of the plan, which no difference of the verdict speaks of.
std::string noteText(const Reason &Note, const SeriesConversion &C,
                     const HandlerFacts &H);

} // namespace premap

#endif
