#include "matchers/BodyUses.h"

#include "matchers/BodyChecks.h"
#include "matchers/BodyFields.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// All references to the two parameters, in types as well.
class ReferenceCollector : public DynamicRecursiveASTVisitor {
public:
  ReferenceCollector(const BodyContext &Body) : Body(Body) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    if (Ref->getDecl() == Body.Vma)
      Vma.push_back(Ref);
    else if (Ref->getDecl() == Body.File)
      File.push_back(Ref);
    return true;
  }

  std::vector<const DeclRefExpr *> Vma, File;

private:
  const BodyContext &Body;
};

class UseReader {
public:
  explicit UseReader(const BodyContext &Body) : Body(Body) {}
  Draft readVma(const DeclRefExpr &Use) const;
  Draft readFile(const DeclRefExpr &Use) const;

private:
  Draft readEscape(const DeclRefExpr &Use, const Stmt *Parent) const;
  const MemberExpr *memberOf(const DeclRefExpr &Use) const;

  const BodyContext &Body;
};

} // namespace

/// The named field that \p Use is the base of: `vma->F`, `(*vma).F`; members
/// of anonymous unions count as members of the record.
const MemberExpr *UseReader::memberOf(const DeclRefExpr &Use) const {
  const Stmt *P = Body.meaningfulParent(&Use);
  if (const auto *Deref = dyn_cast_or_null<UnaryOperator>(P);
      Deref && Deref->getOpcode() == UO_Deref)
    P = Body.meaningfulParent(Deref);
  const auto *Member = dyn_cast_or_null<MemberExpr>(P);
  while (Member && Member->getMemberDecl()->getDeclName().isEmpty())
    Member = dyn_cast_or_null<MemberExpr>(Body.meaningfulParent(Member));
  return Member;
}

/// How the bare pointer gets away, in a word or two.
static std::string escapeName(const Stmt *P) {
  if (!P)
    return "type";
  if (isa<DeclStmt>(P))
    return "alias";
  if (isa<ReturnStmt>(P))
    return "returned";
  if (isa<AsmStmt>(P))
    return "asm";
  if (isa<UnaryExprOrTypeTraitExpr>(P))
    return "sizeof";
  if (isa<InitListExpr, CompoundLiteralExpr, DesignatedInitExpr>(P))
    return "stored";
  if (isa<IfStmt, WhileStmt, ForStmt, DoStmt>(P))
    return "condition";
  if (isa<ConditionalOperator, BinaryConditionalOperator>(P))
    return "chosen";
  if (isa<ExplicitCastExpr>(P))
    return cast<ExplicitCastExpr>(P)->getType()->isVoidType() ? "ignored"
                                                              : "cast";
  if (const auto *Unary = dyn_cast<UnaryOperator>(P)) {
    if (Unary->getOpcode() == UO_AddrOf)
      return "address";
    if (Unary->getOpcode() == UO_LNot)
      return "condition";
    if (Unary->getOpcode() == UO_Deref)
      return "copied";
    return Unary->isIncrementDecrementOp() ? "changed" : "computed";
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(P)) {
    if (Binary->isAssignmentOp())
      return "stored";
    if (Binary->isLogicalOp())
      return "condition";
    return Binary->isComparisonOp() ? "compared" : "computed";
  }
  return "other";
}

Draft UseReader::readEscape(const DeclRefExpr &Use, const Stmt *P) const {
  Event E;
  E.Kind = EventKind::Escape;
  E.Name = escapeName(P);
  if (const auto *Assign = dyn_cast_or_null<BinaryOperator>(P);
      Assign && Assign->isAssignmentOp() &&
      isReferenceTo(Assign->getLHS(), cast<ValueDecl>(Use.getDecl())))
    E.Name = "changed";
  E.Access = Body.Spans.typed(Use.getSourceRange());
  E.InMacro = !E.Access;
  const auto *Not = dyn_cast_or_null<UnaryOperator>(P);
  if (Not && Not->getOpcode() == UO_LNot && isRefusal(Body, *Not)) {
    E.Name = "null";
    E.Refuses = true;
  }
  // The smallest whole that says what happens: the expression, not the block.
  const Stmt *Whole = isa_and_nonnull<Expr, ReturnStmt, DeclStmt>(P) ? P : &Use;
  E.Where = Body.Spans.written(Whole->getSourceRange());
  if (E.Refuses)
    E.Where = Body.withDroppableParens(Not);
  if (!E.Where.contains(E.Access))
    E.Where = E.InMacro ? Body.Spans.place(Use.getSourceRange()) : E.Access;
  E.Text = Body.Spans.text(E.Where);
  return {std::move(E), &Use};
}

