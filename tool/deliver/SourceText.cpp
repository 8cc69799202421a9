#include "tool/deliver/SourceText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <algorithm>
#include <map>
#include <set>

using llvm::StringRef;

namespace premap {

static std::string withoutTabs(StringRef Line) {
  std::string Out;
  for (char C : Line.rtrim()) {
    if (C == '\t')
      Out.resize(Out.size() / 8 * 8 + 8, ' ');
    else
      Out += C;
  }
  return Out;
}

static std::string inColumn(StringRef Mark) {
  constexpr size_t Width = 6;
  return std::string(Width - std::min(Width, Mark.size()), ' ') + Mark.str() +
         "  ";
}

/// Which of the lines are worth showing.
static std::set<unsigned>
shownLines(unsigned First, unsigned Last,
           const std::map<unsigned, std::vector<std::string>> &Said) {
  constexpr unsigned WholeUpTo = 60, Head = 3, Around = 2;
  std::set<unsigned> Shown;
  auto show = [&](unsigned From, unsigned To) {
    for (unsigned Line = std::max(From, First); Line <= std::min(To, Last);
         ++Line)
      Shown.insert(Line);
  };
  if (Last - First < WholeUpTo)
    show(First, Last);
  show(First, First + Head - 1);
  for (const auto &[Line, Texts] : Said)
    show(Line > Around ? Line - Around : 1, Line + Around);
  return Shown;
}

std::string annotated(StringRef Text, unsigned First, unsigned Last,
                      const std::vector<Remark> &Remarks) {
  llvm::SmallVector<StringRef, 0> Lines;
  Text.split(Lines, '\n');
  if (!First || First > Lines.size())
    return "";
  std::map<unsigned, std::vector<std::string>> Said;
  for (const auto &[Line, Remark] : Remarks)
    if (std::vector<std::string> &At = Said[Line];
        !llvm::is_contained(At, Remark))
      At.push_back(Remark);
  std::string Out;
  unsigned Before = First - 1;
  for (unsigned Line :
       shownLines(First, std::min<unsigned>(Last, Lines.size()), Said)) {
    if (Line != Before + 1)
      Out += "   ...\n";
    Before = Line;
    const std::string Code = withoutTabs(Lines[Line - 1]);
    Out += inColumn(std::to_string(Line)) + Code + "\n";
    const size_t Indent = std::min(Code.find_first_not_of(' '), Code.size());
    if (auto At = Said.find(Line); At != Said.end())
      for (const std::string &Remark : At->second)
        Out += inColumn("") + std::string(Indent, ' ') + "^ " + Remark + "\n";
  }
  return Out;
}

} // namespace premap
