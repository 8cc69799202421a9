#include "matchers/BodyEffects.h"

#include "matchers/BodyStatements.h"

#include "clang/AST/Attr.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using llvm::StringRef;

using premap::kernel::CallKind;

namespace premap {
namespace {

/// Decides which functions of the main file only compute: no store that others
/// can see, no call of anything that is not itself harmless.
class Purity {
public:
  explicit Purity(const BodyContext &Body) : Body(Body) {}
  bool isPure(const FunctionDecl *Function);

private:
  bool onlyComputes(const Stmt *S);

  const BodyContext &Body;
  llvm::DenseMap<const FunctionDecl *, bool> Known;
};

class EffectReader {
public:
  EffectReader(const BodyContext &Body, std::vector<Draft> &Out)
      : Body(Body), Functions(Body), Out(Out), Uses(Out.size()) {}
  void read(const Stmt *S);

private:
  void readCall(const CallExpr &Call);
  void readStore(const Expr &Store, const Expr *Target, StringRef Operator,
                 const Expr *Value);
  void readGuard(const VarDecl &Variable);
  void readReturn(const ReturnStmt &Return);
  void add(Event E, const Stmt &Anchor);
  bool isAlready(const Stmt &Anchor) const;
  bool addsNegative(const CallExpr &Call) const;

  const BodyContext &Body;
  Purity Functions;
  std::vector<Draft> &Out;
  size_t Uses; ///< the first so many of Out are uses of the vma and the file
};

} // namespace

/// Whether a store to \p Target stays inside of the function.
static bool isLocalTarget(const Expr *Target) {
  while (true) {
    Target = Target->IgnoreParenImpCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(Target)) {
      if (Member->isArrow())
        return false;
      Target = Member->getBase();
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(Target)) {
      if (!Element->getBase()->IgnoreParenImpCasts()->getType()->isArrayType())
        return false;
      Target = Element->getBase();
    } else {
      break;
    }
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(Target);
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage();
}

/// The target of an assignment, increment or decrement, else null.
static const Expr *storeTarget(const Stmt *S) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    return Binary->isAssignmentOp() ? Binary->getLHS() : nullptr;
  if (const auto *Unary = dyn_cast<UnaryOperator>(S))
    return Unary->isIncrementDecrementOp() ? Unary->getSubExpr() : nullptr;
  return nullptr;
}

/// The children of \p S that are executed if \p S is.
template <typename F> static void forEachEvaluated(const Stmt *S, F Do) {
  if (isa<UnaryExprOrTypeTraitExpr>(S))
    return;
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(S))
    return Do(Generic->getResultExpr());
  if (const auto *Choose = dyn_cast<ChooseExpr>(S))
    return Do(Choose->getChosenSubExpr());
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Callee && Callee->getBuiltinID() &&
        Callee->getName() == "__builtin_constant_p")
      return;
  for (const Stmt *Child : S->children())
    if (Child)
      Do(Child);
}

/// Builtins change nothing, except for these.
static bool writesMemory(StringRef Builtin) {
  Builtin.consume_front("__builtin_");
  Builtin.consume_front("___");
  return Builtin.starts_with("mem") || Builtin.starts_with("str") ||
         Builtin.contains("atomic") || Builtin.contains("sync");
}

/// Tests of a mapping's flags and the like read it, as a pure function may.
static bool onlyReads(CallKind Kind) {
  return kernel::isHarmless(Kind) || Kind == CallKind::FlagPredicate;
}

bool Purity::onlyComputes(const Stmt *S) {
  if (Body.isInHarmlessMacro(S->getBeginLoc()))
    return true;
  if (const Expr *Target = storeTarget(S); Target && !isLocalTarget(Target))
    return false;
  if (isa<AsmStmt>(S))
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (!onlyReads(Body.callText(*Call).Kind) &&
        !isPure(Call->getDirectCallee()))
      return false;
  bool Result = true;
  forEachEvaluated(
      S, [&](const Stmt *Child) { Result = Result && onlyComputes(Child); });
  return Result;
}

/// `void f(..., const char *fmt, ...)` that is checked like printf(): what has
/// no result can only put the text somewhere for people to read.
static bool isMessage(const FunctionDecl &Function) {
  if (!Function.getReturnType()->isVoidType() || Function.param_empty())
    return false;
  const RecordDecl *First =
      Function.getParamDecl(0)->getType()->getPointeeType().isNull()
          ? nullptr
          : Function.getParamDecl(0)
                ->getType()
                ->getPointeeType()
                ->getAsRecordDecl();
  bool IsBuffer = First && First->getName() == "seq_file";
  return Function.hasAttr<FormatAttr>() && !IsBuffer;
}

