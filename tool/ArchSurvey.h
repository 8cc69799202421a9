// Which architectures of a tree can be configured, and what for.
#ifndef PREMAP_TOOL_ARCHSURVEY_H
#define PREMAP_TOOL_ARCHSURVEY_H

#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

/// Architectures as ARCH= takes them, sorted.
struct ArchSurvey {
  std::vector<std::string> Configurable; ///< by Clang; whether they are or not
  std::vector<std::string> OutOfReach;   ///< Kbuild has no target of Clang's
  /// Files that may hold a handler and have no compile command.
  std::set<std::string> Left;
  /// An architecture without commands -> how many of Left it may compile, by
  /// the text of Kconfig and the Makefiles. None is 0.
  std::map<std::string, size_t> MayCompile;
};

/// Looks at \p Tree's text and starts nothing. \p Database is null if nothing
/// is configured: Left and MayCompile then stay empty.
ArchSurvey surveyArchs(const KernelTree &Tree, const CompileDatabase *Database,
                       unsigned Jobs);

} // namespace premap

#endif
