// The order of a conversion: who is converted together, what forbids it, and
// then every edit.
#include "matchers/BodyTables.h"
#include "rewriters/BodyEdits.h"
#include "rewriters/Checks.h"
#include "rewriters/SharedEdits.h"
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
    S.obstacle("PM040", "the body of " + F.Name + " could not be read",
               F.Definition);
    return nullptr;
  }
  Out->Syntax = *Syntax;
  Out->Desc = chooseDescName(*Out->Source, range(F.Definition));
  if (Out->Desc.empty())
    S.obstacle("PM040",
               F.Name + " already uses desc and vma_desc for something else",
               F.Definition);
  for (const Declaration &D : declarationsIn(*Out->Source, Syntax->body()))
    for (const Declarator &One : D.Declarators)
      if (One.Name == Out->Vma || One.Name == Out->File)
        S.obstacle(
            "PM040", F.Name + " declares another " + One.Name + " inside",
            Session::span(*Out->Source, Out->Source->tokens()[One.NameToken]));
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
  S.warn("PM026",
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

static bool addHook(Session &S, const ConversionInput &Input) {
  if (S.subject(Input.Handler.Name))
    return true;
  checkUsers(S, Input);
  // A reader wants every obstacle, so the body is looked at all the same.
  if (Input.Handler.InMacro || !Input.Handler.Definition)
    return false;
  std::unique_ptr<Subject> F = makeSubject(S, Input.Handler, /*IsHook=*/true);
  if (!F)
    return false;
  Range All{0, static_cast<unsigned>(F->Source->text().size())};
  if (spells(*F->Source, All, F->NewName, /*Members=*/true))
    S.obstacle("PM040", F->NewName + " exists already",
               Input.Handler.Definition);
  S.Subjects.push_back(std::move(F));
  addTwins(S, *S.Subjects.back());
  return true;
}

static const FunctionFacts *fileFunction(const ConversionInput &Input,
                                         const std::string &Name) {
  for (const FunctionFacts &F : Input.FileFunctions)
    if (F.Name == Name)
      return &F;
  return nullptr;
}

static const ConversionInput *peerAt(const ConversionInput &Input,
                                     unsigned Offset) {
  for (const ConversionInput &Peer : Input.Peers)
    if (range(Peer.Handler.Definition).contains(Offset))
      return &Peer;
  return nullptr;
}

/// Every caller of the helper \p F is converted too, or it is an obstacle.
/// Hooks that call it join the conversion; if others keep a VMA it is split.
static void followCallers(Session &S, Subject &F) {
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
    const ConversionInput *Peer = peerAt(S.Input, Where.Begin);
    if (T.at(I + 1) == "(" && (Inside || (Peer && addHook(S, *Peer))))
      continue;
    if (isInactive(S.Input, T, Where) && addTwin(S, T, I, /*IsHook=*/false))
      continue;
    Others.push_back(Session::span(T, Where));
  }
  if (Others.empty() || split(S, F))
    return;
  for (const Span &Where : Others)
    S.obstacle("PM039",
               Name + "() takes the VMA and is also used where a VMA remains",
               Where);
}

static void addHelpers(Session &S) {
  // Subjects grows while the helpers of helpers are found.
  for (size_t I = 0; I < S.Subjects.size(); ++I) {
    std::set<std::string> Called;
    for (const Event &E : S.Subjects[I]->events())
      if (E.Kind == EventKind::HelperCall)
        Called.insert(E.Name);
    for (const std::string &Name : Called) {
      const FunctionFacts *Helper = fileFunction(S.Input, Name);
      if (S.subject(Name) || !Helper)
        continue;
      if (!Helper->Static || Helper->Exported || Helper->InMacro) {
        S.obstacle("PM040",
                   Name + "() takes the VMA and is not private to its file",
                   Helper->Definition);
        continue;
      }
      if (std::unique_ptr<Subject> F = makeSubject(S, *Helper, false))
        S.Subjects.push_back(std::move(F));
    }
    if (!S.Subjects[I]->IsHook)
      followCallers(S, *S.Subjects[I]);
  }
}

