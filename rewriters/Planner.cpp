// The order of a conversion: who is converted together, what forbids it, and
// then every edit.
#include "findings/Finding.h"
#include "kernel/Calls.h"
#include "rewriters/BodyEdits.h"
#include "rewriters/CommentText.h"
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
    S.obstacle(rule::PM041,
               "would leave " + Stuck +
                   " without a use, but computing it has an effect",
               F.Facts->Definition);
    return;
  }
  New = settleFile(F, New);
  New = dropNeedlessBraces(Old, breakLongLines(Old, New));
  if (S.Input.KeepsOld) {
    insertBeside(S, F, New, S.Input.Mentions);
    return;
  }
  editLines(S, T, Where.Begin, Old, New, F.NewName + " takes a descriptor");
}

static std::vector<const ConversionInput *> hooksOf(const Session &S) {
  std::vector<const ConversionInput *> Out = {&S.Input};
  for (const Teammate &Mate : S.Together.Members)
    if (Mate.Peer)
      Out.push_back(Mate.Peer);
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

/// The hook stays as it is and gets a form for descriptors beside it, which
/// the tables of its own file name.
static void editBeside(Session &S) {
  std::vector<OpsEntry> Own;
  std::copy_if(S.Input.Entries.begin(), S.Input.Entries.end(),
               std::back_inserter(Own), [&](const OpsEntry &Entry) {
                 return Entry.Where.Path == S.Input.Handler.File &&
                        S.Input.Family->has(Entry);
               });
  for (const OpsEntry &Entry : Own)
    if (!Entry.FieldName || !Entry.Value)
      S.obstacle(rule::PM040,
                 "the entry of " + Entry.Variable +
                     " has no designator that could be renamed",
                 Entry.Where);
  if (!S.Obstacles.empty())
    return;
  convertTables(S, Own, S.Decisions.NewName);
  for (std::unique_ptr<Subject> &F : S.Subjects) {
    if (!F->IsHook || F->IsTwin || F->Facts->Name != S.Input.Handler.Name) {
      S.obstacle(rule::PM039,
                 F->Facts->Name + "() would be needed in two forms",
                 F->Facts->Definition);
      continue;
    }
    convertSignature(S, *F);
    describeReplacements(S, *F);
    finishSubject(S, *F);
  }
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
      renameNullMacros(S, *F);
  for (std::unique_ptr<Subject> &F : S.Subjects)
    if (F->IsHook && !F->IsTwin)
      for (const std::string &Path : pathsOf(S, *F))
        refuseLeftovers(S, *F, Path);
}

/// `.mmap = generic_file_mmap`: the function stays, each table changes.
static void convertLibraryTables(Session &S) {
  std::vector<OpsEntry> Editable;
  std::copy_if(S.Input.Entries.begin(), S.Input.Entries.end(),
               std::back_inserter(Editable), isEditableTable);
  if (S.Obstacles.empty())
    convertTables(S, Editable, S.Input.Handler.Name + "_prepare");
}

static void run(Session &S) {
  S.Decisions.OldName = S.Input.Handler.Name;
  S.Decisions.NewName = S.Input.Handler.Name + "_prepare";
  if (kernel::isLibraryHook(S.Input.Handler.Name)) {
    convertLibraryTables(S);
    return;
  }
  addSubjects(S);
  if (const Subject *Hook = S.subject(S.Input.Handler.Name))
    S.Decisions.DescName = Hook->Desc;
  for (std::unique_ptr<Subject> &F : S.Subjects)
    convertBody(S, *F);
  if (S.Obstacles.empty() && S.Input.KeepsOld)
    editBeside(S);
  else if (S.Obstacles.empty())
    editAll(S);
  // The compatibility path of whoever calls an inner hook knows neither.
  const Plan &P = S.Decisions;
  if (isCalledByCompat(S.Input) &&
      !(P.ErrorHook.empty() && P.ErrorOverride.empty()))
    S.obstacle(rule::PM015,
               "answers a failed mapping with an error of its own, which the "
               "caller of an inner hook does not keep",
               S.Input.Handler.Definition);
  if (S.Input.KeepsOld && !P.Mapped.empty())
    S.obstacle(rule::PM001,
               "would give a table of vm_ops that the old hook still installs "
               "the member mapped",
               S.Input.Handler.Definition);
}

static Reason reasonOf(const Finding &Found) {
  return {Found.Rule, Found.Message, Found.Where.File, Found.Where.Line,
          toString(Found.Needs)};
}

PlanResult plan(const ConversionInput &Input, const ApiFeatures &Api,
                const FileReader &Read) {
  Session S(Input, Api, Read);
  for (const Finding &Found : findings(Input, Api))
    (Found.Effect == Weight::Forbids ? S.Obstacles : S.Decisions.Warnings)
        .push_back(reasonOf(Found));
  run(S);
  if (Input.Family) {
    S.Decisions.Family = Input.Family->Record;
    S.Decisions.Role = Input.KeepsOld ? FamilyRole::Beside : FamilyRole::Member;
  }
  return resultOf(S);
}

} // namespace premap
