#include "matchers/BodyPaths.h"

#include "matchers/PathKnowledge.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// Beyond these a function is not worth the time; AllPaths tells.
constexpr size_t MostPaths = 200;
constexpr size_t MostVisits = 8000;
/// A block more often than so on one way is a loop going on.
constexpr unsigned MostRounds = 2;

/// One way as far as it has come.
struct Walk {
  explicit Walk(const BodyContext &Body) : Known(Body) {}
  std::vector<unsigned> Steps;
  PathKnowledge Known;
  llvm::DenseMap<unsigned, unsigned> Rounds; ///< by block
  Outcome Ends = Outcome::Success;
  std::string From; ///< the function whose result is returned
};

class PathReader {
public:
  PathReader(const BodyContext &Body, const CFG &Graph, HandlerBody &Result)
      : Body(Body), Graph(Graph), Result(Result), Steps(Body) {}

  void read();

private:
  void visit(const CFGBlock &Block, Walk Way);
  void runThrough(const CFGBlock &Block, Walk &Way);
  void goOn(const CFGBlock &Block, const Walk &Way);
  void decide(const CFGBlock &Block, const Expr &Condition, const Walk &Way);
  void choose(const CFGBlock &Block, const SwitchStmt &Switch, const Walk &Way);
  void leave(const ReturnStmt &Return, Walk &Way) const;
  void finish(const Walk &Way);
  unsigned branchOf(const Expr &Condition, bool Taken);
  void learn(const Stmt &S, const Step *What, Walk &Way) const;
  unsigned add(Step What);
  std::optional<unsigned> stepOf(const Stmt &S);

  const BodyContext &Body;
  const CFG &Graph;
  HandlerBody &Result;
  StepReader Steps;
  llvm::DenseMap<const Stmt *, int> Known; ///< -1: no step
  std::map<std::pair<const Expr *, bool>, unsigned> Branches;
  std::set<std::pair<std::vector<unsigned>, Outcome>> Seen;
  size_t Visits = 0;
};

} // namespace

unsigned PathReader::add(Step What) {
  auto Same = [&](const Step &S) {
    return S.Kind == What.Kind && S.Where == What.Where &&
           S.Name == What.Name && S.Taken == What.Taken &&
           S.Value == What.Value;
  };
  auto At = llvm::find_if(Result.Steps, Same);
  if (At != Result.Steps.end())
    return At - Result.Steps.begin();
  Result.Steps.push_back(std::move(What));
  return Result.Steps.size() - 1;
}

std::optional<unsigned> PathReader::stepOf(const Stmt &S) {
  auto [At, IsNew] = Known.try_emplace(&S, -1);
  if (IsNew)
    if (std::optional<Step> What = Steps.read(S))
      Known[&S] = add(std::move(*What));
  int Index = Known[&S];
  return Index < 0 ? std::nullopt : std::optional<unsigned>(Index);
}

void PathReader::learn(const Stmt &S, const Step *What, Walk &Way) const {
  const Expr *Value = nullptr;
  if (const VarDecl *Variable = StepReader::setBy(S, Value))
    Way.Known.set(*Variable, Value, What ? What->From : "");
  else if (What && What->Kind == StepKind::Store)
    Way.Known.store(What->Name);
  else if (What && What->Kind == StepKind::Call &&
           kernel::kindOf(What->Name) == kernel::CallKind::Unknown)
    Way.Known.forgetMemory();
}

void PathReader::runThrough(const CFGBlock &Block, Walk &Way) {
  for (const CFGElement &Element : Block) {
    if (std::optional<CFGCleanupFunction> Cleanup =
            Element.getAs<CFGCleanupFunction>()) {
      Way.Steps.push_back(add(Steps.scopeEnd(*Cleanup->getVarDecl())));
      continue;
    }
    std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
    if (!S)
      continue;
    std::optional<unsigned> Index = stepOf(*S->getStmt());
    learn(*S->getStmt(), Index ? &Result.Steps[*Index] : nullptr, Way);
    // A macro may do the same thing several times.
    if (Index && (Way.Steps.empty() || Way.Steps.back() != *Index))
      Way.Steps.push_back(*Index);
    if (const auto *Return = dyn_cast<ReturnStmt>(S->getStmt()))
      leave(*Return, Way);
  }
}

void PathReader::leave(const ReturnStmt &Return, Walk &Way) const {
  const Expr *Value = Return.getRetValue();
  if (!Value)
    return;
  Way.From = Steps.resultOf(*Value);
  if (Way.From.empty())
    Way.From = Way.Known.originOf(*Value);
  unsigned Signs = Way.Known.signsOf(*Value);
  bool IsPointer = Value->getType()->isPointerType();
  if (Signs & PathKnowledge::Zero)
    Way.Ends = Signs == PathKnowledge::Zero && !IsPointer ? Outcome::Success
                                                          : Outcome::Unknown;
  else if (Signs == PathKnowledge::Positive)
    Way.Ends = IsPointer ? Outcome::Success : Outcome::Unknown;
  else
    Way.Ends = Outcome::Error;
}