/// Distinct changes of text, for people.
static void describeReplacements(Session &S, const Subject &F) {
  std::set<std::string> Said;
  std::vector<Replacement> Sorted = F.Replacements;
  std::sort(Sorted.begin(), Sorted.end(),
            [](const Replacement &A, const Replacement &B) {
              return A.Where.Begin < B.Where.Begin;
            });
  for (const Replacement &R : Sorted) {
    std::string Old = joinLines(F.Source->slice(R.Where));
    std::string Text = Old + " becomes " + joinLines(R.Text);
    if (Old != R.Text && Said.insert(Text).second)
      S.step(Text, Session::span(*F.Source, R.Where));
  }
}

/// The edit that turns \p Old, at \p Begin of \p T, into \p New: whole lines
/// that are equal at either end are left out.
static void editLines(Session &S, const SourceText &T, unsigned Begin,
                      const std::string &Old, const std::string &New,
                      const std::string &Why) {
  size_t Head = 0, Limit = std::min(Old.size(), New.size());
  while (Head < Limit && Old[Head] == New[Head])
    ++Head;
  while (Head > 0 && Old[Head - 1] != '\n')
    --Head;
  size_t Tail = 0;
  while (Tail < Limit - Head &&
         Old[Old.size() - 1 - Tail] == New[New.size() - 1 - Tail])
    ++Tail;
  while (Tail > 0 && Old[Old.size() - Tail - 1] != '\n')
    --Tail;
  unsigned From = Begin + Head;
  unsigned To = Begin + static_cast<unsigned>(Old.size() - Tail);
  S.edit(T, {From, To}, New.substr(Head, New.size() - Tail - Head), Why);
}

static void finishSubject(Session &S, Subject &F) {
  const SourceText &T = *F.Source;
  Range Where = range(F.Facts->Definition);
  // Lines count from the start of the line that the definition begins on.
  Where.Begin = T.lineBegin(Where.Begin);
  std::string Old(T.slice(Where));
  std::string Stuck;
  std::string New = renderAligned(T, Where, F.Replacements);
  New = dropUnusedLocals(F, New, Stuck);
  if (!Stuck.empty()) {
    S.obstacle("PM041",
               "would leave " + Stuck +
                   " without a use, but computing it has an effect",
               F.Facts->Definition);
    return;
  }
  New = settleFile(F, New);
  New = breakLongLines(Old, New);
  editLines(S, T, Where.Begin, Old, New, F.NewName + " takes a descriptor");
}

static std::vector<const ConversionInput *> hooksOf(const Session &S) {
  std::vector<const ConversionInput *> Out = {&S.Input};
  for (const ConversionInput &Peer : S.Input.Peers)
    if (S.subject(Peer.Handler.Name))
      Out.push_back(&Peer);
  return Out;
}

/// Files that may spell \p F's name.
static std::set<std::string> pathsOf(const Session &S, const Subject &F) {
  std::set<std::string> Paths = {F.Source->path()};
  for (const Edit &E : S.Edits)
    if (F.IsHook && !F.IsTwin && !F.Facts->Static)
      Paths.insert(E.Path);
  return Paths;
}

static void editAll(Session &S) {
  for (const ConversionInput *Hook : hooksOf(S)) {
    const std::string NewName = Hook->Handler.Name + "_prepare";
    convertTables(S, Hook->Entries, NewName);
  }
  for (std::unique_ptr<Subject> &F : S.Subjects) {
    convertSignature(S, *F);
    describeReplacements(S, *F);
    convertDeclarations(S, *F, F->Facts->Mentions);
  }
  for (const ConversionInput *Hook : hooksOf(S)) {
    const Subject *F = S.subject(Hook->Handler.Name);
    std::vector<Mention> Foreign;
    for (const Mention &M : Hook->Mentions)
      if (std::none_of(
              Hook->Handler.Mentions.begin(), Hook->Handler.Mentions.end(),
              [&](const Mention &Own) { return Own.Where == M.Where; }))
        Foreign.push_back(M);
    convertDeclarations(S, *F, Foreign);
  }
  for (std::unique_ptr<Subject> &F : S.Subjects)
    for (const std::string &Path : pathsOf(S, *F))
      convertComments(S, *F, Path);
  for (std::unique_ptr<Subject> &F : S.Subjects) {
    insertErrorHook(S, *F);
    finishSubject(S, *F);
  }
  for (std::unique_ptr<Subject> &F : S.Subjects)
    if (F->IsHook && !F->IsTwin)
      for (const std::string &Path : pathsOf(S, *F))
        refuseLeftovers(S, *F, Path);
}