Draft UseReader::readVma(const DeclRefExpr &Use) const {
  if (const MemberExpr *Member = memberOf(Use)) {
    std::optional<Draft> Field = readField(Body, Use, *Member);
    return Field ? std::move(*Field) : readEscape(Use, Body.parent(Member));
  }
  const Stmt *P = Body.meaningfulParent(&Use);
  if (const auto *Call = dyn_cast_or_null<CallExpr>(P)) {
    bool IsArgument = llvm::any_of(Call->arguments(), [&](const Expr *A) {
      return A->IgnoreParenImpCasts() == &Use;
    });
    if (IsArgument)
      return readVmaCall(Body, *Call, Use);
  }
  return readEscape(Use, P);
}

Draft UseReader::readFile(const DeclRefExpr &Use) const {
  const Stmt *P = Body.meaningfulParent(&Use);
  const auto *Direct = dyn_cast_or_null<UnaryOperator>(P);
  const auto *Assign = dyn_cast_or_null<BinaryOperator>(P);
  if ((Direct && (Direct->getOpcode() == UO_AddrOf ||
                  Direct->isIncrementDecrementOp())) ||
      (Assign && Assign->isAssignmentOp() &&
       isReferenceTo(Assign->getLHS(), Body.File)))
    return readEscape(Use, P);

  Event E;
  E.Kind = EventKind::FileRead;
  E.Access = Body.Spans.typed(Use.getSourceRange());
  E.InMacro = !E.Access;
  E.Where = E.InMacro ? Body.Spans.place(Use.getSourceRange()) : E.Access;
  E.Text = Body.Spans.text(E.Where);
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(P)) {
    const Expr *Top = Member;
    while (Member) {
      std::string Field = Member->getMemberDecl()->getName().str();
      if (!Field.empty() && E.Name.empty())
        E.Name = Field;
      else if (!Field.empty())
        E.Chain += (Member->isArrow() ? "->" : ".") + Field;
      Top = Member;
      Member = dyn_cast_or_null<MemberExpr>(Body.meaningfulParent(Member));
    }
    readCallee(Body, *Top, E);
  } else {
    readCallee(Body, Use, E);
  }
  return {std::move(E), &Use};
}

/// Drops what a macro only says once more: the same kind of use at the same
/// place, and types of what is also evaluated.
static void appendDistinct(std::vector<Draft> Uses, std::vector<Draft> &Out) {
  bool AnyEvaluated =
      llvm::any_of(Uses, [](const Draft &D) { return !D.E.Unevaluated; });
  std::vector<Draft> Kept;
  for (Draft &D : Uses) {
    if (D.E.Unevaluated && AnyEvaluated)
      continue;
    auto Same = [&](const Draft &K) {
      return K.E.Kind == D.E.Kind && K.E.Where == D.E.Where &&
             K.E.Name == D.E.Name;
    };
    if (llvm::none_of(Kept, Same))
      Kept.push_back(std::move(D));
  }
  llvm::append_range(Out, Kept);
}

/// Reads the references that one spelled token stands for.
template <typename Reader>
static void readGroups(const BodyContext &Body,
                       const std::vector<const DeclRefExpr *> &References,
                       Reader Read, std::vector<Draft> &Out) {
  std::map<std::pair<FileID, unsigned>, std::vector<Draft>> Groups;
  for (const DeclRefExpr *Use : References) {
    Draft D = Read(*Use);
    D.E.Unevaluated = Body.isUnevaluated(Use);
    if (D.E.Unevaluated)
      D.Anchor = nullptr;
    SourceLocation Token = Body.SM.getFileLoc(Use->getLocation());
    Groups[Body.SM.getDecomposedLoc(Token)].push_back(std::move(D));
  }
  for (auto &[Token, Uses] : Groups)
    appendDistinct(std::move(Uses), Out);
}

void readUses(const BodyContext &Body, std::vector<Draft> &Out) {
  ReferenceCollector References(Body);
  References.TraverseStmt(Body.Function.getBody());
  UseReader Reader(Body);
  std::vector<Draft> Uses;
  readGroups(
      Body, References.Vma,
      [&](const DeclRefExpr &Use) { return Reader.readVma(Use); }, Uses);
  readGroups(
      Body, References.File,
      [&](const DeclRefExpr &Use) { return Reader.readFile(Use); }, Uses);
  // `vma->vm_end - vma->vm_start` is found twice, a call f(vma, vma) as well;
  // its second vma is more than one event can say.
  for (Draft &D : Uses) {
    auto Same = llvm::find_if(Out, [&](const Draft &O) {
      return O.E.Kind == D.E.Kind && O.E.Where == D.E.Where &&
             O.E.Name == D.E.Name && O.E.Kind != EventKind::FileRead;
    });
    if (Same == Out.end()) {
      Out.push_back(std::move(D));
    } else if (D.E.VmaArg >= 0 && !(Same->E.Access == D.E.Access)) {
      D.E.Kind = EventKind::Escape;
      D.E.Name = "passed twice";
      D.E.Where = D.E.Access;
      D.E.Text = Body.Spans.text(D.E.Where);
      Out.push_back(std::move(D));
    }
  }
}

} // namespace premap
