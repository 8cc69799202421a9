#include "tool/deliver/FoldedText.h"

using llvm::StringRef;

namespace premap {

/// The first bytes of \p Text, up to the last blank within \p Columns or, if
/// the first word is longer, the one behind it. Blanks within \p Indent count
/// for nothing.
static size_t lengthOfPiece(StringRef Text, size_t Indent, size_t Columns) {
  if (Text.size() <= Columns)
    return Text.size();
  size_t At = Text.take_front(Columns + 1).rfind(' ');
  if (At == StringRef::npos || At <= Indent)
    At = Text.find(' ', Indent);
  return std::min(At, Text.size());
}

static void foldLine(StringRef Line, size_t Columns, std::string &Out) {
  size_t Indent = std::min(Line.find_first_not_of(' '), Line.size());
  size_t Length = lengthOfPiece(Line, Indent, Columns);
  Out += Line.take_front(Length);
  const std::string Hanging(Indent + 2, ' ');
  for (Line = Line.drop_front(Length).ltrim(' '); !Line.empty();
       Line = Line.drop_front(Length).ltrim(' ')) {
    size_t Room = Columns > Hanging.size() ? Columns - Hanging.size() : 1;
    Length = lengthOfPiece(Line, 0, Room);
    Out += "\n" + Hanging + Line.take_front(Length).str();
  }
}

std::string folded(StringRef Text, size_t Columns) {
  std::string Out;
  while (!Text.empty()) {
    auto [Line, Rest] = Text.split('\n');
    foldLine(Line, Columns, Out);
    if (Line.size() != Text.size())
      Out += '\n';
    Text = Rest;
  }
  return Out;
}

} // namespace premap