/// `.mmap = generic_file_mmap`: the function stays, each table changes.
static void convertGenericTables(Session &S) {
  const std::string &Name = S.Input.Handler.Name;
  bool Exists = Name == "generic_file_mmap"
                    ? S.Api.GenericFileMmapPrepare
                    : S.Api.GenericFileReadonlyMmapPrepare;
  if (!Exists)
    S.obstacle("PM040", "the target has no " + Name + "_prepare()",
               S.Input.Handler.Definition);
  std::vector<OpsEntry> Editable;
  for (const OpsEntry &Entry : S.Input.Entries) {
    bool Can = Entry.Type == "file_operations" && Entry.Field == "mmap" &&
               Entry.FieldName && Entry.Value &&
               Entry.Form == EntryForm::Designated;
    if (Can)
      Editable.push_back(Entry);
    else
      S.warn("PM040",
             "the entry of " + Entry.Variable + " cannot be edited and stays",
             Entry.Where);
  }
  if (Editable.empty())
    S.obstacle("PM040", "no table that names " + Name + " can be edited",
               S.Input.Handler.Definition);
  if (S.Obstacles.empty())
    convertTables(S, Editable, Name + "_prepare");
}

/// All that forbids to convert \p F. What forbids a hook that only shares a
/// helper with the one that was asked for is one obstacle for the latter.
static void examine(Session &S, Subject &F) {
  const size_t Before = S.Obstacles.size();
  checkEffects(S, F);
  checkFields(S, F);
  convertBody(S, F);
  checkOrder(S, F);
  bool Peer = F.IsHook && F.Facts->Name != S.Input.Handler.Name;
  if (!Peer || S.Obstacles.size() == Before)
    return;
  std::string Why = S.Obstacles[Before].Message;
  S.Obstacles.resize(Before);
  S.obstacle("PM039",
             "shares a helper that takes the VMA with " + F.Facts->Name +
                 "(), which keeps its VMA: " + Why,
             F.Facts->Definition);
}

static void run(Session &S) {
  S.Decisions.OldName = S.Input.Handler.Name;
  S.Decisions.NewName = S.Input.Handler.Name + "_prepare";
  if (isLibraryHook(S.Input.Handler.Name)) {
    convertGenericTables(S);
    return;
  }
  if (!addHook(S, S.Input))
    return;
  S.Decisions.DescName = S.Subjects.front()->Desc;
  addHelpers(S);
  for (std::unique_ptr<Subject> &F : S.Subjects)
    examine(S, *F);
  if (S.Obstacles.empty())
    editAll(S);
}

template <typename T> static void sortUnique(std::vector<T> &Values) {
  std::sort(Values.begin(), Values.end());
  Values.erase(std::unique(Values.begin(), Values.end()), Values.end());
}

PlanResult plan(const ConversionInput &Input, const ApiFeatures &Api,
                const FileReader &Read) {
  Session S(Input, Api, Read);
  run(S);
  PlanResult Result;
  if (S.Obstacles.empty()) {
    // What cannot be put together would fail when it is made: say so now.
    if (llvm::Expected<EditGroup> Group = mergeGroups({{S.Edits}}); !Group)
      S.obstacle("PM041", llvm::toString(Group.takeError()),
                 Input.Handler.Definition);
  }
  sortUnique(S.Obstacles);
  sortUnique(S.Decisions.Warnings);
  Result.Obstacles = std::move(S.Obstacles);
  if (Result.Obstacles.empty())
    Result.Accepted = std::move(S.Decisions);
  return Result;
}

llvm::Expected<EditGroup> makeEdits(const Plan &P, const ConversionInput &Input,
                                    const ApiFeatures &Api,
                                    const FileReader &Read) {
  Session S(Input, Api, Read);
  run(S);
  if (!S.Obstacles.empty())
    return llvm::createStringError("%s: %s: %s", P.OldName.c_str(),
                                   S.Obstacles.front().Rule.c_str(),
                                   S.Obstacles.front().Message.c_str());
  if (S.Edits.empty())
    return llvm::createStringError("%s: the plan has no edits",
                                   P.OldName.c_str());
  return mergeGroups({{std::move(S.Edits)}});
}

} // namespace premap
