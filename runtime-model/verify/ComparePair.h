// One pair of outcomes under comparison; private to the comparator.
#ifndef PREMAP_VERIFY_COMPAREPAIR_H
#define PREMAP_VERIFY_COMPAREPAIR_H

#include "verify/Compare.h"

namespace premap::verify {

struct Comparator::Pair {
  const Outcome &Old;
  const Outcome &New;
  std::vector<z3::expr> Condition; ///< of both
  bool Cross; ///< mmap against mmap_prepare: named differences are permitted
};

} // namespace premap::verify

#endif
