#include "matchers/BodyValues.h"

#include "kernel/MapCalls.h"
#include "kernel/Takes.h"
#include "matchers/BodyChecks.h"
#include "matchers/SizeGuards.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <set>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// Every value that a local variable is given, unless its address is taken or
/// it changes by other means than `=`.
class Assignments : public DynamicRecursiveASTVisitor {
public:
  Assignments(const BodyContext &Body, const VarDecl &Variable)
      : Body(Body), Variable(Variable) {
    if (const Expr *Init = Variable.getInit())
      Values.push_back(Init);
    TraverseStmt(Body.Function.getBody());
  }

  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    if (Ref->getDecl() != &Variable || Body.isUnevaluated(Ref))
      return true;
    const Stmt *P = Body.meaningfulParent(Ref);
    if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(P))
      Unknown |=
          Unary->getOpcode() == UO_AddrOf || Unary->isIncrementDecrementOp();
    if (const CallExpr *Call = computing(P)) {
      Values.push_back(Call->getArg(0));
      Values.push_back(Call->getArg(1));
      return true;
    }
    const auto *Binary = dyn_cast_or_null<BinaryOperator>(P);
    if (!Binary || !Binary->isAssignmentOp() ||
        !isReferenceTo(Binary->getLHS(), &Variable))
      return true;
    // A macro that assigns is a loop's: its variable walks.
    Unknown |= Binary->getOpcode() != BO_Assign ||
               !Body.isTyped(Binary->getOperatorLoc());
    Values.push_back(Binary->getRHS());
    return true;
  }

  std::vector<const Expr *> Values;
  bool Unknown = false;

private:
  /// `check_add_overflow(a, b, &x)`, if \p Address is its `&x`.
  const CallExpr *computing(const Stmt *Address) const {
    const auto *Unary = dyn_cast_or_null<UnaryOperator>(Address);
    if (!Unary || Unary->getOpcode() != UO_AddrOf)
      return nullptr;
    const auto *Call = dyn_cast_or_null<CallExpr>(Body.meaningfulParent(Unary));
    unsigned Id = Call ? Call->getBuiltinCallee() : 0;
    bool Computes = Id == Builtin::BI__builtin_add_overflow ||
                    Id == Builtin::BI__builtin_sub_overflow ||
                    Id == Builtin::BI__builtin_mul_overflow;
    return Computes && Call->getNumArgs() == 3 ? Call : nullptr;
  }

  const BodyContext &Body;
  const VarDecl &Variable;
};

/// What an expression may read.
enum class Reach {
  File,  ///< the file, what it points to, constants; calls that get these
  Range, ///< also the mapping's range; of calls only conversions
};

class Reader {
public:
  explicit Reader(const BodyContext &Body) : Body(Body) {}

  bool isStart(const Expr *E) const;
  bool isSize(const Expr *E) const;
  bool isPages(const Expr *E) const;
  bool isReached(const Expr *E, Reach Allowed);
  bool isNull(const Expr *E) const;
  bool isConstant(const Expr *E) const;

private:
  /// "vm_start" of `vma->vm_start`.
  StringRef fieldOfVma(const Expr *E) const { return memberOf(E, Body.Vma); }
  bool isAccessor(const Expr *E, kernel::CallKind Kind) const;
  bool isWritten(const Expr *E, StringRef Macro) const;
  const Expr *alignedPart(const Expr *E) const;
  const Expr *onlyValue(const Expr *E) const;
  bool areReached(const Stmt *S, Reach Allowed);
  bool isReachedCall(const CallExpr &Call, Reach Allowed);
  bool isReachedName(const DeclRefExpr &Name, Reach Allowed);
  bool isReachedMember(const MemberExpr &Member, Reach Allowed);
  bool isReachedAddress(const Expr *Of, Reach Allowed);

  const BodyContext &Body;
  std::set<const VarDecl *> Visited;
};

} // namespace

static const VarDecl *localOf(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() && !isa<ParmVarDecl>(Variable)
             ? Variable
             : nullptr;
}

