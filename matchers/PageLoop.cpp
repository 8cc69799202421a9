#include "matchers/PageLoop.h"

#include "kernel/Calls.h"
#include "kernel/MapCalls.h"
#include "matchers/BodyStatements.h"
#include "matchers/BodyValues.h"
#include "matchers/SizeGuards.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// `for (I = 0; I < Bound; I += Step)`.
struct Counting {
  const ForStmt *Loop = nullptr;
  const VarDecl *Index = nullptr;
  const Expr *Bound = nullptr;
  bool InBytes = false; ///< Step is a page's size, not 1
};

/// Whether a variable is used outside of a statement.
class OutsideUse : public DynamicRecursiveASTVisitor {
public:
  OutsideUse(const VarDecl &Variable, const Stmt &Inside)
      : Variable(Variable), Inside(Inside) {}
  bool TraverseStmt(Stmt *S) override {
    return S == &Inside || DynamicRecursiveASTVisitor::TraverseStmt(S);
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    Found |= Ref->getDecl() == &Variable;
    return true;
  }
  bool Found = false;

private:
  const VarDecl &Variable;
  const Stmt &Inside;
};

/// What a unit stores in a member of a record that it defines itself.
class StoreTest : public DynamicRecursiveASTVisitor {
public:
  explicit StoreTest(const FieldDecl &Field) : Field(Field) {}
  bool VisitBinaryOperator(BinaryOperator *Assign) override {
    if (!Assign->isAssignmentOp() || !isIt(Assign->getLHS()))
      return true;
    if (Assign->getOpcode() == BO_Assign)
      Values.push_back(Assign->getRHS());
    else
      Other = true;
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) override {
    bool Changes =
        Unary->getOpcode() == UO_AddrOf || Unary->isIncrementDecrementOp();
    Other |= Changes && isIt(Unary->getSubExpr());
    return true;
  }
  bool VisitInitListExpr(InitListExpr *List) override {
    Other |= List->getType()->getAsRecordDecl() == Field.getParent();
    return true;
  }
  std::vector<const Expr *> Values;
  bool Other = false;

private:
  bool isIt(const Expr *E) const {
    const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
    return Member && Member->getMemberDecl() == &Field;
  }
  const FieldDecl &Field;
};

/// What a macro that is a statement assigns to its own variable.
class OwnAssignments : public DynamicRecursiveASTVisitor {
public:
  explicit OwnAssignments(const VarDecl &Variable) : Variable(Variable) {}
  bool VisitBinaryOperator(BinaryOperator *Assign) override {
    if (Assign->getOpcode() == BO_Assign &&
        isReferenceTo(Assign->getLHS(), &Variable))
      Values.push_back(Assign->getRHS());
    return true;
  }
  std::vector<const Expr *> Values;

private:
  const VarDecl &Variable;
};

class PageLoopReader {
public:
  PageLoopReader(const BodyContext &Body, const CallExpr &Call)
      : Body(Body), Call(Call) {}
  bool read(Draft &D);

private:
  bool findLoop();
  bool readCounting();
  bool readSteps(const Event &E);
  bool isIndex(const Expr &E) const { return isReferenceTo(&E, Count.Index); }
  bool isSpelled(const Expr &E, StringRef Text) const;
  bool isByteOffset(const Expr &E) const;
  bool isPageNumber(const Expr &E) const;
  const Expr *withoutOffset(const Expr &E) const;
  const Expr *arrayOf(const Expr &Page) const;
  const Expr *areaOf(const Expr &Page) const;
  bool isAllocated(const Expr &Area) const;
  bool isVmalloc(const Expr &Value, const Expr *Asking) const;
  Argument argumentWith(const Expr &E, unsigned Holds) const;

  const BodyContext &Body;
  const CallExpr &Call;
  Counting Count;
  const Expr *Page = nullptr;
};

} // namespace

/// The statement of the call is a part of a loop's body and of nothing else.
bool PageLoopReader::findLoop() {
  const Stmt *Child = &Call;
  for (const Stmt *P = Body.parent(Child); P; Child = P, P = Body.parent(P)) {
    if (const auto *For = dyn_cast<ForStmt>(P)) {
      Count.Loop = For->getBody() == Child ? For : nullptr;
      return Count.Loop != nullptr;
    }
    bool InBlock = isa<CompoundStmt>(Child) && !isa<ForStmt>(P);
    if (InBlock || isa<WhileStmt, DoStmt, SwitchStmt, LabelStmt>(P))
      return false;
  }
  return false;
}

