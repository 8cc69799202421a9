#include "rewriters/SharedEdits.h"

#include "kernel/Hooks.h"
#include "rewriters/CommentText.h"
#include "rewriters/Split.h"

#include <algorithm>

namespace premap {

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

static bool isEdited(const Session &S, const std::string &Path, Range Where) {
  return std::any_of(S.Edits.begin(), S.Edits.end(), [&](const Edit &E) {
    return E.Path == Path && E.Offset <= Where.Begin && Where.End <= E.end();
  });
}

void renameNullMacros(Session &S, const Subject &F) {
  const SourceText &T = *F.Source;
  const std::string &Name = F.Facts->Name;
  for (const Range &Directive : T.directives()) {
    const std::string_view Text = T.slice(Directive);
    const std::vector<size_t> Places = wordsIn(Text, Name);
    if (Places.size() != 1)
      continue;
    size_t Define = Text.find("define");
    size_t Null = Text.find("NULL", Places.front());
    auto blank = [&](size_t From, size_t To) {
      return Text.substr(From, To - From).find_first_not_of(" \t") == Text.npos;
    };
    const size_t Behind = Places.front() + Name.size();
    if (Text.empty() || Text[0] != '#' || Define > Places.front() ||
        !blank(1, Define) || !blank(Define + 6, Places.front()) ||
        Null == Text.npos || Null == Behind || !blank(Behind, Null))
      continue;
    const unsigned Begin =
        Directive.Begin + static_cast<unsigned>(Places.front());
    const Range Where{Begin, Begin + static_cast<unsigned>(Name.size())};
    S.edit(T, Where, F.NewName, "the macro in the place of the hook");
    S.warn(rule::PM026,
           "the macro " + Name +
               ", which is NULL where the function is not compiled, changes as "
               "text",
           Session::span(T, Where));
  }
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
    if (!Covered && !isEdited(S, Path, Where))
      S.obstacle(rule::PM026,
                 F.Facts->Name + " is also named in text that was not "
                                 "compiled",
                 Session::span(*T, Where));
  }
  for (const Range &Directive : T->directives())
    for (size_t Place : wordsIn(T->slice(Directive), F.Facts->Name)) {
      const unsigned Begin = Directive.Begin + static_cast<unsigned>(Place);
      if (!isEdited(S, Path, {Begin, Begin + unsigned(F.Facts->Name.size())}))
        S.obstacle(rule::PM040,
                   F.Facts->Name + " is named in a preprocessor directive",
                   Session::span(*T, Directive));
    }
}

} // namespace premap
