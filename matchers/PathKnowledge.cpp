#include "matchers/PathKnowledge.h"

#include "kernel/Takes.h"

#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using llvm::StringRef;

namespace premap {

/// Whether \p Text has the identifier \p Word.
static bool mentions(StringRef Text, StringRef Word) {
  auto IsWord = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  for (size_t At = Text.find(Word); At != StringRef::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    if ((At == 0 || !IsWord(Text[At - 1])) &&
        (End == Text.size() || !IsWord(Text[End])))
      return true;
  }
  return false;
}

static bool isMemory(StringRef Key) {
  return Key.contains("->") || Key.contains('.') || Key.contains('[') ||
         Key.contains('*') || Key.contains('(');
}

std::string PathKnowledge::keyOf(const Expr &E) const {
  std::string Key = Body->argument(&E).Text;
  llvm::erase_if(Key, [](char C) { return llvm::isSpace(C); });
  return Key;
}

unsigned PathKnowledge::signsOf(const std::string &Key) const {
  auto At = Signs.find(Key);
  return At == Signs.end() ? unsigned(Any) : At->second;
}

static unsigned signOf(const llvm::APSInt &Value) {
  if (Value.isZero())
    return PathKnowledge::Zero;
  return Value.isNegative() ? PathKnowledge::Negative : PathKnowledge::Positive;
}

unsigned PathKnowledge::signsOf(const Expr &E) const {
  Expr::EvalResult Value;
  if (E.isIntegerConstantExpr(Body->Context) &&
      E.EvaluateAsInt(Value, Body->Context))
    return signOf(Value.Val.getInt());
  const Expr *Plain = E.IgnoreParenCasts();
  if (Plain->isNullPointerConstant(
          Body->Context, Expr::NPC_ValueDependentIsNull) != Expr::NPCK_NotNull)
    return Zero;
  if (Plain->EvaluateAsInt(Value, Body->Context))
    return signOf(Value.Val.getInt());
  if (const auto *Unary = dyn_cast<UnaryOperator>(Plain);
      Unary && Unary->getOpcode() == UO_AddrOf)
    return Positive;
  if (const auto *Call = dyn_cast<CallExpr>(Plain)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Call->getNumArgs() != 1 ||
        !kernel::carriesError(Callee->getName()))
      return Any;
    // Whoever makes an error of a value that was not tested has one.
    unsigned Of = signsOf(*Call->getArg(0));
    return Of == Any ? unsigned(Negative) : Of;
  }
  return signsOf(keyOf(*Plain));
}

std::string PathKnowledge::originOf(const Expr &E) const {
  auto At = Origins.find(keyOf(*E.IgnoreParenCasts()));
  return At == Origins.end() ? "" : At->second;
}

static unsigned whenCompared(BinaryOperatorKind How) {
  switch (How) {
  case BO_EQ:
    return PathKnowledge::Zero;
  case BO_NE:
    return PathKnowledge::Negative | PathKnowledge::Positive;
  case BO_LT:
    return PathKnowledge::Negative;
  case BO_LE:
    return PathKnowledge::Negative | PathKnowledge::Zero;
  case BO_GT:
    return PathKnowledge::Positive;
  case BO_GE:
    return PathKnowledge::Zero | PathKnowledge::Positive;
  default:
    return PathKnowledge::Any;
  }
}

PathKnowledge::Atom PathKnowledge::atomOf(const Expr &E) const {
  const unsigned NotZero = Negative | Positive;
  if (const auto *Call = dyn_cast<CallExpr>(&E);
      Call && Call->getDirectCallee() && Call->getNumArgs() == 1)
    switch (kernel::errorTest(Call->getDirectCallee()->getName())) {
    case kernel::ErrorTest::None:
      break;
    case kernel::ErrorTest::Error:
      return {keyOf(*Call->getArg(0)), Negative, Zero | Positive};
    case kernel::ErrorTest::ErrorOrNull:
      return {keyOf(*Call->getArg(0)), Negative | Zero, Positive};
    }
  const auto *Binary = dyn_cast<BinaryOperator>(&E);
  if (Binary && Binary->isAssignmentOp())
    return {keyOf(*Binary->getLHS()), NotZero, Zero};
  if (!Binary || !Binary->isComparisonOp())
    return {keyOf(E), NotZero, Zero};
  const Expr *Left = Binary->getLHS()->IgnoreParenCasts();
  if (const auto *Assign = dyn_cast<BinaryOperator>(Left);
      Assign && Assign->isAssignmentOp())
    Left = Assign->getLHS();
  Expr::EvalResult Value;
  const Expr *Right = Binary->getRHS();
  if (Right->IgnoreParenCasts()->isNullPointerConstant(
          Body->Context, Expr::NPC_ValueDependentIsNull) !=
          Expr::NPCK_NotNull ||
      (Right->EvaluateAsInt(Value, Body->Context) &&
       Value.Val.getInt().isZero())) {
    unsigned When = whenCompared(Binary->getOpcode());
    return {keyOf(*Left), When, Any & ~When};
  }
  // `ret == -EBUSY` is an error, and so is `ret != -EBUSY`, perhaps.
  if (Value.Val.isInt() && Binary->isEqualityOp()) {
    unsigned Sign = signOf(Value.Val.getInt());
    return Binary->getOpcode() == BO_EQ ? Atom{keyOf(*Left), Sign, Any}
                                        : Atom{keyOf(*Left), Any, Sign};
  }
  return {keyOf(E), Positive, Zero};
}

