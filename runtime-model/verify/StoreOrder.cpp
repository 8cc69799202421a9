// Stores between two calls: which of them count, and whether their order does.
#include "verify/Compare.h"

#include <algorithm>

namespace premap::verify {

static unsigned width(const z3::expr &E) { return E.get_sort().bv_size(); }

static bool isPlain(const Effect *E) {
  return E->Kind == EffectKind::Store && !E->Volatile;
}

/// A place as its base, if it has one, and bytes from there.
static std::pair<unsigned, std::uint64_t> placeOf(const z3::expr &Address,
                                                  bool &Plain) {
  std::uint64_t At = 0;
  if (isNumber(Address, At))
    return {0, At};
  if (Address.is_const())
    return {Address.id(), 0};
  // What is computed may be any place, of a global too.
  bool Offset = Address.is_app() && Address.decl().decl_kind() == Z3_OP_BADD &&
                Address.num_args() == 2 && isNumber(Address.arg(0), At) &&
                Address.arg(1).decl().decl_kind() == Z3_OP_UNINTERPRETED;
  Plain &= Offset;
  return {Offset ? Address.arg(1).id() : Address.id(), At};
}

/// Whether the stores' order plays no part: plain ones to places that are
/// either the same or apart.
static bool areIndependent(std::vector<const Effect *>::const_iterator Begin,
                           std::vector<const Effect *>::const_iterator End) {
  std::map<std::pair<unsigned, std::uint64_t>, unsigned> Bytes;
  bool Plain = true;
  for (auto It = Begin; It != End; ++It) {
    unsigned Size = width((*It)->Args[1]) / 8;
    auto [Known, New] = Bytes.emplace(placeOf((*It)->Args[0], Plain), Size);
    Plain &= Known->second == Size;
  }
  for (auto It = Bytes.begin(), Next = It; It != Bytes.end(); It = Next) {
    ++Next;
    Plain &= Next == Bytes.end() || Next->first.first != It->first.first ||
             It->first.second + It->second <= Next->first.second;
  }
  return Plain;
}

/// Without those that a later one to the very same bytes covers.
static std::vector<const Effect *>
lastStores(std::vector<const Effect *>::const_iterator Begin,
           std::vector<const Effect *>::const_iterator End) {
  std::set<std::pair<unsigned, unsigned>> Covered;
  std::vector<const Effect *> Last;
  for (auto It = End; It != Begin;) {
    const Effect *E = *--It;
    if (Covered.emplace(E->Args[0].id(), width(E->Args[1])).second)
      Last.push_back(E);
  }
  std::reverse(Last.begin(), Last.end());
  return Last;
}

/// Stores without a call in between may come in any order; the last one to a
/// place counts. Volatile ones stay where they are.
void sortStores(std::vector<const Effect *> &List) {
  auto Begin = List.begin();
  std::vector<const Effect *> Result;
  while (Begin != List.end()) {
    if (!isPlain(*Begin)) {
      Result.push_back(*Begin++);
      continue;
    }
    auto End = std::find_if_not(Begin, List.end(), isPlain);
    std::vector<const Effect *> Last = lastStores(Begin, End);
    if (areIndependent(Last.begin(), Last.end()))
      std::sort(Last.begin(), Last.end(), [](const Effect *A, const Effect *B) {
        return A->Args[0].id() < B->Args[0].id();
      });
    Result.insert(Result.end(), Last.begin(), Last.end());
    Begin = End;
  }
  List = std::move(Result);
}

/// Drops stores through a computed index that a later one covers, however that
/// one came to the same place.
void Comparator::dropCovered(const Pair &P, std::vector<const Effect *> &List) {
  auto isCovered = [&](std::size_t I) {
    const Effect &E = *List[I];
    bool Plain = true;
    placeOf(E.Args[0], Plain);
    if (Plain)
      return false;
    for (std::size_t J = I + 1; J < List.size() && isPlain(List[J]); ++J)
      if (List[J]->Object == E.Object &&
          width(List[J]->Args[1]) == width(E.Args[1]) &&
          canDiffer(P, E.Args[0], List[J]->Args[0]) == Answer::No)
        return true;
    return false;
  };
  for (std::size_t I = 0; I < List.size();)
    if (isPlain(List[I]) && isCovered(I))
      List.erase(List.begin() + I);
    else
      ++I;
}

} // namespace premap::verify
