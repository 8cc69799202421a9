#include "rewriters/Plan.h"

namespace premap {

std::string toString(ActionKind Kind) {
  switch (Kind) {
  case ActionKind::None:
    return "";
  case ActionKind::RemapFull:
    return "mmap_action_remap_full";
  case ActionKind::Remap:
    return "mmap_action_remap";
  case ActionKind::IoRemapFull:
    return "mmap_action_ioremap_full";
  case ActionKind::IoRemap:
    return "mmap_action_ioremap";
  case ActionKind::SimpleIoRemap:
    return "mmap_action_simple_ioremap";
  }
  return "";
}

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
