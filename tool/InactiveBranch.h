// Handlers that a file defines in a branch that no configuration takes, where a
// macro puts NULL into their tables: `#if PAGE_SIZE == 0x1000 .. #else #define
// foo_mmap NULL`.
#ifndef PREMAP_TOOL_INACTIVEBRANCH_H
#define PREMAP_TOOL_INACTIVEBRANCH_H

#include "matchers/Facts.h"

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace premap {

/// A text in which the branches with such handlers are taken.
struct InactiveBranch {
  std::string Assumes; ///< their conditions: "#if SPUFS_MMAP_4K"
  std::string Text;    ///< of the same length; places stay what they are
};

/// \p Text, of the main file of \p Unit, with those branches taken; none if
/// there are no such handlers.
std::optional<InactiveBranch> branchWithHandlers(const UnitFacts &Unit,
                                                 llvm::StringRef Text);

/// Leaves of \p Other, read from a branch's text, what \p Unit does not have:
/// the handlers, their tables' entries, and what they need.
void keepNewOnly(UnitFacts &Other, const UnitFacts &Unit);

} // namespace premap

#endif
