#include "rewriters/Family.h"

#include "kernel/Hooks.h"
#include "matchers/ApiFeatures.h"
#include "rewriters/Dispatch.h"
#include "rewriters/SharedEdits.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cctype>

namespace premap {

/// The tokens of `struct NAME { .. }`, from the first one to the brace.
static TokenRange recordIn(const SourceText &T, const std::string &Name) {
  for (size_t I = 0; I + 2 < T.tokens().size(); ++I)
    if (T.matches(I, {"struct", Name, "{"}))
      return {I, T.closing(I + 2).value_or(I)};
  return {};
}

/// The name of the hook \p Field in the record, by its token; 0 if it has none.
static size_t memberIn(const SourceText &T, TokenRange Record,
                       const std::string &Field) {
  for (size_t I = Record.Begin + 2; I < Record.End; ++I)
    if (T.matches(I - 2, {"(", "*", Field, ")", "("}))
      return I;
  return 0;
}

/// The comment right before token \p I.
static std::optional<Range> commentBefore(const SourceText &T, size_t I) {
  std::optional<Range> Found;
  for (const Range &C : T.comments())
    if (C.End <= T.tokens()[I].Begin &&
        T.slice({C.End, T.tokens()[I].Begin}).find_first_not_of(" \t\r\n") ==
            std::string_view::npos)
      Found = C;
  return Found;
}

/// A line for the new member behind what kernel-doc says of the old one.
static void documentMember(Session &S, const SourceText &T, Range Doc,
                           const std::string &Field, const std::string &New) {
  std::string_view Text = T.slice(Doc);
  size_t At = Text.find("@" + Field + ":");
  if (At == std::string_view::npos)
    return;
  unsigned Begin = Doc.Begin + At;
  const std::string Prefix(T.slice({T.lineBegin(Begin), Begin}));
  // The description ends where the next one, or another paragraph, begins.
  unsigned End = T.nextLine(Begin);
  for (; End < Doc.End; End = T.nextLine(End)) {
    std::string_view Line = T.slice({End, T.lineEnd(End)});
    size_t First = Line.find_first_not_of(" \t*");
    if (First == std::string_view::npos || Line[First] == '@' ||
        Line[First] == '/' || First <= Prefix.size())
      break;
  }
  S.edit(T, {End, End},
         Prefix + "@" + New + ": The same, with a descriptor of the mapping; " +
             "replaces @" + Field + T.newline(),
         "the new member is documented");
}

/// `int (*mmap_prepare)(..);` behind `int (*mmap)(..);`. \returns whether it
/// was there already.
static bool addMember(Session &S, const FamilyInput &Input) {
  const SourceText *T = S.text(Input.Header);
  if (!T)
    return false;
  const std::string New = kernel::prepareForm(Input.Family.Field);
  TokenRange Record = recordIn(*T, Input.Family.Record);
  if (size_t Known = memberIn(*T, Record, New)) {
    const Range All = bytes(*T, Record);
    for (const Range &Directive : T->directives())
      if (All.contains(Directive))
        S.obstacle(rule::PM026,
                   "declares " + New + ", perhaps not in every configuration",
                   Session::span(*T, T->tokens()[Known]));
    return true;
  }
  size_t Name = memberIn(*T, Record, Input.Family.Field);
  std::optional<size_t> Close = Name ? T->closing(Name + 2) : std::nullopt;
  if (!Close || T->at(*Close + 1) != ";") {
    S.obstacle(rule::PM040,
               "does not declare struct " + Input.Family.Record +
                   " with a hook " + Input.Family.Field + " in a known form",
               {Input.Header, 0, 0, 0});
    return false;
  }
  unsigned Open = T->tokens()[Name - 2].Begin;
  std::string Text(T->slice({T->lineBegin(Open), Open}));
  Text += "(*" + New + ")";
  Text += innerParameters(*T, Name + 2, columnAfter(Text, 0), "desc", 1) + ";";
  unsigned At = T->nextLine(T->tokens()[*Close + 1].Begin);
  const std::string Why = "struct " + Input.Family.Record + " gets " + New;
  S.edit(*T, {At, At}, Text + T->newline(), Why);
  forwardDeclareDesc(S, *T);
  if (std::optional<Range> Doc = commentBefore(*T, Record.Begin))
    documentMember(S, *T, *Doc, Input.Family.Field, New);
  S.step(Why + " beside " + Input.Family.Field,
         Session::span(*T, T->tokens()[Name]));
  return false;
}

/// Whether the run-time assignment \p Entry may write to a table that has its
/// hook from \p Other.
static bool mayOverwrite(const OpsEntry &Entry, const OpsEntry &Other) {
  const std::string Table =
      Entry.Variable.substr(0, Entry.Variable.find_first_of(".-["));
  return Other.Form != EntryForm::RuntimeAssignment &&
         (Other.Where.Path == Entry.Where.Path || Other.Variable == Table);
}

/// What of the tables stands against a second member.
static void findTables(Session &S, const FamilyInput &Input) {
  const std::string Hook = Input.Family.Record + "." + Input.Family.Field;
  for (const OpsEntry &Entry : Input.Entries) {
    if (Entry.Form == EntryForm::Positional)
      S.obstacle(rule::PM040,
                 "initialises a struct " + Input.Family.Record +
                     " without designators, which a new member would shift",
                 Entry.Where);
    bool Overwrites = Entry.Form == EntryForm::RuntimeAssignment &&
                      llvm::any_of(Input.Entries, [&](const OpsEntry &Other) {
                        return mayOverwrite(Entry, Other);
                      });
    if (Overwrites)
      S.obstacle(rule::PM040,
                 "sets " + Hook +
                     " of a table that may have a hook already, whose new form "
                     "would come before it",
                 Entry.Where);
  }
}

/// A place for what is said of the family as a whole.
static Span placeOf(const FamilyInput &Input) {
  if (!Input.Uses.empty())
    return Input.Uses.front().Where;
  return Input.Entries.empty() ? Span() : Input.Entries.front().Where;
}

static void findCallers(Session &S, const FamilyInput &Input) {
  const std::string Hook = Input.Family.Record + "." + Input.Family.Field;
  bool Any = false;
  for (const FieldUse &Use : Input.Uses)
    Any |= Use.Kind == FieldUseKind::Call;
  if (!Any)
    S.obstacle(rule::PM038, "nothing that was read calls " + Hook,
               placeOf(Input));
  for (const std::string &File : Input.Unread)
    S.obstacle(rule::PM038,
               "uses a member " + Input.Family.Field +
                   " in text that no configuration compiles and that names "
                   "struct " +
                   Input.Family.Record,
               {File, 0, 0, 0});
}

PlanResult planFamily(const FamilyInput &Input, const ApiFeatures &Api,
                      const FileReader &Read, EditGroup &Record) {
  ConversionInput Empty;
  Session S(Empty, Api, Read);
  S.Decisions.OldName = Input.Family.Field;
  S.Decisions.NewName = kernel::prepareForm(Input.Family.Field);
  S.Decisions.Family = Input.Family.Record;
  S.Decisions.Role = FamilyRole::Caller;
  if (!Api.CompatSetDescFromVma || Api.CompatTakesOperations)
    S.obstacle(rule::PM047,
               "the target has no compat_set_desc_from_vma(), by which a hook "
               "that has a VMA calls one that wants a descriptor",
               placeOf(Input));
  const bool Has = addMember(S, Input);
  Record = llvm::cantFail(mergeGroups({{S.Edits}}));
  findTables(S, Input);
  findCallers(S, Input);
  if (!Has)
    callBoth(S, Input);
  return resultOf(S);
}

/// `@mmap:` of the record's kernel-doc, and `&port_ops.mmap` and
/// `port_ops.mmap` in the comments of its header.
static void renameInComments(Session &S, const SourceText &T,
                             const FamilyInput &Input, size_t Record) {
  const std::string &Old = Input.Family.Field;
  const std::string New = kernel::prepareForm(Old);
  const std::optional<Range> Doc = commentBefore(T, Record);
  for (const Range &C : T.comments()) {
    const std::string_view Text = T.slice(C);
    for (const std::string &Before :
         {std::string("@"), Input.Family.Record + "."}) {
      if (Before == "@" && (!Doc || Doc->Begin != C.Begin))
        continue;
      for (size_t At = Text.find(Before + Old); At != Text.npos;
           At = Text.find(Before + Old, At + 1)) {
        const size_t Name = At + Before.size(), End = Name + Old.size();
        if (End < Text.size() && (std::isalnum(Text[End]) || Text[End] == '_'))
          continue;
        const unsigned Begin = C.Begin + Name;
        S.edit(T, {Begin, Begin + unsigned(Old.size())}, New,
               "the member has another name");
      }
    }
  }
}

PlanResult planRecord(const FamilyInput &Input, const ApiFeatures &Api,
                      const FileReader &Read) {
  ConversionInput Empty;
  Session S(Empty, Api, Read);
  findTables(S, Input);
  findCallers(S, Input);
  const SourceText *T = S.text(Input.Header);
  const std::string New = kernel::prepareForm(Input.Family.Field);
  TokenRange Record = T ? recordIn(*T, Input.Family.Record) : TokenRange();
  const size_t Name = T ? memberIn(*T, Record, Input.Family.Field) : 0;
  std::optional<size_t> Close = Name ? T->closing(Name + 2) : std::nullopt;
  if (!Close || T->at(*Close + 1) != ";" || memberIn(*T, Record, New)) {
    S.obstacle(rule::PM040,
               "does not declare struct " + Input.Family.Record +
                   " with the hook " + Input.Family.Field + " alone",
               {Input.Header, 0, 0, 0});
    return resultOf(S);
  }
  const std::string Why =
      "struct " + Input.Family.Record + " gets " + New + " in its place";
  // The list stays in its column, as far as there is room for it.
  const unsigned Old = T->column(T->tokens()[Name + 2].Begin);
  std::string Text = New + ")";
  unsigned Column = T->column(T->tokens()[Name].Begin) + Text.size();
  if (T->tokens()[Name + 1].End != T->tokens()[Name + 2].Begin) {
    if (Column < Old) {
      Text += std::string((Old + 7) / 8 - Column / 8, '\t');
      Column = (Old + 7) / 8 * 8;
    } else {
      Text += " ";
      ++Column;
    }
  }
  S.edit(*T, {T->tokens()[Name].Begin, T->tokens()[*Close].End},
         Text + innerParameters(*T, Name + 2, Column, "desc", 1), Why);
  forwardDeclareDesc(S, *T);
  renameInComments(S, *T, Input, Record.Begin);
  S.step(Why, Session::span(*T, T->tokens()[Name]));
  return resultOf(S);
}

PlanResult planTables(const HookFamily &Family,
                      const std::vector<OpsEntry> &Entries,
                      const std::string &OldName, const std::string &NewName,
                      const FileReader &Read) {
  ConversionInput Empty;
  ApiFeatures Api;
  Session S(Empty, Api, Read);
  S.Decisions.OldName = OldName;
  S.Decisions.NewName = NewName;
  S.Decisions.Family = Family.Record;
  S.Decisions.Role = FamilyRole::Tables;
  for (const OpsEntry &Entry : Entries)
    if (!Entry.FieldName || !Entry.Value || Entry.Form != EntryForm::Designated)
      S.obstacle(rule::PM040,
                 "the entry of " + Entry.Variable +
                     " is no designator that could be renamed",
                 Entry.Where);
  if (S.Obstacles.empty())
    convertTables(S, Entries, NewName);
  return resultOf(S);
}

} // namespace premap
