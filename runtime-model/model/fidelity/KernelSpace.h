// The kernel's side: operations on the address space of kernel_mmap.c.
#ifndef PREMAP_MODEL_FIDELITY_KERNELSPACE_H
#define PREMAP_MODEL_FIDELITY_KERNELSPACE_H

#include "model/fidelity/KernelLibrary.h"
#include "model/fidelity/Sequence.h"

namespace premap::model::fidelity {

class KernelSpace {
public:
  explicit KernelSpace(const std::filesystem::path &Tree);

  bool ready() const { return Library.ready(); }
  const std::string &missing() const { return Library.missing(); }

  void reset() { Reset(); }
  /// After an outcome that is stopped(), only reset() makes sense.
  void perform(const Operation &Op, Outcome &To);

private:
  long call(const Operation &Op);

  KernelLibrary Library;
  std::vector<km_statement> Statements;
  decltype(&km_reset) Reset = nullptr;
  decltype(&km_mmap) Mmap = nullptr;
  decltype(&km_munmap) Munmap = nullptr;
  decltype(&km_split) Split = nullptr;
  decltype(&km_happen) Happen = nullptr;
  decltype(&km_get_state) GetState = nullptr;
  decltype(&km_get_trace) GetTrace = nullptr;
};

} // namespace premap::model::fidelity

#endif
