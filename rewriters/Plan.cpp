#include "rewriters/Plan.h"

namespace premap {

std::string describe(const Plan &P) {
  std::string Out;
  unsigned Number = 0;
  for (const PlanStep &Step : P.Steps) {
    Out += std::to_string(++Number) + ". ";
    if (!Step.Where.Path.empty())
      Out += Step.Where.Path + ":" + std::to_string(Step.Where.Line) + ": ";
    Out += Step.Text + "\n";
  }
  return Out;
}

} // namespace premap
