// `rewrite --interactive`: asks about every conversion, as git add -p does
// about every hunk.
#ifndef PREMAP_TOOL_CHOOSECONVERSIONS_H
#define PREMAP_TOOL_CHOOSECONVERSIONS_H

#include "tool/ScanTree.h"
#include "tool/deliver/RewriteResult.h"

#include "llvm/Support/Error.h"

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace premap {

/// A conversion as it is asked about.
struct Question {
  std::string Id;
  std::string File;                     ///< `a` and `d` are about all of it
  std::function<std::string()> Diff;    ///< shown first
  std::function<std::string()> Explain; ///< for `e`
  std::function<std::string()> Verdict; ///< for `v`
};

/// The next line of the user, nothing at the end.
using NextLine = std::function<std::optional<std::string>()>;

/// The ids that the user says yes to; the end of the answers is a no to the
/// rest. Questions and what is asked for go to \p Say.
std::set<std::string>
askAboutEach(const std::vector<Question> &Questions, const NextLine &Answer,
             const std::function<void(const std::string &)> &Say);

/// Asks by standard error and standard input, and leaves in \p Result the
/// conversions that were chosen; the others are convertible again. Fails if
/// these do not hold without those that were not.
llvm::Error chooseConversions(const TreeScan &Scan, RewriteResult &Result);

} // namespace premap

#endif
