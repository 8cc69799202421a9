#include "tool/report/Excerpts.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

using json = nlohmann::ordered_json;
using llvm::StringRef;

namespace premap {

void Excerpts::want(const std::string &Path, unsigned First, unsigned Last) {
  // More than a screenful of one function helps nobody.
  constexpr unsigned Most = 1000;
  if (Path.empty() || !First)
    return;
  std::set<unsigned> &Wanted = Lines[Path];
  for (unsigned Line = First; Line <= Last && Line - First < Most; ++Line)
    Wanted.insert(Line);
}

void Excerpts::wantAround(const std::string &Path, unsigned Line) {
  constexpr unsigned Around = 2;
  if (Line)
    want(Path, Line > Around ? Line - Around : 1, Line + Around);
}

/// Runs of neighbouring lines of \p Text.
static json runsOf(StringRef Text, const std::set<unsigned> &Wanted) {
  llvm::SmallVector<StringRef, 0> All;
  Text.split(All, '\n');
  if (!All.empty() && All.back().empty())
    All.pop_back();
  json Runs = json::array();
  unsigned Before = 0;
  std::string Run;
  auto end = [&] {
    if (!Runs.empty())
      Runs.back().push_back(std::move(Run));
    Run.clear();
  };
  for (unsigned Line : Wanted) {
    if (Line > All.size())
      break;
    StringRef Shown = All[Line - 1];
    Shown.consume_back("\r");
    if (Line == Before + 1 && Before) {
      Run += '\n';
    } else {
      end();
      Runs.push_back(json::array({Line}));
    }
    Run += Shown;
    Before = Line;
  }
  end();
  return Runs;
}

json Excerpts::toJson(const FileReader &Read) const {
  json Out = json::object();
  for (const auto &[Path, Wanted] : Lines)
    if (std::optional<std::string> Text = Read(Path))
      Out[Path] = runsOf(*Text, Wanted);
  return Out;
}

} // namespace premap
