#include "tool/VmaHelpers.h"

#include "kernel/Calls.h"

#include <map>
#include <utility>

namespace premap {
namespace {

using Place = std::pair<std::string, std::string>; ///< file, name

class Search {
public:
  explicit Search(const std::vector<UnitFacts> &Units);
  VmaHelpers run();

private:
  std::vector<Place> placesOf(const std::string &File,
                              const std::string &Name) const;
  void follow(const FunctionFacts &From);
  void visit(const Place &At);

  std::map<Place, const FunctionFacts *>
      Defined; ///< with a VMA or a descriptor
  std::map<std::string, std::vector<Place>> External;
  std::set<Place> Hooks, Seen;
  std::vector<const FunctionFacts *> Open;
  VmaHelpers Result;
};

} // namespace

Search::Search(const std::vector<UnitFacts> &Units) {
  for (const UnitFacts &Unit : Units)
    for (const FunctionFacts &F : Unit.Functions) {
      if (F.Body.VmaParameter.empty())
        continue;
      bool IsNew = Defined.emplace(Place{F.File, F.Name}, &F).second;
      if (IsNew && !F.Static)
        External[F.Name].push_back({F.File, F.Name});
    }
  for (const UnitFacts &Unit : Units)
    for (const OpsEntry &Entry : Unit.Ops)
      if (!Entry.Handler.empty())
        for (const Place &At : placesOf(Entry.HandlerFile, Entry.Handler))
          Hooks.insert(At);
}

/// Where \p Name, as \p File sees it, may be defined.
std::vector<Place> Search::placesOf(const std::string &File,
                                    const std::string &Name) const {
  if (Defined.count({File, Name}))
    return {{File, Name}};
  auto Others = External.find(Name);
  return Others == External.end() ? std::vector<Place>() : Others->second;
}

void Search::visit(const Place &At) {
  if (Seen.insert(At).second)
    Open.push_back(Defined.at(At));
}

void Search::follow(const FunctionFacts &From) {
  for (const Event &E : From.Body.Events) {
    if (E.Kind != EventKind::HelperCall && E.Kind != EventKind::OtherCall)
      continue;
    std::vector<Place> Places = placesOf(From.File, E.Name);
    for (const Place &At : Places)
      visit(At);
    if (Places.empty() && E.Kind == EventKind::OtherCall &&
        kernel::kindOf(E.Name) == kernel::CallKind::Unknown)
      Result.Undefined.insert(E.Name);
  }
}

VmaHelpers Search::run() {
  for (const Place &At : Hooks)
    visit(At);
  while (!Open.empty()) {
    const FunctionFacts *F = Open.back();
    Open.pop_back();
    follow(*F);
  }
  for (const Place &At : Seen)
    if (!Hooks.count(At) && !Defined.at(At)->Body.IsDesc)
      Result.Found.push_back(Defined.at(At));
  return std::move(Result);
}

VmaHelpers vmaHelpers(const std::vector<UnitFacts> &Units) {
  return Search(Units).run();
}

} // namespace premap
