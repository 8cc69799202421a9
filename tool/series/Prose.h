// English made of facts: lists, plurals, and lines of the width that git shows.
#ifndef PREMAP_TOOL_SERIES_PROSE_H
#define PREMAP_TOOL_SERIES_PROSE_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace premap {

/// The width of a commit message.
inline constexpr size_t MessageWidth = 75;

/// "a", "a and b", "a, b and c".
std::string listOf(const std::vector<std::string> &Items,
                   llvm::StringRef Last = "and");

/// At most \p Most of \p Items, and how many more there are.
std::string shortList(const std::vector<std::string> &Items, size_t Most = 3);

/// "1 patch", "2 patches": the plural is \p Many, or \p One with an s.
std::string count(size_t Number, llvm::StringRef One,
                  llvm::StringRef Many = "");

/// \p Text with its paragraphs (apart by empty lines) filled to \p Width. Lines
/// that begin with a blank stay as they are. No line begins with what git or a
/// mailer takes for its own ("From ", "diff -", "---").
std::string wrapped(llvm::StringRef Text, size_t Width = MessageWidth);

/// \p Text after \p Mark, filled, with the further lines below the first: an
/// entry of a list.
std::string entry(llvm::StringRef Mark, llvm::StringRef Text,
                  size_t Width = MessageWidth);

/// \p Items without repetition, in their order.
std::vector<std::string> distinct(std::vector<std::string> Items);

} // namespace premap

#endif
