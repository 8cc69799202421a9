#include "findings/LintChecks.h"

#include "kernel/Calls.h"

#include <algorithm>

namespace premap {

bool goesElsewhere(const LintReport &R, const Event &E) {
  if (E.Kind == EventKind::HelperCall || E.Kind == EventKind::OtherCall)
    if (R.Together.member(E.Name))
      return false;
  if (E.Kind == EventKind::HelperCall)
    return true;
  if (E.Kind == EventKind::IndirectCall)
    return true;
  return E.Kind == EventKind::OtherCall &&
         kernel::kindOf(E.Name) != kernel::CallKind::VmaWrite &&
         !kernel::isHarmless(kernel::kindOf(E.Name));
}

bool mayCheck(const LintReport &R, const Compared &What) {
  for (const Teammate &T : R.Together.Members)
    if (T.body().*What.InBody ||
        std::any_of(T.events().begin(), T.events().end(),
                    [&](const Event &E) { return goesElsewhere(R, E); }))
      return true;
  return false;
}

/// What those between the entry and an inner hook do about it.
enum class Above { Nobody, Passing, Checking, Unknown };

static Above callersOf(const LintReport &R, const Compared &What) {
  if (!R.hasCallers())
    return Above::Nobody;
  bool Missing = false, Unknown = R.Input.Callers.empty();
  for (const CallerChain &Chain : R.Input.Callers) {
    Missing |= !(Chain.*What.InCallers) && Chain.ToEntry;
    Unknown |= !(Chain.*What.InCallers) && !Chain.ToEntry;
  }
  if (Missing)
    return Above::Passing;
  return Unknown ? Above::Unknown : Above::Checking;
}

std::optional<Confidence> unlessCallersCheck(const LintReport &R,
                                             const Compared &What) {
  switch (callersOf(R, What)) {
  case Above::Nobody:
  case Above::Passing:
    return Confidence::Likely;
  case Above::Unknown:
    return Confidence::Possible;
  case Above::Checking:
    break;
  }
  return std::nullopt;
}

} // namespace premap
