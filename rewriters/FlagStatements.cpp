// Handlers that set, clear and test VMA flags: on the word up to 6.19, on bits
// after that. What a target cannot express is a finding and is left alone here.
#include "kernel/Takes.h"
#include "rewriters/BodyEdits.h"

namespace premap {

static std::string argumentText(Subject &F, const Event &E, size_t Index) {
  if (Index >= E.Args.size())
    return "";
  return joinLines(
      render(*F.Source, range(E.Args[Index].Where), F.Replacements));
}

static void setOrClearWord(Subject &F, const Event &E) {
  bool Set = E.Kind == EventKind::FlagSet;
  if (E.VmaArg < 0) {
    F.replace(range(E.Access), F.member("vm_flags"));
    return;
  }
  std::string Mask = argumentText(F, E, 1);
  bool Simple = Mask.find_first_of(" |&?+-") == std::string::npos;
  std::string Text = F.member("vm_flags") + " ";
  if (Set)
    Text += "|= " + Mask;
  else
    Text += "&= ~" + (Simple ? Mask : "(" + Mask + ")");
  F.replace(range(E.Where), Text);
}

/// `vma_desc_set_flags(desc, BITS)`, or the form that clears; "" if \p Flags
/// have no bits.
static std::string changeOfBits(const Session &S, const Subject &F, bool Set,
                                const std::vector<std::string> &Flags) {
  std::optional<std::string> Bits = flagBits(Flags);
  return Bits ? changeFlags(S.Api, F.Desc, Set, *Bits) : "";
}

static void setOrClearBits(Session &S, Subject &F, const Event &E) {
  std::string Text = changeOfBits(S, F, E.Kind == EventKind::FlagSet, E.Flags);
  if (!Text.empty())
    F.replace(range(E.Where), Text);
}

/// vm_flags_mod(vma, set, clear): two statements, set first, as its definition.
static void modify(Session &S, Subject &F, const Event &E) {
  if (!E.Statement || E.Args.size() != 3)
    return;
  std::vector<std::string> Lines;
  for (bool Set : {true, false}) {
    if (setsNothing(argumentText(F, E, Set ? 1 : 2)))
      continue;
    std::string Change = changeOfBits(S, F, Set, Set ? E.Flags : E.Expected);
    if (Change.empty())
      return;
    Lines.push_back(Change + ";");
  }
  if (!Lines.empty())
    replaceStatement(F, range(E.Statement), Lines);
}

bool convertFlagPredicate(Session &S, Subject &F, size_t I) {
  const SourceText &T = *F.Source;
  if (I < 2 || F.IsSplit ||
      !T.matches(I - 1, {"(", F.Vma, "->", "vm_flags", ")"}))
    return false;
  std::string Call = callOnFlags(S.Api, F.Desc, T.at(I - 2));
  if (Call.empty())
    return false;
  F.replace({T.tokens()[I - 2].Begin, T.tokens()[I + 3].End}, Call);
  return true;
}

/// Whether parts joined by \p Operator may stand at \p Where without
/// parentheses of their own.
static bool standsAlone(const SourceText &T, const Span &Where,
                        std::string_view Operator) {
  std::string_view Before = T.at(T.firstAt(Where.Offset) - 1);
  std::string_view Behind = T.at(T.firstAt(Where.end()));
  return (Before == "(" || Before == "return" || Before == Operator) &&
         (Behind == ")" || Behind == ";" || Behind == Operator);
}

static void testBits(Session &S, Subject &F, const Event &E) {
  if (convertFlagPredicate(S, F, F.Source->firstAt(E.Access.Offset)))
    return;
  if (E.Test == FlagTestForm::Mask) {
    ExactTest Test = exactTest(S.Api, F.IsSplit ? "" : F.Desc, E);
    if (!Test.Text.empty())
      F.replace(range(E.Where), standsAlone(*F.Source, E.Where, Test.Operator)
                                    ? Test.Text
                                    : "(" + Test.Text + ")");
    return;
  }
  std::optional<std::string> Bits = flagBits(E.Flags);
  std::string Test = Bits ? flagTest(S.Api, F.IsSplit ? "" : F.Desc, E.Test,
                                     *Bits, E.Flags.size())
                          : "";
  if (!Test.empty())
    F.replace(range(E.Where), Test);
}

/// The flags where a function gets them as a number.
static void convertWord(Session &S, Subject &F, const Event &E) {
  if (convertFlagPredicate(S, F, F.Source->firstAt(E.Where.Offset)))
    return;
  std::string Word = flagsAsWord(S.Api, F.IsSplit ? "" : F.Desc);
  if (!E.Callee.empty() && !Word.empty())
    F.replace(range(E.Where), Word);
}

bool convertPrintedFlags(Session &S, Subject &F, size_t I) {
  const SourceText &T = *F.Source;
  std::optional<size_t> Open = T.enclosingParen(I, F.Syntax.OpenBrace);
  std::string_view Before = T.at(I - 1), Behind = T.at(I + 3);
  bool IsArgument =
      (Before == "," || Before == "(") && (Behind == "," || Behind == ")");
  std::string Word = flagsAsWord(S.Api, F.IsSplit ? "" : F.Desc);
  if (!Open || !IsArgument || Word.empty() || !kernel::isLog(T.at(*Open - 1)))
    return false;
  F.replace({T.tokens()[I].Begin, T.tokens()[I + 2].End}, Word);
  return true;
}

void convertFlags(Session &S, Subject &F, const Event &E) {
  const bool Bits = usesFlagBits(S.Api);
  if (E.InMacro && (E.Kind != EventKind::FlagTest || Bits)) {
    S.obstacle(rule::PM024,
               E.Kind == EventKind::FlagTest
                   ? "tests flags in a macro's argument: " + E.Text
                   : "changes flags inside of a macro: " + E.Text,
               E.Where);
    return;
  }
  if (E.InMacro)
    return;
  if (E.Kind == EventKind::FlagTest) {
    if (Bits)
      testBits(S, F, E);
    else
      F.replace(range(E.Access), F.member("vm_flags"));
  } else if (E.Kind == EventKind::FlagModify) {
    if (Bits)
      modify(S, F, E);
  } else if (E.Kind == EventKind::FlagSet || E.Kind == EventKind::FlagClear) {
    if (Bits)
      setOrClearBits(S, F, E);
    else
      setOrClearWord(F, E);
  } else if (E.Kind == EventKind::FieldRead) {
    if (Bits)
      convertWord(S, F, E);
    else
      F.replace(range(E.Where), F.member("vm_flags"));
  }
}

} // namespace premap
