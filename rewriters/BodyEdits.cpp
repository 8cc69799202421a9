#include "rewriters/BodyEdits.h"

#include "kernel/Calls.h"
#include "rewriters/Checks.h"
#include "rewriters/Split.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace premap {

static bool isReplaced(const Subject &F, Range Where) {
  return std::any_of(
      F.Replacements.begin(), F.Replacements.end(),
      [&](const Replacement &R) { return R.Where.contains(Where); });
}

void replaceStatement(Subject &F, Range Where,
                      const std::vector<std::string> &Lines) {
  const SourceText &S = *F.Source;
  size_t Begin = S.firstAt(Where.Begin);
  bool Braces = Lines.size() > 1 && isUnbracedBody(S, Begin);
  std::string Break = S.newline() + S.indent(Where.Begin);
  // In `if (x) f(vma);` on one line the statement's line is its parent's.
  bool OwnLine =
      S.lineBegin(Where.Begin) + S.indent(Where.Begin).size() == Where.Begin;
  if (!OwnLine)
    Break += '\t';
  std::string Text;
  for (const std::string &Line : Lines)
    Text += (Text.empty() && !Braces ? "" : Break) + Line;
  if (!Braces) {
    F.replace(Where, Text);
    return;
  }
  Range Head = S.tokens()[Begin - 1];
  std::string Outer = S.indent(Head.Begin);
  if (std::optional<size_t> Open = S.opening(Begin - 1))
    Outer = S.indent(S.tokens()[*Open].Begin);
  Text = " {" + Text + S.newline() + Outer + "}";
  unsigned End = Where.End;
  // `} else` stands on one line.
  size_t Next = S.firstAt(End);
  if (S.at(Next) == "else") {
    Text += ' ';
    End = S.tokens()[Next].Begin;
  }
  F.replace({Head.End, End}, Text);
}

static std::string sizeText(const Session &S, const Subject &F) {
  return F.IsSplit ? "(end - start)" : sizeOf(S.Api, F.Desc);
}

static void convertField(Session &S, Subject &F, const Event &E,
                         const Span &Access) {
  if (E.Name == "vm_flags") {
    convertFlags(S, F, E);
    return;
  }
  if (E.Name == "vm_file") {
    if (E.Kind == EventKind::FieldRead)
      F.replace(range(Access), F.fileText());
    return;
  }
  std::string Field = descField(E.Name);
  if (!Field.empty()) {
    F.replace(range(Access), F.member(Field));
    return;
  }
  S.obstacle(E.Callee.empty() ? "PM032" : "PM039",
             "reads vma->" + E.Name + ", which a descriptor does not have",
             E.Where);
}

/// \p Form, of the table of calls, for the call \p E; "" if the target lacks
/// something that it names.
static std::string instantiate(const Session &S, const Subject &F,
                               const Event &E, std::string_view Form) {
  const std::vector<std::string> Features = featureNames(S.Api);
  auto has = [&](const std::string &Name) {
    return std::find(Features.begin(), Features.end(), Name) != Features.end();
  };
  std::string Out, Word;
  for (size_t I = 0; I < Form.size(); ++I) {
    char C = Form[I];
    if (std::isalnum(static_cast<unsigned char>(C)) || C == '_') {
      Word += C;
    } else if (C == '(' && !Word.empty() && !has(Word)) {
      return "";
    } else {
      Word.clear();
    }
    if (C != '$') {
      Out += C;
      continue;
    }
    char Which = Form[++I];
    if (Which == 'd') {
      Out += F.Desc;
      continue;
    }
    size_t Index = static_cast<size_t>(Which - '0');
    if (Index >= E.Args.size())
      return "";
    Out += joinLines(
        render(*F.Source, range(E.Args[Index].Where), F.Replacements));
  }
  return Out;
}

