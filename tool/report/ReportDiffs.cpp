#include "tool/report/ReportDiffs.h"

#include "llvm/ADT/StringRef.h"

#include <map>

using json = nlohmann::ordered_json;
using llvm::StringRef;

namespace premap {

size_t ReportDiffs::add(const std::string &Path, FileChange Change) {
  Changes.emplace_back(Path, std::move(Change));
  return Changes.size() - 1;
}

llvm::Expected<json> ReportDiffs::toJson() const {
  // One file may change in several ways, and git is started once for all.
  FileChanges Numbered;
  std::vector<std::string> Names;
  for (size_t I = 0; I != Changes.size(); ++I) {
    Names.push_back(std::to_string(I) + "/" + Changes[I].first);
    Numbered[Names[I]] = Changes[I].second;
  }
  llvm::Expected<std::map<std::string, std::string>> Diffs =
      unifiedDiffs(Numbered);
  if (!Diffs)
    return Diffs.takeError();
  json Out = json::array();
  for (size_t I = 0; I != Changes.size(); ++I) {
    StringRef Text = (*Diffs)[Names[I]];
    size_t Start = Text.find("\n@@ ");
    Out.push_back(
        {{"file", Changes[I].first},
         {"hunks", Start == StringRef::npos ? "" : Text.substr(Start + 1)}});
  }
  return Out;
}

} // namespace premap
