// Tidies the text of a converted definition: the file parameter's stand-in and
// locals that lost their last use.
#include "kernel/Calls.h"
#include "kernel/Takes.h"
#include "rewriters/BodyEdits.h"

#include <algorithm>
#include <set>

namespace premap {

/// Tokens of \p Body that are uses of the variable \p Name.
static std::vector<size_t> usesOf(const SourceText &S, TokenRange Body,
                                  std::string_view Name) {
  std::vector<size_t> Uses;
  for (size_t I = Body.Begin; I < Body.End; ++I)
    if (S.at(I) == Name && !S.isMember(I) && S.at(I - 1) != "struct")
      Uses.push_back(I);
  return Uses;
}

static std::optional<FunctionSyntax> parse(const SourceText &S,
                                           const Subject &F) {
  return functionIn(S, {0, static_cast<unsigned>(S.text().size())}, F.NewName);
}

static bool usesFileInMacro(const Subject &F) {
  return std::any_of(F.events().begin(), F.events().end(), [&](const Event &E) {
    return E.Kind == EventKind::FileRead && E.InMacro && !F.vanishes(E);
  });
}

std::string settleFile(const Subject &F, const std::string &Definition) {
  if (!F.IsHook || F.File.empty())
    return Definition;
  SourceText S("", Definition);
  std::optional<FunctionSyntax> Syntax = parse(S, F);
  if (!Syntax)
    return Definition;
  std::vector<size_t> Uses = usesOf(S, Syntax->body(), F.File);
  bool InMacro = usesFileInMacro(F);
  if (Uses.empty() && !InMacro)
    return Definition;
  Range All{0, static_cast<unsigned>(Definition.size())};
  if (Uses.size() == 1 && !InMacro)
    return renderAligned(S, All,
                         {{S.tokens()[Uses.front()], F.Desc + "->file"}});

  size_t First = Syntax->OpenBrace + 1;
  bool HasDeclarations =
      declarationAt(S, First, Syntax->CloseBrace).has_value();
  unsigned Behind = S.tokens()[Syntax->OpenBrace].End;
  std::string Line = S.newline() + S.indent(S.tokens()[First].Begin) +
                     "struct file *" + F.File + " = " + F.Desc + "->file;";
  bool BlankFollows =
      S.lineBegin(S.nextLine(Behind)) != S.lineBegin(S.tokens()[First].Begin) &&
      S.lineEnd(S.nextLine(Behind)) == S.nextLine(Behind);
  if (!HasDeclarations && !BlankFollows)
    Line += S.newline();
  return render(S, All, {{{Behind, Behind}, Line}});
}

/// A call that computes and changes nothing.
static bool isPureCall(std::string_view Name) {
  const kernel::CallKind Kind = kernel::kindOf(Name);
  return Kind == kernel::CallKind::Arithmetic ||
         Kind == kernel::CallKind::Size || Kind == kernel::CallKind::Pages ||
         kernel::isConversion(Name) || Name == "sizeof" || Name == "min" ||
         Name == "max";
}

static bool hasEffect(const SourceText &S, TokenRange R) {
  static const std::set<std::string_view> Stores = {
      "=", "+=", "-=", "|=", "&=", "^=", "<<=", ">>=", "++", "--", "*=", "/="};
  for (size_t I = R.Begin; I < R.End; ++I) {
    if (Stores.count(S.at(I)))
      return true;
    if (S.at(I + 1) == "(" && S.isIdentifier(I) && !isPureCall(S.at(I)))
      return true;
  }
  return false;
}

/// The whole lines of \p Statement, with the empty line behind if it was the
/// last thing between the block's brace and that line.
static Range wholeLines(const SourceText &S, TokenRange Statement) {
  Range Where = bytes(S, Statement);
  Range Lines{S.lineBegin(Where.Begin), S.nextLine(Where.End - 1)};
  bool OnlyOne = S.at(Statement.Begin - 1) == "{" &&
                 !declarationAt(S, Statement.End, S.tokens().size());
  if (OnlyOne && S.lineEnd(Lines.End) == Lines.End)
    Lines.End = S.nextLine(Lines.End);
  return Lines;
}

/// The text that goes with the declarator \p Index of \p D.
static Range declaratorRange(const SourceText &S, const Declaration &D,
                             size_t Index) {
  if (D.Declarators.size() == 1)
    return wholeLines(S, D.Statement);
  Range Own = bytes(S, D.Declarators[Index].Whole);
  if (Index + 1 < D.Declarators.size())
    return {Own.Begin, bytes(S, D.Declarators[Index + 1].Whole).Begin};
  return {bytes(S, D.Declarators[Index - 1].Whole).End, Own.End};
}

/// What must go for the variable of declarator \p Index to be gone; nothing if
/// it is still used, or if something that has an effect would go.
static std::optional<std::vector<Replacement>>
removal(const SourceText &S, TokenRange Body, const Declaration &D,
        size_t Index, bool &Stuck) {
  const Declarator &Variable = D.Declarators[Index];
  std::vector<Replacement> Out;
  bool Effect = hasEffect(S, Variable.Init);
  for (size_t Use : usesOf(S, Body, Variable.Name)) {
    if (Use == Variable.NameToken)
      continue;
    if (S.at(Use + 1) != "=" || statementBegin(S, Use, Body.Begin) != Use)
      return std::nullopt;
    TokenRange Statement = statementAt(S, Use, Body.End);
    if (S.at(Statement.End - 1) != ";")
      return std::nullopt;
    Effect |= hasEffect(S, {Use + 2, Statement.End}) || isUnbracedBody(S, Use);
    Out.push_back({wholeLines(S, Statement), ""});
  }
  if (Effect) {
    Stuck = true;
    return std::nullopt;
  }
  Out.push_back({declaratorRange(S, D, Index), ""});
  return Out;
}

std::string dropUnusedLocals(const Subject &F, std::string Definition,
                             std::string &Stuck) {
  std::set<std::string> Candidates;
  for (const LocalVariable &L : F.Facts->Body.Locals)
    if (!L.Reads.empty())
      Candidates.insert(L.Name);
  for (bool Changed = true; Changed;) {
    Changed = false;
    SourceText S("", Definition);
    std::optional<FunctionSyntax> Syntax = parse(S, F);
    if (!Syntax)
      return Definition;
    for (const Declaration &D : declarationsIn(S, Syntax->body())) {
      for (size_t I = 0; I < D.Declarators.size() && !Changed; ++I) {
        if (!Candidates.count(D.Declarators[I].Name))
          continue;
        bool HasEffect = false;
        auto Gone = removal(S, Syntax->body(), D, I, HasEffect);
        if (HasEffect)
          Stuck = D.Declarators[I].Name;
        if (!Gone)
          continue;
        Definition =
            render(S, {0, static_cast<unsigned>(Definition.size())}, *Gone);
        Changed = true;
      }
      if (Changed)
        break;
    }
  }
  return Definition;
}

} // namespace premap
