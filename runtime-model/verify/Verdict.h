// What a verification says: the ordered verdict, its reasons and its
// counterexample, as plain values and as `premap.verify/1` JSON.
#ifndef PREMAP_VERIFY_VERDICT_H
#define PREMAP_VERIFY_VERDICT_H

#include "nlohmann/json.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace premap::verify {

/// Worst last; a handler has the worst verdict of its path pairs.
enum class Verdict {
  Equivalent,                ///< on all paths and inputs, under the assumptions
  EquivalentBounded,         ///< the same up to the loop bound
  EquivalentWithDifferences, ///< the same but for the named differences
  Inconclusive,              ///< not decided; Differences name the obstacle
  Different,                 ///< a counterexample shows how
};

NLOHMANN_JSON_SERIALIZE_ENUM(Verdict, {{Verdict::Equivalent, "equivalent"},
                                       {Verdict::EquivalentBounded,
                                        "equivalent_bounded"},
                                       {Verdict::EquivalentWithDifferences,
                                        "equivalent_with_differences"},
                                       {Verdict::Inconclusive, "inconclusive"},
                                       {Verdict::Different, "different"}})

/// One named difference, or one named obstacle of an inconclusive verdict.
struct Difference {
  std::string Id;      ///< "remap_after_hook"; stable, see Catalogue.h
  std::string Message; ///< one sentence for a driver author
  std::string Rule;    ///< "PM005"; "" if no pitfall describes it
  bool operator==(const Difference &) const = default;
};

struct PathCounts {
  unsigned Old = 0, New = 0;
  unsigned Pairs = 0; ///< jointly feasible
};

/// One end of a hook and the call around it, for those who ask why a verdict is
/// what it is. Sentences in the manner of C; all of them symbolic.
struct PathTrace {
  std::string Side;    ///< "old", "new"; of a callback with its name
  std::string End;     ///< "mapped", or where and why it stopped
  std::string Return;  ///< "" unless the call returns an error
  std::string Decided; ///< "file:line" of the last open branch
  std::vector<std::string> Guards; ///< all hold on this path
  std::vector<std::string> Steps;  ///< "file:line: effect", in order
  std::vector<std::string> Fields; ///< "flags = ..", of the mapping if mapped
};

/// The verdict on one pair of hooks of one table.
struct VerifyResult {
  std::string Table;      ///< the ops table's variable: "mem_fops"
  std::string OldHandler; ///< function name
  std::string NewHandler;
  /// Where the old handler is defined, if that is known, else the unit's main
  /// file; relative to the tree.
  std::string File;
  std::string Arch; ///< of the unit, as Kbuild names it; "" if nobody told
  Verdict Result = Verdict::Inconclusive;
  std::vector<Difference> Differences;  ///< sorted by id
  std::vector<std::string> Assumptions; ///< sentences, sorted
  /// {"inputs": {..}, "old": {..}, "new": {..}}; null unless Different.
  nlohmann::json Counterexample;
  /// Functions that were called and not looked into, though the verdict depends
  /// on what they take. Not printed.
  std::set<std::string> Unread;
  /// Tables whose members were compared as far as they changed. Not printed.
  std::set<std::string> ComparedTables;
  PathCounts Paths;
  std::vector<PathTrace> Trace;   ///< only if VerifyOptions ask for it
  unsigned Scenarios = 0;         ///< runs of the runtime model
  std::uint64_t Milliseconds = 0; ///< of processor time, both parses included
};

/// One element of `handlers` of `premap.verify/1`. \p WithTime false leaves
/// "ms" at 0, so that the same input gives the same bytes.
nlohmann::json toJson(const VerifyResult &R, bool WithTime = true);

/// The result that toJson() wrote, but for what it does not print: on the way
/// from one process to another.
VerifyResult resultOf(const nlohmann::json &J);

/// "equivalent", ...
std::string toString(Verdict V);

} // namespace premap::verify

#endif
