#include "matchers/BodyStatements.h"

#include "kernel/Takes.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace premap {

/// `E` of `E`, `!!E`, `E != 0`, `E < 0`, unlikely(E): a call that returns zero
/// or a negative error fails if one of these holds.
static const Expr *failing(const Expr *Condition, ASTContext &Context) {
  while (true) {
    Condition = Condition->IgnoreParenImpCasts();
    if (const auto *Not = dyn_cast<UnaryOperator>(Condition);
        Not && Not->getOpcode() == UO_LNot) {
      const auto *Second =
          dyn_cast<UnaryOperator>(Not->getSubExpr()->IgnoreParenImpCasts());
      if (!Second || Second->getOpcode() != UO_LNot)
        return Condition;
      Condition = Second->getSubExpr();
      continue;
    }
    if (const auto *Compare = dyn_cast<BinaryOperator>(Condition)) {
      Expr::EvalResult Right;
      bool Zero = Compare->getRHS()->EvaluateAsInt(Right, Context) &&
                  Right.Val.getInt() == 0;
      if (!Zero ||
          (Compare->getOpcode() != BO_NE && Compare->getOpcode() != BO_LT))
        return Condition;
      Condition = Compare->getLHS();
      continue;
    }
    if (const auto *Call = dyn_cast<CallExpr>(Condition)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (!Callee || Callee->getBuiltinID() == 0 ||
          Callee->getName() != "__builtin_expect" || Call->getNumArgs() < 1)
        return Condition;
      Condition = Call->getArg(0);
      continue;
    }
    return Condition;
  }
}

/// Whether \p S stands where a statement stands, not where a value does.
static bool isStatement(const BodyContext &Body, const Stmt *S) {
  const Stmt *P = Body.parent(S);
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(P)) {
    bool IsValue = isa_and_nonnull<StmtExpr>(Body.parent(Block)) &&
                   Block->body_back() == S && isa<Expr>(S);
    return !IsValue;
  }
  if (const auto *If = dyn_cast_or_null<IfStmt>(P))
    return If->getThen() == S || If->getElse() == S;
  if (const auto *For = dyn_cast_or_null<ForStmt>(P))
    return For->getBody() == S;
  if (const auto *While = dyn_cast_or_null<WhileStmt>(P))
    return While->getBody() == S;
  return isa_and_nonnull<DoStmt, LabelStmt, SwitchCase>(P) &&
         (!isa<DoStmt>(P) || cast<DoStmt>(P)->getBody() == S);
}

/// Whether more statements in the place of \p S need braces around them.
static bool needsBraces(const BodyContext &Body, const Stmt *S) {
  const Stmt *P = Body.parent(S);
  while (isa_and_nonnull<LabelStmt, SwitchCase>(P))
    P = Body.parent(P);
  return isa_and_nonnull<IfStmt, ForStmt, WhileStmt, DoStmt, SwitchStmt>(P);
}

/// The statement that follows \p S in its block, or null.
static const Stmt *following(const BodyContext &Body, const Stmt *S) {
  const Stmt *P = Body.parent(S);
  while (isa_and_nonnull<LabelStmt, SwitchCase>(P)) {
    S = P;
    P = Body.parent(P);
  }
  const auto *Block = dyn_cast_or_null<CompoundStmt>(P);
  if (!Block)
    return nullptr;
  for (auto It = Block->body_begin(); It != Block->body_end(); ++It)
    if (*It == S)
      return std::next(It) == Block->body_end() ? nullptr : *std::next(It);
  return nullptr;
}

static const ReturnStmt *lastReturn(const Stmt *S) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    S = Block->body_empty() ? nullptr : Block->body_back();
  return dyn_cast_or_null<ReturnStmt>(S);
}

