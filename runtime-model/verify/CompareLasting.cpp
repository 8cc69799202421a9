// The part of the comparison that looks at what the hook has done for good when
// the mapping then cannot be made, or merges.
#include "verify/Compare.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>

namespace premap::verify {

static unsigned width(const z3::expr &E) { return E.get_sort().bv_size(); }

/// Whether close() counts down what the store counts up. It gets the object by
/// another way, so that the member has to do.
bool Comparator::isCountedByClose(const Effect &E) const {
  if (!E.Delta)
    return false;
  auto offset = [&](const Effect &Of) {
    return (Of.Args[0] - U.Objects[Of.Object].Base).simplify();
  };
  return std::any_of(
      CloseDoes.begin(), CloseDoes.end(), [&](const Effect &Closing) {
        if (!Closing.Delta)
          return false;
        bool Lazy = U.Objects[E.Object].Kind == ObjectKind::Lazy &&
                    U.Objects[Closing.Object].Kind == ObjectKind::Lazy;
        std::uint64_t Here = 0, There = 0;
        bool Fixed =
            isNumber(offset(E), Here) && isNumber(offset(Closing), There);
        return *Closing.Delta == -*E.Delta &&
               width(Closing.Args[1]) == width(E.Args[1]) &&
               (Lazy ? Fixed && Here == There
                     : Closing.Object == E.Object && (!Fixed || Here == There));
      });
}

/// Where the conditions of one of the new hook's ends read memory.
const Comparator::Reads &Comparator::readsOf(const Outcome &O) {
  auto [Known, New] = Asked.try_emplace(&O);
  if (New)
    for (const z3::expr &Asks : O.S.Condition)
      for (const z3::expr &Symbol : symbolsOf(Asks))
        if (const MemoryPlace *Where = U.placeOf(Symbol))
          Known->second.push_back({Symbol, *Where});
  return Known->second;
}

/// Replaces every symbol by one of an earlier call of the hook.
static z3::expr ofEarlierCall(Universe &U, z3::expr E) {
  z3::expr_vector From(U.Z), To(U.Z);
  for (const z3::expr &Symbol : symbolsOf(E)) {
    From.push_back(Symbol);
    To.push_back(U.symbol("earlier " + Symbol.decl().name().str(),
                          Symbol.get_sort().bv_size()));
  }
  return E.substitute(From, To);
}

/// Whether the hook returns an error in every call that finds what \p E wrote,
/// whoever made that call and whatever it asks for.
bool Comparator::makesLaterCallsFail(const Pair &P, const Effect &E) {
  std::uint64_t At = 0;
  z3::expr Offset = (E.Args[0] - U.Objects[E.Object].Base).simplify();
  if (!isNumber(Offset, At))
    return false;
  auto isRead = [&](const std::pair<z3::expr, MemoryPlace> &Read) {
    const MemoryPlace &Where = Read.second;
    return Where.Object == E.Object && Where.Offset == At &&
           Where.Bytes * 8 == width(E.Args[1]);
  };
  std::vector<const Outcome *> Mapped;
  for (const Outcome &O : NewSide->Outcomes)
    if (O.Stopped == Stage::Mapped) {
      Mapped.push_back(&O);
      const Reads &Its = readsOf(O);
      if (std::none_of(Its.begin(), Its.end(), isRead))
        return false;
    }
  std::vector<z3::expr> Earlier;
  if (!E.Args[1].is_numeral()) {
    for (const z3::expr &Held : P.New.S.Condition)
      Earlier.push_back(ofEarlierCall(U, Held));
    for (const Access &A : P.New.S.Accesses)
      if (A.Kind == AccessKind::Pointer)
        Earlier.push_back(ofEarlierCall(
            U, A.Term != U.number(0, A.Term.get_sort().bv_size())));
  }
  z3::expr Left = ofEarlierCall(U, E.Args[1]);
  return std::all_of(Mapped.begin(), Mapped.end(), [&](const Outcome *O) {
    std::vector<z3::expr> Condition = O->S.Condition;
    Condition.insert(Condition.end(), Earlier.begin(), Earlier.end());
    for (const auto &Read : readsOf(*O))
      if (isRead(Read))
        Condition.push_back(Read.first == Left);
    return Solver.check(Condition, U.Z.bool_val(true)) == Answer::No;
  });
}

/// Whether the same bytes are written once more on this path.
static bool isOverwritten(const Effect &E,
                          const std::vector<const Effect *> &Hook) {
  bool Later = false, Covered = false;
  for (const Effect *Other : Hook) {
    Covered |= Later && Other->Kind == EffectKind::Store &&
               Other->Args[0].id() == E.Args[0].id() &&
               width(Other->Args[1]) == width(E.Args[1]);
    Later |= Other == &E;
  }
  return Covered;
}

/// What an atomic operation that tells what was there before leaves there;
/// nothing for any other function.
static std::optional<z3::expr> leaves(const Effect &E) {
  if (!E.Result)
    return std::nullopt;
  z3::context &Z = E.Result->ctx();
  unsigned Bits = width(*E.Result);
  llvm::StringRef Name = E.Name;
  if (Name.contains("test_and_set_bit"))
    return Z.bv_val(1, Bits);
  bool Swaps = Name.starts_with("atomic") && Name.contains("xchg");
  if (Swaps && !Name.contains("try") && E.Args.size() >= 2 &&
      E.Args.back().is_numeral() && width(E.Args.back()) == Bits)
    return E.Args.back();
  return std::nullopt;
}

/// Whether the hook returns an error in every call that finds what the atomic
/// operation \p E left.
bool Comparator::makesLaterCallsFail(const Effect &E, const z3::expr &Left) {
  return std::all_of(NewSide->Outcomes.begin(), NewSide->Outcomes.end(),
                     [&](const Outcome &O) {
                       return O.Stopped != Stage::Mapped ||
                              Solver.check(O.S.Condition, *E.Result == Left) ==
                                  Answer::No;
                     });
}

/// What the hook has done stays done if the mapping then cannot be made, or
/// merges. The old hook ran when the VMA was there already.
void Comparator::checkLasting(const Pair &P,
                              const std::vector<const Effect *> &Hook) {
  if (P.Old.Stopped != Stage::Mapped || P.New.Stopped != Stage::Mapped)
    return;
  const Effect *Store = nullptr, *Call = nullptr;
  for (const Effect *E : Hook) {
    if (E->Kind == EffectKind::Store) {
      if (isCountedByClose(*E))
        return add(P, "acquire_in_hook", describe(*E));
      if (!isOverwritten(*E, Hook) && makesLaterCallsFail(P, *E))
        return add(P, "fails_ever_after", describe(*E));
      if (!Store)
        Store = E;
    }
    if (std::optional<z3::expr> Left = leaves(*E);
        Left && makesLaterCallsFail(*E, *Left))
      return add(P, "fails_ever_after", describe(*E));
    bool Lasts = (E->Kind == EffectKind::Call && !E->OnlyAsks) ||
                 E->Kind == EffectKind::Release;
    if (Lasts && E->Kind == EffectKind::Call)
      Result.Unread.insert(E->Name);
    if (Lasts && !Call)
      Call = E;
  }
  if (Store)
    add(P, "store_before_mapping", describe(*Store));
  if (Call)
    add(P, "call_before_mapping", describe(*Call));
}

} // namespace premap::verify
