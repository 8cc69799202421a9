#include "rewriters/Subjects.h"

#include "rewriters/Split.h"

#include <algorithm>
#include <set>

namespace premap {

/// The identifier is spelled anywhere in \p T's code.
static bool spells(const SourceText &T, Range Where, std::string_view Name,
                   bool Members) {
  for (size_t I = T.firstAt(Where.Begin);
       I < T.tokens().size() && T.tokens()[I].Begin < Where.End; ++I)
    if (T.at(I) == Name && (Members || !T.isMember(I)))
      return true;
  return false;
}

static std::string chooseDescName(const SourceText &T, Range Definition) {
  for (const char *Name : {"desc", "vma_desc"})
    if (!spells(T, Definition, Name, /*Members=*/false))
      return Name;
  return "";
}

static std::unique_ptr<Subject> makeSubject(Session &S, const FunctionFacts &F,
                                            bool IsHook) {
  auto Out = std::make_unique<Subject>();
  Out->Facts = &F;
  Out->IsHook = IsHook;
  Out->NewName = IsHook ? F.Name + "_prepare" : F.Name;
  Out->Vma = F.Body.VmaParameter;
  Out->File = F.Body.FileParameter;
  Out->Source = S.text(F.Definition.Path);
  if (!Out->Source)
    return nullptr;
  auto Syntax = functionIn(*Out->Source, range(F.Definition), F.Name);
  if (!F.Body.Present || !Syntax) {
    S.obstacle(rule::PM040, "the body of " + F.Name + " could not be read",
               F.Definition);
    return nullptr;
  }
  Out->Syntax = *Syntax;
  Out->Desc = chooseDescName(*Out->Source, range(F.Definition));
  if (Out->Desc.empty())
    S.obstacle(rule::PM040,
               F.Name + " already uses desc and vma_desc for something else",
               F.Definition);
  return Out;
}

static bool isInactive(const ConversionInput &Input, const SourceText &T,
                       Range Where) {
  for (const InactiveRegion &Region : Input.Inactive)
    if (Region.Where.Path == T.path() && range(Region.Where).contains(Where))
      return true;
  return false;
}

/// The name of the parameter of type `struct \p Type *` in the list between
/// \p Open and \p Close.
static std::string parameterOf(const SourceText &T, size_t Open, size_t Close,
                               std::string_view Type) {
  for (size_t I = Open; I + 3 < Close + 1; ++I)
    if (T.matches(I, {"struct", Type, "*"}) && T.isIdentifier(I + 3))
      return std::string(T.at(I + 3));
  return "";
}

/// The other definition of a hook or helper, in a branch of `#if` that no unit
/// compiles: facts that only its text gives.
static bool addTwin(Session &S, const SourceText &T, size_t Name, bool IsHook) {
  std::optional<size_t> Close = T.closing(Name + 1);
  if (!Close || T.at(*Close + 1) != "{")
    return false;
  std::optional<size_t> End = T.closing(*Close + 1);
  std::string Vma = parameterOf(T, Name + 1, *Close, "vm_area_struct");
  if (!End || Vma.empty())
    return false;
  auto Twin = std::make_unique<FunctionFacts>();
  Twin->Name = T.at(Name);
  Twin->File = T.path();
  Twin->Static = true;
  unsigned Begin = T.tokens()[statementBegin(T, Name, 0)].Begin;
  Twin->Definition = Session::span(T, {Begin, T.tokens()[*End].End});
  Twin->Body.Present = true;
  Twin->Body.VmaParameter = Vma;
  Twin->Body.FileParameter = parameterOf(T, Name + 1, *Close, "file");
  std::unique_ptr<Subject> F = makeSubject(S, *Twin, IsHook);
  if (!F)
    return false;
  F->IsTwin = true;
  S.warn(rule::PM026,
         "the other definition of " + Twin->Name +
             "(), which was not compiled, changes as text",
         Twin->Definition);
  S.Subjects.push_back(std::move(F));
  S.Twins.push_back(std::move(Twin));
  return true;
}

/// Definitions of the hook \p F in branches that no unit compiles.
static void addTwins(Session &S, const Subject &F) {
  const SourceText &T = *F.Source;
  const std::string Name = F.Facts->Name;
  Range Own = range(F.Facts->Definition);
  for (size_t I = 0; I < T.tokens().size(); ++I)
    if (T.at(I) == Name && !T.isMember(I) && !Own.contains(T.tokens()[I]) &&
        isInactive(S.Input, T, T.tokens()[I]))
      addTwin(S, T, I, /*IsHook=*/true);
}

static void addHook(Session &S, const Teammate &Mate) {
  std::unique_ptr<Subject> F = makeSubject(S, *Mate.Facts, /*IsHook=*/true);
  if (!F)
    return;
  Range All{0, static_cast<unsigned>(F->Source->text().size())};
  if (spells(*F->Source, All, F->NewName, /*Members=*/true))
    S.obstacle(rule::PM040, F->NewName + " exists already",
               Mate.Facts->Definition);
  S.Subjects.push_back(std::move(F));
  addTwins(S, *S.Subjects.back());
}

/// Spelled uses of the helper \p F that no member of the team makes: in code
/// that is not compiled a twin may do. The others keep a VMA.
static std::vector<Span> otherUses(Session &S, const Subject &F) {
  const SourceText &T = *F.Source;
  const std::string &Name = F.Facts->Name;
  std::vector<Span> Others;
  std::set<unsigned> Declared;
  for (const Mention &M : F.Facts->Mentions)
    if (M.Kind == MentionKind::Declaration || M.Kind == MentionKind::Definition)
      Declared.insert(M.Where.Offset);
  for (size_t I = 0; I < T.tokens().size(); ++I) {
    Range Where = T.tokens()[I];
    if (T.at(I) != Name || T.isMember(I) || Declared.count(Where.Begin) ||
        I == F.Syntax.Name)
      continue;
    bool Inside = false;
    for (const std::unique_ptr<Subject> &Other : S.Subjects)
      Inside |= range(Other->Facts->Definition).contains(Where);
    if (T.at(I + 1) == "(" && Inside)
      continue;
    if (isInactive(S.Input, T, Where) && addTwin(S, T, I, /*IsHook=*/false))
      continue;
    Others.push_back(Session::span(T, Where));
  }
  return Others;
}

/// A helper that others call with a VMA is split; if its text does not allow
/// that, it is an obstacle.
static void followCallers(Session &S, Subject &F) {
  std::vector<Span> Others = otherUses(S, F);
  if (Others.empty() || split(S, F))
    return;
  const Teammate *Mate = S.Together.member(F.Facts->Name);
  for (const Span &Where : Others) {
    bool Found = Mate && !Mate->takesValues() &&
                 std::any_of(Mate->OtherUses.begin(), Mate->OtherUses.end(),
                             [&](const Span &Use) {
                               return Use.Offset == Where.Offset;
                             });
    if (!Found)
      S.obstacle(rule::PM039,
                 F.Facts->Name +
                     "() takes the VMA and is also used where a VMA remains",
                 Where);
  }
}

void addSubjects(Session &S) {
  for (const Teammate &Mate : S.Together.Members) {
    if (Mate.Facts->InMacro || !Mate.Facts->Definition || !Mate.body().Present)
      continue;
    if (Mate.IsHook)
      addHook(S, Mate);
    else if (auto F = makeSubject(S, *Mate.Facts, /*IsHook=*/false))
      S.Subjects.push_back(std::move(F));
  }
  // Subjects grows: twins of callers.
  for (size_t I = 0; I < S.Subjects.size(); ++I)
    if (!S.Subjects[I]->IsHook && !S.Subjects[I]->IsTwin)
      followCallers(S, *S.Subjects[I]);
}

} // namespace premap