/// The returned value if it is one that a person can name: a constant, or a
/// variable of the function.
static std::string knownValue(const BodyContext &Body,
                              const ReturnStmt *Return) {
  const Expr *Value = Return ? Return->getRetValue() : nullptr;
  if (!Value)
    return "";
  Expr::EvalResult Constant;
  bool IsConstant = Value->EvaluateAsInt(Constant, Body.Context);
  const auto *Ref = dyn_cast<DeclRefExpr>(Value->IgnoreParenImpCasts());
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!IsConstant && !(Variable && Variable->hasLocalStorage()))
    return "";
  return Body.argument(Value).Text;
}

/// From the start of \p First to the end of \p Second, if nothing but blanks
/// and comments is between them; directives are.
static Span joined(const BodyContext &Body, Span First, Span Second,
                   SourceLocation Begin) {
  if (!First || !Second || First.Path != Second.Path ||
      Second.Offset < First.end())
    return Span();
  FileID File = Body.SM.getFileID(Body.SM.getFileLoc(Begin));
  llvm::StringRef Buffer = Body.SM.getBufferData(File);
  Lexer Lex(Body.SM.getLocForStartOfFile(File), Body.LangOpts, Buffer.begin(),
            Buffer.begin() + First.end(), Buffer.end());
  Token Next;
  Lex.LexFromRawLexer(Next);
  if (Body.SM.getFileOffset(Next.getLocation()) != Second.Offset)
    return Span();
  First.Length = Second.end() - First.Offset;
  return First;
}

namespace {

/// Calls behind a place that are spelled like one before it.
class RepeatedCall : public DynamicRecursiveASTVisitor {
public:
  RepeatedCall(const BodyContext &Body, const CallExpr &Call, const Span &From,
               bool Another)
      : Body(Body), From(From), Ignored(Another ? &Call : nullptr),
        Wanted(Body.Spans.text(Call.getSourceRange())) {}
  bool VisitCallExpr(CallExpr *Call) override {
    Span Where = Body.Spans.place(Call->getSourceRange());
    Found |= Call != Ignored && Where.Path == From.Path &&
             Where.Offset >= From.end() &&
             Body.Spans.text(Call->getSourceRange()) == Wanted;
    return !Found;
  }
  bool Found = false;

private:
  const BodyContext &Body;
  const Span &From;
  const CallExpr *Ignored;
  std::string Wanted;
};

} // namespace

/// Whether \p S unlocks what is unlocked behind \p Branch too, by another call
/// if \p Another is set.
static bool unlocksAgain(const BodyContext &Body, const Stmt *S,
                         const Span &Branch, bool Another) {
  const auto *Value = dyn_cast<Expr>(S);
  const auto *Call =
      Value ? dyn_cast<CallExpr>(Value->IgnoreParenImpCasts()) : nullptr;
  if (!Call || Body.callText(*Call).Kind != kernel::CallKind::Unlock)
    return false;
  RepeatedCall Again(Body, *Call, Branch, Another);
  Again.TraverseStmt(Body.Function.getBody());
  return Again.Found;
}

namespace {

/// Whether what is printed is computed without an effect.
class PrintedTest : public DynamicRecursiveASTVisitor {
public:
  explicit PrintedTest(const BodyContext &Body) : Body(Body) {}

  /// What macros of the log do inside is theirs.
  bool VisitCallExpr(CallExpr *Call) override {
    CallText Text = Body.callText(*Call);
    Effect |= Body.isTyped(Call->getBeginLoc()) && !kernel::isLog(Text.Name) &&
              !kernel::isHarmless(Text.Kind);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) override {
    Effect |=
        Binary->isAssignmentOp() && Body.isTyped(Binary->getOperatorLoc());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) override {
    Effect |= Unary->isIncrementDecrementOp() &&
              Body.isTyped(Unary->getOperatorLoc());
    return true;
  }
  bool Effect = false;

private:
  const BodyContext &Body;
};

} // namespace

