// Says what kind of mmap handler a function is, from the events of its body and
// of the helpers that it hands its vma to.
#ifndef PREMAP_MATCHERS_CLASSIFY_H
#define PREMAP_MATCHERS_CLASSIFY_H

#include "matchers/Facts.h"

#include <optional>
#include <vector>

namespace premap {

/// Bodies that run for one mmap(): the handler's first, then those of the
/// helpers of its file that get the vma, transitively, each once.
using HandlerBodies = std::vector<const HandlerBody *>;

struct Classification {
  std::optional<HandlerClass> Class; ///< greatest of Classes
  std::vector<HandlerClass> Classes; ///< ascending; empty without a body
};

/// \p Bodies as above. A body that is not Present gives no class at all: what
/// nobody has read cannot be named.
Classification classify(const HandlerBodies &Bodies);

} // namespace premap

#endif