static bool isZero(const BodyContext &Body, const Expr *E) {
  Expr::EvalResult Value;
  return E && E->EvaluateAsInt(Value, Body.Context) &&
         Value.Val.getInt().isZero();
}

static bool isOne(const BodyContext &Body, const Expr *E) {
  Expr::EvalResult Value;
  return E->EvaluateAsInt(Value, Body.Context) && Value.Val.getInt().isOne();
}

bool PageLoopReader::isSpelled(const Expr &E, StringRef Text) const {
  return StringRef(Body.argument(E.IgnoreImpCasts()).Text).trim() == Text;
}

bool PageLoopReader::readCounting() {
  const Expr *First = nullptr;
  if (const auto *Declared = dyn_cast_or_null<DeclStmt>(Count.Loop->getInit());
      Declared && Declared->isSingleDecl()) {
    Count.Index = dyn_cast<VarDecl>(Declared->getSingleDecl());
    First = Count.Index ? Count.Index->getInit() : nullptr;
  } else if (const auto *Assign =
                 dyn_cast_or_null<BinaryOperator>(Count.Loop->getInit());
             Assign && Assign->getOpcode() == BO_Assign) {
    const auto *Ref =
        dyn_cast<DeclRefExpr>(Assign->getLHS()->IgnoreParenImpCasts());
    Count.Index = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    First = Assign->getRHS();
  }
  const auto *Less = dyn_cast_or_null<BinaryOperator>(Count.Loop->getCond());
  if (!Count.Index || !Count.Index->hasLocalStorage() || !isZero(Body, First) ||
      !Less || Less->getOpcode() != BO_LT || !isIndex(*Less->getLHS()))
    return false;
  Count.Bound = Less->getRHS();
  if (const auto *Step = dyn_cast_or_null<UnaryOperator>(Count.Loop->getInc()))
    return Step->isIncrementOp() && isIndex(*Step->getSubExpr());
  const auto *Step = dyn_cast_or_null<BinaryOperator>(Count.Loop->getInc());
  if (!Step || Step->getOpcode() != BO_AddAssign || !isIndex(*Step->getLHS()))
    return false;
  Count.InBytes = isSpelled(*Step->getRHS(), "PAGE_SIZE");
  return Count.InBytes || isOne(Body, Step->getRHS());
}

/// Nothing but what finds the page, and the call with what it does on an error.
bool PageLoopReader::readSteps(const Event &E) {
  const auto *Block = dyn_cast<CompoundStmt>(Count.Loop->getBody());
  Page = Call.getArg(2);
  const auto *Ref = dyn_cast<DeclRefExpr>(Page->IgnoreParenImpCasts());
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Block)
    return !Variable && E.Statement &&
           E.Statement.contains(Body.statement(Count.Loop->getBody()));
  const Stmt *Found = nullptr;
  for (const Stmt *S : Block->body()) {
    Span Where = Body.statement(S);
    if (E.Statement && E.Statement.contains(Where))
      continue;
    const auto *Assign = dyn_cast<BinaryOperator>(S);
    const auto *Declared = dyn_cast<DeclStmt>(S);
    if (Found || !Variable)
      return false;
    if (Assign && Assign->getOpcode() == BO_Assign &&
        isReferenceTo(Assign->getLHS(), Variable))
      Page = Assign->getRHS();
    else if (Declared && Declared->isSingleDecl() &&
             Declared->getSingleDecl() == Variable && Variable->getInit())
      Page = Variable->getInit();
    else
      return false;
    Found = S;
  }
  if (!Variable)
    return true;
  if (!Found)
    return false;
  OutsideUse Uses(*Variable, *Count.Loop);
  Uses.TraverseStmt(Body.Function.getBody());
  return !Uses.Found;
}

/// `I` of bytes; `I * PAGE_SIZE`, `I << PAGE_SHIFT` of pages.
bool PageLoopReader::isByteOffset(const Expr &E) const {
  const Expr *Plain = E.IgnoreParenImpCasts();
  if (const auto *Cast = dyn_cast<CStyleCastExpr>(Plain))
    Plain = Cast->getSubExpr()->IgnoreParenImpCasts();
  if (Count.InBytes)
    return isIndex(*Plain);
  const auto *Binary = dyn_cast<BinaryOperator>(Plain);
  auto isPair = [&](const Expr *A, const Expr *B, StringRef Text) {
    const Expr *Index = A->IgnoreParenImpCasts();
    if (const auto *Cast = dyn_cast<CStyleCastExpr>(Index))
      Index = Cast->getSubExpr();
    return isIndex(*Index) && isSpelled(*B, Text);
  };
  if (!Binary)
    return false;
  const Expr *L = Binary->getLHS(), *R = Binary->getRHS();
  if (Binary->getOpcode() == BO_Shl)
    return isPair(L, R, "PAGE_SHIFT");
  return Binary->getOpcode() == BO_Mul &&
         (isPair(L, R, "PAGE_SIZE") || isPair(R, L, "PAGE_SIZE"));
}

