#include "verify/PathSolver.h"

#include <algorithm>

namespace premap::verify {

PathSolver::PathSolver(Universe &U, unsigned Steps,
                       CpuClock::time_point Deadline)
    : Solver(U.Z, z3::solver::simple()), Steps(Steps), Watch(Deadline) {
  z3::params Parameters(U.Z);
  // Z3's "timeout" is time on the wall: a verdict would depend on what else the
  // machine does.
  Parameters.set("rlimit", Steps);
  Solver.set(Parameters);
}

void PathSolver::assume(const z3::expr &Fact) {
  Facts.push_back(Fact);
  Solver.add(Fact);
}

/// Constants and functions without a meaning of their own.
static void collectSymbols(const z3::expr &E, std::set<unsigned> &Seen,
                           std::set<unsigned> &Symbols) {
  if (!E.is_app() || !Seen.insert(E.id()).second)
    return;
  if (E.decl().decl_kind() == Z3_OP_UNINTERPRETED)
    Symbols.insert(E.decl().id());
  for (unsigned I = 0; I < E.num_args(); ++I)
    collectSymbols(E.arg(I), Seen, Symbols);
}

const PathSolver::Symbols &PathSolver::symbolsOf(const z3::expr &E) {
  auto [Place, New] = Known.try_emplace(E.id());
  if (New) {
    Kept.push_back(E);
    std::set<unsigned> Seen;
    collectSymbols(E, Seen, Place->second);
  }
  return Place->second;
}

std::vector<z3::expr>
PathSolver::related(const std::vector<z3::expr> &Condition,
                    const z3::expr &Extra) {
  Symbols Reached = symbolsOf(Extra);
  std::vector<const z3::expr *> Open;
  for (const z3::expr &E : Condition)
    Open.push_back(&E);
  std::size_t OfCondition = Open.size();
  for (const z3::expr &E : Facts)
    Open.push_back(&E);
  std::vector<bool> IsTaken(Open.size());
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (std::size_t I = 0; I < Open.size(); ++I) {
      if (IsTaken[I])
        continue;
      const Symbols &Has = symbolsOf(*Open[I]);
      if (std::none_of(Has.begin(), Has.end(),
                       [&](unsigned S) { return Reached.count(S) != 0; }))
        continue;
      Reached.insert(Has.begin(), Has.end());
      IsTaken[I] = Grew = true;
    }
  }
  std::vector<z3::expr> Result;
  for (std::size_t I = 0; I < OfCondition; ++I)
    if (IsTaken[I])
      Result.push_back(*Open[I]);
  return Result;
}

Answer PathSolver::extend(const std::vector<z3::expr> &Condition,
                          const z3::expr &Extra) {
  if (Extra.is_true() || Extra.is_false())
    return Extra.is_true() ? Answer::Yes : Answer::No;
  std::vector<z3::expr> Related = related(Condition, Extra);
  std::vector<unsigned> Key;
  for (const z3::expr &E : Related)
    Key.push_back(E.id());
  std::sort(Key.begin(), Key.end());
  Key.erase(std::unique(Key.begin(), Key.end()), Key.end());
  Key.push_back(Extra.id());
  auto Before = Asked.find(Key);
  if (Before != Asked.end())
    return Before->second;
  Answer Result = check(Related, Extra);
  Asked.emplace(std::move(Key), Result);
  return Result;
}

/// One scope per condition, shared with the question before.
void PathSolver::align(const std::vector<z3::expr> &Condition) {
  std::size_t Common = 0;
  while (Common < Stack.size() && Common < Condition.size() &&
         Stack[Common].id() == Condition[Common].id())
    ++Common;
  if (Stack.size() > Common)
    Solver.pop(Stack.size() - Common);
  Stack.erase(Stack.begin() + Common, Stack.end());
  for (std::size_t I = Common; I < Condition.size(); ++I) {
    Solver.push();
    Solver.add(Condition[I]);
    Stack.push_back(Condition[I]);
  }
}

Answer PathSolver::check(const std::vector<z3::expr> &Condition,
                         const z3::expr &Extra) {
  SecondModel.reset();
  if (Extra.is_false())
    return Answer::No;
  if (Watch.isOver())
    return Answer::Unknown;
  align(Condition);
  // Its scope stays open until the next question: model() reads it.
  Solver.push();
  Solver.add(Extra);
  Stack.push_back(Extra);
  SolverWatch::Question Open(Watch, Solver);
  switch (Solver.check()) {
  case z3::sat:
    return Answer::Yes;
  case z3::unsat:
    return Answer::No;
  case z3::unknown:
    return askAgain();
  }
  return Answer::Unknown;
}

/// The question that gave no answer in another form: simplified as a whole and
/// brought down to bits. What the incremental solver loses itself in, that
/// often decides, and the other way round.
Answer PathSolver::askAgain() {
  if (Watch.isOver())
    return Answer::Unknown;
  z3::context &Z = Solver.ctx();
  try {
    z3::solver Bits = (z3::tactic(Z, "simplify") & z3::tactic(Z, "solve-eqs") &
                       z3::tactic(Z, "ackermannize_bv") &
                       z3::tactic(Z, "bit-blast") & z3::tactic(Z, "sat"))
                          .mk_solver();
    z3::params Parameters(Z);
    Parameters.set("rlimit", Steps);
    Bits.set(Parameters);
    for (const z3::expr &E : Solver.assertions())
      Bits.add(E);
    SolverWatch::Question Open(Watch, Bits);
    switch (Bits.check()) {
    case z3::sat:
      SecondModel = Bits.get_model();
      return Answer::Yes;
    case z3::unsat:
      return Answer::No;
    case z3::unknown:
      break;
    }
  } catch (const z3::exception &) {
    // A form that the tactics do not know, or no memory for it.
  }
  return Answer::Unknown;
}

} // namespace premap::verify
