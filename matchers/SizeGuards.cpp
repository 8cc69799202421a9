#include "matchers/SizeGuards.h"

#include "kernel/Takes.h"
#include "matchers/BodyValues.h"
#include "matchers/PathSteps.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cstdint>
#include <limits>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

struct SizeRange {
  std::uint64_t Low = 0, High = std::numeric_limits<std::uint64_t>::max();

  void narrow(BinaryOperatorKind How, std::uint64_t Number);
  void widen(const SizeRange &Other) {
    Low = std::min(Low, Other.Low);
    High = std::max(High, Other.High);
  }
  void narrow(const SizeRange &Other) {
    Low = std::max(Low, Other.Low);
    High = std::min(High, Other.High);
  }
};

/// What is known of the VMA's size.
struct Bounds {
  SizeRange Bytes, Pages;
  /// Values that are no constants, of the function itself.
  std::vector<const Expr *> AtLeast, AtMost;
  /// The same of its number of pages.
  std::vector<const Expr *> PagesAtLeast, PagesAtMost;
};

/// The signs that a result may have.
enum Sign : unsigned { Negative = 1, Zero = 2, Positive = 4, Any = 7 };

class GuardReader {
public:
  explicit GuardReader(const BodyContext &Body, bool Nested = false)
      : Body(Body), Nested(Nested) {}

  Bounds at(const Stmt &Place) const;
  /// Where the function returned a value of one of \p Signs.
  Bounds whenReturned(unsigned Signs) const;

private:
  void readEarlier(const CompoundStmt &Block, const Stmt &Child,
                   const Stmt &Place, Bounds &Out) const;
  void assume(const Expr &Condition, bool Holds, const Stmt *Before,
              Bounds &Out) const;
  bool assumeSize(const BinaryOperator &Compare, bool Holds, Bounds &Out) const;
  void assumeResult(const Expr &Value, unsigned Signs, const Stmt *Before,
                    Bounds &Out) const;
  bool isEntered(const Stmt &Guard, const Stmt &Place) const;

  const BodyContext &Body;
  bool Nested;
};

/// Places where control may come in from elsewhere.
class EntryFinder : public DynamicRecursiveASTVisitor {
public:
  bool VisitLabelStmt(LabelStmt *Label) override {
    Labels.push_back(Label);
    return true;
  }
  bool TraverseSwitchStmt(SwitchStmt *Switch) override {
    const SwitchStmt *Outer = Current;
    Current = Switch;
    DynamicRecursiveASTVisitor::TraverseSwitchStmt(Switch);
    Current = Outer;
    return true;
  }
  bool VisitSwitchCase(SwitchCase *Case) override {
    Cases.push_back({Case, Current});
    return true;
  }
  std::vector<const LabelStmt *> Labels;
  std::vector<std::pair<const SwitchCase *, const SwitchStmt *>> Cases;

private:
  const SwitchStmt *Current = nullptr;
};

class ReturnCollector : public DynamicRecursiveASTVisitor {
public:
  bool VisitReturnStmt(ReturnStmt *Return) override {
    Found.push_back(Return);
    return true;
  }
  std::vector<const ReturnStmt *> Found;
};

/// Whether the value of an expression is the same all through the function,
/// unless somebody else changes the memory that it reads.
class SettledTest : public DynamicRecursiveASTVisitor {
public:
  explicit SettledTest(const BodyContext &Body) : Body(Body) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    if (!Variable || !Variable->hasLocalStorage())
      return true;
    std::vector<const Expr *> Values;
    bool Known = assignedValues(Body, *Variable, Values);
    Settled &= Known && Values.size() == (isa<ParmVarDecl>(Variable) ? 0 : 1);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) override {
    CallText Text = Body.callText(*Call);
    Settled &= kernel::isHarmless(Text.Kind) || kernel::isConversion(Text.Name);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) override {
    Settled &= !Unary->isIncrementDecrementOp();
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) override {
    Settled &= !Binary->isAssignmentOp();
    return true;
  }

  bool Settled = true;

private:
  const BodyContext &Body;
};

} // namespace

