#include "matchers/BodyFlags.h"

#include "matchers/BodyChecks.h"

#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"

#include <set>

using namespace clang;
using llvm::StringRef;

namespace premap {

static bool mentions(const Stmt *S, const ValueDecl *D) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S); Ref && Ref->getDecl() == D)
    return true;
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return Child && mentions(Child, D);
  });
}

void readFlags(const BodyContext &Body, const Expr &M, Event &E) {
  E.Flags = flagNames(Body.argument(&M).Text);
  std::set<std::string> Names(E.Flags.begin(), E.Flags.end());
  Expr::EvalResult Value;
  E.SingleBits = !Names.empty() && !M.isValueDependent() &&
                 M.EvaluateAsInt(Value, Body.Context) &&
                 Value.Val.getInt().popcount() == Names.size();
}

static bool isZero(const BodyContext &Body, const Expr *E) {
  Expr::EvalResult Value;
  return E->EvaluateAsInt(Value, Body.Context) && Value.Val.getInt() == 0;
}

/// Without blanks and parentheses: enough to see that two masks are one.
static std::string squeezed(StringRef Text) {
  std::string Result;
  for (char C : Text)
    if (!llvm::isSpace(C) && C != '(' && C != ')')
      Result += C;
  return Result;
}

static bool isSameMask(const BodyContext &Body, const Event &Test,
                       const Argument &Mask, const Expr *Other) {
  std::string Text = Body.argument(Other).Text;
  std::vector<std::string> Names = flagNames(Text);
  if (Test.Flags.empty() || Names.empty())
    return squeezed(Text) == squeezed(Mask.Text);
  return std::set<std::string>(Names.begin(), Names.end()) ==
         std::set<std::string>(Test.Flags.begin(), Test.Flags.end());
}

static FlagTestForm negated(FlagTestForm Form) {
  switch (Form) {
  case FlagTestForm::AnySet:
    return FlagTestForm::NoneSet;
  case FlagTestForm::NoneSet:
    return FlagTestForm::AnySet;
  case FlagTestForm::AllSet:
    return FlagTestForm::NotAllSet;
  case FlagTestForm::NotAllSet:
    return FlagTestForm::AllSet;
  case FlagTestForm::Mask:
    break;
  }
  return FlagTestForm::Mask;
}

/// Whether only the truth of \p E matters to its parent \p P.
static bool isTruthContext(const Stmt *P, const Stmt *E) {
  if (const auto *Unary = dyn_cast<UnaryOperator>(P))
    return Unary->getOpcode() == UO_LNot;
  if (const auto *Binary = dyn_cast<BinaryOperator>(P))
    return Binary->isLogicalOp();
  if (const auto *Cast = dyn_cast<CastExpr>(P))
    return Cast->getCastKind() == CK_IntegralToBoolean;
  if (const auto *If = dyn_cast<IfStmt>(P))
    return If->getCond() == E;
  if (const auto *While = dyn_cast<WhileStmt>(P))
    return While->getCond() == E;
  if (const auto *Do = dyn_cast<DoStmt>(P))
    return Do->getCond() == E;
  if (const auto *For = dyn_cast<ForStmt>(P))
    return For->getCond() == E;
  if (const auto *Choice = dyn_cast<ConditionalOperator>(P))
    return Choice->getCond() == E;
  return false;
}

/// The parent of \p E, with \p E moved up over parentheses and implicit casts
/// that keep the value.
static const Stmt *climb(const BodyContext &Body, const Expr *&E) {
  const Stmt *P = Body.parent(E);
  while (P) {
    const auto *Cast = dyn_cast<ImplicitCastExpr>(P);
    bool Transparent = isa<ParenExpr>(P) ||
                       (Cast && Cast->getCastKind() != CK_IntegralToBoolean);
    if (!Transparent)
      break;
    E = cast<Expr>(P);
    P = Body.parent(P);
  }
  return P;
}

