// What the tree's own checkpatch.pl says of a patch, and what explains it.
#ifndef PREMAP_TOOL_SERIES_PATCHCHECK_H
#define PREMAP_TOOL_SERIES_PATCHCHECK_H

#include "tool/series/TreeScript.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

/// One complaint of checkpatch.
struct CheckResidue {
  std::string Level; ///< "ERROR", "WARNING", "CHECK"
  std::string Type;  ///< "LONG_LINE"
  std::string Message;
  std::string Line; ///< of the patch that it is about, "" if none
  std::string Why;  ///< what explains it, "" if nothing does
};

/// The complaints in the output of `checkpatch.pl --terse --show-types`;
/// \p Checked is the text that it read.
std::vector<CheckResidue> parseResidue(llvm::StringRef Output,
                                       llvm::StringRef Checked);

/// Runs checkpatch.pl --strict of the tree on the mail \p PatchPath.
/// What the old text of a file (\p OldTexts, by path) is complained of for the
/// same type is explained by that. \p Signed: a missing Signed-off-by counts.
llvm::Expected<std::vector<CheckResidue>>
checkPatch(const ScriptPlace &Place, llvm::StringRef PatchPath, bool Signed,
           const std::map<std::string, std::string> &OldTexts);

/// "2 warnings, 1 check", "" for none.
std::string residueCounts(const std::vector<CheckResidue> &Residue);

} // namespace premap

#endif
