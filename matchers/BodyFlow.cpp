#include "matchers/BodyFlow.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// Where in the graph something happens.
struct Position {
  unsigned Block = 0;
  unsigned Element = 0;
};

using LockSet = std::set<unsigned>; ///< indices of Lock events

class FlowReader {
public:
  FlowReader(const BodyContext &Body, const CFG &Graph,
             std::vector<Draft> &Drafts)
      : Body(Body), Graph(Graph), Drafts(Drafts) {}
  void read();

private:
  std::vector<const CFGBlock *> successors(const CFGBlock &Block) const;
  const Stmt *guardLoop(const CFGBlock &Block) const;
  void place();
  void readReachability();
  void readOrder();
  bool maySucceed(const CFGBlock &Block) const;
  bool isTestedError(const ReturnStmt &Return) const;
  bool isAvoidable(const CFGBlock &Block) const;
  void readLocks();
  LockSet locksAfter(const CFGBlock &Block, LockSet Held, bool Record);
  void step(unsigned Index, LockSet &Held) const;

  const BodyContext &Body;
  const CFG &Graph;
  std::vector<Draft> &Drafts;
  llvm::DenseMap<const Stmt *, Position> Elements;
  std::vector<std::optional<Position>> Positions; ///< of the drafts
  std::vector<llvm::BitVector> Reachable; ///< by one edge or more, by block
};

} // namespace

/// The loop that scoped_guard() is made of and that \p Block closes: it runs
/// once. Null for all other blocks.
const Stmt *FlowReader::guardLoop(const CFGBlock &Block) const {
  const auto *Loop = dyn_cast_or_null<ForStmt>(Block.getLoopTarget());
  if (!Loop)
    return nullptr;
  SourceLocation FileLoc;
  bool IsGuard = llvm::any_of(
      Body.invocations(Loop->getForLoc(), FileLoc), [](const Invocation &I) {
        return kernel::kindOf(I.Name) == kernel::CallKind::Guard;
      });
  return IsGuard ? Loop : nullptr;
}

std::vector<const CFGBlock *>
FlowReader::successors(const CFGBlock &Block) const {
  std::vector<const CFGBlock *> Result;
  if (const Stmt *Loop = guardLoop(Block)) {
    for (const CFGBlock *Test : Graph)
      if (Test->getTerminatorStmt() == Loop && Test->succ_size() == 2)
        if (const CFGBlock *Exit = *std::next(Test->succ_begin()))
          Result.push_back(Exit);
    return Result;
  }
  // `do {} while (0)` does not loop, but `if (IS_ENABLED(X))` may be taken in
  // another configuration.
  bool IsLoop =
      isa_and_nonnull<DoStmt, WhileStmt, ForStmt>(Block.getTerminatorStmt());
  for (const CFGBlock::AdjacentBlock &Next : Block.succs()) {
    const CFGBlock *To = Next.getReachableBlock();
    if (!To && !IsLoop)
      To = Next.getPossiblyUnreachableBlock();
    if (To)
      Result.push_back(To);
  }
  return Result;
}

void FlowReader::place() {
  for (const CFGBlock *Block : Graph)
    for (const auto &[Index, Element] : llvm::enumerate(*Block))
      if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
        Elements.try_emplace(S->getStmt(),
                             Position{Block->getBlockID(), unsigned(Index)});
  for (const Draft &D : Drafts) {
    const Stmt *S = D.Anchor;
    while (S && !Elements.contains(S))
      S = Body.parent(S);
    Positions.push_back(S ? std::optional(Elements.lookup(S)) : std::nullopt);
  }
}

void FlowReader::readReachability() {
  Reachable.assign(Graph.getNumBlockIDs(),
                   llvm::BitVector(Graph.getNumBlockIDs()));
  for (const CFGBlock *From : Graph) {
    std::vector<const CFGBlock *> Work = successors(*From);
    llvm::BitVector &Seen = Reachable[From->getBlockID()];
    while (!Work.empty()) {
      const CFGBlock *Block = Work.back();
      Work.pop_back();
      if (Seen.test(Block->getBlockID()))
        continue;
      Seen.set(Block->getBlockID());
      llvm::append_range(Work, successors(*Block));
    }
  }
}

void FlowReader::readOrder() {
  llvm::BitVector Unavoidable(Graph.getNumBlockIDs());
  for (const CFGBlock *Block : Graph)
    Unavoidable[Block->getBlockID()] = !isAvoidable(*Block);
  for (unsigned I = 0; I < Drafts.size(); ++I) {
    if (!Positions[I])
      continue;
    const Position &From = *Positions[I];
    Drafts[I].E.OnEverySuccess = Unavoidable.test(From.Block);
    Drafts[I].E.InLoop = Reachable[From.Block].test(From.Block);
    for (unsigned J = 0; J < Drafts.size(); ++J) {
      if (!Positions[J])
        continue;
      const Position &To = *Positions[J];
      bool Later = From.Block == To.Block && From.Element < To.Element;
      if (Later || Reachable[From.Block].test(To.Block))
        Drafts[I].E.After.push_back(J);
    }
  }
}

