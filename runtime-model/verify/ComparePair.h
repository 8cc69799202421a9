// One pair of outcomes under comparison, and what the comparator's files share.
#ifndef PREMAP_VERIFY_COMPAREPAIR_H
#define PREMAP_VERIFY_COMPAREPAIR_H

#include "verify/Outcome.h"

#include <string>
#include <vector>

namespace premap::verify {

struct ComparedPair {
  const Outcome &Old;
  const Outcome &New;
  std::vector<z3::expr> Condition; ///< of both
  bool Cross; ///< mmap against mmap_prepare: named differences are permitted
};

/// Calls, stores, locks; \p Logs: only messages, else everything but them.
std::vector<const Effect *> effectsOf(const Outcome &O, bool Logs);
/// "kref_get() at driver.c:12"
std::string describe(const Effect &E);
/// Whether \p Release gives back what \p Acquire took.
bool givesBack(const Effect &Release, const Effect &Acquire,
               const ResourceTable &Table);
/// Brings stores whose order plays no part into one order.
void sortStores(std::vector<const Effect *> &List);
/// Removes what is taken and given back again on the same path.
void cancelPairs(std::vector<const Effect *> &List, const ResourceTable &Table);

} // namespace premap::verify

#endif
