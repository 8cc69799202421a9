// The findings that a project lives with for now: a file beside the code that
// only ever gets shorter. Its entries hold no line numbers, so that code that
// moves stays known.
#ifndef PREMAP_TOOL_LINT_BASELINE_H
#define PREMAP_TOOL_LINT_BASELINE_H

#include "tool/lint/LintResult.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <string>

namespace premap {

class Baseline {
public:
  /// Reads premap.baseline/1. The error is a sentence with the path.
  static llvm::Expected<Baseline> read(const std::string &Path);

  /// \p Text, as the file \p Path holds it.
  static llvm::Expected<Baseline> parse(llvm::StringRef Text,
                                        const std::string &Path);

  /// All of \p Findings.
  static Baseline of(const std::vector<GateFinding> &Findings);

  /// Marks those of \p Findings that are in the baseline as known, each entry
  /// as often as it is there. \returns the entries that nothing matches, of
  /// rules that \p WasAsked says were looked for.
  std::vector<StaleEntry>
  mark(std::vector<GateFinding> &Findings,
       llvm::function_ref<bool(const LintKey &)> WasAsked) const;

  /// What is both in \p this and in \p Findings.
  Baseline pruned(const std::vector<GateFinding> &Findings) const;

  size_t size() const;

  /// The file's text: an entry on each line, sorted, so that it diffs well.
  std::string text() const;

private:
  std::map<LintKey, unsigned> Entries; ///< with how often each is there
};

} // namespace premap

#endif