PathKnowledge::Truth PathKnowledge::truthOf(const Expr &E) const {
  const Expr *Plain = plainCondition(&E);
  if (const auto *Not = dyn_cast<UnaryOperator>(Plain);
      Not && Not->getOpcode() == UO_LNot) {
    Truth Inner = truthOf(*Not->getSubExpr());
    return Inner == Truth::Unknown ? Inner
           : Inner == Truth::Yes   ? Truth::No
                                   : Truth::Yes;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(Plain);
      Binary && Binary->isLogicalOp()) {
    Truth Left = truthOf(*Binary->getLHS()), Right = truthOf(*Binary->getRHS());
    Truth Decides = Binary->getOpcode() == BO_LAnd ? Truth::No : Truth::Yes;
    if (Left == Decides || Right == Decides)
      return Decides;
    return Left == Right ? Left : Truth::Unknown;
  }
  Atom A = atomOf(*Plain);
  unsigned Is = signsOf(A.Key);
  if (!(Is & A.When))
    return Truth::No;
  if (!(Is & A.Otherwise))
    return Truth::Yes;
  auto At = Conditions.find(keyOf(*Plain));
  return At == Conditions.end() ? Truth::Unknown : truthOf(*At->second);
}

bool PathKnowledge::assume(const Expr &Condition, bool Holds) {
  const Expr *Plain = plainCondition(&Condition);
  if (const auto *Not = dyn_cast<UnaryOperator>(Plain);
      Not && Not->getOpcode() == UO_LNot)
    return assume(*Not->getSubExpr(), !Holds);
  Truth Is = truthOf(*Plain);
  if (Is != Truth::Unknown)
    return (Is == Truth::Yes) == Holds;
  if (const auto *Binary = dyn_cast<BinaryOperator>(Plain);
      Binary && Binary->isLogicalOp()) {
    bool Both = (Binary->getOpcode() == BO_LAnd) == Holds;
    if (Both)
      return assume(*Binary->getLHS(), Holds) &&
             assume(*Binary->getRHS(), Holds);
    // One of the two; if the other one is known, this one.
    if (truthOf(*Binary->getLHS()) != Truth::Unknown)
      return assume(*Binary->getRHS(), Holds);
    return true;
  }
  Atom A = atomOf(*Plain);
  unsigned Left = signsOf(A.Key) & (Holds ? A.When : A.Otherwise);
  Signs[A.Key] = Left;
  auto At = Conditions.find(keyOf(*Plain));
  return Left != 0 && (At == Conditions.end() || assume(*At->second, Holds));
}

void PathKnowledge::forget(const std::string &Word) {
  std::erase_if(Signs, [&](const auto &S) { return mentions(S.first, Word); });
  std::erase_if(Origins,
                [&](const auto &O) { return mentions(O.first, Word); });
  std::erase_if(Conditions, [&](const auto &C) {
    return mentions(C.first, Word) ||
           mentions(Body->argument(C.second).Text, Word);
  });
}

/// Whether \p E is a condition, made of others.
static bool isCondition(const Expr &E) {
  const Expr *Plain = plainCondition(&E);
  if (const auto *Unary = dyn_cast<UnaryOperator>(Plain))
    return Unary->getOpcode() == UO_LNot;
  const auto *Binary = dyn_cast<BinaryOperator>(Plain);
  return Binary && (Binary->isLogicalOp() || Binary->isComparisonOp());
}

void PathKnowledge::set(const VarDecl &Variable, const Expr *Value,
                        const std::string &From) {
  const std::string Name = Variable.getName().str();
  unsigned Is = Value ? signsOf(*Value) : unsigned(Any);
  std::string Origin = Value && From.empty() ? originOf(*Value) : From;
  bool Condition = Value && isCondition(*Value) &&
                   !mentions(Body->argument(Value).Text, Name);
  forget(Name);
  if (Is != Any)
    Signs[Name] = Is;
  if (!Origin.empty())
    Origins[Name] = Origin;
  if (Condition)
    Conditions[Name] = Value;
}

void PathKnowledge::store(const std::string &Name) {
  std::string Key = Name;
  llvm::erase_if(Key, [](char C) { return llvm::isSpace(C); });
  std::erase_if(
      Signs, [&](const auto &S) { return StringRef(S.first).contains(Key); });
}

void PathKnowledge::forgetMemory() {
  std::erase_if(Signs, [](const auto &S) { return isMemory(S.first); });
}

} // namespace premap
