#include "matchers/BodyChecks.h"

#include "kernel/Takes.h"
#include "matchers/BodyValues.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

class SourceCollector : public DynamicRecursiveASTVisitor {
public:
  explicit SourceCollector(const BodyContext &Body) : Body(Body) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    if (!Variable)
      return true;
    if (Variable == Body.Vma)
      readVma(*Ref);
    else if (isa<ParmVarDecl>(Variable))
      Found.Parameter = true;
    else if (Variable->hasLocalStorage() && Seen.insert(Variable).second)
      readLocal(*Variable);
    return true;
  }

  /// What a fault handler gets says the same as a mapping.
  bool VisitMemberExpr(MemberExpr *Member) override {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field || isReferenceTo(Member->getBase(), Body.Vma))
      return true;
    StringRef Record = Field->getParent()->getName(), Name = Field->getName();
    bool OfFault = Record == "vm_fault";
    Found.Offset |= Name == (OfFault ? "pgoff" : "vm_pgoff");
    Found.Size |=
        OfFault ? Name == "address" : Name == "vm_start" || Name == "vm_end";
    return true;
  }

  Sources Found;

private:
  void readLocal(const VarDecl &Variable) {
    std::vector<const Expr *> Values;
    // What changes behind an address may be made of anything.
    if (!assignedValues(Body, Variable, Values))
      Found.Parameter = true;
    for (const Expr *Value : Values)
      TraverseStmt(const_cast<Expr *>(Value));
  }

  void readVma(const DeclRefExpr &Ref) {
    const Stmt *P = Body.meaningfulParent(&Ref);
    const auto *Member = dyn_cast_or_null<MemberExpr>(P);
    while (Member && Member->getMemberDecl()->getDeclName().isEmpty())
      Member = dyn_cast_or_null<MemberExpr>(Body.meaningfulParent(Member));
    StringRef Field = Member ? Member->getMemberDecl()->getName() : "";
    Field.consume_front("vm_");
    if (Field == "start" || Field == "end")
      Found.Size = true;
    else if (Field == "pgoff")
      Found.Offset = true;
    else if (const auto *Call = dyn_cast_or_null<CallExpr>(P))
      readCall(*Call);
    else
      Found.Vma = true;
  }

  void readCall(const CallExpr &Call) {
    kernel::CallKind Kind = Body.callText(Call).Kind;
    bool Size =
        Kind == kernel::CallKind::Size || Kind == kernel::CallKind::Pages;
    bool Offset = Kind == kernel::CallKind::Offset;
    Found.Size |= Size;
    Found.Offset |= Offset;
    Found.Vma |= !Size && !Offset;
  }

  const BodyContext &Body;
  std::set<const VarDecl *> Seen;
};

/// Looks for a pointer that becomes a number.
class AddressFinder : public DynamicRecursiveASTVisitor {
public:
  explicit AddressFinder(const BodyContext &Body) : Body(Body) {}

  bool VisitCastExpr(CastExpr *Cast) override {
    Found |= Cast->getCastKind() == CK_PointerToIntegral;
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    std::vector<const Expr *> Values;
    if (!Variable || !Variable->hasLocalStorage() ||
        isa<ParmVarDecl>(Variable) || !Variable->getType()->isIntegerType() ||
        !Seen.insert(Variable).second)
      return true;
    assignedValues(Body, *Variable, Values);
    for (const Expr *Value : Values)
      TraverseStmt(const_cast<Expr *>(Value));
    return true;
  }
  /// What a function makes of a pointer is no address of the kernel's.
  bool TraverseCallExpr(CallExpr *) override { return true; }
  /// Nor is what stands in memory, however the place is found.
  bool TraverseArraySubscriptExpr(ArraySubscriptExpr *) override {
    return true;
  }
  bool TraverseMemberExpr(MemberExpr *) override { return true; }
  /// Nor is the distance of two.
  bool TraverseBinaryOperator(BinaryOperator *Binary) override {
    if (Binary->getOpcode() == BO_Sub && holds(*Binary->getLHS()) &&
        holds(*Binary->getRHS()))
      return true;
    return DynamicRecursiveASTVisitor::TraverseBinaryOperator(Binary);
  }

  bool holds(Expr &E) const {
    AddressFinder Finder(Body);
    Finder.Seen = Seen; // Two variables may be made of each other.
    Finder.TraverseStmt(&E);
    return Finder.Found;
  }

  bool Found = false;

private:
  const BodyContext &Body;
  std::set<const VarDecl *> Seen;
};

class CheckCollector : public DynamicRecursiveASTVisitor {
public:
  CheckCollector(const BodyContext &Body, HandlerBody &Result)
      : Body(Body), Result(Result) {}

