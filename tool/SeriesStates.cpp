#include "tool/SeriesStates.h"

#include "tool/TouchedUnits.h"
#include "tool/deliver/ReasonText.h"
#include "tool/tree/Progress.h"
#include "tool/tree/WorkerPool.h"

#include <algorithm>
#include <optional>

namespace premap {
namespace {

struct BrokenState {
  size_t Patch = 0;
  std::string Why;
};

} // namespace

/// What the parser has against the state behind the patch \p Index, "" for
/// nothing.
static std::string problemBehind(const TreeScan &Scan, const SeriesPlan &Plan,
                                 size_t Index) {
  std::vector<EditGroup> SoFar;
  for (size_t I = 0; I <= Index; ++I)
    SoFar.push_back(Plan.Patches[I].Edits);
  llvm::Expected<EditGroup> State = mergeGroups(SoFar);
  if (!State)
    return llvm::toString(State.takeError());
  const SeriesPatch &Patch = Plan.Patches[Index];
  std::vector<Reason> Problems = problemsAfter(
      Scan, *State, commandsTouchedBy(Scan, Patch.Edits), Patch.mainFile());
  return Problems.empty() ? "" : toText(Problems.front());
}

/// The first state that does not parse.
static llvm::Expected<std::optional<BrokenState>>
findBroken(const TreeScan &Scan, const CommonOptions &Common,
           const SeriesPlan &Plan) {
  std::vector<size_t> Unknown;
  for (size_t I = 0; I < Plan.Patches.size(); ++I)
    if (!Plan.Patches[I].IsParsed)
      Unknown.push_back(I);
  Progress Line(Common.progress(), "parsing the states of the series");
  WorkerPoolOptions Pool;
  Pool.Jobs = Common.jobs();
  Pool.OnProgress = [&](size_t Done, size_t Total) {
    Line.update(Done, Total);
  };
  auto Says = runInWorkers(
      Unknown.size(),
      [&](size_t I) { return problemBehind(Scan, Plan, Unknown[I]); }, Pool);
  if (!Says)
    return Says.takeError();
  for (size_t I = 0; I < Unknown.size(); ++I) {
    const JobResult &Job = (*Says)[I];
    if (!Job.ok())
      return BrokenState{Unknown[I], "parsing it " + Job.Problem};
    if (!Job.Bytes.empty())
      return BrokenState{Unknown[I], Job.Bytes};
  }
  return std::nullopt;
}

llvm::Error settleStates(const TreeScan &Scan, const CommonOptions &Common,
                         const SeriesFacts &Facts, SeriesPlan &Plan) {
  // Each round has fewer patches than the one before.
  while (true) {
    auto Broken = findBroken(Scan, Common, Plan);
    if (!Broken)
      return Broken.takeError();
    if (!*Broken)
      return llvm::Error::success();
    llvm::Expected<bool> Joined =
        joinWithNeighbours(Plan, (*Broken)->Patch, Facts);
    if (!Joined)
      return Joined.takeError();
    if (!*Joined)
      dropPatch(Plan, (*Broken)->Patch,
                "its patch does not hold by itself: " + (*Broken)->Why);
  }
}

} // namespace premap
