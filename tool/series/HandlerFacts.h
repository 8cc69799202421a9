// What a conversion does, gathered from facts, plan and verdict for those who
// write about it.
#ifndef PREMAP_TOOL_SERIES_HANDLERFACTS_H
#define PREMAP_TOOL_SERIES_HANDLERFACTS_H

#include "tool/series/SeriesPlan.h"

#include <set>
#include <string>
#include <vector>

namespace premap {

/// One call of the old hook that maps, as it is written.
struct MapCallFacts {
  std::string Name;                 ///< "remap_pfn_range"
  std::string Frame;                ///< what it maps, "" if that is long
  std::vector<std::string> Effects; ///< calls and stores that follow it
};

/// All of one conversion; functions that get the VMA from the hook included.
struct HandlerFacts {
  std::string Old, New;             ///< "foo_mmap", "foo_mmap_prepare"
  std::vector<std::string> Tables;  ///< variables, or places without one
  std::vector<std::string> Helpers; ///< functions of the file that got the VMA
  std::vector<MapCallFacts> Maps;
  std::vector<std::string> Generic; ///< generic_file_mmap() and friends
  /// The hook itself is one of these, so that only its name changes.
  bool OfTheKernel = false;
  std::vector<std::string> VmOps, FlagsSet, FlagsCleared, FlagsTested;
  std::vector<std::string> PageProt;    ///< right-hand sides
  std::vector<std::string> PrivateData; ///< the same of vm_private_data
  std::vector<std::string> Effects;     ///< calls and stores of the hook
  std::vector<std::string> Locks;       ///< held over a mapping call
  std::vector<std::string> Refusals;    ///< values returned, "-EINVAL"
  bool OnlyRefuses = false;
  std::string Action; ///< "mmap_action_remap_full", "" if there is none
  std::string ErrorOverride, ErrorHook;
  std::string Mapped; ///< a `mapped` hook that the conversion brings
};

/// A call or a store as a reader of the driver knows it; "" if it is long.
std::string effectText(const Event &E);

HandlerFacts factsOf(const SeriesConversion &C);

/// One difference that the verdicts name, once for all tables.
struct NamedDifference {
  std::string Id, Message, Rule;
};

std::vector<NamedDifference> differencesOf(const RewriteOutcome &Outcome);

/// What of verification is worth telling.
struct CheckFacts {
  std::vector<std::string> Archs; ///< sorted
  unsigned Pairs = 0, Scenarios = 0;
  std::string Verdict; ///< the worst, "" if nothing was verified
};

CheckFacts checksOf(const RewriteOutcome &Outcome);

} // namespace premap

#endif
