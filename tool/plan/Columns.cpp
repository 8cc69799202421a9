#include "tool/plan/Columns.h"

#include <algorithm>
#include <sstream>

namespace premap {

std::string counted(size_t N, const std::string &What) {
  return std::to_string(N) + " " + What + (N == 1 ? "" : "s");
}

std::string wrapped(const std::string &First, const std::string &Text) {
  std::istringstream Words(Text);
  std::string Out, Line = First, Word;
  const std::string Indent(First.size(), ' ');
  bool IsEmpty = true;
  while (Words >> Word) {
    if (!IsEmpty && Line.size() + 1 + Word.size() > TextColumns) {
      Out += Line + "\n";
      Line = Indent;
      IsEmpty = true;
    }
    if (!IsEmpty)
      Line += ' ';
    Line += Word;
    IsEmpty = false;
  }
  return Out + Line + "\n";
}

std::string listed(const std::vector<std::string> &Names, size_t Most) {
  // One more name takes no more room than to say that there is one.
  size_t Shown = Names.size() <= Most + 1 ? Names.size() : Most;
  std::string Out;
  for (size_t I = 0; I != Shown; ++I)
    Out += (I ? ", " : "") + Names[I];
  if (Shown < Names.size())
    Out += " and " + std::to_string(Names.size() - Shown) + " more";
  return Out;
}

std::string rightAligned(size_t Number, size_t Width) {
  std::string Text = std::to_string(Number);
  return std::string(Width - std::min(Width, Text.size()), ' ') + Text;
}

} // namespace premap