/// Reads what `(f & M)`, \p Value, is compared with. \p Top is moved to the
/// comparison if there is one.
static void readComparison(const BodyContext &Body, const Argument &Mask,
                           const Expr *&Top, Event &Test) {
  const Expr *Operand = Top;
  const Stmt *P = climb(Body, Operand);
  if (!P)
    return;
  const auto *Compare = dyn_cast<BinaryOperator>(P);
  if (!Compare || !Compare->isEqualityOp() ||
      !Body.isTyped(Compare->getOperatorLoc())) {
    Test.Test =
        isTruthContext(P, Operand) ? FlagTestForm::AnySet : FlagTestForm::Mask;
    return;
  }
  bool Equal = Compare->getOpcode() == BO_EQ;
  const Expr *Other =
      Compare->getLHS() == Operand ? Compare->getRHS() : Compare->getLHS();
  Top = Compare;
  if (isZero(Body, Other)) {
    Test.Test = Equal ? FlagTestForm::NoneSet : FlagTestForm::AnySet;
  } else if (isSameMask(Body, Test, Mask, Other)) {
    Test.Test = Equal ? FlagTestForm::AllSet : FlagTestForm::NotAllSet;
    if (Test.SingleBits && Test.Flags.size() == 1)
      Test.Test = Equal ? FlagTestForm::AnySet : FlagTestForm::NoneSet;
  } else {
    Test.Test = FlagTestForm::Mask;
    Test.Operator = Equal ? "==" : "!=";
    Test.Value = Body.argument(Other);
    Test.Expected = flagNames(Test.Value.Text);
  }
}

/// Takes in the typed `!` and `!!` around the test.
static void readNegations(const BodyContext &Body, const Expr *&Top,
                          Event &Test) {
  while (Test.Test != FlagTestForm::Mask) {
    const Expr *Operand = Top;
    const auto *Not = dyn_cast_or_null<UnaryOperator>(climb(Body, Operand));
    if (!Not || Not->getOpcode() != UO_LNot ||
        !Body.isTyped(Not->getOperatorLoc()) ||
        !Body.Spans.written(Not->getSourceRange()))
      return;
    Test.Test = negated(Test.Test);
    Top = Not;
  }
}

static Draft finish(const BodyContext &Body, const Expr *Top, Event Test) {
  Test.Kind = EventKind::FlagTest;
  Test.Refuses = isRefusal(Body, *Top);
  Test.Where = Body.withDroppableParens(Top);
  Test.Text = Body.Spans.text(Test.Where);
  return {std::move(Test), Top};
}

static std::vector<std::string> words(StringRef Text) {
  llvm::SmallVector<StringRef> Parts;
  Text.split(Parts, ' ', -1, /*KeepEmpty=*/false);
  return {Parts.begin(), Parts.end()};
}

static std::optional<Draft> readPredicate(const BodyContext &Body,
                                          const CallExpr &Call, Event Test) {
  CallText Text = Body.callText(Call);
  const kernel::FlagPredicate *Known = kernel::flagPredicate(Text.Name);
  if (!Known || Text.InMacro)
    return std::nullopt;
  Test.Name = Text.Name;
  Test.Args = Text.Args;
  Test.Flags = words(Known->Flags);
  Test.SingleBits = true;
  Test.Expected = words(Known->Expected);
  Test.Test = Test.Expected.empty() ? FlagTestForm::AnySet : FlagTestForm::Mask;
  Test.Kind = EventKind::FlagTest;
  Test.Where = Text.Where;
  Test.Text = Body.Spans.text(Text.Where);
  return Draft{std::move(Test), &Call};
}

std::optional<Draft> readFlagTest(const BodyContext &Body,
                                  const MemberExpr &Flags) {
  Event Test;
  Test.Access = Body.Spans.typed(Flags.getSourceRange());
  if (!Test.Access)
    return std::nullopt;

  const Expr *Operand = &Flags;
  const Stmt *P = climb(Body, Operand);
  if (!P)
    return std::nullopt;
  if (const auto *Call = dyn_cast<CallExpr>(P))
    return readPredicate(Body, *Call, std::move(Test));

  const auto *And = dyn_cast<BinaryOperator>(P);
  if (!And || And->getOpcode() != BO_And ||
      !Body.isTyped(And->getOperatorLoc()) ||
      !Body.Spans.written(And->getSourceRange()))
    return std::nullopt;
  const Expr *Mask = And->getLHS() == Operand ? And->getRHS() : And->getLHS();
  if (mentions(Mask, Body.Vma))
    return std::nullopt;
  Test.Args.push_back(Body.argument(Mask));
  readFlags(Body, *Mask, Test);

  const Expr *Top = And;
  readComparison(Body, Test.Args.front(), Top, Test);
  readNegations(Body, Top, Test);
  if (!Body.Spans.written(Top->getSourceRange()))
    return std::nullopt;
  return finish(Body, Top, std::move(Test));
}

} // namespace premap
