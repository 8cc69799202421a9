#include "matchers/PathSteps.h"

#include "kernel/Takes.h"
#include "matchers/BodyChecks.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using llvm::StringRef;

using premap::kernel::CallKind;

namespace premap {
namespace {

/// What the comparisons in an expression compare.
class Comparisons : public DynamicRecursiveASTVisitor {
public:
  explicit Comparisons(const BodyContext &Body) : Body(Body) {}

  bool VisitBinaryOperator(BinaryOperator *Binary) override {
    if (Binary->isComparisonOp() && !comparesEnds(*Binary)) {
      add(*Binary->getLHS());
      add(*Binary->getRHS());
    }
    return true;
  }

  Sources Found;

private:
  void add(const Expr &E) {
    Sources Of = sourcesOf(Body, E);
    Found.Size |= Of.Size;
    Found.Offset |= Of.Offset;
  }

  /// `vm_end < vm_start` says nothing.
  bool comparesEnds(const BinaryOperator &Compare) const {
    auto IsEnd = [](const Expr *E) {
      const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
      StringRef Name = Member ? Member->getMemberDecl()->getName() : "";
      Name.consume_front("vm_");
      return Name == "start" || Name == "end";
    };
    return IsEnd(Compare.getLHS()) && IsEnd(Compare.getRHS());
  }