/// Whether the function may end behind \p Block with anything but an error.
bool FlowReader::maySucceed(const CFGBlock &Block) const {
  if (!llvm::is_contained(successors(Block), &Graph.getExit()))
    return false;
  for (const CFGElement &Element : Block)
    if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
      if (const auto *Return = dyn_cast<ReturnStmt>(S->getStmt())) {
        Expr::EvalResult Value;
        const Expr *Returned = Return->getRetValue();
        if (!Returned)
          return true;
        bool IsError = Returned->EvaluateAsInt(Value, Body.Context)
                           ? Value.Val.getInt().isNegative()
                           : isTestedError(*Return);
        return !IsError;
      }
  // Nothing comes back from here where a value is owed.
  return Body.Function.getReturnType()->isVoidType();
}

/// `if (err < 0) return err;`: the core takes whatever is not 0 for an error.
bool FlowReader::isTestedError(const ReturnStmt &Return) const {
  const auto *Value =
      dyn_cast<DeclRefExpr>(Return.getRetValue()->IgnoreParenImpCasts());
  const auto *If = dyn_cast_or_null<IfStmt>(Body.parent(&Return));
  if (!Value || !If || If->getThen() != &Return ||
      !Body.Function.getReturnType()->isSpecificBuiltinType(BuiltinType::Int))
    return false;
  const Expr *Condition = If->getCond()->IgnoreParenImpCasts();
  if (const auto *Compare = dyn_cast<BinaryOperator>(Condition)) {
    Expr::EvalResult Right;
    if ((Compare->getOpcode() != BO_LT && Compare->getOpcode() != BO_NE) ||
        !Compare->getRHS()->EvaluateAsInt(Right, Body.Context) ||
        !Right.Val.getInt().isZero())
      return false;
    Condition = Compare->getLHS()->IgnoreParenImpCasts();
  }
  const auto *Tested = dyn_cast<DeclRefExpr>(Condition);
  return Tested && Tested->getDecl() == Value->getDecl();
}

/// Whether the function may succeed without having come through \p Block.
bool FlowReader::isAvoidable(const CFGBlock &Block) const {
  llvm::BitVector Seen(Graph.getNumBlockIDs());
  Seen.set(Block.getBlockID());
  std::vector<const CFGBlock *> Work{&Graph.getEntry()};
  while (!Work.empty()) {
    const CFGBlock *Next = Work.back();
    Work.pop_back();
    if (Seen.test(Next->getBlockID()))
      continue;
    Seen.set(Next->getBlockID());
    if (maySucceed(*Next))
      return true;
    llvm::append_range(Work, successors(*Next));
  }
  return false;
}

/// What a lock and its unlock share: the family and the object.
static bool isSameLock(const Event &Lock, const Event &Unlock) {
  if (kernel::lockFamily(Lock.Name) != kernel::lockFamily(Unlock.Name))
    return false;
  // rcu_read_lock() has no object, dax_read_lock() has one only to unlock.
  if (Lock.Args.empty() || Unlock.Args.empty())
    return true;
  return Lock.Args[0].Text == Unlock.Args[0].Text;
}

void FlowReader::step(unsigned Index, LockSet &Held) const {
  const Event &E = Drafts[Index].E;
  if (E.Kind == EventKind::Lock)
    Held.insert(Index);
  if (E.Kind == EventKind::Unlock)
    std::erase_if(Held,
                  [&](unsigned Lock) { return isSameLock(Drafts[Lock].E, E); });
}

LockSet FlowReader::locksAfter(const CFGBlock &Block, LockSet Held,
                               bool Record) {
  for (unsigned Element = 0; Element < Block.size(); ++Element) {
    if (std::optional<CFGCleanupFunction> Cleanup =
            Block[Element].getAs<CFGCleanupFunction>())
      std::erase_if(Held, [&](unsigned Lock) {
        return Drafts[Lock].Anchor == Cleanup->getVarDecl()->getInit();
      });
    for (unsigned I = 0; I < Drafts.size(); ++I) {
      if (!Positions[I] || Positions[I]->Block != Block.getBlockID() ||
          Positions[I]->Element != Element)
        continue;
      if (Record)
        for (unsigned Lock : Held)
          Drafts[I].E.LocksHeld.push_back(Drafts[Lock].E.Text);
      step(I, Held);
    }
  }
  return Held;
}

void FlowReader::readLocks() {
  std::vector<LockSet> AtEntry(Graph.getNumBlockIDs());
  std::vector<const CFGBlock *> Work(Graph.begin(), Graph.end());
  while (!Work.empty()) {
    const CFGBlock *Block = Work.back();
    Work.pop_back();
    LockSet Held = locksAfter(*Block, AtEntry[Block->getBlockID()], false);
    for (const CFGBlock *Next : successors(*Block)) {
      LockSet &Entry = AtEntry[Next->getBlockID()];
      size_t Before = Entry.size();
      Entry.insert(Held.begin(), Held.end());
      if (Entry.size() != Before)
        Work.push_back(Next);
    }
  }
  for (const CFGBlock *Block : Graph)
    locksAfter(*Block, AtEntry[Block->getBlockID()], true);
}

void FlowReader::read() {
  place();
  readReachability();
  readOrder();
  readLocks();
}

bool readFlow(const BodyContext &Body, std::vector<Draft> &Drafts) {
  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true; // For __attribute__((cleanup)).
  Options.setAllAlwaysAdd();
  std::unique_ptr<CFG> Graph = CFG::buildCFG(
      &Body.Function, Body.Function.getBody(), &Body.Context, Options);
  if (!Graph)
    return false;
  FlowReader(Body, *Graph, Drafts).read();
  return true;
}

} // namespace premap
