// The model's side: the same operations on a Machine, and the same view of it.
#ifndef PREMAP_MODEL_FIDELITY_MODELSPACE_H
#define PREMAP_MODEL_FIDELITY_MODELSPACE_H

#include "model/Machine.h"
#include "model/fidelity/Sequence.h"

namespace premap::model::fidelity {

/// The pipelines of one release.
struct Pipelines {
  Pipeline Legacy, Prepare, Compat;
};

class ModelSpace {
public:
  explicit ModelSpace(Pipelines Release);

  void reset();
  void perform(const Operation &Op, Outcome &To);

private:
  /// A mapping between two operations. Its names are numbers: each Machine
  /// makes names of its own.
  struct Kept {
    km_vma Shown;
    bool Linked, CountsWrite, Mapped;
  };

  void seed(Machine &M);
  void harvest(const Machine &M, Outcome &To);
  long call(Machine &M, const Operation &Op);
  Kept keep(const Machine &M, const Vma &V) const;
  Vma unkeep(Machine &M, const Kept &From) const;

  Pipelines Release;
  Scenario S;
  std::vector<Kept> Vmas;
  std::vector<PteRun> Ptes;
  std::vector<int> PteCaches; ///< of each run, since names do not last
  std::vector<FileState> Files;
  std::int64_t Charge = 0;
};

} // namespace premap::model::fidelity

#endif
