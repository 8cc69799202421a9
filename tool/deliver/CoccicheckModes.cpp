#include "tool/deliver/CoccicheckModes.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <set>

using llvm::StringRef;

namespace premap {

/// Columns count from 0 there.
static std::string columnOf(const MarkedPlace &P) {
  return std::to_string(P.Column ? P.Column - 1 : 0);
}

std::string placesAsReport(const std::vector<MarkedPlace> &Places) {
  std::string Out;
  for (const MarkedPlace &P : Places)
    Out += P.Path + ":" + std::to_string(P.Line) + ":" + columnOf(P) + "-" +
           columnOf(P) + ": WARNING: " + P.Message + "\n";
  return Out;
}

std::string placesAsOrg(const std::vector<MarkedPlace> &Places) {
  std::string Out;
  for (const MarkedPlace &P : Places) {
    std::string Message = P.Message;
    // They end a link's text.
    std::replace(Message.begin(), Message.end(), '[', '(');
    std::replace(Message.begin(), Message.end(), ']', ')');
    Out += "* TODO [[view:" + P.Path +
           "::face=ovl-face1::linb=" + std::to_string(P.Line) +
           "::colb=" + columnOf(P) + "::cole=" + columnOf(P) + "][" + Message +
           "]]\n";
  }
  return Out;
}

/// The hunk of the lines from \p First to \p Last (both count from 1) of
/// \p Lines, of which \p Marked have a minus; \p Gone were marked before.
static std::string hunk(llvm::ArrayRef<StringRef> Lines, unsigned First,
                        unsigned Last, const std::set<unsigned> &Marked,
                        unsigned Gone) {
  std::string Body;
  unsigned Minus = 0;
  for (unsigned Line = First; Line <= Last; ++Line) {
    bool Is = Marked.count(Line);
    Minus += Is;
    Body += (Is ? "-" : " ") + Lines[Line - 1].str() + "\n";
  }
  unsigned Count = Last - First + 1;
  return "@@ -" + std::to_string(First) + "," + std::to_string(Count) + " +" +
         std::to_string(First - Gone) + "," + std::to_string(Count - Minus) +
         " @@\n" + Body;
}

static std::string contextOf(const std::string &Path, StringRef Text,
                             const std::set<unsigned> &Marked) {
  constexpr unsigned Around = 3;
  llvm::SmallVector<StringRef> Lines;
  Text.split(Lines, '\n');
  if (!Lines.empty() && Lines.back().empty())
    Lines.pop_back();
  std::string Out = "--- " + Path + "\n+++ " + Path + "\n";
  unsigned Gone = 0;
  for (auto At = Marked.begin(); At != Marked.end();) {
    unsigned First = *At > Around ? *At - Around : 1, Last = *At, Before = Gone;
    // Places whose surroundings touch share a hunk.
    for (; At != Marked.end() && *At <= Last + 2 * Around; ++At, ++Gone)
      Last = *At;
    Last = std::min<unsigned>(Last + Around, Lines.size());
    Out += hunk(Lines, First, Last, Marked, Before);
  }
  return Out;
}

std::string placesAsContext(
    const std::vector<MarkedPlace> &Places,
    llvm::function_ref<std::optional<std::string>(const std::string &)> Text) {
  std::string Out;
  for (auto At = Places.begin(); At != Places.end();) {
    const std::string &Path = At->Path;
    std::optional<std::string> Whole = Text(Path);
    unsigned Lines = Whole ? StringRef(*Whole).count('\n') + 1 : 0;
    std::set<unsigned> Marked;
    for (; At != Places.end() && At->Path == Path; ++At)
      if (At->Line && At->Line <= Lines)
        Marked.insert(At->Line);
    if (!Marked.empty())
      Out += contextOf(Path, *Whole, Marked);
  }
  return Out;
}

std::string placesInMode(
    const std::string &Mode, std::vector<MarkedPlace> Places,
    llvm::function_ref<std::optional<std::string>(const std::string &)> Text) {
  std::sort(Places.begin(), Places.end());
  if (Mode == "org")
    return placesAsOrg(Places);
  return Mode == "context" ? placesAsContext(Places, Text)
                           : placesAsReport(Places);
}

} // namespace premap
