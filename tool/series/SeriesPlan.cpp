#include "tool/series/SeriesPlan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <set>

using llvm::StringRef;

namespace premap {
namespace {

/// Sets of indices that grow together.
class Unions {
public:
  explicit Unions(size_t Count) : Parent(Count) {
    std::iota(Parent.begin(), Parent.end(), 0);
  }
  size_t find(size_t I) const {
    while (Parent[I] != I)
      I = Parent[I];
    return I;
  }
  void join(size_t A, size_t B) {
    A = find(A);
    B = find(B);
    Parent[std::max(A, B)] = std::min(A, B);
  }

private:
  std::vector<size_t> Parent;
};

} // namespace

static bool meet(const Edit &A, const Edit &B) {
  if (A.Path != B.Path)
    return false;
  if (A == B || (A.Offset == B.Offset && (A.Length == 0) == (B.Length == 0)))
    return true;
  return A.Offset < B.end() && B.Offset < A.end();
}

/// Whether neither of \p A and \p B can be made without the other.
static bool shareAnEdit(const EditGroup &A, const EditGroup &B) {
  return llvm::any_of(A.Edits, [&](const Edit &One) {
    return llvm::any_of(B.Edits,
                        [&](const Edit &Other) { return meet(One, Other); });
  });
}

static bool shareAFile(const EditGroup &A, const EditGroup &B) {
  return llvm::any_of(A.Edits, [&](const Edit &One) {
    return llvm::any_of(
        B.Edits, [&](const Edit &Other) { return One.Path == Other.Path; });
  });
}

/// Why \p Outcome stays out of the series, "" if it does not.
static std::string reasonAgainst(const RewriteOutcome &Outcome,
                                 const SeriesFilter &Filter) {
  if (Outcome.Outcome == State::Inconclusive && !Filter.Inconclusive)
    return "verification did not decide it; --include-inconclusive takes it in";
  if (Outcome.Outcome == State::ConvertedUnderAssumptions &&
      !Filter.Assumptions)
    return "it has named differences or notes, which --no-include-assumptions "
           "leaves out";
  return "";
}

/// Identifiers in \p Text.
static std::set<std::string> wordsOf(StringRef Text) {
  std::set<std::string> Words;
  auto isPart = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  while (!Text.empty()) {
    StringRef Word = Text.take_while(isPart);
    if (!Word.empty() && !llvm::isDigit(Word.front()))
      Words.insert(Word.str());
    Text = Text.drop_front(std::max<size_t>(Word.size(), 1));
  }
  return Words;
}

/// Those of \p Text that may be the names of functions and of pointers to such:
/// `int f(`, `int (*f)(`.
static std::set<std::string> functionsIn(StringRef Text) {
  static constexpr std::array<const char *, 6> Keywords{
      "if", "while", "for", "switch", "return", "sizeof"};
  std::set<std::string> Names;
  auto isPart = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  while (!Text.empty()) {
    StringRef Word = Text.take_while(isPart);
    Text = Text.drop_front(std::max<size_t>(Word.size(), 1));
    StringRef Next = Text.ltrim();
    if (Next.consume_front(")"))
      Next = Next.ltrim();
    if (!Word.empty() && Next.starts_with("(") &&
        !llvm::is_contained(Keywords, Word))
      Names.insert(Word.str());
  }
  return Names;
}

namespace {

/// What a patch gives to other files, and what its edits spell.
struct Names {
  std::set<std::string> Given, Spelled;
};

} // namespace

/// A new name is given to others by a header, or by an external function.
static Names namesOf(const SeriesPatch &Patch, const SeriesFacts &Facts) {
  Names N;
  std::map<std::string, std::set<std::string>> Old;
  for (const Edit &E : Patch.Edits.Edits) {
    auto [Known, New] = Old.try_emplace(E.Path);
    if (New)
      Known->second = wordsOf(Facts.Read(E.Path).value_or(""));
    N.Spelled.merge(wordsOf(E.Text));
    if (StringRef(E.Path).ends_with(".h"))
      for (const std::string &Name : functionsIn(E.Text))
        if (!Known->second.count(Name))
          N.Given.insert(Name);
  }
  for (const SeriesConversion &C : Patch.Conversions)
    // Tables name what another file defines.
    if (C.Handler->Record.Function && !C.Handler->Record.Function->Static &&
        C.Handler->Accepted->Role != FamilyRole::Tables)
      N.Given.insert(C.Handler->Accepted->NewName);
  return N;
}

static llvm::Error settleEdits(SeriesPatch &Patch) {
  std::vector<EditGroup> Groups;
  for (const SeriesConversion &C : Patch.Conversions)
    Groups.push_back(C.Handler->Edits);
  llvm::Expected<EditGroup> All = mergeGroups(Groups);
  if (!All)
    return All.takeError();
  Patch.Edits = std::move(*All);
  return llvm::Error::success();
}

/// Patches by the sets of \p Sets; each keeps the order of its members.
static std::vector<SeriesPatch> collect(std::vector<SeriesPatch> Parts,
                                        const Unions &Sets) {
  std::map<size_t, SeriesPatch> ByRoot;
  for (size_t I = 0; I < Parts.size(); ++I) {
    SeriesPatch &To = ByRoot[Sets.find(I)];
    std::move(Parts[I].Conversions.begin(), Parts[I].Conversions.end(),
              std::back_inserter(To.Conversions));
  }
  std::vector<SeriesPatch> All;
  for (auto &[Root, Patch] : ByRoot) {
    llvm::sort(Patch.Conversions, [](const auto &A, const auto &B) {
      return A.Handler->Record.Id < B.Handler->Record.Id;
    });
    All.push_back(std::move(Patch));
  }
  return All;
}

/// For each patch those that it needs, directly or by way of others.
static std::vector<std::vector<bool>>
needs(const std::vector<SeriesPatch> &Patches, const SeriesFacts &Facts) {
  std::vector<Names> All;
  for (const SeriesPatch &P : Patches)
    All.push_back(namesOf(P, Facts));
  const size_t N = Patches.size();
  std::vector<std::vector<bool>> Need(N, std::vector<bool>(N));
  for (size_t I = 0; I < N; ++I)
    for (size_t J = 0; J < N; ++J)
      Need[I][J] =
          I != J && llvm::any_of(All[I].Spelled, [&](const std::string &Word) {
            return All[J].Given.count(Word) && !All[I].Given.count(Word);
          });
  for (size_t K = 0; K < N; ++K)
    for (size_t I = 0; I < N; ++I)
      for (size_t J = 0; J < N; ++J)
        if (Need[I][K] && Need[K][J])
          Need[I][J] = true;
  return Need;
}

/// Joins what needs each other, and sorts: names before their users, and by
/// path otherwise.
static llvm::Error order(SeriesPlan &Plan, const SeriesFacts &Facts) {
  std::vector<SeriesPatch> &Patches = Plan.Patches;
  for (SeriesPatch &P : Patches)
    if (llvm::Error E = settleEdits(P))
      return E;
  std::vector<std::vector<bool>> Need = needs(Patches, Facts);
  Unions Circles(Patches.size());
  for (size_t I = 0; I < Patches.size(); ++I)
    for (size_t J = 0; J < I; ++J)
      if (Need[I][J] && Need[J][I])
        Circles.join(I, J);
  Patches = collect(std::move(Patches), Circles);
  for (SeriesPatch &P : Patches)
    if (llvm::Error E = settleEdits(P))
      return E;
  llvm::sort(Patches, [](const SeriesPatch &A, const SeriesPatch &B) {
    return A.Conversions.front().Handler->Record.Id <
           B.Conversions.front().Handler->Record.Id;
  });
  Need = needs(Patches, Facts);
  std::vector<SeriesPatch> Sorted;
  std::vector<size_t> Place(Patches.size(), SIZE_MAX);
  while (Sorted.size() < Patches.size())
    for (size_t I = 0; I < Patches.size(); ++I) {
      if (Place[I] != SIZE_MAX)
        continue;
      std::vector<size_t> After;
      bool Ready = true;
      for (size_t J = 0; J < Patches.size() && Ready; ++J)
        if (Need[I][J]) {
          Ready = Place[J] != SIZE_MAX;
          After.push_back(Place[J]);
        }
      if (!Ready)
        continue;
      Place[I] = Sorted.size();
      llvm::sort(After);
      Sorted.push_back(std::move(Patches[I]));
      Sorted.back().After = std::move(After);
      break;
    }
  Patches = std::move(Sorted);
  for (SeriesPatch &P : Patches)
    P.IsParsed = P.Conversions.size() == 1 &&
                 llvm::none_of(Patches, [&](const SeriesPatch &Other) {
                   return &Other != &P && shareAFile(P.Edits, Other.Edits);
                 });
  return llvm::Error::success();
}

static std::string keyOf(const HandlerRecord &Record, GroupBy By,
                         const SeriesFacts &Facts) {
  switch (By) {
  case GroupBy::Driver: {
    std::string Driver = Facts.DriverOf(Record.File);
    return Driver.empty() ? Record.File : Driver;
  }
  case GroupBy::Maintainer: {
    const MaintainerSection *Section = Facts.Sections.sectionOf(Record.File);
    return Section ? Section->Title : "";
  }
  case GroupBy::Folder:
    return llvm::sys::path::parent_path(Record.File).str();
  case GroupBy::Class:
    return Record.Class ? nlohmann::json(*Record.Class).dump() : "";
  case GroupBy::One:
    return "";
  }
  return "";
}

llvm::Expected<SeriesPlan> planSeries(const ScanResult &Scan,
                                      const RewriteResult &Result,
                                      const SeriesFilter &Filter, GroupBy By,
                                      const SeriesFacts &Facts) {
  std::vector<SeriesPatch> Parts; // one conversion each
  for (const RewriteOutcome &O : Result.Outcomes) {
    if (!isDone(O.Outcome))
      continue;
    for (const HandlerResult *H : Scan.find(O.Id))
      if (H->Record.Id == O.Id && H->Accepted) {
        Parts.emplace_back();
        Parts.back().Conversions.push_back({H, &O});
        Parts.back().Edits = H->Edits;
      }
  }
  Unions Whole(Parts.size()), Groups(Parts.size());
  std::map<std::string, size_t> ByKey;
  for (size_t I = 0; I < Parts.size(); ++I) {
    for (size_t J = 0; J < I; ++J) {
      if (shareAnEdit(Parts[I].Edits, Parts[J].Edits)) {
        Whole.join(I, J);
        Groups.join(I, J);
      } else if (By == GroupBy::Driver &&
                 shareAFile(Parts[I].Edits, Parts[J].Edits)) {
        Groups.join(I, J);
      }
    }
  }
  SeriesPlan Plan;
  std::map<size_t, std::string> Against; // of what only goes together
  for (size_t I = 0; I < Parts.size(); ++I)
    if (std::string Why =
            reasonAgainst(*Parts[I].Conversions.front().Outcome, Filter);
        !Why.empty())
      Against.try_emplace(Whole.find(I), Why);
  std::vector<SeriesPatch> Chosen;
  std::vector<size_t> Index;
  for (size_t I = 0; I < Parts.size(); ++I) {
    const HandlerRecord &Record = Parts[I].Conversions.front().Handler->Record;
    if (auto Why = Against.find(Whole.find(I)); Why != Against.end()) {
      Plan.Left.push_back({Record.Id, Why->second});
      continue;
    }
    Index.push_back(I);
    Chosen.push_back(std::move(Parts[I]));
  }
  Unions Sets(Chosen.size());
  for (size_t I = 0; I < Chosen.size(); ++I) {
    for (size_t J = 0; J < I; ++J)
      if (Groups.find(Index[I]) == Groups.find(Index[J]))
        Sets.join(I, J);
    std::string Key =
        keyOf(Chosen[I].Conversions.front().Handler->Record, By, Facts);
    Sets.join(I, ByKey.try_emplace(Key, I).first->second);
  }
  Plan.Patches = collect(std::move(Chosen), Sets);
  if (llvm::Error E = order(Plan, Facts))
    return std::move(E);
  return Plan;
}

static void leaveOut(SeriesPlan &Plan, const SeriesPatch &Patch,
                     const std::string &Why) {
  for (const SeriesConversion &C : Patch.Conversions)
    Plan.Left.push_back({C.Handler->Record.Id, Why});
  llvm::sort(Plan.Left,
             [](const LeftOut &A, const LeftOut &B) { return A.Id < B.Id; });
}

void limitSeries(SeriesPlan &Plan, size_t Most) {
  while (Plan.Patches.size() > Most) {
    SeriesPatch Last = std::move(Plan.Patches.back());
    Plan.Patches.pop_back();
    leaveOut(Plan, Last, "--limit leaves it for a later series");
  }
}

llvm::Expected<bool> joinWithNeighbours(SeriesPlan &Plan, size_t Index,
                                        const SeriesFacts &Facts) {
  Unions Sets(Plan.Patches.size());
  for (size_t I = 0; I < Plan.Patches.size(); ++I)
    if (I != Index &&
        shareAFile(Plan.Patches[I].Edits, Plan.Patches[Index].Edits))
      Sets.join(I, Index);
  const size_t Before = Plan.Patches.size();
  Plan.Patches = collect(std::move(Plan.Patches), Sets);
  if (llvm::Error E = order(Plan, Facts))
    return std::move(E);
  return Plan.Patches.size() < Before;
}

void dropPatch(SeriesPlan &Plan, size_t Index, const std::string &Why) {
  std::vector<SeriesPatch> Kept;
  std::vector<std::optional<size_t>> Place;
  for (size_t I = 0; I < Plan.Patches.size(); ++I) {
    SeriesPatch &P = Plan.Patches[I];
    bool Needs = llvm::any_of(P.After, [&](size_t J) { return !Place[J]; });
    if (I == Index || Needs) {
      leaveOut(Plan, P, I == Index ? Why : "it needs a patch that is left out");
      Place.push_back(std::nullopt);
      continue;
    }
    for (size_t &J : P.After)
      J = *Place[J];
    Place.push_back(Kept.size());
    Kept.push_back(std::move(P));
  }
  Plan.Patches = std::move(Kept);
}

} // namespace premap
