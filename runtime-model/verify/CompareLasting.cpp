// The part of the comparison that looks at what the hook has done for good when
// the mapping then cannot be made, or merges.
#include "kernel/Meanings.h"
#include "verify/Compare.h"

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

/// What an atomic operation tells a later call, if nobody undoes it; nothing
/// for any other function.
std::optional<z3::expr> Comparator::laterFinds(const Effect &E) {
  kernel::Left Left = kernel::leftBy(E.Name);
  if (Left == kernel::Left::Unknown || E.Args.empty())
    return std::nullopt;
  const z3::expr &Last = E.Args.back();
  if (Left == kernel::Left::Written)
    return U.apply(kernel::readerOf(E.Name), {E.Args[0]}, width(Last)) == Last;
  if (!E.Result)
    return std::nullopt;
  unsigned Bits = width(*E.Result);
  auto fits = [&](const z3::expr &Given) {
    return Given.is_numeral() && width(Given) == Bits;
  };
  switch (Left) {
  case kernel::Left::Unknown:
  case kernel::Left::Written:
    break;
  case kernel::Left::Set:
    return *E.Result == U.number(1, Bits);
  case kernel::Left::Swapped:
    if (fits(Last))
      return *E.Result == Last;
    break;
  case kernel::Left::Added:
    if (fits(E.Args[0]))
      return (*E.Result & E.Args[0]) == E.Args[0];
    break;
  case kernel::Left::Taken:
    // Which value it expects stands in a local, the argument before.
    if (E.Args.size() > 2 && Last.is_numeral() &&
        E.Args[E.Args.size() - 2].is_numeral() &&
        width(E.Args[E.Args.size() - 2]) == width(Last) &&
        E.Args[E.Args.size() - 2].id() != Last.id())
      return *E.Result == U.number(0, Bits);
    break;
  }
  return std::nullopt;
}

/// Whether the hook returns an error in every call that finds what the atomic
/// operation left.
bool Comparator::makesLaterCallsFail(const z3::expr &Finds) {
  return std::all_of(NewSide->Outcomes.begin(), NewSide->Outcomes.end(),
                     [&](const Outcome &O) {
                       return O.Stopped != Stage::Mapped ||
                              Solver.check(O.S.Condition, Finds) == Answer::No;
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
    if (std::optional<z3::expr> Finds = laterFinds(*E);
        Finds && makesLaterCallsFail(*Finds))
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
