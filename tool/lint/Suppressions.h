// Comments that silence a finding: `/* premap: ignore[LM03] why */` on its line
// or on the line before.
#ifndef PREMAP_TOOL_LINT_SUPPRESSIONS_H
#define PREMAP_TOOL_LINT_SUPPRESSIONS_H

#include "tool/lint/GateFinding.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace premap {

struct Suppression {
  unsigned Line = 0;              ///< where the comment ends
  std::vector<std::string> Rules; ///< "LM03"; never empty
  std::string Reason;             ///< "": then it silences nothing
  bool Alone = false; ///< nothing else is on its line: it means the next one

  bool silences(const GateFinding &F) const;
};

/// The suppressions of a file's text. What stands in a string is none.
std::vector<Suppression> suppressionsOf(llvm::StringRef Text);

} // namespace premap

#endif