void SizeRange::narrow(BinaryOperatorKind How, std::uint64_t Number) {
  switch (How) {
  case BO_EQ:
    return narrow({Number, Number});
  case BO_LE:
    return narrow({0, Number});
  case BO_GE:
    return narrow({Number, High});
  case BO_LT:
    if (Number > 0)
      narrow({0, Number - 1});
    return;
  case BO_GT:
    if (Number < std::numeric_limits<std::uint64_t>::max())
      narrow({Number + 1, High});
    return;
  default:
    return;
  }
}

static std::optional<std::uint64_t> numberOf(const BodyContext &Body,
                                             const Expr &E) {
  Expr::EvalResult Value;
  if (!E.EvaluateAsInt(Value, Body.Context) || Value.HasSideEffects ||
      Value.Val.getInt().isNegative())
    return std::nullopt;
  return Value.Val.getInt().getZExtValue();
}

/// Whether nothing behind \p S is reached from it.
static bool leaves(const Stmt *S) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    S = Block->body_empty() ? nullptr : Block->body_back();
  return isa_and_nonnull<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt>(S);
}

/// Whether control may come to \p Place without having come through \p Guard.
bool GuardReader::isEntered(const Stmt &Guard, const Stmt &Place) const {
  auto isBefore = [&](SourceLocation A, SourceLocation B) {
    return Body.SM.isBeforeInTranslationUnit(Body.SM.getExpansionLoc(A),
                                             Body.SM.getExpansionLoc(B));
  };
  auto isBetween = [&](const Stmt &S) {
    return isBefore(Guard.getBeginLoc(), S.getBeginLoc()) &&
           isBefore(S.getBeginLoc(), Place.getEndLoc());
  };
  EntryFinder Entries;
  Entries.TraverseStmt(Body.Function.getBody());
  return llvm::any_of(
             Entries.Labels,
             [&](const LabelStmt *Label) { return isBetween(*Label); }) ||
         llvm::any_of(Entries.Cases, [&](const auto &Case) {
           return isBetween(*Case.first) &&
                  !isBefore(Guard.getBeginLoc(), Case.second->getBeginLoc());
         });
}

static BinaryOperatorKind negated(BinaryOperatorKind How) {
  return BinaryOperator::negateComparisonOp(How);
}

/// \returns false if neither side is the VMA's size.
bool GuardReader::assumeSize(const BinaryOperator &Compare, bool Holds,
                             Bounds &Out) const {
  const Expr *Size = Compare.getLHS(), *Value = Compare.getRHS();
  BinaryOperatorKind How = Compare.getOpcode();
  auto isAsked = [&](const Expr &E) {
    return isSizeOfVma(Body, E) || isPagesOfVma(Body, E);
  };
  if (!isAsked(*Size)) {
    std::swap(Size, Value);
    How = BinaryOperator::reverseComparisonOp(How);
  }
  if (!isAsked(*Size))
    return false;
  if (!Holds)
    How = negated(How);
  const bool InBytes = isSizeOfVma(Body, *Size);
  if (std::optional<std::uint64_t> Number = numberOf(Body, *Value)) {
    (InBytes ? Out.Bytes : Out.Pages).narrow(How, *Number);
  } else {
    if (How == BO_EQ || How == BO_GE)
      (InBytes ? Out.AtLeast : Out.PagesAtLeast).push_back(Value);
    if (How == BO_EQ || How == BO_LE)
      (InBytes ? Out.AtMost : Out.PagesAtMost).push_back(Value);
  }
  return true;
}

/// The value that the local \p Variable has behind \p Before, or ever.
static const Expr *valueBehind(const BodyContext &Body, const VarDecl &Variable,
                               const Stmt *Before) {
  const auto *Assign = dyn_cast_or_null<BinaryOperator>(Before);
  if (Assign && Assign->getOpcode() == BO_Assign &&
      isReferenceTo(Assign->getLHS(), &Variable))
    return Assign->getRHS();
  std::vector<const Expr *> Values;
  bool Known = Variable.hasLocalStorage() && !isa<ParmVarDecl>(Variable) &&
               assignedValues(Body, Variable, Values);
  return Known && Values.size() == 1 ? Values.front() : nullptr;
}