  const BodyContext &Body;
};

} // namespace

const Expr *plainCondition(const Expr *E) {
  while (true) {
    E = E->IgnoreParenCasts();
    if (const auto *Call = dyn_cast<CallExpr>(E);
        Call && Call->getNumArgs() == 2 && Call->getDirectCallee() &&
        Call->getDirectCallee()->getName() == "__builtin_expect") {
      E = Call->getArg(0);
    } else if (const auto *Block = dyn_cast<StmtExpr>(E)) {
      const CompoundStmt *Statements = Block->getSubStmt();
      const auto *Last = Statements->body_empty()
                             ? nullptr
                             : dyn_cast<Expr>(Statements->body_back());
      if (!Last)
        return E;
      E = Last;
    } else if (const auto *Not = dyn_cast<UnaryOperator>(E);
               Not && Not->getOpcode() == UO_LNot) {
      // `!!x`
      const auto *Inner =
          dyn_cast<UnaryOperator>(Not->getSubExpr()->IgnoreParenCasts());
      if (!Inner || Inner->getOpcode() != UO_LNot)
        return E;
      E = Inner->getSubExpr();
    } else {
      return E;
    }
  }
}

std::string StepReader::plainText(const Expr &E) const {
  return Body.argument(&E).Text;
}

Step StepReader::place(StepKind Kind, const Stmt &S) const {
  Step Result;
  Result.Kind = Kind;
  Result.Where = Body.Spans.written(S.getSourceRange());
  if (!Result.Where)
    Result.Where = Body.Spans.place(S.getSourceRange());
  Result.Text = Body.Spans.text(Result.Where);
  return Result;
}

/// What may compare what it gets. The others map, print or compute.
static bool mayCompare(const CallText &Text) {
  return !kernel::mapsPages(Text.Kind) && !kernel::isLog(Text.Name) &&
         !kernel::isConversion(Text.Name) && !kernel::isAccessor(Text.Kind) &&
         Text.Kind != CallKind::Arithmetic && Text.Kind != CallKind::Pure;
}

std::optional<Step> StepReader::readCall(const CallExpr &Call) const {
  if (Body.isInHarmlessMacro(Call.getCallee()->getBeginLoc()))
    return std::nullopt;
  CallText Text = Body.callText(Call);
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (Text.Kind == CallKind::Log || Text.Kind == CallKind::Nothing ||
      Text.Kind == CallKind::Arithmetic || kernel::isLog(Text.Name) ||
      (Callee && Callee->getBuiltinID()))
    return std::nullopt;
  Step Result = place(StepKind::Call, Call);
  if (Text.Where)
    Result.Where = Text.Where;
  Result.Text = Body.Spans.text(Result.Where);
  Result.Name = Text.Name;
  for (const Argument &A : Text.Args)
    Result.Args.push_back(A.Text);
  if (mayCompare(Text))
    for (const Expr *A : Call.arguments()) {
      Sources Of = sourcesOf(Body, *A);
      Result.Size |= Of.Size;
      Result.Offset |= Of.Offset;
    }
  return Result;
}

std::string StepReader::resultOf(const Expr &E) const {
  SourceLocation FileLoc;
  for (const Invocation &I : Body.invocations(E.getExprLoc(), FileLoc))
    if (kernel::kindOf(I.Name) != CallKind::Unknown || kernel::looksUp(I.Name))
      return I.Name;
  const auto *Call = dyn_cast<CallExpr>(plainCondition(&E));
  return Call ? Body.callText(*Call).Name : "";
}

const VarDecl *StepReader::setBy(const Stmt &S, const Expr *&Value) {
  Value = nullptr;
  if (const auto *Declaration = dyn_cast<DeclStmt>(&S)) {
    const auto *Variable = Declaration->isSingleDecl()
                               ? dyn_cast<VarDecl>(Declaration->getSingleDecl())
                               : nullptr;
    if (!Variable || !Variable->hasLocalStorage())
      return nullptr;
    Value = Variable->getInit();
    return Value ? Variable : nullptr;
  }
  const Expr *Target = nullptr;
  if (const auto *Binary = dyn_cast<BinaryOperator>(&S);
      Binary && Binary->isAssignmentOp()) {
    Target = Binary->getLHS();
    Value = Binary->getOpcode() == BO_Assign ? Binary->getRHS() : nullptr;
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(&S);
             Unary && Unary->isIncrementDecrementOp()) {
    Target = Unary->getSubExpr();
  }
  const auto *Ref =
      Target ? dyn_cast<DeclRefExpr>(Target->IgnoreParenImpCasts()) : nullptr;
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() ? Variable : nullptr;
}

std::optional<Step> StepReader::readSet(const Stmt &S, const VarDecl &Variable,
                                        const Expr *Value) {
  Step Result = place(StepKind::Set, S);
  Result.Name = Variable.getName().str();
  Result.Operator = Value ? "=" : "+=";
  if (!Value)
    return Result;
  Result.Value = plainText(*Value);
  Result.From = resultOf(*Value);
  if (!kernel::looksUp(Result.From)) {
    // The cursor of a loop over a container is made by macros in macros.
    SourceLocation FileLoc, Loc = S.getBeginLoc();
    if (const auto *Binary = dyn_cast<BinaryOperator>(&S))
      Loc = Binary->getOperatorLoc();
    for (const Invocation &I : Body.invocations(Loc, FileLoc))
      if (kernel::looksUp(I.Name))
        Result.From = I.Name;
  }
  if (kernel::looksUp(Result.From) && Variable.getType()->isPointerType())
    Found.insert(&Variable);
  return Result;
}

std::optional<Step> StepReader::readStore(const Stmt &S) const {
  Step Result = place(StepKind::Store, S);
  const Expr *Target = nullptr;
  if (const auto *Binary = dyn_cast<BinaryOperator>(&S)) {
    Target = Binary->getLHS();
    Result.Operator = Binary->getOpcodeStr().str();
    Result.Value = plainText(*Binary->getRHS());
    Result.From = resultOf(*Binary->getRHS());
    Sources Of = sourcesOf(Body, *Binary->getRHS());
    Result.Size = Of.Size;
    Result.Offset = Of.Offset;
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(&S)) {
    Target = Unary->getSubExpr();
    Result.Operator = UnaryOperator::getOpcodeStr(Unary->getOpcode()).str();
  }
  Result.Name = plainText(*Target);
  return Result;
}

std::optional<Step> StepReader::readGuard(const VarDecl &Variable) const {
  SourceLocation FileLoc;
  for (const Invocation &I :
       Body.invocations(Variable.getLocation(), FileLoc)) {
    if (kernel::kindOf(I.Name) != CallKind::Guard)
      continue;
    Step Result;
    Result.Kind = StepKind::Call;
    Result.Where = Body.Spans.place(Variable.getSourceRange());
    Result.Text = Body.Spans.text(Result.Where);
    Result.Name = I.Name;
    Result.Args.push_back(Variable.getName().str());
    return Result;
  }
  return std::nullopt;
}

std::optional<Step> StepReader::readUse(const MemberExpr &Member) const {
  if (!Member.isArrow())
    return std::nullopt;
  const auto *Ref =
      dyn_cast<DeclRefExpr>(Member.getBase()->IgnoreParenImpCasts());
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Variable || !Found.count(Variable))
    return std::nullopt;
  Step Result = place(StepKind::Use, Member);
  Result.Name = Variable->getName().str();
  return Result;
}

