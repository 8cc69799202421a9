// Chooses the files whose compile commands a scan may ask for.
#ifndef PREMAP_TOOL_TREE_COMMANDCANDIDATES_H
#define PREMAP_TOOL_TREE_COMMANDCANDIDATES_H

#include "tool/tree/KernelTree.h"

#include <string>
#include <vector>

namespace premap {

/// The sources whose commands a scan needs: every .c file with a hit of the
/// text search, and those that may define a function that a hit names.
std::vector<std::string> commandCandidates(const KernelTree &Tree,
                                           unsigned Jobs);

} // namespace premap

#endif
