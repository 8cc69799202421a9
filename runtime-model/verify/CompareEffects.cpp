// The part of the comparison that looks at what the hooks do, and in which
// order: requests for page table entries, calls, stores, locks.
#include "verify/Compare.h"
#include "verify/ScenarioBuilder.h"

#include <algorithm>

namespace premap::verify {

static std::vector<const Effect *> requestsOf(const Outcome &O) {
  std::vector<const Effect *> Result;
  for (const Effect &E : O.S.Effects)
    if (E.Kind == EffectKind::Request)
      Result.push_back(&E);
  return Result;
}

std::vector<const Effect *> effectsOf(const Outcome &O, bool Logs) {
  std::vector<const Effect *> Result;
  for (const Effect &E : O.S.Effects)
    if (E.Kind != EffectKind::Request && (E.Kind == EffectKind::Log) == Logs)
      Result.push_back(&E);
  return Result;
}

std::string describe(const Effect &E) {
  std::string Text = E.Kind == EffectKind::Store ? E.Name : E.Name + "()";
  return E.Where.empty() ? Text : Text + " at " + E.Where;
}

void Comparator::compareRequests(const Pair &P) {
  std::vector<const Effect *> Old = requestsOf(P.Old), New = requestsOf(P.New);
  auto isBatch = [](const std::vector<const Effect *> &R) {
    return R.size() == 1 && R[0]->Request == RequestKind::InsertPages;
  };
  auto areSingles = [](const std::vector<const Effect *> &R) {
    return std::all_of(R.begin(), R.end(), [](const Effect *E) {
      return E->Request == RequestKind::InsertPage;
    });
  };
  if (isBatch(New) && areSingles(Old) && !Old.empty()) {
    comparePages(P, Old, *New[0], true);
    return;
  }
  if (isBatch(Old) && areSingles(New) && !New.empty()) {
    comparePages(P, New, *Old[0], false);
    return;
  }
  for (std::size_t I = 0; I < std::max(Old.size(), New.size()); ++I) {
    if (I >= Old.size())
      return add(P, "request_added", describe(*New[I]));
    if (I >= New.size())
      return add(P, "request_missing", describe(*Old[I]));
    const Effect &A = *Old[I], &B = *New[I];
    if (A.Request != B.Request)
      return add(P, "request_kind", A.Name + " against " + B.Name);
    bool Pages = A.Request == RequestKind::InsertPage;
    for (std::size_t Arg = 0; Arg < A.Args.size(); ++Arg) {
      const char *Id = Arg == 0             ? "request_address"
                       : Arg == 1           ? "request_target"
                       : Arg == 2 && !Pages ? "request_size"
                                            : "request_prot";
      differs(P, A.Args[Arg], B.Args[Arg], Id, A.Labels[Arg]);
    }
  }
}

/// A loop of insertions against one array of pages.
bool Comparator::comparePages(const Pair &P,
                              const std::vector<const Effect *> &Singles,
                              const Effect &Batch, bool SinglesAreOld) {
  z3::expr Count = U.word(Singles.size());
  z3::expr Given = Batch.Args[2];
  if (differs(P, SinglesAreOld ? Count : Given, SinglesAreOld ? Given : Count,
              "request_size", "pages"))
    return false;
  bool Same = true;
  for (std::size_t I = 0; I < Singles.size(); ++I) {
    const Effect &One = *Singles[I];
    z3::expr Offset = U.word(I << U.PageShift);
    Same &= !differs(P, One.Args[0], Batch.Args[0] + Offset, "request_address",
                     "page " + std::to_string(I));
    Same &= !differs(P, One.Args[1], batchPage(U, Batch, I), "request_target",
                     "page " + std::to_string(I));
    Same &= !differs(P, One.Args[2], Batch.Args[3], "request_prot", "");
  }
  return Same;
}

static unsigned width(const z3::expr &E) { return E.get_sort().bv_size(); }

/// \p Settled: what both read counts as if nothing had changed it since the
/// hook was called.
bool Comparator::sameEffect(const Pair &P, const Effect &A, const Effect &B,
                            bool Settled) {
  bool Store = A.Kind == EffectKind::Store;
  if (A.Kind != B.Kind || (!Store && A.Name != B.Name) ||
      A.Args.size() != B.Args.size() || A.Volatile != B.Volatile)
    return false;
  for (std::size_t I = 0; I < A.Args.size(); ++I)
    if (width(A.Args[I]) != width(B.Args[I]) && Store)
      return false;
  for (std::size_t I = 0; I < A.Args.size(); ++I)
    if (canDiffer(P, A.Args[I], B.Args[I]) != Answer::No &&
        (!Settled || canDiffer(P, U.settled(A.Args[I]), U.settled(B.Args[I])) !=
                         Answer::No))
      return false;
  return true;
}

/// Whether what is done where the mapping failed gives something back: what
/// nobody knows may do so, unless mapped() does it too.
bool Comparator::undoes(const Effect &E) {
  if (E.Kind != EffectKind::Call)
    return E.Kind == EffectKind::Release || E.Kind == EffectKind::Unlock;
  for (const Outcome &O : NewSide->Outcomes)
    for (const Effect &Other : O.S.Effects)
      if (Other.InMapped && Other.Name == E.Name)
        return false;
  return true;
}

void Comparator::compareEffects(const Pair &P) {
  std::vector<const Effect *> LogsA = effectsOf(P.Old, true),
                              LogsB = effectsOf(P.New, true);
  bool SameLogs = LogsA.size() == LogsB.size();
  for (std::size_t I = 0; SameLogs && I < LogsA.size(); ++I)
    SameLogs = sameEffect(P, *LogsA[I], *LogsB[I]);
  if (!SameLogs)
    add(P, "log_differs", "");

  std::vector<const Effect *> A = effectsOf(P.Old, false),
                              B = effectsOf(P.New, false);
  for (auto *List : {&A, &B}) {
    // close() of a mapping that failed.
    std::erase_if(*List, [&](const Effect *E) {
      return E->InClose && freesNothing(P, *E);
    });
    dropCovered(P, *List);
    sortStores(*List);
  }
  std::size_t Common = 0;
  while (Common < A.size() && Common < B.size() &&
         sameEffect(P, *A[Common], *B[Common]))
    ++Common;
  if (Common == A.size() && Common == B.size())
    return compareOrder(P);
  if (P.Cross && explainMove(P, A, B))
    return;
  if (Common == A.size()) {
    bool Close = B[Common]->InClose;
    return add(P, Close ? "close_without_mapped" : "effect_added",
               describe(*B[Common]));
  }
  if (Common == B.size()) {
    bool Cleanup = P.Cross && P.New.Stopped != Stage::Hook &&
                   P.New.Stopped != Stage::Mapped && undoes(*A[Common]);
    return add(P, Cleanup ? "cleanup_missing" : "effect_missing",
               describe(*A[Common]));
  }
  const Effect &X = *A[Common], &Y = *B[Common];
  if (X.Kind == Y.Kind && (X.Kind == EffectKind::Store || X.Name == Y.Name) &&
      X.Args.size() == Y.Args.size())
    for (std::size_t I = 0; I < X.Args.size(); ++I)
      if (differs(P, X.Args[I], Y.Args[I], "effect_differs",
                  describe(X) + ", " + X.Labels[I]))
        return;
  add(P, "effect_differs", describe(X) + " against " + describe(Y));
}

/// Whether all locks that covered \p Old cover \p New.
static bool isCovered(const Effect &Old, const Effect &New) {
  return std::all_of(
      Old.LocksHeld.begin(), Old.LocksHeld.end(), [&](const std::string &Lock) {
        return std::find(New.LocksHeld.begin(), New.LocksHeld.end(), Lock) !=
               New.LocksHeld.end();
      });
}

/// Whether the hook decides by what \p Store, in mapped(), overwrites without
/// another look at it.
bool Comparator::wasCheckedBefore(const Pair &P, const Effect &Store) {
  if (Store.Kind != EffectKind::Store)
    return false;
  std::uint64_t At = 0;
  if (!isNumber((Store.Args[0] - U.Objects[Store.Object].Base).simplify(), At))
    return false;
  std::set<std::string> Versions;
  for (const z3::expr &Asks : P.New.S.Condition)
    for (const z3::expr &Symbol : symbolsOf(Asks))
      if (const MemoryPlace *Where = U.placeOf(Symbol);
          Where && Where->Object == Store.Object &&
          Where->Offset < At + width(Store.Args[1]) / 8 &&
          At < Where->Offset + Where->Bytes)
        Versions.insert(Where->Version);
  return Versions.size() == 1;
}

/// Whether \p Whole is \p Hook with \p Later, which mapped() does, among it.
/// \p Locked: what mapped() locks around it is left out of \p Later.
bool Comparator::explainMerge(const Pair &P,
                              const std::vector<const Effect *> &Whole,
                              const std::vector<const Effect *> &Hook,
                              const std::vector<const Effect *> &Later,
                              bool Settled, bool Locked) {
  std::size_t H = 0, L = 0;
  const Effect *Uncovered = nullptr, *Checked = nullptr;
  for (const Effect *E : Whole)
    if (H < Hook.size() && sameEffect(P, *E, *Hook[H]))
      ++H;
    else if (L < Later.size() && sameEffect(P, *E, *Later[L], Settled)) {
      if (E->LocksHeld.size() > Later[L]->LocksHeld.size() ||
          (Locked && !isCovered(*E, *Later[L])))
        Uncovered = Later[L];
      if (Locked && wasCheckedBefore(P, *Later[L]))
        Checked = Later[L];
      ++L;
    } else
      return false;
  if (H != Hook.size() || L != Later.size())
    return false;
  if (Uncovered)
    add(P, "lock_lost", describe(*Uncovered));
  else if (Checked)
    add(P, "set_after_check", describe(*Checked));
  else
    add(P, "acquire_after_map", describe(*Later.front()));
  if (Locked)
    add(P, "lock_taken_again", describe(*Later.front()));
  if (Settled)
    add(P, "reread_in_mapped", describe(*Later.front()));
  return true;
}

/// Whether the old hook, which fails, did in vain what mapped() does now, and
/// undid it as close() does; the new one does the rest.
bool Comparator::explainUndone(const Pair &P,
                               const std::vector<const Effect *> &A,
                               const std::vector<const Effect *> &B) {
  std::set<std::string> Takes, Gives;
  for (const Outcome &O : NewSide->Outcomes)
    for (const Effect &E : O.S.Effects)
      if (E.InMapped)
        Takes.insert(E.Origin);
  for (const Effect &E : CloseDoes)
    Gives.insert(E.Origin);
  std::size_t Same = 0;
  bool Took = false, Gave = false;
  for (const Effect *E : A) {
    if (Same < B.size() && sameEffect(P, *E, *B[Same])) {
      ++Same;
      continue;
    }
    bool Taking = !Gave && Takes.count(E->Origin);
    if (E->Origin.empty() || (!Taking && !(Took && Gives.count(E->Origin))))
      return false;
    (Taking ? Took : Gave) = true;
  }
  return Same == B.size() && Took && Gave;
}

/// Whether \p B is \p A with effects moved into mapped(), or, if the mapping
/// failed, without what was taken and given back.
bool Comparator::explainMove(const Pair &P,
                             const std::vector<const Effect *> &A,
                             const std::vector<const Effect *> &B) {
  std::vector<const Effect *> Hook, Later, Inner;
  for (const Effect *E : B) {
    (E->InMapped ? Later : Hook).push_back(E);
    if (E->InMapped && E->Kind != EffectKind::Lock &&
        E->Kind != EffectKind::Unlock)
      Inner.push_back(E);
  }
  for (bool Settled : {false, true})
    if (!Later.empty() && explainMerge(P, A, Hook, Later, Settled, false))
      return true;
  for (bool Settled : {false, true})
    if (!Inner.empty() && Inner.size() < Later.size() &&
        explainMerge(P, A, Hook, Inner, Settled, true))
      return true;
  if (P.New.Stopped == Stage::Mapped)
    return false;
  if (P.Old.Stopped == Stage::Hook && P.New.Stopped == Stage::Hook &&
      explainUndone(P, A, B)) {
    add(P, "not_taken_in_vain", describe(*A.front()));
    return true;
  }
  std::vector<const Effect *> Left = A, Right = B;
  cancelPairs(Left, Table);
  cancelPairs(Right, Table);
  if (Left.size() != Right.size())
    return false;
  for (std::size_t I = 0; I < Left.size(); ++I)
    if (!sameEffect(P, *Left[I], *Right[I]))
      return false;
  add(P, "acquire_after_map", "");
  return true;
}

/// The effects are the same; what about the requests among them?
void Comparator::compareOrder(const Pair &P) {
  auto before = [](const Outcome &O) {
    std::vector<std::size_t> Positions;
    std::size_t N = 0;
    for (const Effect &E : O.S.Effects)
      if (E.Kind == EffectKind::Request)
        Positions.push_back(N);
      else if (E.Kind != EffectKind::Log)
        ++N;
    return Positions;
  };
  std::vector<std::size_t> Old = before(P.Old), New = before(P.New);
  std::vector<const Effect *> OldRequests = requestsOf(P.Old),
                              NewRequests = requestsOf(P.New);
  for (std::size_t I = 0; I < std::min(Old.size(), New.size()); ++I) {
    if (Old[I] != New[I]) {
      if (!P.Cross)
        return add(P, "effect_differs", "the mapping call moved");
      add(P, "remap_after_hook", describe(*OldRequests[I]));
    }
    if (OldRequests[I]->LocksHeld != NewRequests[I]->LocksHeld) {
      std::string Lock = OldRequests[I]->LocksHeld.empty()
                             ? ""
                             : OldRequests[I]->LocksHeld.front();
      add(P, P.Cross ? "remap_outside_lock" : "effect_differs", Lock);
    }
  }
}

} // namespace premap::verify
