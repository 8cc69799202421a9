// The units whose parse an edit can change, and what the parser says then.
#ifndef PREMAP_TOOL_TOUCHEDUNITS_H
#define PREMAP_TOOL_TOUCHEDUNITS_H

#include "tool/ScanTree.h"

#include <string>
#include <vector>

namespace premap {

/// The commands, of every architecture, of the files that \p Group edits and of
/// those that spell something in a header that it edits.
std::vector<CompileCommand> commandsTouchedBy(const TreeScan &Scan,
                                              const EditGroup &Group);

/// The texts that \p Group makes, by absolute path, over the target's
/// declarations.
VirtualFiles textsAfter(const TreeScan &Scan, const EditGroup &Group);

/// What the parser says about \p Commands with the edits of \p Group that it
/// did not say before. \p File is named if there is nothing to parse.
std::vector<Reason> problemsAfter(const TreeScan &Scan, const EditGroup &Group,
                                  const std::vector<CompileCommand> &Commands,
                                  const std::string &File);

} // namespace premap

#endif
