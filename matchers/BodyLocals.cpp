// Lists the variables of a function's own with every place that reads or
// writes them.
#include "matchers/BodyEffects.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace premap {
namespace {

class LocalCollector : public DynamicRecursiveASTVisitor {
public:
  explicit LocalCollector(const BodyContext &Body) : Body(Body) {}

  bool VisitDeclStmt(DeclStmt *S) override {
    for (const Decl *D : S->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        if (Variable->hasLocalStorage() &&
            Body.isTyped(Variable->getLocation()))
          addVariable(*Variable, *S);
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      if (auto It = Locals.find(Variable); It != Locals.end())
        addUse(*Ref, It->second);
    return true;
  }

  llvm::MapVector<const VarDecl *, LocalVariable> Locals;

private:
  void addVariable(const VarDecl &Variable, const DeclStmt &S);
  void addUse(const DeclRefExpr &Ref, LocalVariable &Local);

  const BodyContext &Body;
};

} // namespace

static bool hasEffect(const Stmt *S) {
  if (isa<CallExpr, AsmStmt>(S))
    return true;
  if (const auto *Binary = dyn_cast<BinaryOperator>(S);
      Binary && Binary->isAssignmentOp())
    return true;
  if (const auto *Unary = dyn_cast<UnaryOperator>(S);
      Unary && Unary->isIncrementDecrementOp())
    return true;
  return llvm::any_of(S->children(), [](const Stmt *Child) {
    return Child && hasEffect(Child);
  });
}

void LocalCollector::addVariable(const VarDecl &Variable, const DeclStmt &S) {
  LocalVariable &Local = Locals[&Variable];
  Local.Name = Variable.getName().str();
  Local.Type = Variable.getType().getAsString();
  Local.Declaration = Body.statement(&S);
  Local.Alone = S.isSingleDecl();
  SourceLocation End = Variable.getEndLoc();
  Local.Declarator =
      Body.Spans.written(SourceRange(Variable.getLocation(), End));
  if (const Expr *Init = Variable.getInit()) {
    Local.Initializer = Body.argument(Init);
    Local.InitializerHasEffect = hasEffect(Init);
  }
  Local.InMacro =
      !Local.Declaration || !Local.Declarator || !Body.isTyped(S.getBeginLoc());
}

void LocalCollector::addUse(const DeclRefExpr &Ref, LocalVariable &Local) {
  Span Where = Body.Spans.typed(Ref.getSourceRange());
  if (!Where) {
    Local.InMacro = true;
    return;
  }
  auto AddOnce = [&](std::vector<Span> &Spans) {
    if (!llvm::is_contained(Spans, Where))
      Spans.push_back(Where);
  };
  const Stmt *P = Body.meaningfulParent(&Ref);
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(P)) {
    if (Unary->getOpcode() == UO_AddrOf)
      Local.AddressTaken = true;
    if (Unary->isIncrementDecrementOp())
      AddOnce(Local.Writes);
  }
  if (const auto *Assign = dyn_cast_or_null<BinaryOperator>(P);
      Assign && Assign->isAssignmentOp() &&
      isReferenceTo(Assign->getLHS(), Ref.getDecl())) {
    AddOnce(Local.Writes);
    if (Assign->getOpcode() == BO_Assign)
      return;
  }
  AddOnce(Local.Reads);
}

std::vector<LocalVariable> readLocals(const BodyContext &Body) {
  LocalCollector Collector(Body);
  Collector.TraverseStmt(Body.Function.getBody());
  std::vector<LocalVariable> Result;
  for (auto &[Variable, Local] : Collector.Locals)
    Result.push_back(std::move(Local));
  return Result;
}

} // namespace premap
