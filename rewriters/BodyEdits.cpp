#include "rewriters/BodyEdits.h"

#include "kernel/Calls.h"
#include "kernel/Hooks.h"
#include "rewriters/MovedOpen.h"
#include "rewriters/Split.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace premap {

TokenRange tokensOf(const SourceText &S, const Span &Where) {
  return {S.firstAt(Where.Offset), S.firstAt(Where.end())};
}

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
  if (!Field.empty())
    F.replace(range(Access), F.member(Field));
}

/// \p Form, of the table of calls, for the call \p E; "" if the target lacks
/// something that it names.
static std::string instantiate(const Session &S, const Subject &F,
                               const Event &E, std::string_view Form) {
  return callForm(S.Api, Form, [&](char Which) -> std::string {
    if (Which == 'd')
      return F.Desc;
    if (Which == 'f')
      return F.fileText();
    size_t Index = static_cast<size_t>(Which - '0');
    return Index < E.Args.size()
               ? joinLines(render(*F.Source, range(E.Args[Index].Where),
                                  F.Replacements))
               : "";
  });
}

/// A call that only reads or sets what a descriptor has as well.
static void convertOtherCall(Session &S, Subject &F, const Event &E) {
  const kernel::Call *Row = kernel::callNamed(E.Name);
  if (!Row || Row->ForDescriptor.empty())
    return;
  if (E.InMacro) {
    S.obstacle(rule::PM039, E.Name + "() is called inside of a macro", E.Where);
    return;
  }
  if (F.IsSplit && !kernel::asksForFile(*Row))
    return;
  std::string Text = instantiate(S, F, E, Row->ForDescriptor);
  if (Text.empty())
    Text = instantiate(S, F, E, Row->Otherwise);
  if (!Text.empty())
    F.replace(range(E.Where), Text);
}

static void convertGenericFile(Session &S, Subject &F, const Event &E) {
  const kernel::Call *Row = kernel::callNamed(E.Name);
  std::string Text = Row ? instantiate(S, F, E, Row->ForDescriptor) : "";
  if (!Text.empty())
    F.replace(range(E.Where), Text);
}

static void convertHelperCall(Session &S, Subject &F, const Event &E) {
  const Subject *Helper = S.subject(E.Name);
  if (!Helper)
    return;
  if (!E.Access) {
    S.obstacle(rule::PM039,
               "hands the VMA to " + E.Name + "() inside of a macro", E.Where);
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
    S.obstacle(rule::PM039, "calls " + E.Name + "() in an unknown form",
               E.Where);
    return;
  }
  F.replace(T.tokens()[*Open - 1], Helper->NewName);
  F.replace(range(E.Access), splitArguments(S, *Helper, F));
}

/// `!vma ||`: the core never calls a hook without a VMA, nor without a
/// descriptor.
static void dropNullTest(Session &S, Subject &F, const Event &E) {
  const SourceText &T = *F.Source;
  TokenRange Test = tokensOf(T, E.Where);
  if (T.at(Test.End) == "||")
    F.replace({T.tokens()[Test.Begin].Begin, T.tokens()[Test.End + 1].Begin},
              "");
  else if (T.at(Test.Begin - 1) == "||")
    F.replace({T.tokens()[Test.Begin - 2].End, E.Where.end()}, "");
  else
    S.obstacle(rule::PM032, "tests the VMA for NULL: " + E.Text, E.Where);
}

/// `ops->mmap(port, file, vma)`, whose new form gets the descriptor and no
/// file.
static void convertInnerCall(Session &S, Subject &F, const Event &E) {
  const FieldUse *Use = calledFamily(S.Input, E);
  if (!Use)
    return;
  const SourceText &T = *F.Source;
  const size_t Member = T.firstAt(Use->Where.Offset);
  std::optional<size_t> Close = T.closing(Member + 1);
  if (E.InMacro || !Use->Where.Length || T.at(Member) != Use->Field ||
      T.at(Member + 1) != "(" || !Close) {
    S.obstacle(rule::PM039, "calls " + E.Name + " in an unknown form", E.Where);
    return;
  }
  std::string Arguments;
  for (const TokenRange &A : callArguments(T, Member + 1)) {
    const bool Whole = A.End - A.Begin == 1;
    if (Whole && T.at(A.Begin) == F.File)
      continue;
    Arguments += Arguments.empty() ? "" : ", ";
    Arguments += Whole && T.at(A.Begin) == F.Vma
                     ? F.Desc
                     : joinLines(render(T, bytes(T, A), F.Replacements));
  }
  const std::string New = kernel::prepareForm(Use->Field);
  F.replace({T.tokens()[Member].Begin, T.tokens()[*Close].End},
            New + "(" + Arguments + ")");
  S.step("call " + New + " in the place of " + Use->Type + "." + Use->Field,
         E.Where);
}

/// `if (ops->mmap)`: the member has another name now.
static void convertMemberTests(Session &S, Subject &F) {
  for (const FieldUse &Test : S.Input.CalledTests) {
    if (!F.Facts->Definition.contains(Test.Where))
      continue;
    const SourceText &T = *F.Source;
    const size_t Member = T.firstAt(Test.Where.Offset);
    if (Test.Where.Length && T.at(Member) == Test.Field)
      F.replace(T.tokens()[Member], kernel::prepareForm(Test.Field));
    else
      S.obstacle(rule::PM039, "asks for " + Test.Field + " inside of a macro",
                 Test.Where);
  }
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
  case EventKind::Escape:
    if (E.Refuses && !E.InMacro)
      dropNullTest(S, F, E);
    return;
  case EventKind::IndirectCall:
    convertInnerCall(S, F, E);
    return;
  case EventKind::InactiveUse:
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
  if (T.at(I - 1) == "(" &&
      kernel::kindOf(T.at(I - 2)) == kernel::CallKind::Pages &&
      T.at(I + 1) == ")") {
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
    if (Name == "vm_flags" &&
        (convertFlagPredicate(S, F, I) || convertPrintedFlags(S, F, I)))
      return;
    if (Name == "vm_flags") {
      S.obstacle(rule::PM024, "uses vm_flags in a macro's argument",
                 Session::span(T, Access));
      return;
    }
  }
  S.obstacle(rule::PM039, "uses the VMA in a way that has no descriptor form",
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
  moveOpen(S, F);
  convertMemberTests(S, F);
  const TokenRange Body = F.Syntax.body();
  for (size_t I = Body.Begin; I < Body.End; ++I)
    if (F.Source->at(I) == F.Vma && !F.Source->isMember(I) &&
        !isReplaced(F, F.Source->tokens()[I]) && S.Obstacles.empty())
      convertSpelledUse(S, F, I);
}

} // namespace premap
