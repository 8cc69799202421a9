// Strangers' text on its way to a terminal.
#ifndef PREMAP_GUARD_VISIBLETEXT_H
#define PREMAP_GUARD_VISIBLETEXT_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace premap {

/// \p Text with all that a terminal would obey spelled out: control characters
/// but line feeds and tabs ("\x1b"), bytes that are no UTF-8, and what turns
/// the direction of writing ("\u202e").
std::string visible(llvm::StringRef Text);

/// The same for a name that stands in a line of text: line feeds and tabs are
/// spelled out too.
std::string visibleName(llvm::StringRef Name);

} // namespace premap

#endif
