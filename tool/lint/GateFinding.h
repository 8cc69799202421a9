// A finding on its way to a report, and what it is recognised by.
#ifndef PREMAP_TOOL_LINT_GATEFINDING_H
#define PREMAP_TOOL_LINT_GATEFINDING_H

#include "findings/Lint.h"

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace premap {

/// "possible", "likely", "certain".
const char *toString(Confidence C);
std::optional<Confidence> parseConfidence(const std::string &Word);

/// "note", "warning", "error": what a compiler would call it.
const char *compilerWord(Confidence C);

struct GateFinding : LintFinding {
  std::string Counterexample; ///< an mmap() call, "" if none was looked for
  std::string Fingerprint;    ///< see settle()
  bool IsNew = true;          ///< not in the baseline, or not in the old state

  auto place() const {
    return std::tie(Where.File, Where.Line, Where.Column, Rule, Message);
  }
};

/// Everything but positions, and words of the message, which may be improved:
/// rule, file, table, function, statement.
using LintKey =
    std::tuple<std::string, std::string, std::string, std::string, std::string>;
LintKey keyOf(const GateFinding &F);

/// Sorts \p Findings by place, drops what is there twice, and gives each its
/// fingerprint: a hash of its key and of how many of the same key stand before
/// it in its file.
void settle(std::vector<GateFinding> &Findings);

/// \p Text as one line with single blanks, comments left out.
std::string normalised(const std::string &Text);

} // namespace premap

#endif