bool Purity::isPure(const FunctionDecl *Function) {
  if (!Function)
    return false;
  if (Function->getBuiltinID())
    return !writesMemory(Function->getName());
  if (Function->hasAttr<ConstAttr>() || Function->hasAttr<PureAttr>() ||
      isMessage(*Function))
    return true;
  auto [Entry, IsNew] = Known.try_emplace(Function->getCanonicalDecl(), false);
  if (!IsNew)
    return Entry->second; // A recursion counts as impure.
  const FunctionDecl *Definition = nullptr;
  if (!Function->hasBody(Definition) || !Definition->getBody())
    return false;
  bool Result = onlyComputes(Definition->getBody());
  return Known[Function->getCanonicalDecl()] = Result;
}

void EffectReader::add(Event E, const Stmt &Anchor) {
  auto Same = [&](const Draft &D) {
    return D.E.Kind == E.Kind && D.E.Where == E.Where && D.E.Name == E.Name;
  };
  if (llvm::none_of(Out, Same))
    Out.push_back({std::move(E), &Anchor});
}

bool EffectReader::isAlready(const Stmt &Anchor) const {
  return llvm::any_of(llvm::ArrayRef(Out).take_front(Uses),
                      [&](const Draft &D) { return D.Anchor == &Anchor; });
}

static std::optional<EventKind> effectKind(CallKind Kind) {
  switch (Kind) {
  case CallKind::Acquire:
  case CallKind::Allocate:
    return EventKind::Acquire;
  case CallKind::Release:
    return EventKind::Release;
  case CallKind::Lock:
  case CallKind::Guard:
    return EventKind::Lock;
  case CallKind::Unlock:
    return EventKind::Unlock;
  case CallKind::FlagPredicate:
  case CallKind::Size:
  case CallKind::Pages:
  case CallKind::Offset:
  case CallKind::PageProt:
  case CallKind::FlagValue:
  case CallKind::VmaRead:
  case CallKind::Pure:
  case CallKind::Reads:
  case CallKind::Arithmetic:
  case CallKind::Log:
  case CallKind::Nothing:
  case CallKind::Harmless:
    return std::nullopt;
  case CallKind::Unknown:
  case CallKind::Remap:
  case CallKind::IoRemap:
  case CallKind::PageInsertion:
  case CallKind::SubsystemMap:
  case CallKind::GenericFile:
  case CallKind::Stacked:
  case CallKind::PerMappingState:
  case CallKind::FlagSet:
  case CallKind::FlagClear:
  case CallKind::FlagModify:
  case CallKind::FlagTest:
  case CallKind::VmaWrite:
    break;
  }
  return EventKind::SideEffect;
}

/// atomic_add_unless(&users, -1, 1) counts down. The amount is the first or the
/// second argument; the other one is the counter.
bool EffectReader::addsNegative(const CallExpr &Call) const {
  for (unsigned I = 0; I < std::min(Call.getNumArgs(), 2u); ++I) {
    const Expr *Amount = Call.getArg(I);
    Expr::EvalResult Value;
    if (Amount->getType()->isSignedIntegerType() &&
        Amount->EvaluateAsInt(Value, Body.Context) &&
        Value.Val.getInt().isNegative())
      return true;
  }
  return false;
}

void EffectReader::readCall(const CallExpr &Call) {
  if (isAlready(Call))
    return;
  CallText Text = Body.callText(Call);
  if (Body.isInHarmlessMacro(Call.getCallee()->getBeginLoc()))
    return;
  std::optional<EventKind> Kind = effectKind(Text.Kind);
  if (!Kind || Text.Kind == CallKind::Guard)
    return;
  if (*Kind == EventKind::Acquire && addsNegative(Call))
    Kind = EventKind::Release;
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (*Kind == EventKind::SideEffect && Functions.isPure(Callee))
    return;
  Event E;
  E.Kind = *Kind;
  E.Name = Text.Name;
  E.Where = Text.Where;
  E.Text = Body.Spans.text(Text.Where);
  E.Args = Text.Args;
  E.InMacro = Text.InMacro;
  readResultUse(Body, *Body.outermost(Call, Text.Where), E);
  add(std::move(E), Call);
}