void PathReader::finish(const Walk &Way) {
  if (Seen.emplace(Way.Steps, Way.Ends).second)
    Result.Paths.push_back({Way.Steps, Way.Ends, Way.From});
}

unsigned PathReader::branchOf(const Expr &Condition, bool Taken) {
  auto [At, IsNew] = Branches.try_emplace({&Condition, Taken}, 0);
  if (IsNew)
    At->second = add(Steps.branch(Condition, Taken));
  return At->second;
}

/// The part of a condition that \p Term's block decides: the CFG gives each
/// operand of `&&` and `||` a block of its own.
static const Expr *decidedBy(const Stmt *Term) {
  const Expr *Condition = nullptr;
  if (const auto *If = dyn_cast_or_null<IfStmt>(Term))
    Condition = If->getCond();
  else if (const auto *While = dyn_cast_or_null<WhileStmt>(Term))
    Condition = While->getCond();
  else if (const auto *Do = dyn_cast_or_null<DoStmt>(Term))
    Condition = Do->getCond();
  else if (const auto *For = dyn_cast_or_null<ForStmt>(Term))
    Condition = For->getCond();
  else if (const auto *Choice =
               dyn_cast_or_null<AbstractConditionalOperator>(Term))
    Condition = Choice->getCond();
  else if (const auto *Logical = dyn_cast_or_null<BinaryOperator>(Term))
    Condition = Logical->getLHS();
  while (Condition) {
    const auto *Logical = dyn_cast<BinaryOperator>(Condition->IgnoreParens());
    if (!Logical || !Logical->isLogicalOp())
      break;
    Condition = Logical->getRHS();
  }
  return Condition;
}

void PathReader::decide(const CFGBlock &Block, const Expr &Condition,
                        const Walk &Way) {
  bool Taken = true;
  // list_for_each_entry() is as harmless as dev_dbg(), but its body is ours.
  bool Silent = !isa_and_nonnull<ForStmt>(Block.getTerminatorStmt()) &&
                Body.isInHarmlessMacro(Condition.getExprLoc());
  for (const CFGBlock::AdjacentBlock &Next : Block.succs()) {
    const CFGBlock *To = Next.getReachableBlock();
    if (!To &&
        !isa_and_nonnull<DoStmt, WhileStmt, ForStmt>(Block.getTerminatorStmt()))
      To = Next.getPossiblyUnreachableBlock();
    Walk Branch = Way;
    // Whether something is printed makes no difference.
    if (To && !(Silent && Taken) && Branch.Known.assume(Condition, Taken)) {
      if (!Silent)
        Branch.Steps.push_back(branchOf(Condition, Taken));
      visit(*To, std::move(Branch));
    }
    Taken = false;
  }
}

void PathReader::choose(const CFGBlock &Block, const SwitchStmt &Switch,
                        const Walk &Way) {
  for (const CFGBlock::AdjacentBlock &Next : Block.succs()) {
    const CFGBlock *To = Next.getReachableBlock();
    if (!To)
      continue;
    Walk Branch = Way;
    Branch.Steps.push_back(
        add(Steps.chosen(*Switch.getCond(), To->getLabel())));
    visit(*To, std::move(Branch));
  }
}

void PathReader::goOn(const CFGBlock &Block, const Walk &Way) {
  const Stmt *Term = Block.getTerminatorStmt();
  if (const auto *Switch = dyn_cast_or_null<SwitchStmt>(Term))
    return choose(Block, *Switch, Way);
  if (const Expr *Condition = decidedBy(Term);
      Condition && Block.succ_size() == 2)
    return decide(Block, *Condition, Way);
  for (const CFGBlock::AdjacentBlock &Next : Block.succs())
    if (const CFGBlock *To = Next.getReachableBlock())
      visit(*To, Way);
}

void PathReader::visit(const CFGBlock &Block, Walk Way) {
  if (++Visits > MostVisits || Result.Paths.size() >= MostPaths) {
    Result.AllPaths = false;
    return;
  }
  if (&Block == &Graph.getExit())
    return finish(Way);
  if (Block.hasNoReturnElement() ||
      ++Way.Rounds[Block.getBlockID()] > MostRounds)
    return;
  runThrough(Block, Way);
  goOn(Block, Way);
}

void PathReader::read() {
  Result.AllPaths = true;
  visit(Graph.getEntry(), Walk(Body));
}

void readPaths(const BodyContext &Body, HandlerBody &Result) {
  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true; // For __attribute__((cleanup)).
  Options.setAllAlwaysAdd();
  std::unique_ptr<CFG> Graph = CFG::buildCFG(
      &Body.Function, Body.Function.getBody(), &Body.Context, Options);
  if (Graph)
    PathReader(Body, *Graph, Result).read();
}

} // namespace premap
