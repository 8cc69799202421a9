// How a body tells where in its file or object an access is.
#include "matchers/BodyPaths.h"

#include "kernel/Takes.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

class RangeReader : public DynamicRecursiveASTVisitor {
public:
  RangeReader(const BodyContext &Body, HandlerBody &Result)
      : Body(Body), Result(Result) {}

  bool VisitBinaryOperator(BinaryOperator *Binary) override;
  bool VisitMemberExpr(MemberExpr *Member) override;
  bool VisitCallExpr(CallExpr *Call) override;

private:
  void add(RangeUseKind Kind, const Expr &E);
  void follow(RangeUse Use, const Expr &E);
  void followLocal(const RangeUse &Use, const VarDecl &Variable);
  void record(RangeUse Use);

  const BodyContext &Body;
  HandlerBody &Result;
  std::set<const Expr *> Taken; ///< parts of what was met as a whole
  std::set<const VarDecl *> Followed;
};

/// All references to a local.
class References : public DynamicRecursiveASTVisitor {
public:
  explicit References(const VarDecl &Variable) : Variable(Variable) {}
  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    if (Ref->getDecl() == &Variable)
      Found.push_back(Ref);
    return true;
  }
  std::vector<const DeclRefExpr *> Found;

private:
  const VarDecl &Variable;
};

} // namespace

/// Whether \p E is the member \p Name of a `struct \p Record`.
static const MemberExpr *memberNamed(const Expr *E, StringRef Record,
                                     StringRef Name) {
  const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
  if (!Member || Member->getMemberDecl()->getName() != Name)
    return nullptr;
  const Expr *Base = Member->getBase()->IgnoreParenImpCasts();
  while (const auto *Outer = dyn_cast<MemberExpr>(Base)) {
    if (!Outer->getMemberDecl()->getDeclName().isEmpty())
      break;
    Base = Outer->getBase()->IgnoreParenImpCasts();
  }
  QualType Type = Base->getType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const RecordDecl *Of = Type->getAsRecordDecl();
  return Of && Of->getName() == Record ? Member : nullptr;
}

bool RangeReader::VisitBinaryOperator(BinaryOperator *Binary) {
  if (Binary->getOpcode() != BO_Sub || Body.isUnevaluated(Binary))
    return true;
  const Expr *From = Binary->getLHS(), *What = Binary->getRHS();
  const MemberExpr *Start = memberNamed(What, "vm_area_struct", "vm_start");
  const MemberExpr *Pgoff = memberNamed(What, "vm_area_struct", "vm_pgoff");
  const MemberExpr *Access = memberNamed(From, "vm_fault", "pgoff");
  if (Start && !memberNamed(From, "vm_area_struct", "vm_end")) {
    add(RangeUseKind::Distance, *Binary);
  } else if (Pgoff && Access) {
    Taken.insert(Pgoff);
    Taken.insert(Access);
    add(RangeUseKind::Distance, *Binary);
  }
  return true;
}

bool RangeReader::VisitMemberExpr(MemberExpr *Member) {
  if (Taken.count(Member) || Body.isUnevaluated(Member))
    return true;
  const auto *Assign =
      dyn_cast_or_null<BinaryOperator>(Body.meaningfulParent(Member));
  if (Assign && Assign->isAssignmentOp() &&
      Assign->getLHS()->IgnoreParenImpCasts() == Member)
    return true;
  if (memberNamed(Member, "vm_area_struct", "vm_pgoff"))
    add(RangeUseKind::Offset, *Member);
  else if (memberNamed(Member, "vm_fault", "pgoff"))
    add(RangeUseKind::FaultOffset, *Member);
  return true;
}

bool RangeReader::VisitCallExpr(CallExpr *Call) {
  if (Body.isUnevaluated(Call))
    return true;
  CallText Text = Body.callText(*Call);
  if (kernel::countsFromStart(Text.Name))
    add(RangeUseKind::Distance, *Call);
  else if (kernel::countsFromFile(Text.Name))
    add(RangeUseKind::FaultOffset, *Call);
  else if (Text.Kind == kernel::CallKind::Offset)
    add(RangeUseKind::Offset, *Call);
  return true;
}

