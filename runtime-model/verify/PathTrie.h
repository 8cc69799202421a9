// Finds which paths of one hook can meet a path of the other, without asking
// about every pair: paths share how they begin, and what contradicts a
// beginning contradicts all that begin so.
#ifndef PREMAP_VERIFY_PATHTRIE_H
#define PREMAP_VERIFY_PATHTRIE_H

#include "verify/CpuClock.h"
#include "verify/PathSolver.h"
#include "verify/Summary.h"

#include <set>
#include <vector>

namespace premap::verify {

class PathTrie {
public:
  /// An outcome that can happen under the conditions of another one.
  struct Meeting {
    std::size_t Index; ///< of the outcome
    Answer Can;        ///< Yes or Unknown
  };

  /// \p Outcomes outlive the trie.
  PathTrie(PathSolver &Solver, const std::vector<Outcome> &Outcomes,
           CpuClock::time_point Deadline);

  /// All outcomes that can meet \p Other, by index.
  std::vector<Meeting> meet(const Outcome &Other);
  /// The deadline passed: the last answer is incomplete.
  bool outOfTime() const { return Late; }

private:
  struct Node {
    z3::expr Term;
    std::vector<std::size_t> Children; ///< nodes
    std::vector<std::size_t> Ends;     ///< outcomes whose condition ends here
  };
  /// Of the outcome that is being met.
  struct Terms {
    std::set<unsigned> Given, Contradicted; ///< ids
    std::vector<z3::expr> Kept;             ///< keeps the ids alive
  };

  void insert(std::size_t Index, const Outcome &O);
  void walk(std::size_t At, const Terms &Other,
            std::vector<z3::expr> &Condition, Answer Can,
            std::vector<Meeting> &Found);

  PathSolver &Solver;
  std::vector<Node> Nodes; ///< the first one is the root
  CpuClock::time_point Deadline;
  bool Late = false;
};

} // namespace premap::verify

#endif
