// Parses rewritten texts again and finds what the compiler says now that it did
// not say before.
#ifndef PREMAP_REWRITERS_REPARSE_H
#define PREMAP_REWRITERS_REPARSE_H

#include "matchers/ParseUnit.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

/// Parses every unit of \p Units twice with \p Overlay, the target's
/// declarations: as it is, and with \p NewTexts (by absolute path) in place.
/// Returns the diagnostics, warnings included, that only the new texts have;
/// equal messages are counted, lines are not compared. What was said of a name
/// of \p Renamed (old -> new) is equal to the same of the new name.
std::vector<Diagnostic>
newDiagnostics(const std::vector<CompileCommand> &Units,
               const VirtualFiles &Overlay, const VirtualFiles &NewTexts,
               const std::map<std::string, std::string> &Renamed = {});

/// What \p New says more often than \p Old, by path and message.
std::vector<Diagnostic> addedDiagnostics(const std::vector<Diagnostic> &Old,
                                         const std::vector<Diagnostic> &New);

} // namespace premap

#endif