/// The name of the call or macro if \p S is one that prints and does nothing
/// else; else "".
static std::string printedBy(const BodyContext &Body, const Stmt *S) {
  CallText Text;
  SourceLocation FileLoc;
  const auto *Value = dyn_cast<Expr>(S);
  const auto *Call =
      Value ? dyn_cast<CallExpr>(Value->IgnoreParenImpCasts()) : nullptr;
  if (!Body.invocations(S->getBeginLoc(), FileLoc).empty())
    Text = Body.invocationText(FileLoc);
  else if (Call)
    Text = Body.callText(*Call);
  // A statement that only begins with such a macro does more.
  bool Whole =
      Text.Where && Body.Spans.written(S->getSourceRange()) == Text.Where;
  if (!Whole || !kernel::isLog(Text.Name))
    return "";
  PrintedTest Test(Body);
  Test.TraverseStmt(const_cast<Stmt *>(S));
  return Test.Effect ? "" : Text.Name;
}

static std::vector<const Stmt *> stepsOf(const Stmt *Branch) {
  if (const auto *Block = dyn_cast<CompoundStmt>(Branch))
    return {Block->body_begin(), Block->body_end()};
  return {Branch};
}

/// The function that prints, if \p Branch does nothing else.
static std::string onlyPrints(const BodyContext &Body, const Stmt *Branch) {
  std::string Name;
  for (const Stmt *S : stepsOf(Branch)) {
    Name = printedBy(Body, S);
    if (Name.empty())
      return "";
  }
  return Name;
}

namespace {

class GotoCounter : public DynamicRecursiveASTVisitor {
public:
  explicit GotoCounter(const LabelDecl &Label) : Label(Label) {}
  bool VisitGotoStmt(GotoStmt *Goto) override {
    Count += Goto->getLabel() == &Label;
    return true;
  }
  unsigned Count = 0;

private:
  const LabelDecl &Label;
};

} // namespace

/// Puts what stands behind the label in the place of a `goto` that \p Steps end
/// with, if others go there too: the label stays.
///
/// \returns whether only those come there who go there.
static bool followGoto(const BodyContext &Body,
                       std::vector<const Stmt *> &Steps) {
  const auto *Goto = Steps.empty() ? nullptr : dyn_cast<GotoStmt>(Steps.back());
  const LabelStmt *Label = Goto ? Goto->getLabel()->getStmt() : nullptr;
  if (!Label)
    return false;
  GotoCounter Others(*Goto->getLabel());
  Others.TraverseStmt(Body.Function.getBody());
  if (Others.Count < 2)
    return false;
  Steps.pop_back();
  for (const Stmt *S = Label; S; S = following(Body, S)) {
    while (const auto *At = dyn_cast<LabelStmt>(S))
      S = At->getSubStmt();
    Steps.push_back(S);
    if (isa<ReturnStmt>(S))
      break;
  }
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Body.parent(Label));
  const Stmt *Before = nullptr;
  if (Block)
    for (const Stmt *S : Block->body()) {
      if (S == Label)
        break;
      Before = S;
    }
  return isa_and_nonnull<ReturnStmt, GotoStmt>(Before);
}

/// What `if (<the call failed>)` does with the error.
static void readFailureBranch(const BodyContext &Body, const IfStmt &If,
                              ResultUse Clean, Event &E) {
  E.Result = ResultUse::Other;
  E.ErrorValue = knownValue(Body, lastReturn(If.getThen()));
  E.ErrorBranch.Where = Body.statement(If.getThen());
  E.ErrorBranch.Text = Body.Spans.text(E.ErrorBranch.Where);
  std::vector<const Stmt *> Steps = stepsOf(If.getThen());
  const bool Apart = followGoto(Body, Steps);
  const auto *Return =
      Steps.empty() ? nullptr : dyn_cast<ReturnStmt>(Steps.back());
  if (If.getElse() || !Return || !Return->getRetValue())
    return;
  if (E.ErrorValue.empty())
    E.ErrorValue = knownValue(Body, Return);
  Steps.pop_back();
  bool Unlocks = false;
  std::string Prints;
  for (const Stmt *S : Steps) {
    std::string By = printedBy(Body, S);
    if (By.empty() && !unlocksAgain(Body, S, E.ErrorBranch.Where, Apart))
      return;
    Unlocks |= By.empty();
    if (!By.empty())
      Prints = By;
  }
  if (!Unlocks && E.ErrorValue.empty())
    return;
  E.Result = Unlocks ? ResultUse::UnlockReturn : Clean;
  if (Unlocks)
    E.ErrorValue = Body.argument(Return->getRetValue()).Text;
  E.PrintsError = Prints;
  if (!Unlocks)
    E.ErrorBranch = {};
}

