// Adds to the planner's input what only a search of the whole tree can say.
#ifndef PREMAP_TOOL_CONVERSIONINPUTS_H
#define PREMAP_TOOL_CONVERSIONINPUTS_H

#include "findings/ConversionInput.h"
#include "matchers/FactIndex.h"
#include "rewriters/Plan.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

/// What a text search over the whole tree says, beyond what units say.
struct TreeText {
  /// Function name -> files that spell it, sorted.
  std::map<std::string, std::vector<std::string>> NamedIn;
  /// Places that test or call `->mmap` of a file_operations by text.
  std::vector<Span> NullTests;
  /// Files whose text names a member `mmap` without setting it, sorted.
  std::vector<std::string> MembersNamedIn;
};

/// conversionInput() of \p Record with UnreadUsers and NullTests.
ConversionInput inputInTree(const HandlerRecord &Record, const FactIndex &Index,
                            const TreeText &Text);

} // namespace premap

#endif
