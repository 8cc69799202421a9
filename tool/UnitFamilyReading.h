// Reads units of a family in forks of one parse: what they begin with is read
// once. What cannot be read so as if it were read alone is left out.
#ifndef PREMAP_TOOL_UNITFAMILYREADING_H
#define PREMAP_TOOL_UNITFAMILYREADING_H

#include "matchers/FactExtractor.h"
#include "matchers/SharedBeginning.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace premap {

/// What extractFacts() says of one command.
struct UnitReading {
  UnitFacts Facts;
  std::vector<std::string> Headers;
  FilesSeen Seen;
};

/// For the members of \p Family that can be read together, by their index, what
/// \p Pack makes of their readings; Pack runs in a fork. Each may take \p Limit
/// of processor time. Must run in a process without threads.
std::map<uint64_t, std::string>
readFamily(const UnitFamily &Family, const std::string &TreeRoot,
           const VirtualFiles &Overlay, std::chrono::seconds Limit,
           llvm::function_ref<std::string(const UnitReading &)> Pack);

} // namespace premap

#endif