/// The one value that the local \p E ever has, if it is wide enough for a size.
const Expr *Reader::onlyValue(const Expr *E) const {
  const VarDecl *Variable = localOf(E);
  if (!Variable || !Variable->getType()->isIntegerType() ||
      Body.Context.getTypeSize(Variable->getType()) <
          Body.Context.getTypeSize(Body.Context.UnsignedLongTy))
    return nullptr;
  Assignments Given(Body, *Variable);
  if (Given.Unknown || Given.Values.size() != 1)
    return nullptr;
  // A local may be set from another one, but not from itself.
  return localOf(Given.Values.front()) == Variable ? nullptr
                                                   : Given.Values.front();
}

bool Reader::isStart(const Expr *E) const {
  StringRef Field = fieldOfVma(E);
  if (!Field.empty())
    return Field == (Body.IsDesc ? "start" : "vm_start");
  const Expr *Value = onlyValue(E);
  return Value && isStart(Value);
}

bool Reader::isAccessor(const Expr *E, kernel::CallKind Kind) const {
  const auto *Call = dyn_cast<CallExpr>(E->IgnoreParenImpCasts());
  return Call && Call->getNumArgs() == 1 &&
         isReferenceTo(Call->getArg(0), Body.Vma) &&
         Body.callText(*Call).Kind == Kind;
}

/// Whether the file spells \p E as \p Macro.
bool Reader::isWritten(const Expr *E, StringRef Macro) const {
  return StringRef(Body.argument(E).Text).trim() == Macro;
}

/// The `x` of PAGE_ALIGN(x), null for anything else.
const Expr *Reader::alignedPart(const Expr *E) const {
  SourceLocation FileLoc;
  std::vector<Invocation> Macros = Body.invocations(E->getExprLoc(), FileLoc);
  if (Macros.empty() || Macros.front().Name != "PAGE_ALIGN")
    return nullptr;
  CallText Text = Body.invocationText(FileLoc);
  if (Text.Args.size() != 1 || !Text.Where ||
      !(Body.Spans.written(E->getSourceRange()) == Text.Where))
    return nullptr;
  // The argument is the first part of the expansion that is spelled like it.
  std::vector<const Stmt *> Work{E};
  while (!Work.empty()) {
    const Stmt *S = Work.back();
    Work.pop_back();
    const auto *Part = dyn_cast<Expr>(S);
    if (Part && Body.Spans.typed(Part->getSourceRange()) == Text.Args[0].Where)
      return Part;
    for (const Stmt *Child : S->children())
      if (Child)
        Work.push_back(Child);
  }
  return nullptr;
}

bool Reader::isSize(const Expr *E) const {
  E = E->IgnoreParenImpCasts();
  StringRef End = Body.IsDesc ? "end" : "vm_end";
  StringRef Start = Body.IsDesc ? "start" : "vm_start";
  // A VMA's size is a multiple of the page size.
  if (const Expr *Inner = alignedPart(E))
    return isSize(Inner);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    const Expr *L = Binary->getLHS(), *R = Binary->getRHS();
    switch (Binary->getOpcode()) {
    case BO_Sub:
      return fieldOfVma(L) == End && fieldOfVma(R) == Start;
    case BO_Shl:
      return isAccessor(L, kernel::CallKind::Pages) &&
             isWritten(R, "PAGE_SHIFT");
    case BO_Mul:
      return (isAccessor(L, kernel::CallKind::Pages) &&
              isWritten(R, "PAGE_SIZE")) ||
             (isAccessor(R, kernel::CallKind::Pages) &&
              isWritten(L, "PAGE_SIZE"));
    default:
      return false;
    }
  }
  if (isAccessor(E, kernel::CallKind::Size))
    return true;
  const Expr *Value = onlyValue(E);
  return Value && isSize(Value);
}

bool Reader::isPages(const Expr *E) const {
  E = E->IgnoreParenImpCasts();
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->getOpcode() == BO_Shr && isSize(Binary->getLHS()) &&
           isWritten(Binary->getRHS(), "PAGE_SHIFT");
  if (isAccessor(E, kernel::CallKind::Pages))
    return true;
  const Expr *Value = onlyValue(E);
  return Value && isPages(Value);
}

