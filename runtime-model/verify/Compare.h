// Compares two summaries outcome by outcome and says what was found.
#ifndef PREMAP_VERIFY_COMPARE_H
#define PREMAP_VERIFY_COMPARE_H

#include "verify/ComparePair.h"
#include "verify/Comparison.h"
#include "verify/Summary.h"

#include <map>
#include <string>
#include <vector>

namespace premap::verify {

class Comparator {
public:
  Comparator(Universe &U, PathSolver &Solver, const MmapInputs &In,
             const Layout &OldTypes, const PrepareFeatures &Features,
             const ResourceTable &Table, CpuClock::time_point Deadline);
  /// \p Old and \p New outlive the result.
  Comparison compare(const Summary &Old, const Summary &New);
  /// What close() of the new text's tables does.
  void setCloseEffects(std::vector<Effect> Effects) {
    CloseDoes = std::move(Effects);
  }

  /// The new hook, too, runs where a VMA exists that merges with no other.
  void setHasVma(bool Has) { HasVma = Has; }

private:
  using Pair = ComparedPair;
  bool relateInsertions(Pair &P);
  void comparePair(const Pair &P);
  void compareUnmapped(const Pair &P);
  void compareLateFailure(const Pair &P);
  bool returnsRequestsError(const Pair &P, const z3::expr &Return);
  void compareMapped(const Pair &P);
  void compareFields(const Pair &P);
  void compareRequests(const Pair &P);
  bool comparePages(const Pair &P, const std::vector<const Effect *> &Singles,
                    const Effect &Batch, bool SinglesAreOld);
  void compareEffects(const Pair &P);
  bool explainMove(const Pair &P, const std::vector<const Effect *> &A,
                   const std::vector<const Effect *> &B);
  bool explainUndone(const Pair &P, const std::vector<const Effect *> &A,
                     const std::vector<const Effect *> &B);
  bool explainMerge(const Pair &P, const std::vector<const Effect *> &Whole,
                    const std::vector<const Effect *> &Hook,
                    const std::vector<const Effect *> &Later, bool Settled,
                    bool Locked);
  bool wasCheckedBefore(const Pair &P, const Effect &Store);
  void dropCovered(const Pair &P, std::vector<const Effect *> &List);
  bool undoes(const Effect &E);
  void compareOrder(const Pair &P);
  void checkHook(const Pair &P);
  void checkUndone(const Pair &P);
  void checkActionsPages(const Pair &P);
  void checkLasting(const Pair &P, const std::vector<const Effect *> &Hook);
  bool isCountedByClose(const Effect &E) const;
  /// Symbols, and the memory that they stand for.
  using Reads = std::vector<std::pair<z3::expr, MemoryPlace>>;
  const Reads &readsOf(const Outcome &O);
  bool makesLaterCallsFail(const Pair &P, const Effect &E);
  std::optional<z3::expr> laterFinds(const Effect &E);
  bool makesLaterCallsFail(const z3::expr &Finds);
  void checkAccess(const Pair &P);
  bool oldFaults(const Pair &P);
  bool freesNothing(const Pair &P, const Effect &E);
  void cancelSame(const Pair &P, std::vector<const Effect *> &Hook);
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
  bool sameEffect(const Pair &P, const Effect &A, const Effect &B,
                  bool Settled = false);
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
  bool HasVma = false;
  bool NewChecks = false; ///< the new hook may refuse a merge
  const Summary *NewSide = nullptr;
  std::vector<Effect> CloseDoes;
  /// What conditions of NewSide's outcomes ask, as far as it was needed.
  std::map<const Outcome *, Reads> Asked;
  Comparison Result;
};

} // namespace premap::verify

#endif