/// A call that only reads or sets what a descriptor has as well.
static bool convertAccessor(Session &S, Subject &F, const Event &E) {
  const kernel::Call *Row = kernel::callNamed(E.Name);
  if (!Row || Row->ForDescriptor.empty() || E.VmaArg != 0 || E.InMacro ||
      F.IsSplit)
    return false;
  std::string Text = instantiate(S, F, E, Row->ForDescriptor);
  if (Text.empty() && !Row->Otherwise.empty())
    Text = instantiate(S, F, E, Row->Otherwise);
  if (Text.empty())
    S.obstacle("PM047",
               "calls " + E.Name +
                   "(), of which this target has no form for a descriptor",
               E.Where);
  else
    F.replace(range(E.Where), Text);
  return true;
}

static void convertOtherCall(Session &S, Subject &F, const Event &E) {
  if (E.Name == "vma_is_dax" && S.Api.FileIsDax) {
    F.replace(range(E.Where), "file_is_dax(" + F.fileText() + ")");
    return;
  }
  if (E.Name == "vma_set_anonymous") {
    S.obstacle("PM019",
               "makes the mapping anonymous, which a descriptor cannot say in "
               "a way that the core of every release understands",
               E.Where);
    return;
  }
  if (E.Name == "vma_set_file") {
    S.obstacle("PM022", "swaps the mapping's file", E.Where);
    return;
  }
  if (convertAccessor(S, F, E))
    return;
  if (isLogging(E.Name)) {
    S.obstacle("PM032",
               "prints the VMA's address with " + E.Name +
                   "(); there is no VMA yet when the new hook runs",
               E.Where);
    return;
  }
  S.obstacle("PM039",
             "hands the VMA to " + E.Name +
                 "(), which is not defined in this file and has no form for a "
                 "descriptor",
             E.Where);
}

static void convertGenericFile(Session &S, Subject &F, const Event &E) {
  bool Exists = E.Name == "generic_file_mmap"
                    ? S.Api.GenericFileMmapPrepare
                    : S.Api.GenericFileReadonlyMmapPrepare;
  if (!Exists)
    S.obstacle("PM040",
               "calls " + E.Name +
                   "(), of which this target has no _prepare "
                   "form",
               E.Where);
  if (E.FileArg < 0)
    S.obstacle("PM021", "calls " + E.Name + "() with another file than its own",
               E.Where);
  F.replace(range(E.Where), E.Name + "_prepare(" + F.Desc + ")");
}

static void convertHelperCall(Session &S, Subject &F, const Event &E) {
  const Subject *Helper = S.subject(E.Name);
  if (!Helper || !E.Access) {
    S.obstacle("PM039",
               "hands the VMA to " + E.Name +
                   "(), which cannot be converted along with it",
               E.Where);
    return;
  }
  if (!Helper->IsSplit) {
    F.replace(range(E.Access), F.Desc);
    return;
  }
  const SourceText &T = *F.Source;
  std::optional<size_t> Open =
      T.enclosingParen(T.firstAt(E.Access.Offset), F.Syntax.OpenBrace);
  if (!Open || T.at(*Open - 1) != E.Name) {
    S.obstacle("PM039", "calls " + E.Name + "() in an unknown form", E.Where);
    return;
  }
  F.replace(T.tokens()[*Open - 1], Helper->NewName);
  F.replace(range(E.Access), splitArguments(S, *Helper, F));
}

static void convertEvent(Session &S, Subject &F, const Event &E) {
  switch (E.Kind) {
  case EventKind::FieldRead:
  case EventKind::FieldWrite:
  case EventKind::FieldAddress:
    if (!E.InMacro)
      convertField(S, F, E, E.Access ? E.Access : E.Where);
    return;
  case EventKind::Size:
    if (!E.InMacro)
      F.replace(range(E.Where), sizeText(S, F));
    return;
  case EventKind::Pages:
    if (!E.InMacro)
      F.replace(range(E.Where), pagesOf(S.Api, F.Desc));
    return;
  case EventKind::FlagTest:
  case EventKind::FlagSet:
  case EventKind::FlagClear:
  case EventKind::FlagModify:
    convertFlags(S, F, E);
    return;
  case EventKind::GenericFile:
    convertGenericFile(S, F, E);
    return;
  case EventKind::HelperCall:
    convertHelperCall(S, F, E);
    return;
  case EventKind::OtherCall:
    convertOtherCall(S, F, E);
    return;
  case EventKind::IndirectCall:
    S.obstacle("PM039",
               "hands the VMA to the inner hook " + E.Name +
                   ", which takes no descriptor",
               E.Where);
    return;
  case EventKind::Escape:
    S.obstacle("PM032",
               "keeps, tests or compares the VMA's address; there is no VMA "
               "yet when the new hook runs",
               E.Where);
    return;
  case EventKind::InactiveUse:
    S.obstacle("PM026",
               "names the VMA or the file in text that this configuration does "
               "not compile",
               E.Where);
    return;
  case EventKind::Map:
  case EventKind::FileRead:
  case EventKind::Acquire:
  case EventKind::Release:
  case EventKind::Lock:
  case EventKind::Unlock:
  case EventKind::SideEffect:
  case EventKind::Return:
    return;
  }
}