/// `I` of pages; `I / PAGE_SIZE`, `I >> PAGE_SHIFT` of bytes.
bool PageLoopReader::isPageNumber(const Expr &E) const {
  if (!Count.InBytes)
    return isIndex(E);
  const auto *Binary = dyn_cast<BinaryOperator>(E.IgnoreParenImpCasts());
  return Binary && isIndex(*Binary->getLHS()) &&
         ((Binary->getOpcode() == BO_Shr &&
           isSpelled(*Binary->getRHS(), "PAGE_SHIFT")) ||
          (Binary->getOpcode() == BO_Div &&
           isSpelled(*Binary->getRHS(), "PAGE_SIZE")));
}

/// `E` of `E + I * PAGE_SIZE`, in whichever form, or null.
const Expr *PageLoopReader::withoutOffset(const Expr &E) const {
  const auto *Sum = dyn_cast<BinaryOperator>(E.IgnoreParenImpCasts());
  if (!Sum || Sum->getOpcode() != BO_Add)
    return nullptr;
  if (isByteOffset(*Sum->getRHS()))
    return Sum->getLHS()->IgnoreParenImpCasts();
  return isByteOffset(*Sum->getLHS()) ? Sum->getRHS()->IgnoreParenImpCasts()
                                      : nullptr;
}

/// The array of pages that lives as long as the file.
const Expr *PageLoopReader::arrayOf(const Expr &Page) const {
  const auto *Element =
      dyn_cast<ArraySubscriptExpr>(Page.IgnoreParenImpCasts());
  if (!Element || !isPageNumber(*Element->getIdx()))
    return nullptr;
  const Expr *Array = Element->getBase()->IgnoreParenImpCasts();
  return valueOf(Body, *Array) & unsigned(Known::OfFile) ? Array : nullptr;
}

/// Whether \p Value is memory of vmalloc(), or NULL.
bool PageLoopReader::isVmalloc(const Expr &Value, const Expr *Asking) const {
  const Expr *Plain = Value.IgnoreParenCasts();
  if (Plain->isNullPointerConstant(Body.Context,
                                   Expr::NPC_ValueDependentIsNull))
    return true;
  if (const auto *Statement = dyn_cast<StmtExpr>(Plain);
      Statement && !Statement->getSubStmt()->body_empty()) {
    const auto *Last = dyn_cast<Expr>(Statement->getSubStmt()->body_back());
    const auto *Ref =
        Last ? dyn_cast<DeclRefExpr>(Last->IgnoreParenImpCasts()) : nullptr;
    const auto *Own = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!Own)
      return Last && isVmalloc(*Last, Asking);
    OwnAssignments Given(*Own);
    Given.TraverseStmt(const_cast<StmtExpr *>(Statement));
    return !Given.Values.empty() &&
           llvm::all_of(Given.Values,
                        [&](const Expr *V) { return isVmalloc(*V, Asking); });
  }
  if (const auto *CallHere = dyn_cast<CallExpr>(Plain)) {
    const FunctionDecl *Callee = CallHere->getDirectCallee();
    return Callee && Callee->getIdentifier() &&
           kernel::hasPageArray(Callee->getName());
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(Plain);
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Variable || !Variable->hasLocalStorage() || Asking == Plain)
    return false;
  const auto *Owner = dyn_cast<FunctionDecl>(Variable->getDeclContext());
  if (!Owner || !Owner->getBody() || isa<ParmVarDecl>(Variable))
    return false;
  BodyContext There(*Owner, Body.Context, Body.Spans);
  std::vector<const Expr *> Values;
  return assignedValues(There, *Variable, Values) && !Values.empty() &&
         llvm::all_of(Values,
                      [&](const Expr *V) { return isVmalloc(*V, Plain); });
}

