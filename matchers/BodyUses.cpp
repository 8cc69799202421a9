#include "matchers/BodyUses.h"

#include "matchers/BodyFlags.h"
#include "matchers/BodyStatements.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// All references to the two parameters, in types as well.
class ReferenceCollector : public RecursiveASTVisitor<ReferenceCollector> {
public:
  ReferenceCollector(const BodyContext &Body) : Body(Body) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
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

/// A field of the vma, with all that an access consists of.
struct FieldAccess {
  const MemberExpr *Member = nullptr;
  const Expr *Lvalue = nullptr; ///< with `.member`, `[i]` and `*&` around it
  std::string Chain;            ///< ".pgprot"
  bool ThroughAddress = false;  ///< `*(T *)&vma->F`, as READ_ONCE() writes it
};

class UseReader {
public:
  UseReader(const BodyContext &Body) : Body(Body) {}
  Draft readVma(const DeclRefExpr &Use) const;
  Draft readFile(const DeclRefExpr &Use) const;

private:
  Draft readField(const DeclRefExpr &Use, const MemberExpr &Member) const;
  Draft readWrite(const FieldAccess &Field, const Expr &Store,
                  StringRef Operator, const Expr *Value) const;
  Draft readFlagWrite(const FieldAccess &Field, Draft Write,
                      const Expr *Value) const;
  std::optional<Draft> readSize(const MemberExpr &Member) const;
  Draft readRead(const FieldAccess &Field) const;
  Draft readEscape(const DeclRefExpr &Use, const Stmt *Parent) const;
  void placeField(const FieldAccess &Field, Event &E) const;
  void readCallee(const Expr &Value, Event &E) const;
  FieldAccess access(const MemberExpr &Member) const;
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

FieldAccess UseReader::access(const MemberExpr &Member) const {
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

void UseReader::placeField(const FieldAccess &Field, Event &E) const {
  SourceRange Range = Field.Member->getSourceRange();
  E.Name = Field.Member->getMemberDecl()->getName().str();
  E.Access = Body.Spans.typed(Range);
  E.InMacro = !E.Access;
  E.Where = E.InMacro ? Body.Spans.place(Range) : E.Access;
  E.Text = Body.Spans.text(E.Where);
}

/// Names the function that gets \p Value as an argument, unchanged.
void UseReader::readCallee(const Expr &Value, Event &E) const {
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

std::optional<Draft> UseReader::readSize(const MemberExpr &Member) const {
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
  readCallee(*Minus, E);
  return Draft{std::move(E), Minus};
}

Draft UseReader::readFlagWrite(const FieldAccess &Field, Draft Write,
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

Draft UseReader::readWrite(const FieldAccess &Field, const Expr &Store,
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
  if (Value)
    E.Value = Body.argument(Value);
  readStatement(Body, *Body.withParens(&Store), E);
  Draft Write{std::move(E), &Store};
  bool IsFlags = Write.E.Name == "vm_flags" || Write.E.Name == "__vm_flags" ||
                 Write.E.Name == "vma_flags";
  return IsFlags && Value ? readFlagWrite(Field, std::move(Write), Value)
                          : Write;
}

Draft UseReader::readRead(const FieldAccess &Field) const {
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
  readCallee(*Top, E);
  return {std::move(E), Field.Member};
}

Draft UseReader::readField(const DeclRefExpr &Use,
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
    if (Unary->getOpcode() == UO_AddrOf) {
      Event E;
      E.Kind = EventKind::FieldAddress;
      placeField(Field, E);
      E.Chain = Field.Chain;
      if (Span Whole = Body.Spans.typed(Unary->getSourceRange());
          Whole && !E.InMacro) {
        E.Where = Whole;
        E.Text = Body.Spans.text(Whole);
      }
      readCallee(*Unary, E);
      return {std::move(E), Unary};
    }
  }
  const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(P);
  bool IsRead = Cast && (Cast->getCastKind() == CK_LValueToRValue ||
                         Cast->getCastKind() == CK_ArrayToPointerDecay);
  if (!IsRead && !isa_and_nonnull<UnaryExprOrTypeTraitExpr>(P) &&
      Body.isUnevaluated(&Use) == false)
    return readEscape(Use, P);

  StringRef Name = Member.getMemberDecl()->getName();
  if (!Field.ThroughAddress && Field.Chain.empty()) {
    if (std::optional<Draft> Size = readSize(Member))
      return std::move(*Size);
    if (Name == "vm_flags" && IsRead)
      if (std::optional<Draft> Test = readFlagTest(Body, Member))
        return std::move(*Test);
  }
  return readRead(Field);
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
  // The smallest whole that says what happens: the expression, not the block.
  const Stmt *Whole = isa_and_nonnull<Expr, ReturnStmt, DeclStmt>(P) ? P : &Use;
  E.Where = Body.Spans.written(Whole->getSourceRange());
  if (!E.Where.contains(E.Access))
    E.Where = E.InMacro ? Body.Spans.place(Use.getSourceRange()) : E.Access;
  E.Text = Body.Spans.text(E.Where);
  return {std::move(E), &Use};
}

Draft UseReader::readVma(const DeclRefExpr &Use) const {
  if (const MemberExpr *Member = memberOf(Use))
    return readField(Use, *Member);
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
    readCallee(*Top, E);
  } else {
    readCallee(Use, E);
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