bool Reader::isNull(const Expr *E) const {
  return E->IgnoreParenCasts()->isNullPointerConstant(
             Body.Context, Expr::NPC_ValueDependentIsNull) !=
         Expr::NPCK_NotNull;
}

bool Reader::isConstant(const Expr *E) const {
  Expr::EvalResult Value;
  return E->EvaluateAsRValue(Value, Body.Context) && !Value.HasSideEffects;
}

/// Names that macros stand for: PAGE_OFFSET may be a variable, and rests.
static bool isFromConstantMacro(const BodyContext &Body, SourceLocation Loc) {
  SourceLocation FileLoc;
  return llvm::any_of(Body.invocations(Loc, FileLoc), [](const Invocation &I) {
    bool Capitals = llvm::none_of(I.Name, llvm::isLower);
    return Capitals || kernel::isConversion(I.Name);
  });
}

bool Reader::isReachedName(const DeclRefExpr &Name, Reach Allowed) {
  const ValueDecl *D = Name.getDecl();
  if (isa<EnumConstantDecl, FunctionDecl>(D) || D == Body.File)
    return true;
  const VarDecl *Local = localOf(&Name);
  if (!Local)
    return !isa<ParmVarDecl>(D) &&
           isFromConstantMacro(Body, Name.getLocation());
  if (!Visited.insert(Local).second)
    return true;
  Assignments Given(Body, *Local);
  return !Given.Unknown && !Given.Values.empty() &&
         llvm::all_of(Given.Values, [&](const Expr *Value) {
           return isReached(Value, Allowed);
         });
}

bool Reader::isReachedMember(const MemberExpr &Member, Reach Allowed) {
  StringRef Field = fieldOfVma(&Member);
  if (Field.empty()) {
    // `(&global)->next` is no more at rest than `global.next`.
    const auto *Address =
        dyn_cast<UnaryOperator>(Member.getBase()->IgnoreParenImpCasts());
    return isReached(Address && Address->getOpcode() == UO_AddrOf
                         ? Address->getSubExpr()
                         : Member.getBase(),
                     Allowed);
  }
  if (Field == "vm_file" || Field == "file")
    return true;
  return Allowed == Reach::Range &&
         (Field == "vm_pgoff" || Field == "vm_start" || Field == "vm_end" ||
          Field == "pgoff" || Field == "start" || Field == "end");
}

/// `&E`: the address of a global, or of something in memory that is reached.
bool Reader::isReachedAddress(const Expr *Of, Reach Allowed) {
  Of = Of->IgnoreParens();
  if (const auto *Name = dyn_cast<DeclRefExpr>(Of)) {
    const auto *Variable = dyn_cast<VarDecl>(Name->getDecl());
    return isa<FunctionDecl>(Name->getDecl()) ||
           (Variable && Variable->hasGlobalStorage());
  }
  if (const auto *Member = dyn_cast<MemberExpr>(Of))
    return Member->isArrow() ? isReached(Member->getBase(), Allowed)
                             : isReachedAddress(Member->getBase(), Allowed);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(Of)) {
    const Expr *Base = Element->getBase()->IgnoreParenImpCasts();
    bool Fine = Base->getType()->isArrayType() ? isReachedAddress(Base, Allowed)
                                               : isReached(Base, Allowed);
    return Fine && isReached(Element->getIdx(), Allowed);
  }
  return isReached(Of, Allowed);
}

bool Reader::isReachedCall(const CallExpr &Call, Reach Allowed) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  CallText Text = Body.callText(Call);
  // The parts of a macro that looks nothing up are as good as what it gets.
  SourceLocation FileLoc;
  bool Converts = kernel::isConversion(Text.Name) ||
                  llvm::any_of(Body.invocations(Call.getBeginLoc(), FileLoc),
                               [](const Invocation &I) {
                                 return kernel::isConversion(I.Name);
                               }) ||
                  (Callee && Callee->getBuiltinID());
  if (!Callee || Call.getNumArgs() == 0)
    return false;
  if (Allowed == Reach::Range && !Converts)
    return (Text.Kind == kernel::CallKind::Size ||
            Text.Kind == kernel::CallKind::Pages ||
            Text.Kind == kernel::CallKind::Offset) &&
           isReferenceTo(Call.getArg(0), Body.Vma);
  if (Text.Kind == kernel::CallKind::Acquire ||
      Text.Kind == kernel::CallKind::Allocate)
    return false;
  return llvm::all_of(Call.arguments(), [&](const Expr *Argument) {
    return isReached(Argument, Allowed);
  });
}

