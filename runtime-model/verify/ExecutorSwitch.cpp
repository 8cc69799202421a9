// Follows a switch: one path for each place that it leads to, however many
// values lead there.
#include "verify/Executor.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"

#include <algorithm>

namespace premap::verify {

/// Whether \p V is one of \p Values, which are in no order: a comparison for
/// each run of neighbours.
static z3::expr isOneOf(const z3::expr &V, std::vector<llvm::APInt> Values) {
  std::sort(
      Values.begin(), Values.end(),
      [](const llvm::APInt &A, const llvm::APInt &B) { return A.ult(B); });
  z3::context &Z = V.ctx();
  unsigned Bits = V.get_sort().bv_size();
  auto number = [&](const llvm::APInt &N) {
    return Z.bv_val(N.getZExtValue(), Bits);
  };
  z3::expr_vector Any(Z);
  for (std::size_t I = 0, End = 0; I < Values.size(); I = End) {
    for (End = I + 1;
         End < Values.size() && Values[End] == Values[End - 1] + 1;)
      ++End;
    Any.push_back(End == I + 1 ? V == number(Values[I])
                               : z3::uge(V, number(Values[I])) &&
                                     z3::ule(V, number(Values[End - 1])));
  }
  return z3::mk_or(Any);
}

bool Executor::stepSwitch(PathState &S, const llvm::SwitchInst &Switch) {
  Value V = operand(S, *Switch.getCondition());
  if (V.Bits.get_sort().bv_size() > 64) {
    S.Obstacle = "a switch of more than 64 bits at " + where(Switch);
    return true;
  }
  llvm::MapVector<const llvm::BasicBlock *, std::vector<llvm::APInt>> Targets;
  for (const auto &Case : Switch.cases())
    Targets[Case.getCaseSuccessor()].push_back(Case.getCaseValue()->getValue());
  for (const auto &[Target, Values] : Targets) {
    if (Target == Switch.getDefaultDest())
      continue;
    if (CpuClock::now() > Limits.Deadline)
      Exhausted = "out of time";
    if (!Exhausted.empty()) {
      S.Obstacle = Exhausted;
      return true;
    }
    bool Held = false;
    if (std::optional<PathState> Taken =
            split(S, isOneOf(V.Bits, Values), Held)) {
      jump(*Taken, Target);
      queue(std::move(*Taken));
    } else if (Held) {
      jump(S, Target);
      return true;
    }
  }
  jump(S, Switch.getDefaultDest());
  return true;
}

} // namespace premap::verify
