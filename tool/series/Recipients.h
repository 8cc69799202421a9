// Who gets which patch, by the tree's own get_maintainer.pl. Nothing is sent.
#ifndef PREMAP_TOOL_SERIES_RECIPIENTS_H
#define PREMAP_TOOL_SERIES_RECIPIENTS_H

#include "tool/series/TreeScript.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

/// The addresses of one patch or of all, each once.
struct RecipientList {
  std::vector<std::string> People; ///< "Name <mail>"
  std::vector<std::string> Lists;  ///< addresses alone

  size_t size() const { return People.size() + Lists.size(); }
};

/// The lines of get_maintainer.pl without roles. What names no address is left
/// out.
RecipientList parseRecipients(llvm::StringRef Output);

/// Runs get_maintainer.pl of the tree on the mail \p PatchPath. That is a
/// stranger's program if the tree is a stranger's. Fails if it is not there or
/// does.
llvm::Expected<RecipientList> recipientsOf(const ScriptPlace &Place,
                                           llvm::StringRef PatchPath);

/// Everybody of \p Each, each once, in the order of the first patch that has
/// them.
RecipientList unionOf(const std::vector<RecipientList> &Each);

/// recipients.txt: a block for each patch, then those of the cover letter, of
/// which only lists remain if there are more than \p Most.
std::string recipientsText(const std::vector<std::string> &PatchNames,
                           const std::vector<RecipientList> &Each, size_t Most);

} // namespace premap

#endif
