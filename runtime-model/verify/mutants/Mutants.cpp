#include "verify/mutants/Mutants.h"

#include "verify/mutants/MutantMaker.h"

#include <algorithm>
#include <map>
#include <regex>

namespace premap::verify {

/// In one line that is not too long.
static std::string shown(const std::string &Code) {
  static const std::regex Space(R"(\s+)");
  std::string Line = std::regex_replace(Code, Space, " ");
  return Line.size() > 60 ? Line.substr(0, 57) + "..." : Line;
}

void MutantMaker::add(const std::string &Kind, std::vector<Edit> Edits) {
  std::sort(Edits.begin(), Edits.end(), [](const Edit &A, const Edit &B) {
    return A.Where.Begin < B.Where.Begin;
  });
  Mutant M;
  M.Function = F.Name;
  M.Kind = Kind;
  M.Line = 1 + std::count(Text.begin(),
                          Text.begin() + Edits.front().Where.Begin, '\n');
  M.Text = Text;
  for (auto E = Edits.rbegin(); E != Edits.rend(); ++E) {
    std::string Old = textOf(E->Where);
    M.Text.replace(E->Where.Begin, E->Where.size(), E->New);
    M.Shown =
        shown(Old + " -> " + E->New) + (M.Shown.empty() ? "" : ", " + M.Shown);
  }
  if (M.Text != Text)
    Out.push_back(std::move(M));
}

std::vector<Mutant> MutantMaker::run() {
  visit(F.Body);
  changeWords();
  changeFlags();
  return std::move(Out);
}

std::vector<Mutant> mutantsOf(const std::string &Text) {
  static const std::regex Takes(R"(struct\s+vm_area_desc\s*\*\s*(\w+))");
  static const std::regex Sets(
      R"(\b(?:error_hook|success_hook|mapped)\s*=\s*&?(\w+))");
  std::string Code = blankNonCode(Text);
  std::vector<std::string> Hooks;
  for (std::sregex_iterator I(Code.begin(), Code.end(), Sets), E; I != E; ++I)
    Hooks.push_back((*I)[1]);
  std::vector<Mutant> All;
  for (const Function &F : functionsOf(Code)) {
    std::string Header = Code.substr(F.Header.Begin, F.Header.size());
    std::smatch Match;
    bool HasDesc = std::regex_search(Header, Match, Takes);
    if (!HasDesc &&
        std::find(Hooks.begin(), Hooks.end(), F.Name) == Hooks.end())
      continue;
    std::vector<Mutant> Its =
        MutantMaker(Text, Code, F, HasDesc ? Match[1].str() : "").run();
    std::move(Its.begin(), Its.end(), std::back_inserter(All));
  }
  // One name may have two definitions, of which one is compiled.
  std::map<std::pair<std::string, std::string>, unsigned> Numbers;
  for (Mutant &M : All)
    M.Number = ++Numbers[{M.Function, M.Kind}];
  return All;
}

} // namespace premap::verify
