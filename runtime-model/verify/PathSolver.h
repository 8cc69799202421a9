// Asks Z3 whether path conditions can hold; remembers what was asked.
#ifndef PREMAP_VERIFY_PATHSOLVER_H
#define PREMAP_VERIFY_PATHSOLVER_H

#include "verify/CpuClock.h"
#include "verify/SolverWatch.h"
#include "verify/SymValue.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace premap::verify {

enum class Answer { No, Yes, Unknown };

class PathSolver {
public:
  /// \p Steps of Z3 per question; exceeding it gives Unknown, and so does every
  /// question that is open at \p Deadline or comes later.
  PathSolver(Universe &U, unsigned Steps,
             CpuClock::time_point Deadline = CpuClock::time_point::max());

  /// Holds in every question from now on. Call before the first question.
  void assume(const z3::expr &Fact);

  /// Whether \p Condition, which can hold, still can with \p Extra. Only the
  /// terms that share a symbol with \p Extra, directly or through others, are
  /// looked at: the rest cannot speak against it.
  Answer extend(const std::vector<z3::expr> &Condition, const z3::expr &Extra);

  /// Whether \p Condition and \p Extra can hold together.
  Answer check(const std::vector<z3::expr> &Condition, const z3::expr &Extra);
  /// The values behind the last Yes of check().
  z3::model model() { return SecondModel ? *SecondModel : Solver.get_model(); }

  z3::context &context() { return Solver.ctx(); }

private:
  using Symbols = std::set<unsigned>; ///< ids of declarations

  void align(const std::vector<z3::expr> &Condition);
  const Symbols &symbolsOf(const z3::expr &E);
  std::vector<z3::expr> related(const std::vector<z3::expr> &Condition,
                                const z3::expr &Extra);

  Answer askAgain();

  z3::solver Solver;
  unsigned Steps;
  SolverWatch Watch;
  std::optional<z3::model>
      SecondModel;             ///< if the last Yes came from askAgain()
  std::vector<z3::expr> Stack; ///< what its scopes hold
  std::vector<z3::expr> Facts;
  std::map<unsigned, Symbols> Known; ///< by the id of the term
  /// Sorted ids of the related terms, then that of the extra one.
  std::map<std::vector<unsigned>, Answer> Asked;
  std::vector<z3::expr> Kept; ///< keeps ids alive
};

} // namespace premap::verify

#endif
