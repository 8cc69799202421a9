// Compares two summaries outcome by outcome and says what was found.
#ifndef PREMAP_VERIFY_COMPARE_H
#define PREMAP_VERIFY_COMPARE_H

#include "verify/Catalogue.h"
#include "verify/Summary.h"

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
};

class Comparator {
public:
  Comparator(Universe &U, PathSolver &Solver, const MmapInputs &In,
             const Layout &OldTypes, const PrepareFeatures &Features,
             const ResourceTable &Table, CpuClock::time_point Deadline);
  /// \p Old and \p New outlive the result.
  Comparison compare(const Summary &Old, const Summary &New);

private:
  struct Pair;
  bool relateInsertions(Pair &P);
  void comparePair(const Pair &P);
  void compareUnmapped(const Pair &P);
  bool returnsRequestsError(const Pair &P, const z3::expr &Return);
  void compareMapped(const Pair &P);
  void compareFields(const Pair &P);
  void compareRequests(const Pair &P);
  bool comparePages(const Pair &P, const std::vector<const Effect *> &Singles,
                    const Effect &Batch, bool SinglesAreOld);
  void compareEffects(const Pair &P);
  bool explainMove(const Pair &P, const std::vector<const Effect *> &A,
                   const std::vector<const Effect *> &B);
  void compareOrder(const Pair &P);
  void checkHook(const Pair &P);
  void checkUndone(const Pair &P);
  void checkLifetime(const Pair &P);
  void checkAccess(const Pair &P);
  bool isCommon(const Pair &P, const Access &A);
  bool isUnchecked(const Pair &P, const z3::expr &Index, const z3::expr &Good);
  bool happens(const Pair &P, const Effect &E);
  std::vector<z3::expr> success(const Effect &E);
  bool isLocal(const z3::expr &Address);
  void checkMergeable(const Pair &P);
  /// Adds "Id" if the terms can differ; \returns whether they can.
  bool differs(const Pair &P, const z3::expr &A, const z3::expr &B,
               const char *Id, const std::string &Detail);
  Answer canDiffer(const Pair &P, const z3::expr &A, const z3::expr &B);
  bool sameEffect(const Pair &P, const Effect &A, const Effect &B);
  Answer check(const Pair &P, const z3::expr &Extra);
  void add(const Pair &P, const char *Id, const std::string &Detail,
           const std::vector<z3::expr> &Extra = {});

  Universe &U;
  PathSolver &Solver;
  const MmapInputs &In;
  const Layout &Types;
  const PrepareFeatures Features;
  const ResourceTable &Table;
  CpuClock::time_point Deadline;
  bool NewChecks = false; ///< the new hook may refuse a merge
  Comparison Result;
};

} // namespace premap::verify

#endif