/// Whether all that the unit ever stores in the member that \p Area is read
/// from has an array of its pages: what vmap() gives has none.
bool PageLoopReader::isAllocated(const Expr &Area) const {
  const Expr *Plain = Area.IgnoreParenImpCasts();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Plain)) {
    const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
    std::vector<const Expr *> Values;
    if (!Variable || !Variable->hasLocalStorage() ||
        !assignedValues(Body, *Variable, Values) || Values.size() != 1)
      return false;
    Plain = Values.front()->IgnoreParenImpCasts();
  }
  const auto *Member = dyn_cast<MemberExpr>(Plain);
  const auto *Field =
      Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  // A record of a header may be filled by others.
  if (!Field ||
      !Body.SM.isInMainFile(Body.SM.getExpansionLoc(Field->getLocation())))
    return false;
  StoreTest Stores(*Field);
  for (Decl *D : Body.Context.getTranslationUnitDecl()->decls())
    if (Body.SM.isInMainFile(Body.SM.getExpansionLoc(D->getLocation())))
      Stores.TraverseDecl(D);
  return !Stores.Other && !Stores.Values.empty() &&
         llvm::all_of(Stores.Values, [&](const Expr *Value) {
           return isVmalloc(*Value, nullptr);
         });
}

/// The vmalloc area that lives as long as the file, where its array of pages
/// can be asked for.
const Expr *PageLoopReader::areaOf(const Expr &Page) const {
  const auto *Asks = dyn_cast<CallExpr>(Page.IgnoreParenImpCasts());
  const FunctionDecl *Callee = Asks ? Asks->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier() || Asks->getNumArgs() != 1 ||
      Callee->getName() != StringRef(kernel::PageOfArea))
    return nullptr;
  const Expr *Area = withoutOffset(*Asks->getArg(0));
  const auto *Pointer = Area ? Area->getType()->getAs<PointerType>() : nullptr;
  QualType Pointee = Pointer ? Pointer->getPointeeType() : QualType();
  bool CountsBytes =
      !Pointee.isNull() && (Pointee->isVoidType() || Pointee->isCharType());
  // find_vm_area() is not exported.
  bool IsModule = Body.Context.Idents.get("MODULE").hasMacroDefinition();
  return CountsBytes && !IsModule &&
                 (valueOf(Body, *Area) & unsigned(Known::OfFile)) &&
                 isAllocated(*Area)
             ? Area
             : nullptr;
}

Argument PageLoopReader::argumentWith(const Expr &E, unsigned Holds) const {
  Argument A = Body.argument(&E);
  A.Holds |= Holds;
  return A;
}

bool PageLoopReader::read(Draft &D) {
  bool Fails = D.E.Result == ResultUse::AssignIfReturn ||
               D.E.Result == ResultUse::IfReturn;
  if (!Fails || D.E.InMacro || D.E.ErrorValue.empty() ||
      Call.getNumArgs() != 3 || D.E.Args.size() != 3 || !findLoop() ||
      !readCounting() || !readSteps(D.E))
    return false;
  OutsideUse Uses(*Count.Index, *Count.Loop);
  Uses.TraverseStmt(Body.Function.getBody());
  const Expr *Start = withoutOffset(*Call.getArg(1));
  const Expr *Array = arrayOf(*Page);
  const Expr *Area = Array ? nullptr : areaOf(*Page);
  if (Uses.Found || !Start || (!Array && !Area) ||
      !(valueOf(Body, *Start) & unsigned(Known::Start)))
    return false;
  bool Whole = Count.InBytes
                   ? isSizeOfVma(Body, *Count.Bound) ||
                         isOnlySizeAt(Body, *Count.Bound, *Count.Loop)
                   : isPagesOfVma(Body, *Count.Bound) ||
                         isOnlyPagesAt(Body, *Count.Bound, *Count.Loop);
  Event E = D.E;
  E.Statement = {};
  readStatement(Body, *Count.Loop, E);
  if (!E.Statement)
    return false;
  const Argument Vma = E.Args[0];
  E.Args = {Vma, argumentWith(*Start, unsigned(Known::Start)),
            argumentWith(Array ? *Array : *Area, unsigned(Known::OfFile)),
            argumentWith(*Count.Bound, Whole ? unsigned(Known::OnlySize) : 0)};
  if (Area)
    E.Args.push_back(argumentWith(*Page, 0));
  D.E = std::move(E);
  D.Anchor = Count.Loop->getInit();
  return true;
}

void readPageLoop(const BodyContext &Body, const CallExpr &Call, Draft &D) {
  if (D.E.Kind == EventKind::Map && kernel::insertsOnePage(D.E.Name))
    PageLoopReader(Body, Call).read(D);
}

} // namespace premap
