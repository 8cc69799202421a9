#include "findings/Roots.h"

#include <algorithm>
#include <cctype>

namespace premap {

static bool isWordChar(char C) {
  return std::isalnum(static_cast<unsigned char>(C)) || C == '_';
}

/// The name that `p->q.r` starts with; "" if \p Text is anything else.
static std::string_view firstName(std::string_view Text) {
  std::string_view First;
  while (!Text.empty()) {
    size_t End = 0;
    while (End < Text.size() && isWordChar(Text[End]))
      ++End;
    if (!End || std::isdigit(static_cast<unsigned char>(Text[0])))
      return "";
    if (First.empty())
      First = Text.substr(0, End);
    Text.remove_prefix(End);
    if (Text.empty())
      return First;
    const size_t Arrow = Text.starts_with("->") ? 2 : Text[0] == '.' ? 1 : 0;
    if (!Arrow || Arrow == Text.size())
      return "";
    Text.remove_prefix(Arrow);
  }
  return "";
}

std::string rootOf(const FunctionFacts &F, std::string_view Text) {
  // Initialisers name what was declared before.
  for (size_t Steps = 0; Steps <= F.Body.Locals.size(); ++Steps) {
    const std::string_view Name = firstName(Text);
    auto Local =
        std::find_if(F.Body.Locals.begin(), F.Body.Locals.end(),
                     [&](const LocalVariable &L) { return L.Name == Name; });
    if (Local == F.Body.Locals.end()) {
      for (const Parameter &P : F.Parameters)
        if (P.Name == Name)
          return P.Name;
      return "";
    }
    if (!Local->Writes.empty() || Local->AddressTaken ||
        Local->InitializerHasEffect || Local->Initializer.Text.empty())
      return "";
    Text = Local->Initializer.Text;
  }
  return "";
}

} // namespace premap
