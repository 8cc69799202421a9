// Finds ops tables in the tokens of a file that nobody compiles here: another
// architecture's driver must be named, even if it cannot be analysed.
#ifndef PREMAP_MATCHERS_TEXTTABLES_H
#define PREMAP_MATCHERS_TEXTTABLES_H

#include "matchers/Facts.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace premap {

/// One `.F = value` with F `mmap`, `mmap_prepare` or another name that ends in
/// `mmap`, inside the initializer of an object. Tokens only: no types, no
/// macro expansion, all branches of `#if`. Type is the record that the
/// declaration in front of the initializer spells, "" if it spells none
/// (a nested member, a compound literal of a typedef). Handler is "" for NULL
/// and for anything that is not one identifier. Form is MacroBody inside a
/// `#define`. Sorted by position; \p Path is copied into the spans.
std::vector<OpsEntry> readTablesFromText(const std::string &Path,
                                         llvm::StringRef Text);

} // namespace premap

#endif
