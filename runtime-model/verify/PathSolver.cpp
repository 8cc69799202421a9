#include "verify/PathSolver.h"

namespace premap::verify {

PathSolver::PathSolver(Universe &U, unsigned Milliseconds)
    : Solver(U.Z, z3::solver::simple()) {
  z3::params Parameters(U.Z);
  Parameters.set("timeout", Milliseconds);
  Solver.set(Parameters);
}

void PathSolver::assume(const z3::expr &Fact) { Solver.add(Fact); }

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
  if (Extra.is_false())
    return Answer::No;
  ++Questions;
  align(Condition);
  Solver.push();
  Stack.push_back(Extra);
  Solver.add(Extra);
  switch (Solver.check()) {
  case z3::sat:
    return Answer::Yes;
  case z3::unsat:
    return Answer::No;
  case z3::unknown:
    return Answer::Unknown;
  }
  return Answer::Unknown;
}

} // namespace premap::verify
