// Lines of text that fit a terminal.
#ifndef PREMAP_TOOL_PLAN_COLUMNS_H
#define PREMAP_TOOL_PLAN_COLUMNS_H

#include <cstddef>
#include <string>
#include <vector>

namespace premap {

inline constexpr size_t TextColumns = 100;

/// "1 handler", "2 handlers".
std::string counted(size_t N, const std::string &What);

/// \p Text broken between words so that its lines have at most TextColumns,
/// where words let them; the first begins with \p First, the others with as
/// many blanks.
std::string wrapped(const std::string &First, const std::string &Text);

/// "a, b and 3 more": the first \p Most of \p Names.
std::string listed(const std::vector<std::string> &Names, size_t Most);

/// \p Number at the right edge of \p Width columns.
std::string rightAligned(size_t Number, size_t Width);

} // namespace premap

#endif
