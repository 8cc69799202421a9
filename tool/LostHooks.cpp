#include "tool/LostHooks.h"

#include <regex>

namespace premap {

/// Names of functions that get a file and a vma, and are not static.
static std::set<std::string> hooksDefinedIn(const std::string &Text) {
  static const std::regex Definition(
      R"((?:^|\n)((?:[A-Za-z_][\w \t*]*[\s*])?)(\w+)\s*\(\s*struct\s+file\s*\*\s*\w+\s*,)"
      R"(\s*struct\s+vm_area_struct\s*\*\s*\w+\s*\)\s*\{)");
  std::set<std::string> Names;
  for (std::sregex_iterator It(Text.begin(), Text.end(), Definition), End;
       It != End; ++It)
    if ((*It)[1].str().find("static") == std::string::npos)
      Names.insert((*It)[2]);
  return Names;
}

std::set<std::string> lostHooks(const FileChange &Change) {
  std::set<std::string> Lost = hooksDefinedIn(Change.Old);
  for (const std::string &Kept : hooksDefinedIn(Change.New))
    Lost.erase(Kept);
  return Lost;
}

} // namespace premap
