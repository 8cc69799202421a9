// Turns one outcome of a hook under concrete inputs into a scenario of the
// runtime model.
#ifndef PREMAP_VERIFY_SCENARIOBUILDER_H
#define PREMAP_VERIFY_SCENARIOBUILDER_H

#include "verify/Witness.h"

#include "model/Scenario.h"

namespace premap::verify {

class ScenarioBuilder {
public:
  ScenarioBuilder(const Witness &W, const ResourceTable &Table)
      : W(W), Table(Table) {}

  /// The call of \p W, handled as \p O says. \p HasClose: the final vm_ops
  /// have a close().
  /// \p FailingPage: where a request fails that does.
  model::Scenario build(const Outcome &O, model::Pipeline Pipe, bool Legacy,
                        bool HasClose, std::uint64_t FailingPage = 0);
  /// The page of the mapping at which \p O's first failing request starts.
  std::uint64_t failingPage(const Outcome &O) const;
  /// A mapping of the same file and kind as the call's, that ends where the
  /// call starts, or starts where it ends; nothing if there is no room.
  std::optional<model::Mapping> neighbour(const Outcome &O, bool Before,
                                          bool HasClose);

private:
  void addFields(const Outcome &O, model::Scenario &S, bool HasClose);
  void addEffect(const Effect &E, std::vector<model::HandlerStep> &Steps);
  void addRequest(const Effect &E, std::vector<model::HandlerStep> &Steps);
  void addEffects(const Outcome &O, bool Legacy, std::uint64_t FailingPage,
                  model::Scenario &S);
  std::string protName(const z3::expr &Prot) const;
  std::string pointerName(const z3::expr &Pointer) const;
  model::VmOps vmOps(const Outcome &O, bool HasClose) const;
  bool taken(const Effect &E) const;
  std::string call(const Effect &E) const;
  std::string subject(const Effect &E) const;
  const Effect *takenFor(const Outcome &O, const Effect &Release) const;

  const Witness &W;
  const ResourceTable &Table;
};

/// The page that the \p I-th slot of a request for several pages holds.
z3::expr batchPage(Universe &U, const Effect &Batch, std::uint64_t I);

} // namespace premap::verify

#endif