std::optional<Step> StepReader::read(const Stmt &S) {
  const Expr *Value = nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(&S))
    return readCall(*Call);
  if (const auto *Return = dyn_cast<ReturnStmt>(&S)) {
    Step Result = place(StepKind::Return, S);
    if (const Expr *E = Return->getRetValue()) {
      Result.Value = plainText(*E);
      Result.From = resultOf(*E);
    }
    return Result;
  }
  if (const auto *Declaration = dyn_cast<DeclStmt>(&S);
      Declaration && Declaration->isSingleDecl())
    if (const auto *Variable = dyn_cast<VarDecl>(Declaration->getSingleDecl());
        Variable && Variable->hasAttr<CleanupAttr>())
      if (std::optional<Step> Guard = readGuard(*Variable))
        return Guard;
  if (const VarDecl *Variable = setBy(S, Value))
    return readSet(S, *Variable, Value);
  if (const auto *Binary = dyn_cast<BinaryOperator>(&S);
      Binary && Binary->isAssignmentOp() &&
      !Body.isInHarmlessMacro(Binary->getOperatorLoc()))
    return readStore(S);
  if (const auto *Unary = dyn_cast<UnaryOperator>(&S);
      Unary && Unary->isIncrementDecrementOp() &&
      !Body.isInHarmlessMacro(Unary->getOperatorLoc()))
    return readStore(S);
  if (const auto *Member = dyn_cast<MemberExpr>(&S))
    return readUse(*Member);
  return std::nullopt;
}

Step StepReader::branch(const Expr &Condition, bool Taken) const {
  Step Result = place(StepKind::Branch, Condition);
  const Expr *Plain = plainCondition(&Condition);
  while (const auto *Not = dyn_cast<UnaryOperator>(Plain)) {
    if (Not->getOpcode() != UO_LNot)
      break;
    Taken = !Taken;
    Plain = plainCondition(Not->getSubExpr());
  }
  Result.Name = plainText(*Plain);
  Result.Taken = Taken;
  if (const auto *Assign = dyn_cast<BinaryOperator>(Plain);
      Assign && Assign->isAssignmentOp())
    Result.Name = plainText(*Assign->getLHS());
  Comparisons Compared(Body);
  Compared.TraverseStmt(const_cast<Expr *>(&Condition));
  Result.Size = Compared.Found.Size;
  Result.Offset = Compared.Found.Offset;
  // `if (vma->vm_pgoff)` lets no offset through; a mask asks for alignment.
  const auto *Binary = dyn_cast<BinaryOperator>(Plain);
  if (!Binary || Binary->isShiftOp())
    Result.Offset |= !isa<CallExpr>(Plain) && sourcesOf(Body, *Plain).Offset;
  return Result;
}

Step StepReader::chosen(const Expr &Condition, const Stmt *Label) const {
  Step Result = place(StepKind::Branch, Condition);
  Result.Name = plainText(Condition);
  Sources Of = sourcesOf(Body, Condition);
  Result.Size = Of.Size;
  Result.Offset = Of.Offset;
  Result.Taken = true;
  const auto *Case = dyn_cast_or_null<CaseStmt>(Label);
  Result.Value = Case ? plainText(*Case->getLHS()) : "default";
  return Result;
}

Step StepReader::scopeEnd(const VarDecl &Variable) const {
  Step Result;
  Result.Kind = StepKind::ScopeEnd;
  Result.Where = Body.Spans.place(Variable.getSourceRange());
  Result.Name = Variable.getName().str();
  return Result;
}

} // namespace premap
