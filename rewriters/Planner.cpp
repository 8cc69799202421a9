// The order of a conversion: who is converted together, what forbids it, and
// then every edit.
#include "kernel/Calls.h"
#include "rewriters/BodyEdits.h"
#include "rewriters/Checks.h"
#include "rewriters/SharedEdits.h"
#include "rewriters/Subjects.h"

#include <algorithm>
#include <set>

namespace premap {

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
  if (!S.Api.MmapPrepare)
    S.obstacle("PM047", "the target has no f_op->mmap_prepare",
               S.Input.Handler.Definition);
  else if (!Exists)
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
  if (kernel::isLibraryHook(S.Input.Handler.Name)) {
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
    llvm::Expected<EditGroup> Group = mergeGroups({{std::move(S.Edits)}});
    if (Group)
      Result.Edits = std::move(*Group);
    else
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

} // namespace premap
