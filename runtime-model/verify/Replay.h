// Replays witnesses of outcome pairs through the runtime model's pipelines: the
// legacy one, the target's and the compatibility path.
#ifndef PREMAP_VERIFY_REPLAY_H
#define PREMAP_VERIFY_REPLAY_H

#include "verify/Comparison.h"
#include "verify/ScenarioBuilder.h"

#include "nlohmann/json.hpp"

namespace premap::verify {

struct ReplayReport {
  std::string Sentence;    ///< what differs, if something does
  nlohmann::json Mismatch; ///< null, or a counterexample
  /// What only differs on the compatibility path; "" if nothing.
  std::string CompatSentence;
};

class Replay {
public:
  Replay(PathSolver &Solver, const MmapInputs &In, const ResourceTable &Table,
         Universe &U, const Layout &OldTypes, model::Pipeline Target);

  /// Runs the witness of a difference on both sides. \returns
  /// {"confirmed": whether the final states differ, "old": {..}, "new": {..}}.
  nlohmann::json confirm(const Witness &W, const Outcome &Old,
                         const Outcome &New, bool OldLegacy, bool NewLegacy);
  /// Runs a witness of every pair over the scenario matrix: neighbours that
  /// merge, every allocation that can fail, every arch PFN hook, the
  /// compatibility path. Stops at \p Deadline and at the first mismatch.
  /// What a named finding of \p C already explains is no mismatch.
  ReplayReport matrix(const Comparison &C, CpuClock::time_point Deadline);
  unsigned scenarios() const { return Count; }
  /// \p Deadline came before the end of matrix().
  bool cutShort() const { return Cut; }

private:
  bool runCases(const Witness &W, const OutcomePair &P,
                const std::set<std::string> &Explained, ReplayReport &Report);
  model::Result run(const model::Scenario &S);

  PathSolver &Solver;
  const MmapInputs &In;
  const ResourceTable &Table;
  Universe &U;
  const Layout &OldTypes;
  model::Pipeline Target;
  unsigned Count = 0;
  bool Cut = false;
};

/// The pipeline of the runtime model that fits the new text's headers, or of
/// the profile \p TargetApi ("7.1") if it names one.
model::Pipeline targetPipeline(const PrepareFeatures &Features,
                               const std::string &TargetApi);
/// What the release of \p Target does with files that have .mmap.
model::Pipeline legacyOf(model::Pipeline Target);
/// Its compatibility path; the oldest one that is modelled has actions.
std::optional<model::Pipeline> compatOf(model::Pipeline Target);

} // namespace premap::verify

#endif
