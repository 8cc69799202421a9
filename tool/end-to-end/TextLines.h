// Text for people, whose long lines are folded.
#ifndef PREMAP_TOOL_ENDTOEND_TEXTLINES_H
#define PREMAP_TOOL_ENDTOEND_TEXTLINES_H

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <string>

namespace premap::clitest {

/// The bytes of the longest line of \p Text.
inline size_t longestLine(llvm::StringRef Text) {
  size_t Longest = 0;
  for (; !Text.empty(); Text = Text.split('\n').second)
    Longest = std::max(Longest, Text.split('\n').first.size());
  return Longest;
}

/// \p Text with a single blank for each run of blanks and newlines: as it
/// reads, wherever it was folded.
inline std::string unfolded(llvm::StringRef Text) {
  std::string Out;
  for (char C : Text)
    if (C != ' ' && C != '\n')
      Out += C;
    else if (Out.empty() || Out.back() != ' ')
      Out += ' ';
  return Out;
}

} // namespace premap::clitest

#endif