void EffectReader::readStore(const Expr &Store, const Expr *Target,
                             StringRef Operator, const Expr *Value) {
  if (isLocalTarget(Target) || isAlready(Store) ||
      Body.isInHarmlessMacro(Store.getExprLoc()))
    return;
  SourceLocation FileLoc;
  std::vector<Invocation> Macros =
      Body.invocations(Store.getExprLoc(), FileLoc);
  // The macros of locks and allocations store into their own objects, those of
  // counters what they count.
  if (llvm::any_of(Macros, [](const Invocation &I) {
        const kernel::Call *Row = kernel::callNamed(I.Name);
        return kernel::kindOf(I.Name) != CallKind::Unknown &&
               !(Row && Row->Resource == kernel::CountResource);
      }))
    return;
  Event E;
  E.Kind = EventKind::SideEffect;
  E.Operator = Operator.str();
  E.InMacro = !Macros.empty();
  SourceRange Range = Store.getSourceRange();
  E.Where = E.InMacro ? Body.Spans.place(Range) : Body.Spans.written(Range);
  E.Text = Body.Spans.text(E.Where);
  E.Name = Macros.empty() ? Body.argument(Target).Text : Macros.front().Name;
  if (Value)
    E.Value = Body.argument(Value);
  readStatement(Body, *Body.withParens(&Store), E);
  add(std::move(E), Store);
}

/// guard(mutex)(&x->lock) declares a variable whose cleanup unlocks.
void EffectReader::readGuard(const VarDecl &Variable) {
  if (!Variable.hasAttr<CleanupAttr>())
    return;
  SourceLocation FileLoc;
  std::vector<Invocation> Macros =
      Body.invocations(Variable.getLocation(), FileLoc);
  auto Guard = llvm::find_if(Macros, [](const Invocation &I) {
    return kernel::kindOf(I.Name) == CallKind::Guard;
  });
  if (Guard == Macros.end() || !Variable.getInit())
    return;
  Event E;
  E.Kind = EventKind::Lock;
  E.InMacro = true; // A declaration out of a macro: nobody moves it.
  E.Where = Body.Spans.place(Variable.getSourceRange());
  CallText Text = Body.invocationText(FileLoc);
  E.Name = Guard->Name;
  if (!Text.Args.empty())
    E.Name += "(" + Text.Args.front().Text + ")";
  E.Args = Text.Args;
  E.Text = Body.Spans.text(E.Where);
  add(std::move(E), *Variable.getInit());
}

void EffectReader::readReturn(const ReturnStmt &Return) {
  Event E;
  E.Kind = EventKind::Return;
  SourceRange Range = Return.getSourceRange();
  E.InMacro = !Body.isTyped(Return.getReturnLoc());
  E.Where = E.InMacro ? Body.Spans.place(Range) : Body.Spans.written(Range);
  E.Text = Body.Spans.text(E.Where);
  if (const Expr *Value = Return.getRetValue())
    E.Value = Body.argument(Value);
  readStatement(Body, Return, E);
  add(std::move(E), Return);
}

void EffectReader::read(const Stmt *S) {
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    readCall(*Call);
  } else if (const Expr *Target = storeTarget(S)) {
    const auto *Binary = dyn_cast<BinaryOperator>(S);
    StringRef Operator =
        Binary
            ? Binary->getOpcodeStr()
            : UnaryOperator::getOpcodeStr(cast<UnaryOperator>(S)->getOpcode());
    readStore(*cast<Expr>(S), Target, Operator,
              Binary ? Binary->getRHS() : nullptr);
  } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    readReturn(*Return);
  } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        readGuard(*Variable);
  } else if (isa<AsmStmt>(S) && !Body.isInHarmlessMacro(S->getBeginLoc())) {
    Event E;
    E.Kind = EventKind::SideEffect;
    E.Name = "asm";
    E.InMacro = !Body.isTyped(S->getBeginLoc());
    E.Where = Body.Spans.place(S->getSourceRange());
    E.Text = Body.Spans.text(E.Where);
    add(std::move(E), *S);
  }
  forEachEvaluated(S, [&](const Stmt *Child) { read(Child); });
}

void readEffects(const BodyContext &Body, std::vector<Draft> &Out) {
  EffectReader(Body, Out).read(Body.Function.getBody());
}

} // namespace premap
