// Excerpts of sources as text for people, with remarks below their lines.
#ifndef PREMAP_TOOL_DELIVER_SOURCETEXT_H
#define PREMAP_TOOL_DELIVER_SOURCETEXT_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <utility>
#include <vector>

namespace premap {

/// A line, from 1, and what is said of it.
using Remark = std::pair<unsigned, std::string>;

/// Lines \p First to \p Last of \p Text with their numbers and tabs as blanks;
/// below a line, "^" and its \p Remarks, each once. Of many lines, only the
/// head and those around remarks, with "..." for the rest. "" if \p Text has no
/// line \p First.
std::string annotated(llvm::StringRef Text, unsigned First, unsigned Last,
                      const std::vector<Remark> &Remarks);

} // namespace premap

#endif
