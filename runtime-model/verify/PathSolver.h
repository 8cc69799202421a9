// Asks Z3 whether path conditions can hold, keeping what consecutive questions
// share.
#ifndef PREMAP_VERIFY_PATHSOLVER_H
#define PREMAP_VERIFY_PATHSOLVER_H

#include "verify/SymValue.h"

#include <optional>
#include <vector>

namespace premap::verify {

enum class Answer { No, Yes, Unknown };

class PathSolver {
public:
  /// \p Milliseconds per question; exceeding it gives Unknown.
  PathSolver(Universe &U, unsigned Milliseconds);

  /// Holds in every question from now on. Call before the first question.
  void assume(const z3::expr &Fact);
  /// Whether \p Condition and \p Extra can hold together.
  Answer check(const std::vector<z3::expr> &Condition, const z3::expr &Extra);
  /// The values behind the last Yes.
  z3::model model() { return Solver.get_model(); }

  unsigned questions() const { return Questions; }

private:
  void align(const std::vector<z3::expr> &Condition);

  z3::solver Solver;
  std::vector<z3::expr> Stack;
  unsigned Questions = 0;
};

} // namespace premap::verify

#endif
