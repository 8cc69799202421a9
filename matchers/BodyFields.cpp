#include "matchers/BodyFields.h"

#include "matchers/BodyFlags.h"
#include "matchers/BodyStatements.h"
#include "matchers/BodyValues.h"

#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// A field of the vma, with all that an access consists of.
struct FieldAccess {
  const MemberExpr *Member = nullptr;
  const Expr *Lvalue = nullptr; ///< with `.member`, `[i]` and `*&` around it
  std::string Chain;            ///< ".pgprot"
  bool ThroughAddress = false;  ///< `*(T *)&vma->F`, as READ_ONCE() writes it
};

class FieldReader {
public:
  explicit FieldReader(const BodyContext &Body) : Body(Body) {}
  std::optional<Draft> read(const DeclRefExpr &Use,
                            const MemberExpr &Member) const;

private:
  Draft readWrite(const FieldAccess &Field, const Expr &Store,
                  StringRef Operator, const Expr *Value) const;
  Draft readFlagWrite(const FieldAccess &Field, Draft Write,
                      const Expr *Value) const;
  Draft readAddress(const FieldAccess &Field, const UnaryOperator &Of) const;
  std::optional<Draft> readSize(const MemberExpr &Member) const;
  Draft readRead(const FieldAccess &Field) const;
  void placeField(const FieldAccess &Field, Event &E) const;
  FieldAccess access(const MemberExpr &Member) const;

  const BodyContext &Body;
};

} // namespace

FieldAccess FieldReader::access(const MemberExpr &Member) const {
  FieldAccess Result;
  Result.Member = &Member;
  Result.Lvalue = &Member;
  const Stmt *P = Body.parent(&Member);
  while (P) {
    if (isa<ParenExpr>(P)) {
      Result.Lvalue = cast<Expr>(P);
    } else if (const auto *Part = dyn_cast<MemberExpr>(P);
               Part && !Part->isArrow()) {
      if (!Part->getMemberDecl()->getDeclName().isEmpty())
        Result.Chain += "." + Part->getMemberDecl()->getName().str();
      Result.Lvalue = Part;
    } else if (const auto *Address = dyn_cast<UnaryOperator>(P);
               Address && Address->getOpcode() == UO_AddrOf) {
      const Stmt *Up = Body.parent(Address);
      while (isa_and_nonnull<ParenExpr, CastExpr>(Up))
        Up = Body.parent(Up);
      const auto *Deref = dyn_cast_or_null<UnaryOperator>(Up);
      if (!Deref || Deref->getOpcode() != UO_Deref)
        return Result;
      Result.Lvalue = Deref;
      Result.ThroughAddress = true;
      P = Deref;
    } else {
      return Result;
    }
    P = Body.parent(P);
  }
  return Result;
}

void FieldReader::placeField(const FieldAccess &Field, Event &E) const {
  SourceRange Range = Field.Member->getSourceRange();
  E.Name = Field.Member->getMemberDecl()->getName().str();
  E.Access = Body.Spans.typed(Range);
  E.InMacro = !E.Access;
  E.Where = E.InMacro ? Body.Spans.place(Range) : E.Access;
  E.Text = Body.Spans.text(E.Where);
}

/// Names the function that gets \p Value as an argument, unchanged.
void readCallee(const BodyContext &Body, const Expr &Value, Event &E) {
  // pgprot_noncached() is a macro on some architectures.
  SourceLocation Begin = Value.getBeginLoc();
  if (E.Access && Begin.isMacroID()) {
    CallText Macro = Body.invocationText(Body.SM.getExpansionLoc(Begin));
    if (llvm::any_of(Macro.Args,
                     [&](const Argument &A) { return A.Where == E.Where; })) {
      E.Callee = Macro.Name;
      E.Call = Macro.Where;
      return;
    }
  }
  const auto *Call = dyn_cast_or_null<CallExpr>(Body.meaningfulParent(&Value));
  if (!Call || !llvm::any_of(Call->arguments(), [&](const Expr *A) {
        return A->IgnoreParenImpCasts() == Value.IgnoreParenImpCasts();
      }))
    return;
  CallText Text = Body.callText(*Call);
  E.Callee = Text.Name;
  if (!Text.InMacro)
    E.Call = Text.Where;
}

std::optional<Draft> FieldReader::readSize(const MemberExpr &Member) const {
  StringRef Name = Member.getMemberDecl()->getName();
  const auto *Minus =
      dyn_cast_or_null<BinaryOperator>(Body.meaningfulParent(&Member));
  if (!Minus || Minus->getOpcode() != BO_Sub)
    return std::nullopt;
  auto FieldOf = [&](const Expr *E) -> StringRef {
    const auto *M = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
    if (!M)
      return "";
    const Expr *Base = M->getBase()->IgnoreParenImpCasts();
    while (const auto *Anonymous = dyn_cast<MemberExpr>(Base))
      Base = Anonymous->getBase()->IgnoreParenImpCasts();
    return isReferenceTo(Base, Body.Vma) ? M->getMemberDecl()->getName() : "";
  };
  StringRef End = Body.IsDesc ? "end" : "vm_end";
  StringRef Start = Body.IsDesc ? "start" : "vm_start";
  if (FieldOf(Minus->getLHS()) != End || FieldOf(Minus->getRHS()) != Start ||
      (Name != End && Name != Start))
    return std::nullopt;
  Event E;
  E.Kind = EventKind::Size;
  E.Access = Body.Spans.typed(Minus->getSourceRange());
  if (!E.Access || !Body.isTyped(Minus->getOperatorLoc()))
    return std::nullopt;
  E.Where = Body.withDroppableParens(Minus);
  E.Text = Body.Spans.text(E.Where);
  readCallee(Body, *Minus, E);
  return Draft{std::move(E), Minus};
}

