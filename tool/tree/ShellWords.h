// Words of shell commands, as a POSIX shell splits and joins them.
#ifndef PREMAP_TOOL_TREE_SHELLWORDS_H
#define PREMAP_TOOL_TREE_SHELLWORDS_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace premap {

using Words = std::vector<std::string>;

/// Splits \p Text into simple commands (at newlines, `;`, `&`, `|`, `(`, `)`
/// outside of quotes) and those into words, quotes removed. Nothing is
/// expanded:
/// `$x` stays as it is. Empty commands are left out. An unclosed quote ends
/// with the text.
std::vector<Words> splitShellCommands(llvm::StringRef Text);

/// The words of \p Text as one command.
Words splitShellWords(llvm::StringRef Text);

/// \p Word as a person would type it for a shell: in single quotes if it has
/// anything that a shell reads as more than text.
std::string shellWord(llvm::StringRef Word);

} // namespace premap

#endif
