#include "rewriters/SharedEdits.h"

#include "kernel/Hooks.h"
#include "rewriters/Split.h"

#include <algorithm>
#include <cctype>

namespace premap {

static bool isWordChar(char C) {
  return std::isalnum(static_cast<unsigned char>(C)) || C == '_';
}

/// Places of the identifier \p Word in \p Text.
static std::vector<size_t> wordsIn(std::string_view Text,
                                   std::string_view Word) {
  std::vector<size_t> Places;
  for (size_t At = Text.find(Word); At != std::string_view::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    bool Starts = At == 0 || !isWordChar(Text[At - 1]);
    bool Ends = End == Text.size() || !isWordChar(Text[End]);
    if (Starts && Ends)
      Places.push_back(At);
  }
  return Places;
}

void convertTables(Session &S, const std::vector<OpsEntry> &Entries,
                   const std::string &NewName) {
  for (const OpsEntry &Entry : Entries) {
    const SourceText *T = S.text(Entry.Where.Path);
    if (!T)
      continue;
    Range Name = range(Entry.FieldName), Value = range(Entry.Value);
    const std::string NewField = kernel::prepareForm(Entry.Field);
    std::string Why = "the table " + Entry.Variable + " gets the new hook";
    if (Entry.Form == EntryForm::Designated) {
      Replacement R = renameTableMember(*T, Name, Value, NewField);
      S.edit(*T, R.Where, R.Text, Why);
    } else {
      S.edit(*T, Name, NewField, Why);
    }
    S.edit(*T, Value, NewName, Why);
    S.step("." + Entry.Field + " of " + Entry.Variable + " becomes ." +
               NewField + " = " + NewName,
           Entry.Where);
  }
}

/// "(struct vm_area_desc *desc)" for the list that opens at \p Open.
static std::string newParameters(const Session &S, const Subject &F,
                                 const SourceText &T, size_t Open, size_t Close,
                                 const std::string &NewName) {
  unsigned Column = T.column(T.tokens()[Open - 1].Begin) + NewName.size();
  unsigned Tail = T.at(Close + 1) == ";" ? 1 : 0;
  if (S.Input.Family)
    return innerParameters(T, Open, Column, F.Desc, Tail);
  return parameterList(T, Column, F.Desc, Tail);
}

/// A helper keeps its other parameters: only the vma's declarator changes.
static std::vector<Replacement> helperParameter(const Subject &F,
                                                const SourceText &T,
                                                size_t Open, size_t Close) {
  std::vector<Replacement> Out;
  for (size_t I = Open + 1; I < Close; ++I) {
    if (T.at(I) != "vm_area_struct")
      continue;
    Out.push_back({T.tokens()[I], "vm_area_desc"});
    size_t Name = I + 1;
    while (Name < Close && (T.at(Name) == "*" || T.at(Name) == "const"))
      ++Name;
    if (Name < Close && T.isIdentifier(Name))
      Out.push_back({T.tokens()[Name], F.Desc});
  }
  return Out;
}

void convertSignature(Session &S, Subject &F) {
  const SourceText &T = *F.Source;
  const FunctionSyntax &X = F.Syntax;
  if (F.IsSplit) {
    splitSignature(S, F);
    return;
  }
  if (!F.IsHook) {
    for (Replacement &R : helperParameter(F, T, X.OpenParen, X.CloseParen))
      F.Replacements.push_back(std::move(R));
    S.step(F.NewName + "() takes the descriptor in place of the VMA",
           Session::span(T, T.tokens()[X.Name]));
    return;
  }
  F.replace(T.tokens()[X.Name], F.NewName);
  F.replace({T.tokens()[X.OpenParen].Begin, T.tokens()[X.CloseParen].End},
            newParameters(S, F, T, X.OpenParen, X.CloseParen, F.NewName));
  const std::string &New = F.Replacements.back().Text;
  S.step(F.Facts->Name +
             (S.Input.KeepsOld ? "() gets beside it " : "() becomes ") +
             F.NewName + joinLines(New),
         Session::span(T, T.tokens()[X.Name]));
}

void forwardDeclareDesc(Session &S, const SourceText &T) {
  for (size_t I = 0; I + 2 < T.tokens().size(); ++I) {
    if (T.matches(I, {"struct", "vm_area_desc", ";"}))
      return;
  }
  for (size_t I = 0; I + 2 < T.tokens().size(); ++I)
    if (T.matches(I, {"struct", "vm_area_struct", ";"})) {
      unsigned At = T.tokens()[I].Begin;
      Edit E{T.path(), At, 0, "struct vm_area_desc;" + T.newline(),
             "the prototype names struct vm_area_desc"};
      if (std::find(S.Edits.begin(), S.Edits.end(), E) == S.Edits.end())
        S.Edits.push_back(E);
      return;
    }
}

void convertDeclarations(Session &S, const Subject &F,
                         const std::vector<Mention> &Mentions) {
  for (const Mention &M : Mentions) {
    if (M.Kind != MentionKind::Declaration)
      continue;
    const SourceText *T = S.text(M.Where.Path);
    if (!T)
      continue;
    size_t Name = T->firstAt(M.Where.Offset), Open = Name + 1;
    std::optional<size_t> Close = T->closing(Open);
    if (T->at(Name) != F.Facts->Name || T->at(Open) != "(" || !Close) {
      S.obstacle(rule::PM040,
                 "declares " + F.Facts->Name + " in an unknown form", M.Where);
      continue;
    }
    std::string Why = "the declaration follows its function";
    if (F.IsHook) {
      S.edit(*T, T->tokens()[Name], F.NewName, Why);
      S.edit(*T, {T->tokens()[Open].Begin, T->tokens()[*Close].End},
             newParameters(S, F, *T, Open, *Close, F.NewName), Why);
    } else {
      for (const Replacement &R : helperParameter(F, *T, Open, *Close))
        S.edit(*T, R.Where, R.Text, Why);
    }
    forwardDeclareDesc(S, *T);
    S.step("the declaration of " + F.Facts->Name + "() follows", M.Where);
  }
}

/// The offset behind the line on which token \p I of \p T ends.
static unsigned behindLine(const SourceText &T, size_t I) {
  return T.nextLine(T.tokens()[I].Begin);
}

/// A declaration of its own for \p F, behind that at \p M of the old one.
static void declareBeside(Session &S, const Subject &F, const Mention &M) {
  const SourceText *T = S.text(M.Where.Path);
  if (!T)
    return;
  size_t Name = T->firstAt(M.Where.Offset), Open = Name + 1;
  std::optional<size_t> Close = T->closing(Open);
  if (T->at(Name) != F.Facts->Name || T->at(Open) != "(" || !Close ||
      T->at(*Close + 1) != ";") {
    S.obstacle(rule::PM040, "declares " + F.Facts->Name + " in an unknown form",
               M.Where);
    return;
  }
  unsigned Begin = T->tokens()[statementBegin(*T, Name, 0)].Begin;
  Begin = std::max(Begin, T->lineBegin(T->tokens()[Name].Begin));
  std::string Text(T->slice({Begin, T->tokens()[Name].Begin}));
  Text += F.NewName + newParameters(S, F, *T, Open, *Close, F.NewName) + ";" +
          T->newline();
  unsigned At = behindLine(*T, *Close + 1);
  S.edit(*T, {At, At}, Text, "the declaration of " + F.NewName + "()");
  forwardDeclareDesc(S, *T);
}

void insertBeside(Session &S, const Subject &F, const std::string &Definition,
                  const std::vector<Mention> &Mentions) {
  const SourceText &T = *F.Source;
  const std::string &N = T.newline();
  size_t Last = F.Syntax.CloseBrace;
  std::string Export;
  if (T.at(Last + 1).rfind("EXPORT_SYMBOL", 0) == 0 &&
      T.at(Last + 3) == F.Facts->Name)
    if (std::optional<size_t> Close = T.closing(Last + 2);
        Close && T.at(*Close + 1) == ";") {
      Export = std::string(T.slice(
                   {T.tokens()[Last + 1].Begin, T.tokens()[Last + 3].Begin})) +
               F.NewName +
               std::string(T.slice(
                   {T.tokens()[Last + 3].End, T.tokens()[*Close + 1].End})) +
               N;
      Last = *Close + 1;
    }
  if (F.Facts->Exported != !Export.empty()) {
    S.obstacle(rule::PM040,
               "the export of " + F.Facts->Name + "() is not behind it",
               F.Facts->Definition);
    return;
  }
  unsigned At = behindLine(T, Last);
  S.edit(T, {At, At}, N + Definition + N + Export,
         F.NewName + "() stands beside " + F.Facts->Name + "()");
  for (const Mention &M : Mentions)
    if (M.Kind == MentionKind::Declaration)
      declareBeside(S, F, M);
}

/// The comment that ends right in front of \p Offset.
static const Range *commentBefore(const SourceText &T, unsigned Offset,
                                  int Lines = 1) {
  for (const Range &C : T.comments()) {
    if (C.End > Offset)
      break;
    std::string_view Between = T.slice({C.End, Offset});
    bool OnlySpace =
        Between.find_first_not_of(" \t\r\n") == std::string_view::npos;
    // An empty line separates: the comment is about something else.
    if (OnlySpace && std::count(Between.begin(), Between.end(), '\n') <= Lines)
      return &C;
  }
  return nullptr;
}

/// "name" of a kernel-doc line ` *	@name: ..`; Place is the name's offset.
static std::string documentedName(std::string_view Line, size_t &Place) {
  Place = Line.find('@');
  if (Place == std::string_view::npos ||
      Line.substr(0, Place).find_first_not_of(" \t*") != std::string_view::npos)
    return "";
  ++Place;
  size_t End = Place;
  while (End < Line.size() && isWordChar(Line[End]))
    ++End;
  if (End == Line.size() || Line[End] != ':')
    return "";
  return std::string(Line.substr(Place, End - Place));
}

/// True for a line that goes on with the description above it: its text stands
/// further right than the `@` at display column \p Column did.
static bool isContinuation(std::string_view Line, unsigned Column) {
  size_t Text = Line.find_first_not_of(" \t*");
  return Text != std::string_view::npos && Line[Text] != '/' &&
         columnAfter(Line.substr(0, Text), 0) > Column;
}

static void convertKernelDoc(Session &S, const Subject &F, Range Doc) {
  const SourceText &T = *F.Source;
  bool Dropping = false;
  unsigned DroppedColumn = 0;
  for (unsigned At = Doc.Begin; At < Doc.End; At = T.nextLine(At)) {
    unsigned End = std::min(T.lineEnd(At), Doc.End);
    std::string_view Line = T.slice({At, End});
    size_t Place = 0;
    std::string Name = documentedName(Line, Place);
    bool Follows =
        Dropping && Name.empty() && isContinuation(Line, DroppedColumn);
    Dropping = Follows || (F.IsHook && !F.File.empty() && Name == F.File);
    if (!Name.empty() && Dropping)
      DroppedColumn = columnAfter(Line.substr(0, Place - 1), 0);
    unsigned Offset = At + Place;
    if (Dropping)
      S.edit(T, {T.lineBegin(At), T.nextLine(At)}, "",
             "the documented parameter is gone");
    else if (!Name.empty() && Name == F.Vma)
      S.edit(T, {Offset, Offset + static_cast<unsigned>(Name.size())}, F.Desc,
             "the documented parameter is the descriptor");
    if (T.nextLine(At) <= At)
      break;
  }
}

static void renameInComment(Session &S, Subject &F, const SourceText &T,
                            Range Comment) {
  // A word of everyday English in a comment need not mean the function.
  if (F.Facts->Name.find('_') == std::string::npos)
    return;
  Subject *Owner = nullptr;
  for (std::unique_ptr<Subject> &Other : S.Subjects)
    if (T.path() == Other->Source->path() &&
        range(Other->Facts->Definition).contains(Comment))
      Owner = Other.get();
  for (size_t Place : wordsIn(T.slice(Comment), F.Facts->Name)) {
    unsigned Begin = Comment.Begin + Place;
    Range Where{Begin, Begin + static_cast<unsigned>(F.Facts->Name.size())};
    if (Owner)
      Owner->replace(Where, F.NewName);
    else
      S.edit(T, Where, F.NewName, "a comment follows the name");
  }
}

void convertComments(Session &S, Subject &F, const std::string &Path) {
  const SourceText *T = S.text(Path);
  if (!T)
    return;
  if (F.IsHook && !F.IsTwin)
    for (const Range &Comment : T->comments())
      renameInComment(S, F, *T, Comment);
  if (T->path() != F.Source->path())
    return;
  // An empty line between kernel-doc and its function is common enough.
  const Range *Doc = commentBefore(*T, F.Facts->Definition.Offset, 2);
  if (Doc && T->slice(*Doc).rfind("/**", 0) == 0)
    convertKernelDoc(S, F, *Doc);
}

void insertErrorHook(Session &S, const Subject &F) {
  if (F.ErrorHook.empty())
    return;
  const SourceText &T = *F.Source;
  unsigned At = T.lineBegin(F.Facts->Definition.Offset);
  if (const Range *Comment = commentBefore(T, F.Facts->Definition.Offset))
    At = T.lineBegin(Comment->Begin);
  const std::string &N = T.newline();
  S.edit(T, {At, At},
         "static int " + F.ErrorHook + "(int err)" + N + "{" + N + "\treturn " +
             F.ErrorValue + ";" + N + "}" + N + N,
         "errors of the action keep the handler's code");
  S.step("add " + F.ErrorHook + "(), which turns errors of the action into " +
             F.ErrorValue,
         Session::span(T, {At, At}));
}

void refuseLeftovers(Session &S, const Subject &F, const std::string &Path) {
  const SourceText *T = S.text(Path);
  if (!T)
    return;
  for (size_t I = 0; I < T->tokens().size(); ++I) {
    if (T->at(I) != F.Facts->Name || T->isMember(I))
      continue;
    Range Where = T->tokens()[I];
    bool Covered = false;
    for (const std::unique_ptr<Subject> &Other : S.Subjects)
      Covered |= Path == Other->Source->path() &&
                 range(Other->Facts->Definition).contains(Where);
    for (const Edit &E : S.Edits)
      Covered |=
          E.Path == Path && E.Offset <= Where.Begin && Where.End <= E.end();
    if (!Covered)
      S.obstacle(rule::PM026,
                 F.Facts->Name + " is also named in text that was not "
                                 "compiled",
                 Session::span(*T, Where));
  }
  for (const Range &Directive : T->directives())
    if (!wordsIn(T->slice(Directive), F.Facts->Name).empty())
      S.obstacle(rule::PM040,
                 F.Facts->Name + " is named in a preprocessor directive",
                 Session::span(*T, Directive));
}

} // namespace premap