/// The result \p Value has one of \p Signs.
void GuardReader::assumeResult(const Expr &Value, unsigned Signs,
                               const Stmt *Before, Bounds &Out) const {
  const Expr *Plain = plainCondition(&Value);
  if (const auto *Assign = dyn_cast<BinaryOperator>(Plain);
      Assign && Assign->getOpcode() == BO_Assign)
    Plain = Assign->getRHS()->IgnoreParenImpCasts();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain)) {
    const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    const Expr *Given =
        Variable ? valueBehind(Body, *Variable, Before) : nullptr;
    if (!Given || isReferenceTo(Given, Variable))
      return;
    Plain = Given->IgnoreParenImpCasts();
  }
  const auto *Call = dyn_cast<CallExpr>(Plain);
  const FunctionDecl *Helper = Call ? Call->getDirectCallee() : nullptr;
  const FunctionDecl *Definition = nullptr;
  bool GetsVma = Call && llvm::any_of(Call->arguments(), [&](const Expr *A) {
                   return isReferenceTo(A, Body.Vma);
                 });
  // One step down is what drivers do.
  if (Nested || !GetsVma || !Helper || !Helper->isDefined(Definition) ||
      !Definition->getBody())
    return;
  BodyContext Inner(*Definition, Body.Context, Body.Spans);
  if (!Inner.Vma)
    return;
  Bounds Known = GuardReader(Inner, true).whenReturned(Signs);
  Out.Bytes.narrow(Known.Bytes);
  Out.Pages.narrow(Known.Pages);
}

static unsigned signsWhere(BinaryOperatorKind How) {
  switch (How) {
  case BO_EQ:
    return Zero;
  case BO_NE:
    return Negative | Positive;
  case BO_LT:
    return Negative;
  case BO_LE:
    return Negative | Zero;
  case BO_GT:
    return Positive;
  case BO_GE:
    return Zero | Positive;
  default:
    return Any;
  }
}

void GuardReader::assume(const Expr &Condition, bool Holds, const Stmt *Before,
                         Bounds &Out) const {
  const Expr *Plain = plainCondition(&Condition);
  if (const auto *Not = dyn_cast<UnaryOperator>(Plain);
      Not && Not->getOpcode() == UO_LNot)
    return assume(*Not->getSubExpr(), !Holds, Before, Out);
  const auto *Binary = dyn_cast<BinaryOperator>(Plain);
  if (Binary && Binary->isLogicalOp()) {
    // Otherwise it is one of the two.
    if ((Binary->getOpcode() == BO_LAnd) == Holds) {
      assume(*Binary->getLHS(), Holds, Before, Out);
      assume(*Binary->getRHS(), Holds, Before, Out);
    }
    return;
  }
  if (!Binary || !Binary->isComparisonOp())
    return assumeResult(*Plain, Holds ? Negative | Positive : Zero, Before,
                        Out);
  if (assumeSize(*Binary, Holds, Out))
    return;
  std::optional<std::uint64_t> Right = numberOf(Body, *Binary->getRHS());
  if (Right && *Right == 0) {
    unsigned Signs = signsWhere(Binary->getOpcode());
    assumeResult(*Binary->getLHS(), Holds ? Signs : Any & ~Signs, Before, Out);
  }
}

void GuardReader::readEarlier(const CompoundStmt &Block, const Stmt &Child,
                              const Stmt &Place, Bounds &Out) const {
  const Stmt *Before = nullptr;
  for (const Stmt *S : Block.body()) {
    if (S == &Child)
      return;
    const auto *If = dyn_cast<IfStmt>(S);
    if (If && !If->getElse() && leaves(If->getThen()) && !isEntered(*If, Place))
      assume(*If->getCond(), false, Before, Out);
    Before = S;
  }
}

Bounds GuardReader::at(const Stmt &Place) const {
  Bounds Out;
  const Stmt *Child = &Place;
  for (const Stmt *P = Body.parent(Child); P; Child = P, P = Body.parent(P)) {
    if (const auto *Block = dyn_cast<CompoundStmt>(P))
      readEarlier(*Block, *Child, Place, Out);
    const auto *If = dyn_cast<IfStmt>(P);
    if (If && Child != If->getCond() && !isEntered(*If, Place))
      assume(*If->getCond(), Child == If->getThen(), nullptr, Out);
  }
  return Out;
}