  bool VisitBinaryOperator(BinaryOperator *Binary) override {
    if (Body.isUnevaluated(Binary))
      return true;
    if (Binary->isComparisonOp()) {
      if (!isDead(*Binary) && !isNoSize(*Binary) && !isNoOffset(*Binary)) {
        add(*Binary->getLHS());
        add(*Binary->getRHS());
      }
    } else if (Binary->isAssignmentOp()) {
      // Who finds it there may compare it.
      if (!isa<DeclRefExpr>(Binary->getLHS()->IgnoreParenImpCasts()))
        add(*Binary->getRHS());
    } else if (Binary->getOpcode() == BO_And && isAlignmentTest(*Binary)) {
      addDead(*Binary);
    }
    return true;
  }

  bool VisitCallExpr(CallExpr *Call) override {
    CallText Text = Body.callText(*Call);
    if (kernel::mapsPages(Text.Kind) || kernel::isLog(Text.Name) ||
        kernel::isConversion(Text.Name) || kernel::isAccessor(Text.Kind) ||
        Text.Kind == kernel::CallKind::Arithmetic ||
        Text.Kind == kernel::CallKind::Pure || Body.isUnevaluated(Call))
      return true;
    for (const Expr *Argument : Call->arguments())
      add(*Argument);
    return true;
  }

  bool VisitSwitchStmt(SwitchStmt *Switch) override {
    add(*Switch->getCond());
    return true;
  }

  bool VisitIfStmt(IfStmt *If) override {
    addTruth(*If->getCond());
    return true;
  }

  bool VisitConditionalOperator(ConditionalOperator *Choice) override {
    addTruth(*Choice->getCond());
    return true;
  }

private:
  /// Of every kernel that is read; larger pages leave more bits 0.
  static constexpr unsigned PageShift = 12;
  static constexpr unsigned MostLocals = 4; ///< on the way to a value

  /// `if (vma->vm_pgoff)` bounds the offset: none is let through. A size is
  /// never 0, so its truth says nothing.
  void addTruth(const Expr &E) {
    const Expr *Plain = E.IgnoreParenImpCasts();
    if (const auto *Not = dyn_cast<UnaryOperator>(Plain);
        Not && Not->getOpcode() == UO_LNot) {
      if (isNeverZero(*Not->getSubExpr()))
        addDead(*Not);
      return addTruth(*Not->getSubExpr());
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(Plain)) {
      if (Binary->isLogicalOp()) {
        addTruth(*Binary->getLHS());
        addTruth(*Binary->getRHS());
      }
      // A mask asks for alignment, a comparison is read by itself.
      if (!Binary->isShiftOp())
        return;
    }
    Result.ChecksOffset |= sourcesOf(Body, *Plain).Offset;
  }

  void add(const Expr &E) {
    Sources Of = sourcesOf(Body, E);
    Result.ChecksSize |= Of.Size;
    Result.ChecksOffset |= Of.Offset;
  }

  /// `vm_end < vm_start` and the like.
  bool isDead(const BinaryOperator &Compare) {
    const Expr *Less = Compare.getLHS(), *More = Compare.getRHS();
    if (Compare.getOpcode() == BO_GT || Compare.getOpcode() == BO_GE)
      std::swap(Less, More);
    else if (Compare.getOpcode() != BO_LT && Compare.getOpcode() != BO_LE)
      return false;
    bool Dead = fieldOf(Less) == "end" && fieldOf(More) == "start";
    if (Dead)
      addDead(Compare);
    return Dead;
  }

  /// "start" of `vma->vm_start` and of `desc->start`.
  StringRef fieldOf(const Expr *E) const {
    StringRef Name = memberOf(E, Body.Vma);
    Name.consume_front("vm_");
    return Name;
  }

  /// `size & ~PAGE_MASK`: the core aligns both ends, and counts offsets in
  /// pages.
  bool isAlignmentTest(const BinaryOperator &And) const {
    Expr::EvalResult Mask;
    Sources Of = sourcesOf(Body, *And.getLHS());
    return (Of.Size || Of.Offset) &&
           And.getRHS()->EvaluateAsInt(Mask, Body.Context) &&
           Mask.Val.getInt().getActiveBits() <= PageShift && isTested(And) &&
           isAligned(*And.getLHS());
  }

  /// Whether the lowest bits of \p E are 0, wherever it is mapped.
  bool isAligned(const Expr &E, unsigned Depth = 0) const {
    const Expr *Plain = E.IgnoreParenCasts();
    StringRef Field = fieldOf(Plain);
    if (Field == "start" || Field == "end" || isSizeOfVma(Body, *Plain))
      return true;
    Expr::EvalResult By;
    if (const auto *Shift = dyn_cast<BinaryOperator>(Plain);
        Shift && Shift->getOpcode() == BO_Shl)
      return Shift->getRHS()->EvaluateAsInt(By, Body.Context) &&
             By.Val.getInt().uge(PageShift);
    return Depth < MostLocals && isAlways(*Plain, [&](const Expr &Value) {
             return isAligned(Value, Depth + 1);
           });
  }