Draft FieldReader::readFlagWrite(const FieldAccess &Field, Draft Write,
                                 const Expr *Value) const {
  Event &E = Write.E;
  const Expr *Mask = Value;
  if (E.Operator == "|=") {
    E.Kind = EventKind::FlagSet;
  } else if (E.Operator == "&=") {
    const auto *Not = dyn_cast<UnaryOperator>(Value->IgnoreParenImpCasts());
    if (!Not || Not->getOpcode() != UO_Not)
      return Write;
    E.Kind = EventKind::FlagClear;
    Mask = Not->getSubExpr();
  } else {
    return Write;
  }
  readFlags(Body, *Mask, E);
  Argument Vma{Body.Spans.typed(Field.Member->getBase()->getSourceRange()),
               Body.Vma->getName().str()};
  E.Args = {Vma, Body.argument(Mask)};
  // The whole statement is replaced, not only the field.
  E.InMacro |= !Body.Spans.written(Write.Anchor->getSourceRange());
  return Write;
}

Draft FieldReader::readWrite(const FieldAccess &Field, const Expr &Store,
                             StringRef Operator, const Expr *Value) const {
  Event E;
  E.Kind = EventKind::FieldWrite;
  placeField(Field, E);
  E.Chain = Field.Chain;
  E.Operator = Operator.str();
  if (Span Whole = Body.Spans.written(Store.getSourceRange());
      Whole && !E.InMacro) {
    E.Where = Whole;
    E.Text = Body.Spans.text(Whole);
  }
  if (Value) {
    E.Value = Body.argument(Value);
    E.Value.Holds = valueOf(Body, *Value);
  }
  readStatement(Body, *Body.withParens(&Store), E);
  Draft Write{std::move(E), &Store};
  bool IsFlags = Write.E.Name == "vm_flags" || Write.E.Name == "__vm_flags" ||
                 Write.E.Name == "vma_flags";
  return IsFlags && Value ? readFlagWrite(Field, std::move(Write), Value)
                          : Write;
}

Draft FieldReader::readRead(const FieldAccess &Field) const {
  Event E;
  E.Kind = EventKind::FieldRead;
  placeField(Field, E);
  if (E.InMacro || Body.isTyped(Field.Lvalue->getEndLoc()))
    E.Chain = Field.Chain;
  const Expr *Top = Field.Lvalue;
  while (const auto *Part =
             dyn_cast_or_null<MemberExpr>(Body.meaningfulParent(Top))) {
    if (!Body.isTyped(Part->getMemberLoc()) && !E.InMacro)
      break;
    if (!Part->getMemberDecl()->getDeclName().isEmpty())
      E.Chain += (Part->isArrow() ? "->" : ".") +
                 Part->getMemberDecl()->getName().str();
    Top = Part;
  }
  readCallee(Body, *Top, E);
  return {std::move(E), Field.Member};
}

Draft FieldReader::readAddress(const FieldAccess &Field,
                               const UnaryOperator &Of) const {
  Event E;
  E.Kind = EventKind::FieldAddress;
  placeField(Field, E);
  E.Chain = Field.Chain;
  if (Span Whole = Body.Spans.typed(Of.getSourceRange()); Whole && !E.InMacro) {
    E.Where = Whole;
    E.Text = Body.Spans.text(Whole);
  }
  readCallee(Body, Of, E);
  return {std::move(E), &Of};
}

std::optional<Draft> FieldReader::read(const DeclRefExpr &Use,
                                       const MemberExpr &Member) const {
  FieldAccess Field = access(Member);
  const Stmt *P = Body.parent(Field.Lvalue);

  if (const auto *Binary = dyn_cast_or_null<BinaryOperator>(P);
      Binary && Binary->isAssignmentOp() && Binary->getLHS() == Field.Lvalue)
    return readWrite(Field, *Binary, Binary->getOpcodeStr(), Binary->getRHS());
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(P)) {
    if (Unary->isIncrementDecrementOp())
      return readWrite(Field, *Unary,
                       UnaryOperator::getOpcodeStr(Unary->getOpcode()),
                       nullptr);
    if (Unary->getOpcode() == UO_AddrOf)
      return readAddress(Field, *Unary);
  }
  const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(P);
  bool IsRead = Cast && (Cast->getCastKind() == CK_LValueToRValue ||
                         Cast->getCastKind() == CK_ArrayToPointerDecay);
  if (!IsRead && !isa_and_nonnull<UnaryExprOrTypeTraitExpr>(P) &&
      !Body.isUnevaluated(&Use))
    return std::nullopt;

  StringRef Name = Member.getMemberDecl()->getName();
  if (!Field.ThroughAddress && Field.Chain.empty()) {
    if (std::optional<Draft> Size = readSize(Member))
      return Size;
    if (Name == "vm_flags" && IsRead)
      if (std::optional<Draft> Test = readFlagTest(Body, Member))
        return Test;
  }
  return readRead(Field);
}

std::optional<Draft> readField(const BodyContext &Body, const DeclRefExpr &Use,
                               const MemberExpr &Member) {
  return FieldReader(Body).read(Use, Member);
}

} // namespace premap
