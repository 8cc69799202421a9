#include "verify/PathTrie.h"

#include <algorithm>

namespace premap::verify {

PathTrie::PathTrie(PathSolver &Solver, const std::vector<Outcome> &Outcomes,
                   CpuClock::time_point Deadline)
    : Solver(Solver), Deadline(Deadline) {
  for (std::size_t I = 0; I < Outcomes.size(); ++I)
    insert(I, Outcomes[I]);
}

void PathTrie::insert(std::size_t Index, const Outcome &O) {
  if (Nodes.empty()) {
    z3::context &Z = Solver.context();
    Nodes.push_back({Z.bool_val(true), {}, {}});
  }
  std::size_t At = 0;
  for (const z3::expr &Term : O.S.Condition) {
    auto &Children = Nodes[At].Children;
    auto Known =
        std::find_if(Children.begin(), Children.end(), [&](std::size_t Child) {
          return Nodes[Child].Term.id() == Term.id();
        });
    if (Known != Children.end()) {
      At = *Known;
      continue;
    }
    Children.push_back(Nodes.size());
    At = Nodes.size();
    Nodes.push_back({Term, {}, {}});
  }
  Nodes[At].Ends.push_back(Index);
}

std::vector<PathTrie::Meeting> PathTrie::meet(const Outcome &Other) {
  std::vector<Meeting> Found;
  if (Nodes.empty())
    return Found;
  Terms T;
  for (const z3::expr &Term : Other.S.Condition) {
    T.Given.insert(Term.id());
    T.Kept.push_back((!Term).simplify());
    T.Contradicted.insert(T.Kept.back().id());
  }
  std::vector<z3::expr> Condition = Other.S.Condition;
  Answer Can = Other.S.Certain
                   ? Answer::Yes
                   : Solver.check(Condition, Solver.context().bool_val(true));
  walk(0, T, Condition, Can, Found);
  std::sort(Found.begin(), Found.end(), [](const Meeting &A, const Meeting &B) {
    return A.Index < B.Index;
  });
  return Found;
}

/// \p Condition holds everything above the node, and \p Can says whether it
/// can hold.
void PathTrie::walk(std::size_t At, const Terms &Other,
                    std::vector<z3::expr> &Condition, Answer Can,
                    std::vector<Meeting> &Found) {
  const Node &N = Nodes[At];
  if (Can == Answer::No || Other.Contradicted.count(N.Term.id()))
    return;
  if (CpuClock::now() > Deadline)
    Late = true;
  if (Late)
    return;
  bool New = !N.Term.is_true() && !Other.Given.count(N.Term.id());
  if (New) {
    // Only what can hold may be looked at in parts.
    Can = Can == Answer::Yes ? Solver.extend(Condition, N.Term)
                             : Solver.check(Condition, N.Term);
    if (Can == Answer::No)
      return;
    Condition.push_back(N.Term);
  }
  for (std::size_t End : N.Ends)
    Found.push_back({End, Can});
  for (std::size_t Child : N.Children)
    walk(Child, Other, Condition, Can, Found);
  if (New)
    Condition.pop_back();
}

} // namespace premap::verify