bool Reader::areReached(const Stmt *S, Reach Allowed) {
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    const auto *E = dyn_cast_or_null<Expr>(Child);
    return !Child || (E && isReached(E, Allowed));
  });
}

bool Reader::isReached(const Expr *E, Reach Allowed) {
  E = E->IgnoreParens();
  if (isa<UnaryExprOrTypeTraitExpr, OffsetOfExpr>(E) || isConstant(E))
    return true;
  if (const auto *Name = dyn_cast<DeclRefExpr>(E))
    return isReachedName(*Name, Allowed);
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return isReachedMember(*Member, Allowed);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return isReachedCall(*Call, Allowed);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->isIncrementDecrementOp())
      return false;
    return Unary->getOpcode() == UO_AddrOf
               ? isReachedAddress(Unary->getSubExpr(), Allowed)
               : isReached(Unary->getSubExpr(), Allowed);
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return !Binary->isAssignmentOp() && areReached(E, Allowed);
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
    return isReached(Generic->getResultExpr(), Allowed);
  if (const auto *Choose = dyn_cast<ChooseExpr>(E))
    return isReached(Choose->getChosenSubExpr(), Allowed);
  // container_of() and READ_ONCE(): the last statement is the value.
  if (const auto *Block = dyn_cast<StmtExpr>(E)) {
    const CompoundStmt *Statements = Block->getSubStmt();
    const auto *Last = Statements->body_empty()
                           ? nullptr
                           : dyn_cast<Expr>(Statements->body_back());
    return Last && isReached(Last, Allowed);
  }
  if (isa<CastExpr, ArraySubscriptExpr, ConditionalOperator>(E))
    return areReached(E, Allowed);
  return false;
}

bool isSizeOfVma(const BodyContext &Body, const Expr &E) {
  return Reader(Body).isSize(&E);
}

bool isPagesOfVma(const BodyContext &Body, const Expr &E) {
  return Reader(Body).isPages(&E);
}

bool assignedValues(const BodyContext &Body, const VarDecl &Variable,
                    std::vector<const Expr *> &Values) {
  Assignments Given(Body, Variable);
  Values = std::move(Given.Values);
  return !Given.Unknown;
}

unsigned valueOf(const BodyContext &Body, const Expr &E) {
  unsigned Result = 0;
  auto Add = [&](bool Holds, Known What) {
    Result |= Holds ? unsigned(What) : 0;
  };
  Add(Reader(Body).isStart(&E), Known::Start);
  Add(Reader(Body).isSize(&E), Known::Size);
  Add(Reader(Body).isReached(&E, Reach::File), Known::OfFile);
  Add(Reader(Body).isReached(&E, Reach::Range), Known::OfRange);
  Add(Reader(Body).isNull(&E), Known::Null);
  Add(Reader(Body).isConstant(&E), Known::Constant);
  Sources Of = sourcesOf(Body, E);
  Add(!Of.any(), Known::Fixed);
  Add(Of.Offset, Known::HasOffset);
  Add(holdsAddress(Body, E), Known::Address);
  return Result;
}

void readValues(const BodyContext &Body, const CallExpr &Call,
                std::vector<Argument> &Args) {
  const kernel::MapCall *Row = kernel::mapCallNamed(Body.callText(Call).Name);
  // A macro of the call's name may have other arguments than the call.
  for (const Expr *Given : Call.arguments()) {
    const Span Where = Body.argument(Given).Where;
    for (size_t I = 0; I < Args.size(); ++I) {
      if (!(Where == Args[I].Where))
        continue;
      Args[I].Holds = valueOf(Body, *Given);
      bool IsSize = Row && Row->Size == int(I);
      if (IsSize && !Args[I].holds(Known::Size) &&
          isOnlySizeAt(Body, *Given, Call))
        Args[I].Holds |= unsigned(Known::OnlySize);
    }
  }
}

} // namespace premap
