// What a comparison of two summaries found.
#ifndef PREMAP_VERIFY_COMPARISON_H
#define PREMAP_VERIFY_COMPARISON_H

#include "verify/Outcome.h"

#include <set>
#include <string>
#include <vector>

namespace premap::verify {

/// One thing that a pair of outcomes shows.
struct Finding {
  std::string Id; ///< of the catalogue
  std::string Detail;
  const Outcome *Old = nullptr, *New = nullptr;
  /// With the conditions of both outcomes: when it shows.
  std::vector<z3::expr> When;
};

struct OutcomePair {
  const Outcome *Old, *New;
  std::vector<z3::expr> Condition; ///< under which both happen
};

struct Comparison {
  std::vector<Finding> Findings;
  std::vector<OutcomePair> Pairs; ///< the jointly feasible ones
  /// Functions without a body that the new hook calls before the mapping
  /// exists: what they take, nobody knows.
  std::set<std::string> Unread;
};

} // namespace premap::verify

#endif