  /// Whether \p E is a local of which each value is as \p Is says.
  template <typename F> bool isAlways(const Expr &E, F Is) const {
    const auto *Ref = dyn_cast<DeclRefExpr>(&E);
    const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    std::vector<const Expr *> Values;
    return Variable && Variable->hasLocalStorage() &&
           !isa<ParmVarDecl>(Variable) &&
           assignedValues(Body, *Variable, Values) && !Values.empty() &&
           llvm::all_of(Values, [&](const Expr *Value) { return Is(*Value); });
  }

  /// The VMA's size in bytes or pages: the core refuses to map nothing.
  bool isNeverZero(const Expr &E) const {
    return isSizeOfVma(Body, E) || isPagesOfVma(Body, E);
  }

  /// `size == 0`.
  bool isNoSize(const BinaryOperator &Compare) {
    Expr::EvalResult None;
    bool Dead = Compare.getOpcode() == BO_EQ &&
                Compare.getRHS()->EvaluateAsInt(None, Body.Context) &&
                None.Val.getInt().isZero() && isNeverZero(*Compare.getLHS());
    if (Dead)
      addDead(Compare);
    return Dead;
  }

  /// `vm_pgoff > (~0UL >> PAGE_SHIFT)`: the core has refused it, unless the
  /// file takes such offsets.
  bool isNoOffset(const BinaryOperator &Compare) {
    Expr::EvalResult Most;
    bool Dead =
        Compare.getOpcode() == BO_GT && fieldOf(Compare.getLHS()) == "pgoff" &&
        Compare.getRHS()->EvaluateAsInt(Most, Body.Context) &&
        Most.Val.getInt().getBitWidth() - PageShift ==
            Most.Val.getInt().getActiveBits() &&
        Most.Val.getInt().countr_one() == Most.Val.getInt().getActiveBits();
    if (Dead)
      addDead(Compare, unsigned(Known::HasOffset));
    return Dead;
  }

  /// Whether \p E decides where to go, and is no part of a number.
  bool isTested(const Expr &E) const {
    const Stmt *S = &E;
    for (const Stmt *P = Body.parent(S); P; S = P, P = Body.parent(P)) {
      if (isa<IfStmt, ConditionalOperator>(P))
        return true;
      const auto *Binary = dyn_cast<BinaryOperator>(P);
      if (!isa<ParenExpr, CastExpr>(P) && !(Binary && Binary->isLogicalOp()))
        return false;
    }
    return false;
  }

  void addDead(const Expr &E, unsigned Holds = 0) {
    Argument Dead = Body.argument(&E);
    Dead.Holds = Holds;
    if (Dead.Where)
      Result.DeadChecks.push_back(std::move(Dead));
  }

  const BodyContext &Body;
  HandlerBody &Result;
};

} // namespace

Sources sourcesOf(const BodyContext &Body, const Expr &E) {
  SourceCollector Collector(Body);
  Collector.TraverseStmt(const_cast<Expr *>(&E));
  return Collector.Found;
}

bool holdsAddress(const BodyContext &Body, const Expr &E) {
  AddressFinder Finder(Body);
  Finder.TraverseStmt(const_cast<Expr *>(&E));
  return Finder.Found;
}

void readChecks(const BodyContext &Body, HandlerBody &Result) {
  CheckCollector(Body, Result)
      .TraverseStmt(const_cast<Stmt *>(
          static_cast<const Stmt *>(Body.Function.getBody())));
}

/// Whether \p S ends in a return of an error.
static bool failsAlways(const BodyContext &Body, const Stmt *S) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    S = Block->body_empty() ? nullptr : Block->body_back();
  const auto *Return = dyn_cast_or_null<ReturnStmt>(S);
  Expr::EvalResult Value;
  return Return && Return->getRetValue() &&
         Return->getRetValue()->EvaluateAsInt(Value, Body.Context) &&
         Value.Val.getInt().isNegative();
}

bool isRefusal(const BodyContext &Body, const Expr &Test) {
  const Stmt *S = &Test;
  for (const Stmt *P = Body.parent(S); P; S = P, P = Body.parent(P)) {
    if (const auto *If = dyn_cast<IfStmt>(P))
      return If->getCond() == S && failsAlways(Body, If->getThen());
    const auto *Binary = dyn_cast<BinaryOperator>(P);
    bool Passes = isa<ParenExpr, ImplicitCastExpr>(P) ||
                  (Binary && Binary->getOpcode() == BO_LOr);
    if (!Passes)
      return false;
  }
  return false;
}

} // namespace premap
