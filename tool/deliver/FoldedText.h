// Long lines for a terminal.
#ifndef PREMAP_TOOL_DELIVER_FOLDEDTEXT_H
#define PREMAP_TOOL_DELIVER_FOLDEDTEXT_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace premap {

/// \p Text with lines of more than \p Columns broken at blanks; what follows is
/// indented by two more than the line. A word that is too long stays whole.
std::string folded(llvm::StringRef Text, size_t Columns = 100);

} // namespace premap

#endif
