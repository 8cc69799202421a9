#include "tool/plan/TreesCompared.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <map>
#include <set>

namespace premap {

const char *toString(Change C) {
  switch (C) {
  case Change::Converted:
    return "converted";
  case Change::Reverted:
    return "reverted";
  case Change::New:
    return "new";
  case Change::Gone:
    return "gone";
  case Change::Moved:
    return "moved";
  case Change::Kept:
    return "kept";
  }
  llvm_unreachable("all changes are handled");
}

namespace {

using Keys = std::set<std::string>;
using KeysOf = Keys (*)(const PlannedFunction &);

/// Finds pairs of handlers, by one thing that they have in common after the
/// other.
class Matching {
public:
  Matching(const std::vector<PlannedFunction> &Old,
           const std::vector<PlannedFunction> &New)
      : Old(handlersOf(Old)), New(handlersOf(New)) {}

  std::vector<ChangedHandler> run();

private:
  using Handlers = std::vector<const PlannedFunction *>;
  static Handlers handlersOf(const std::vector<PlannedFunction> &Functions);
  void match(KeysOf Of);
  void matchSplitOnes();
  void matchJoinedOnes();

  Handlers Old, New; ///< that have no partner yet; sorted by id
  std::map<std::string, const PlannedFunction *> OldByTable, NewByTable;
  std::vector<ChangedHandler> Result;
};

} // namespace

/// A conversion renames: st_mmap becomes st_mmap_prepare.
static std::string stem(const std::string &Name) {
  llvm::StringRef Stem = Name;
  Stem.consume_back("_prepare");
  return Stem.str();
}

static std::string baseName(const std::string &File) {
  return llvm::sys::path::filename(File).str();
}

static Keys byId(const PlannedFunction &F) { return {F.id()}; }

static Keys byStem(const PlannedFunction &F) {
  return {F.File + ":" + stem(F.Name)};
}

static Keys byTable(const PlannedFunction &F) {
  Keys Tables;
  for (const HookSlot &Slot : F.Slots)
    if (!Slot.Variable.empty())
      Tables.insert(Slot.File + ":" + Slot.Record + " " + Slot.Variable);
  return Tables;
}

/// The file has moved.
static Keys byBaseName(const PlannedFunction &F) {
  return {baseName(F.File) + ":" + stem(F.Name)};
}

/// So has its table, under a name that says whose it is.
static Keys byTableName(const PlannedFunction &F) {
  Keys Tables;
  for (const HookSlot &Slot : F.Slots)
    if (!Slot.Variable.empty())
      Tables.insert(Slot.Record + " " + Slot.Variable + " " + stem(F.Name));
  return Tables;
}

static Keys byName(const PlannedFunction &F) {
  return F.Slots.empty() ? Keys()
                         : Keys{F.Slots.front().Record + " " + stem(F.Name)};
}

Matching::Handlers
Matching::handlersOf(const std::vector<PlannedFunction> &Functions) {
  Handlers Found;
  for (const PlannedFunction &F : Functions)
    if (F.IsHandler)
      Found.push_back(&F);
  llvm::sort(Found, [](const PlannedFunction *A, const PlannedFunction *B) {
    return A->id() < B->id();
  });
  return Found;
}

static Change changeOf(const PlannedFunction &Old, const PlannedFunction &New) {
  if (Old.Converted != New.Converted)
    return New.Converted ? Change::Converted : Change::Reverted;
  return Old.id() == New.id() ? Change::Kept : Change::Moved;
}

static std::string hookOf(const PlannedFunction &F) {
  return F.Slots.empty() ? "" : F.Slots.front().hook();
}

/// A key that several of one side have says nothing.
void Matching::match(KeysOf Of) {
  auto Index = [&](const Handlers &Side) {
    std::map<std::string, std::set<const PlannedFunction *>> ByKey;
    for (const PlannedFunction *F : Side)
      for (const std::string &Key : Of(*F))
        ByKey[Key].insert(F);
    return ByKey;
  };
  auto OldByKey = Index(Old), NewByKey = Index(New);
  std::set<const PlannedFunction *> Matched;
  for (const auto &[Key, Olds] : OldByKey) {
    auto News = NewByKey.find(Key);
    if (News == NewByKey.end() || Olds.size() != 1 || News->second.size() != 1)
      continue;
    const PlannedFunction *From = *Olds.begin(), *To = *News->second.begin();
    if (Matched.count(From) || Matched.count(To))
      continue;
    Matched.insert({From, To});
    Result.push_back({changeOf(*From, *To), From->id(), To->id(), hookOf(*To),
                      !To->Converted});
  }
  auto IsMatched = [&](const PlannedFunction *F) {
    return Matched.count(F) != 0;
  };
  llvm::erase_if(Old, IsMatched);
  llvm::erase_if(New, IsMatched);
}

/// A handler of which some tables got a new one: the old one is still there.
void Matching::matchSplitOnes() {
  llvm::erase_if(New, [&](const PlannedFunction *To) {
    for (const std::string &Table : byTable(*To)) {
      auto At = OldByTable.find(Table);
      if (At == OldByTable.end() || At->second->Converted == To->Converted)
        continue;
      Result.push_back({changeOf(*At->second, *To), At->second->id(), To->id(),
                        hookOf(*To), !To->Converted});
      return true;
    }
    return false;
  });
}

/// Handlers of which the tables all got the same new one, as those that name
/// generic_file_mmap().
void Matching::matchJoinedOnes() {
  llvm::erase_if(Old, [&](const PlannedFunction *From) {
    for (const std::string &Table : byTable(*From)) {
      auto At = NewByTable.find(Table);
      if (At == NewByTable.end() || At->second->Converted == From->Converted)
        continue;
      Result.push_back({changeOf(*From, *At->second), From->id(),
                        At->second->id(), hookOf(*At->second),
                        !At->second->Converted});
      return true;
    }
    return false;
  });
}

std::vector<ChangedHandler> Matching::run() {
  for (const PlannedFunction *F : Old)
    for (const std::string &Table : byTable(*F))
      OldByTable.try_emplace(Table, F);
  for (const PlannedFunction *F : New)
    for (const std::string &Table : byTable(*F))
      NewByTable.try_emplace(Table, F);
  for (KeysOf Of : {byId, byStem, byTable, byBaseName, byTableName, byName})
    match(Of);
  matchSplitOnes();
  matchJoinedOnes();
  for (const PlannedFunction *F : Old)
    Result.push_back({Change::Gone, F->id(), "", hookOf(*F), !F->Converted});
  for (const PlannedFunction *F : New)
    Result.push_back({Change::New, "", F->id(), hookOf(*F), !F->Converted});
  llvm::sort(Result);
  return std::move(Result);
}

std::vector<ChangedHandler>
compareTrees(const std::vector<PlannedFunction> &Old,
             const std::vector<PlannedFunction> &New) {
  return Matching(Old, New).run();
}

} // namespace premap