/// `if (r) pr_err(..);` between the call and `return r;`.
static const Stmt *behindMessage(const BodyContext &Body, const Stmt *Next,
                                 const VarDecl &Variable, std::string &Prints) {
  const auto *If = dyn_cast_or_null<IfStmt>(Next);
  if (!If || If->getElse() ||
      !isReferenceTo(failing(If->getCond(), Body.Context), &Variable))
    return Next;
  std::string By = onlyPrints(Body, If->getThen());
  if (By.empty())
    return Next;
  Prints = By;
  return following(Body, If);
}

/// The statement that follows \p S in its block, without the labels before it.
static const Stmt *behind(const BodyContext &Body, const Stmt *S) {
  const Stmt *Next = following(Body, S);
  while (const auto *Label = dyn_cast_or_null<LabelStmt>(Next))
    Next = Label->getSubStmt();
  return Next;
}

/// `return r;` behind nothing but unlocking and `if (r)` with a message: what
/// the hook does whether the call has failed or not.
static bool endsTheSame(const BodyContext &Body, const Stmt &S,
                        const VarDecl &Variable, std::string &Prints) {
  for (const Stmt *Next = behind(Body, &S); Next; Next = behind(Body, Next)) {
    if (const auto *Return = dyn_cast<ReturnStmt>(Next))
      return Return->getRetValue() &&
             isReferenceTo(Return->getRetValue(), &Variable);
    const auto *Value = dyn_cast<Expr>(Next);
    const auto *Call =
        Value ? dyn_cast<CallExpr>(Value->IgnoreParenImpCasts()) : nullptr;
    if (Call && Body.callText(*Call).Kind == kernel::CallKind::Unlock)
      continue;
    const auto *If = dyn_cast<IfStmt>(Next);
    if (!If || If->getElse() ||
        !isReferenceTo(failing(If->getCond(), Body.Context), &Variable))
      return false;
    Prints = onlyPrints(Body, If->getThen());
    if (Prints.empty())
      return false;
  }
  return false;
}

/// `r = f(vma)` or `int r = f(vma)` is the statement \p S: looks at the next.
static void readAssigned(const BodyContext &Body, const Stmt &S,
                         const VarDecl &Variable, Event &E) {
  E.Result = ResultUse::Other;
  E.ResultVariable = Variable.getName().str();
  E.StatementDeclares = isa<DeclStmt>(S);
  readStatement(Body, S, E);

  const Stmt *Next = following(Body, &S);
  std::string Prints;
  const Stmt *Behind = behindMessage(Body, Next, Variable, Prints);
  if (const auto *Return = dyn_cast_or_null<ReturnStmt>(Behind)) {
    if (!Return->getRetValue() ||
        !isReferenceTo(Return->getRetValue(), &Variable))
      return;
    Span Whole = E.Statement;
    if (Behind != Next)
      Whole = joined(Body, Whole, Body.statement(Next), S.getBeginLoc());
    Whole = joined(Body, Whole, Body.statement(Return), S.getBeginLoc());
    if (!Whole)
      return;
    E.Result = ResultUse::AssignReturn;
    E.ErrorValue = E.ResultVariable;
    E.PrintsError = Prints;
    E.Statement = Whole;
    return;
  }
  const auto *If = dyn_cast_or_null<IfStmt>(Next);
  if (!E.StatementDeclares && endsTheSame(Body, S, Variable, Prints)) {
    E.Result = ResultUse::UnlockReturn;
    E.ErrorValue = E.ResultVariable;
    E.PrintsError = Prints;
    return;
  }
  if (!If || !isReferenceTo(failing(If->getCond(), Body.Context), &Variable))
    return;
  readFailureBranch(Body, *If, ResultUse::AssignIfReturn, E);
  if (E.Result == ResultUse::Other)
    return;
  Span Whole = joined(Body, E.Statement, Body.statement(If), S.getBeginLoc());
  if (Whole)
    E.Statement = Whole;
  else
    E.Result = ResultUse::Other;
}