void RangeReader::add(RangeUseKind Kind, const Expr &E) {
  RangeUse Use;
  Use.Kind = Kind;
  Use.Where = Body.Spans.written(E.getSourceRange());
  if (!Use.Where)
    Use.Where = Body.Spans.place(E.getSourceRange());
  Use.Text = Body.Spans.text(Use.Where);
  Followed.clear();
  follow(std::move(Use), E);
}

void RangeReader::record(RangeUse Use) {
  auto Same = [&](const RangeUse &U) {
    return U.Kind == Use.Kind && U.Role == Use.Role && U.Where == Use.Where &&
           U.Callee == Use.Callee;
  };
  if (llvm::none_of(Result.RangeUses, Same))
    Result.RangeUses.push_back(std::move(Use));
}

void RangeReader::followLocal(const RangeUse &Use, const VarDecl &Variable) {
  if (!Variable.hasLocalStorage() || !Followed.insert(&Variable).second)
    return;
  References Uses(Variable);
  Uses.TraverseStmt(Body.Function.getBody());
  for (const DeclRefExpr *Ref : Uses.Found) {
    const auto *Assign =
        dyn_cast_or_null<BinaryOperator>(Body.meaningfulParent(Ref));
    if (!Assign || !Assign->isAssignmentOp() ||
        Assign->getLHS()->IgnoreParenImpCasts() != Ref)
      follow(Use, *Ref);
  }
}

void RangeReader::follow(RangeUse Use, const Expr &E) {
  const Expr *Part = &E;
  for (const Stmt *P = Body.parent(Part); P; P = Body.parent(P)) {
    if (isa<ArraySubscriptExpr>(P)) {
      Use.Role = RangeUseRole::Index;
      return record(std::move(Use));
    }
    if (const auto *Call = dyn_cast<CallExpr>(P)) {
      CallText Text = Body.callText(*Call);
      if (kernel::isLog(Text.Name))
        return;
      if (!kernel::isConversion(Text.Name) && Call->getCallee() != Part) {
        Use.Role = RangeUseRole::Passed;
        Use.Callee = Text.Name;
        return record(std::move(Use));
      }
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(P)) {
      if (Binary->isComparisonOp()) {
        Use.Role = RangeUseRole::Compared;
        return record(std::move(Use));
      }
      // The upper bits name a region, which no split leaves; the lower ones
      // are added up.
      if (Use.Kind == RangeUseKind::Offset &&
          (Binary->getOpcode() == BO_Shr || Binary->getOpcode() == BO_And))
        return record(std::move(Use));
      if (Binary->isAssignmentOp()) {
        const auto *Ref =
            dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParenImpCasts());
        const auto *Variable =
            Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
        return Variable ? followLocal(Use, *Variable) : record(std::move(Use));
      }
      if (Binary->getType()->isPointerType()) {
        Use.Role = RangeUseRole::Index;
        return record(std::move(Use));
      }
    } else if (const auto *Declaration = dyn_cast<DeclStmt>(P)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D);
            Variable && Variable->getInit() &&
            Body.SM.isPointWithin(E.getBeginLoc(),
                                  Variable->getInit()->getBeginLoc(),
                                  Variable->getInit()->getEndLoc()))
          followLocal(Use, *Variable);
      return;
    } else if (isa<SwitchStmt>(P)) {
      Use.Role = RangeUseRole::Selector;
      return record(std::move(Use));
    } else if (isa<IfStmt>(P)) {
      Use.Role = RangeUseRole::Compared;
      return record(std::move(Use));
    } else if (!isa<Expr>(P)) {
      break;
    }
    if (const auto *Outer = dyn_cast<Expr>(P))
      Part = Outer;
  }
  record(std::move(Use));
}

void readRangeUses(const BodyContext &Body, HandlerBody &Result) {
  RangeReader(Body, Result)
      .TraverseStmt(const_cast<Stmt *>(
          static_cast<const Stmt *>(Body.Function.getBody())));
}

} // namespace premap