/// True if a size may stand between tokens \p Before and \p Behind as a call.
static bool isWholeOperand(std::string_view Before, std::string_view Behind) {
  static constexpr std::array<std::string_view, 12> Left = {
      "(", ",", "=", "return", "<", ">", "<=", ">=", "==", "!=", "&&", "||"};
  static constexpr std::array<std::string_view, 14> Right = {
      ")",  ",",  ";",  "<",  ">",  "<=", ">=",
      "==", "!=", "&&", "||", ">>", "<<", "&"};
  return std::find(Left.begin(), Left.end(), Before) != Left.end() &&
         std::find(Right.begin(), Right.end(), Behind) != Right.end();
}

/// A use of the vma in a macro's argument: it has an event whose place is the
/// expansion, so its spelling is taken from the tokens.
static void convertSpelledUse(Session &S, Subject &F, size_t I) {
  const SourceText &T = *F.Source;
  const std::string &Vma = F.Vma;
  Range Access{T.tokens()[I].Begin, T.tokens()[I].End};
  if (T.matches(I, {Vma, "->", "vm_end", "-", Vma, "->", "vm_start"}) &&
      isWholeOperand(T.at(I - 1), T.at(I + 7))) {
    F.replace({Access.Begin, T.tokens()[I + 6].End}, sizeText(S, F));
    return;
  }
  if (T.at(I - 1) == "(" && T.at(I - 2) == "vma_pages" && T.at(I + 1) == ")") {
    F.replace({T.tokens()[I - 2].Begin, T.tokens()[I + 1].End},
              pagesOf(S.Api, F.Desc));
    return;
  }
  if (T.at(I + 1) == "->") {
    Access.End = T.tokens()[I + 2].End;
    std::string Name(T.at(I + 2));
    std::string Field = descField(Name);
    if (Name == "vm_flags" && !usesFlagBits(S.Api))
      Field = Name;
    if (!Field.empty()) {
      F.replace(Access, F.member(Field));
      return;
    }
    if (Name == "vm_file") {
      F.replace(Access, F.fileText());
      return;
    }
    if (Name == "vm_flags" && convertFlagPredicate(S, F, I))
      return;
    if (Name == "vm_flags") {
      S.obstacle("PM024", "uses vm_flags in a macro's argument",
                 Session::span(T, Access));
      return;
    }
  }
  S.obstacle("PM039", "uses the VMA in a way that has no descriptor form",
             Session::span(T, Access));
}

void convertBody(Session &S, Subject &F) {
  if (F.Vma.empty())
    return;
  for (const Event &E : F.events())
    if (E.Where.Path == F.Source->path())
      convertEvent(S, F, E);
  for (const Event &E : F.events())
    if (E.Kind == EventKind::Map)
      convertMap(S, F, E);
  const TokenRange Body = F.Syntax.body();
  for (size_t I = Body.Begin; I < Body.End; ++I)
    if (F.Source->at(I) == F.Vma && !F.Source->isMember(I) &&
        !isReplaced(F, F.Source->tokens()[I]) && S.Obstacles.empty())
      convertSpelledUse(S, F, I);
}

} // namespace premap