/// The local variable that \p Assign sets, or null.
static const VarDecl *assignedLocal(const BinaryOperator *Assign) {
  if (!Assign || Assign->getOpcode() != BO_Assign)
    return nullptr;
  const auto *Ref =
      dyn_cast<DeclRefExpr>(Assign->getLHS()->IgnoreParenImpCasts());
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() ? Variable : nullptr;
}

/// The `if` whose condition is the failure of \p E, or null.
static const IfStmt *failureIf(const BodyContext &Body, const Expr *E) {
  const Stmt *P = Body.parent(E);
  while (isa_and_nonnull<Expr>(P))
    P = Body.parent(P);
  const auto *If = dyn_cast_or_null<IfStmt>(P);
  if (!If || !If->getCond() ||
      failing(If->getCond(), Body.Context) != E->IgnoreParenImpCasts())
    return nullptr;
  return If;
}

namespace {

class GotoFinder : public DynamicRecursiveASTVisitor {
public:
  bool VisitGotoStmt(GotoStmt *) override { return !(Found = true); }
  bool VisitIndirectGotoStmt(IndirectGotoStmt *) override {
    return !(Found = true);
  }
  bool Found = false;
};

} // namespace

/// The `r` of the function's last statement, `return r;`, if whoever comes
/// there has come through \p Statement and seen the call work.
static Span finalReturn(const BodyContext &Body, const Span &Statement,
                        const std::string &Name) {
  const auto *Block = dyn_cast<CompoundStmt>(Body.Function.getBody());
  const ReturnStmt *Return = Block ? lastReturn(Block) : nullptr;
  const auto *Ref =
      Return && Return->getRetValue()
          ? dyn_cast<DeclRefExpr>(Return->getRetValue()->IgnoreParenImpCasts())
          : nullptr;
  if (!Ref || Ref->getDecl()->getName() != Name)
    return Span();
  bool InOwnBlock = llvm::any_of(Block->body(), [&](const Stmt *S) {
    Span Where = Body.Spans.place(S->getSourceRange());
    return Where.Path == Statement.Path && Where.Offset == Statement.Offset;
  });
  GotoFinder Goto;
  Goto.TraverseStmt(const_cast<CompoundStmt *>(Block));
  return InOwnBlock && !Goto.Found ? Body.Spans.typed(Ref->getSourceRange())
                                   : Span();
}

namespace {

/// The statement that follows a place in its block.
class StatementBehind : public DynamicRecursiveASTVisitor {
public:
  StatementBehind(const BodyContext &Body, const Span &Place)
      : Body(Body), Place(Place) {}
  bool VisitCompoundStmt(CompoundStmt *Block) override {
    const Stmt *Before = nullptr;
    for (const Stmt *S : Block->body()) {
      if (Before && Body.statement(Before).end() == Place.end() &&
          Body.statement(Before).Offset >= Place.Offset)
        Found = S;
      Before = S;
    }
    return !Found;
  }
  const Stmt *Found = nullptr;

private:
  const BodyContext &Body;
  const Span &Place;
};

class NameFinder : public DynamicRecursiveASTVisitor {
public:
  explicit NameFinder(llvm::StringRef Name) : Name(Name) {}
  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    Found |= Ref->getDecl()->getDeclName().isIdentifier() &&
             Ref->getDecl()->getName() == Name;
    return !Found;
  }
  bool Found = false;

private:
  llvm::StringRef Name;
};

} // namespace