Bounds GuardReader::whenReturned(unsigned Signs) const {
  ReturnCollector Returns;
  Returns.TraverseStmt(Body.Function.getBody());
  Bounds Out;
  bool First = true;
  for (const ReturnStmt *Return : Returns.Found) {
    const Expr *Value = Return->getRetValue();
    Expr::EvalResult Is;
    if (Value && Value->EvaluateAsInt(Is, Body.Context)) {
      const llvm::APSInt &Number = Is.Val.getInt();
      unsigned Sign = Number.isZero()       ? Zero
                      : Number.isNegative() ? Negative
                                            : Positive;
      if (!(Sign & Signs))
        continue;
    }
    Bounds Here = at(*Return);
    if (Value && Signs == Zero)
      assume(*Value, false, nullptr, Here);
    else if (Value && !(Signs & Zero))
      assume(*Value, true, nullptr, Here);
    if (First) {
      Out = Here;
    } else {
      Out.Bytes.widen(Here.Bytes);
      Out.Pages.widen(Here.Pages);
    }
    First = false;
  }
  for (auto *Values :
       {&Out.AtLeast, &Out.AtMost, &Out.PagesAtLeast, &Out.PagesAtMost})
    Values->clear();
  return Out;
}

/// The size of a page, if \p E is made of PAGE_SIZE.
static std::optional<std::uint64_t> pageSizeIn(const BodyContext &Body,
                                               const Expr &E) {
  std::vector<const Stmt *> Work{&E};
  while (!Work.empty()) {
    const auto *Part = dyn_cast<Expr>(Work.back());
    Work.pop_back();
    if (Part && StringRef(Body.argument(Part).Text).trim() == "PAGE_SIZE")
      return numberOf(Body, *Part);
    if (Part)
      for (const Stmt *Child : Part->children())
        if (Child)
          Work.push_back(Child);
  }
  return std::nullopt;
}

/// A constant size: a mapping has one page at least, and no parts of one.
static bool isOnlyNumber(const BodyContext &Body, const Expr &Size,
                         std::uint64_t Number, const Bounds &Known) {
  SizeRange Bytes = Known.Bytes;
  if (std::optional<std::uint64_t> Page = pageSizeIn(Body, Size);
      Page && *Page) {
    Bytes.narrow({*Page, Bytes.High - Bytes.High % *Page});
    if (Known.Pages.High <= Bytes.High / *Page)
      Bytes.narrow({Known.Pages.Low * *Page, Known.Pages.High * *Page});
  }
  return Bytes.Low == Number && Bytes.High == Number;
}

/// Whether \p Value is among \p AtLeast and \p AtMost, and always the same.
static bool isBetween(const BodyContext &Body, const Expr &Value,
                      const std::vector<const Expr *> &AtLeast,
                      const std::vector<const Expr *> &AtMost) {
  SettledTest Test(Body);
  Test.TraverseStmt(const_cast<Expr *>(&Value));
  auto squeezed = [&](const Expr &E) {
    std::string Text = Body.argument(E.IgnoreParenImpCasts()).Text;
    llvm::erase_if(Text, llvm::isSpace);
    return Text;
  };
  const std::string Wanted = squeezed(Value);
  auto isWanted = [&](const Expr *E) { return squeezed(*E) == Wanted; };
  return Test.Settled && !Wanted.empty() && llvm::any_of(AtLeast, isWanted) &&
         llvm::any_of(AtMost, isWanted);
}

bool isOnlySizeAt(const BodyContext &Body, const Expr &Size,
                  const Stmt &Place) {
  if (!Body.Vma)
    return false;
  Bounds Known = GuardReader(Body).at(Place);
  if (std::optional<std::uint64_t> Number = numberOf(Body, Size))
    return isOnlyNumber(Body, Size, *Number, Known);
  return isBetween(Body, Size, Known.AtLeast, Known.AtMost);
}

bool isOnlyPagesAt(const BodyContext &Body, const Expr &Pages,
                   const Stmt &Place) {
  if (!Body.Vma)
    return false;
  Bounds Known = GuardReader(Body).at(Place);
  if (std::optional<std::uint64_t> Number = numberOf(Body, Pages))
    return std::max<std::uint64_t>(Known.Pages.Low, 1) == *Number &&
           Known.Pages.High == *Number;
  return isBetween(Body, Pages, Known.PagesAtLeast, Known.PagesAtMost);
}

} // namespace premap