/// Whether the function returns right behind \p Statement, and something else
/// than \p Name: what stands further down is not reached from there.
static bool returnsBehind(const BodyContext &Body, const Span &Statement,
                          const std::string &Name) {
  StatementBehind Behind(Body, Statement);
  Behind.TraverseStmt(Body.Function.getBody());
  const auto *Return = dyn_cast_or_null<ReturnStmt>(Behind.Found);
  if (!Return)
    return false;
  NameFinder Names(Name);
  Names.TraverseStmt(const_cast<ReturnStmt *>(Return));
  return !Names.Found;
}

void readLaterUses(const BodyContext &Body,
                   const std::vector<LocalVariable> &Locals, Event &E) {
  auto Local = llvm::find_if(Locals, [&](const LocalVariable &L) {
    return L.Name == E.ResultVariable;
  });
  if (!E.Statement || Local == Locals.end())
    return;
  std::vector<Span> Later;
  auto Add = [&](const std::vector<Span> &Uses) {
    for (const Span &Use : Uses)
      if (Use.Offset >= E.Statement.end())
        Later.push_back(Use);
  };
  Add(Local->Reads);
  const bool OnlyReads = Later.size() == 1;
  if (E.StatementDeclares)
    Add(Local->Writes);
  E.ResultReadLater =
      !Later.empty() &&
      (E.StatementDeclares || !returnsBehind(Body, E.Statement, Local->Name));
  if (!E.ResultReadLater || E.StatementDeclares || !OnlyReads)
    return;
  bool WrittenLater = llvm::any_of(Local->Writes, [&](const Span &Write) {
    return Write.Offset >= E.Statement.end();
  });
  Span Final = finalReturn(Body, E.Statement, Local->Name);
  if (!WrittenLater && Later.front() == Final)
    E.ResultReturned = Final;
}

void readStatement(const BodyContext &Body, const Stmt &S, Event &E) {
  if (!isStatement(Body, &S))
    return;
  E.Statement = Body.statement(&S);
  E.NeedsBraces = needsBraces(Body, &S);
}

void readResultUse(const BodyContext &Body, const Stmt &Call, Event &E) {
  E.Result = ResultUse::Other;
  const auto *Value = dyn_cast<Expr>(&Call);
  if (!Value) {
    // `do {} while (0)`, say.
    E.Result = ResultUse::Ignored;
    readStatement(Body, Call, E);
    return;
  }
  const Expr *Whole = Body.withParens(Value);
  const Stmt *P = Body.parent(Whole);
  if (const auto *Cast = dyn_cast_or_null<CStyleCastExpr>(P);
      Cast && Cast->getType()->isVoidType()) {
    Whole = Body.withParens(Cast);
    P = Body.parent(Whole);
  }
  if (!P)
    return;

  if (isStatement(Body, Whole)) {
    E.Result = ResultUse::Ignored;
    readStatement(Body, *Whole, E);
    return;
  }
  if (const auto *Return = dyn_cast<ReturnStmt>(P)) {
    E.Result = ResultUse::Returned;
    readStatement(Body, *Return, E);
    return;
  }
  if (const auto *Declaration = dyn_cast<DeclStmt>(P)) {
    const auto *Variable = Declaration->isSingleDecl()
                               ? dyn_cast<VarDecl>(Declaration->getSingleDecl())
                               : nullptr;
    if (Variable && Variable->hasLocalStorage())
      readAssigned(Body, *Declaration, *Variable, E);
    return;
  }
  const auto *Assign = dyn_cast<BinaryOperator>(P);
  if (const VarDecl *Variable = assignedLocal(Assign)) {
    const Expr *Statement = Body.withParens(Assign);
    if (isStatement(Body, Statement)) {
      readAssigned(Body, *Statement, *Variable, E);
      return;
    }
    E.ResultVariable = Variable->getName().str();
    if (const IfStmt *If = failureIf(Body, Assign)) {
      readStatement(Body, *If, E);
      readFailureBranch(Body, *If, ResultUse::AssignIfReturn, E);
    }
    return;
  }
  if (const IfStmt *If = failureIf(Body, Value)) {
    readStatement(Body, *If, E);
    readFailureBranch(Body, *If, ResultUse::IfReturn, E);
  }
}

} // namespace premap
