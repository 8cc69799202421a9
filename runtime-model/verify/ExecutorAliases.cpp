// Which pointers of a path lead to one object: what the code says, asks for and
// computes. All others lead to objects of their own.
#include "verify/Executor.h"

#include "llvm/ADT/STLExtras.h"

namespace premap::verify {

int Executor::representative(const PathState &S, int Object) const {
  for (auto It = S.SameAs.find(Object); It != S.SameAs.end();
       It = S.SameAs.find(Object))
    Object = It->second;
  return Object;
}

/// If \p Condition, which holds now, says that two pointers are equal, what
/// they lead to is one object from here on.
void Executor::unify(PathState &S, const z3::expr &Condition) {
  if (Condition.is_and())
    for (unsigned I = 0; I < Condition.num_args(); ++I)
      unify(S, Condition.arg(I));
  bool Equality = Condition.is_app() && Condition.num_args() == 2 &&
                  Condition.decl().decl_kind() == Z3_OP_EQ &&
                  Condition.arg(0).is_bv() &&
                  Condition.arg(0).get_sort().bv_size() == U.PointerBits;
  if (!Equality)
    return;
  auto object = [&](const z3::expr &E) {
    std::uint64_t Offset = 1;
    if (!U.isPointer(E))
      return -1; // two numbers, or NULL
    Place At = U.resolve(Value(E));
    return isNumber(At.Offset, Offset) && Offset == 0 ? At.Object : -1;
  };
  int A = object(Condition.arg(0)), B = object(Condition.arg(1));
  if (A >= 0 && B >= 0)
    merge(S, A, B);
}

/// From here on the path takes the one object for the other.
void Executor::merge(PathState &S, int A, int B) {
  A = representative(S, A);
  B = representative(S, B);
  if (A == B)
    return;
  if (B < A)
    std::swap(A, B);
  if (U.Objects[B].Kind != ObjectKind::Lazy)
    std::swap(A, B);
  if (U.Objects[B].Kind != ObjectKind::Lazy)
    return; // two objects with addresses of their own
  auto Other = S.Memory.find(B);
  if (Other != S.Memory.end()) {
    if (!Other->second.Writes.empty()) {
      if (!memoryOf(S, A).Writes.empty()) {
        S.Obstacle = "an object that was written under two names, " +
                     U.Objects[A].Name + " and " + U.Objects[B].Name;
        return;
      }
      S.Memory.insert_or_assign(A, Other->second);
    }
    S.Memory.erase(B);
  }
  // What was read under the other name before.
  for (const auto &[Where, Term] : U.placesOf(B)) {
    S.Condition.push_back(
        Term == U.initial(A, U.word(Where.Offset), Where.Bytes, Where.Version));
    S.Certain = false;
  }
  S.SameAs.emplace(B, A);
}

/// Whether a condition says that two pointers at fixed distances from objects
/// differ: then they lead to different ones, as if nobody had asked.
static bool saysUnequal(const z3::expr &Condition) {
  return Condition.is_not() && Condition.arg(0).is_eq() &&
         llvm::all_of(std::initializer_list<unsigned>{0, 1}, [&](unsigned I) {
           z3::expr E = Condition.arg(0).arg(I);
           bool Moved = E.is_app() && E.num_args() == 2 &&
                        E.decl().decl_kind() == Z3_OP_BADD &&
                        E.arg(0).is_numeral();
           return E.is_const() || (Moved && E.arg(1).is_const());
         });
}

static bool meet(const std::set<unsigned> &A, const std::set<unsigned> &B) {
  return llvm::any_of(A, [&](unsigned Id) { return B.count(Id) != 0; });
}

/// Whether a condition compares one value with a number, as with NULL or the
/// least error pointer.
static bool isBound(const z3::expr &Condition) {
  z3::expr E = Condition.is_not() ? Condition.arg(0) : Condition;
  return E.is_const() || (E.is_app() && E.num_args() == 2 &&
                          (E.arg(0).is_const() || E.arg(0).is_numeral()) &&
                          (E.arg(1).is_const() || E.arg(1).is_numeral()));
}

/// Whether the one address was computed from what the other was, or the path
/// asked something about both.
bool Executor::areRelated(const PathState &S, int A, int B) {
  const std::set<unsigned> &OfA = U.leavesOf(U.Objects[A].Base);
  const std::set<unsigned> &OfB = U.leavesOf(U.Objects[B].Base);
  if (meet(OfA, OfB))
    return true;
  auto asks = [&](const z3::expr &Condition, const auto &Asks) -> bool {
    if (Condition.is_and()) {
      for (unsigned I = 0; I < Condition.num_args(); ++I)
        if (Asks(Condition.arg(I), Asks))
          return true;
      return false;
    }
    const std::set<unsigned> &Leaves = U.leavesOf(Condition);
    // The address of a variable is a number, which may have become others.
    bool OneIsNamed = U.Objects[A].Kind == ObjectKind::Global ||
                      U.Objects[B].Kind == ObjectKind::Global;
    if (OneIsNamed)
      return (meet(Leaves, OfA) || meet(Leaves, OfB)) && !isBound(Condition);
    return meet(Leaves, OfA) && meet(Leaves, OfB) && !saysUnequal(Condition);
  };
  return llvm::any_of(S.Condition, [&](const z3::expr &Condition) {
    return asks(Condition, asks);
  });
}

/// Looks at a pointer that is about to be read or written through. Where the
/// code relates it with another one by other means than plain equality, as by
/// `a ^ b`, `a <= b` or the bits in which it keeps a tag, both cases are
/// followed: that they are equal and that they are not.
void Executor::follow(PathState &S, const Value &Pointer) {
  int Object = U.resolve(Pointer).Object;
  auto isShared = [&](int I) {
    const SymObject &O = U.Objects[I];
    return O.Kind == ObjectKind::Lazy ||
           (O.Kind == ObjectKind::Global && !O.Constant);
  };
  if (!isShared(Object) || !S.Followed.insert(Object).second)
    return;
  const std::set<int> Others = S.Followed;
  for (int Other : Others) {
    bool Named = U.Objects[Object].Kind == ObjectKind::Global &&
                 U.Objects[Other].Kind == ObjectKind::Global;
    if (Other == Object || Named ||
        representative(S, Object) == representative(S, Other) ||
        S.Apart.count(std::minmax(Object, Other)) ||
        !areRelated(S, Object, Other))
      continue;
    S.Apart.insert(std::minmax(Object, Other));
    const z3::expr A = U.Objects[Object].Base, B = U.Objects[Other].Base;
    bool Held = false;
    if (std::optional<PathState> Equal = split(S, A == B, Held)) {
      // It comes here once more, for what else it may be.
      Equal->Followed.erase(Object);
      merge(*Equal, Object, Other);
      queue(std::move(*Equal));
    } else if (Held) {
      merge(S, Object, Other);
      continue;
    }
    z3::expr Near =
        z3::ult(A - B + U.word(LargestObject), U.word(2 * LargestObject));
    if (Solver.check(S.Condition, !Near) == Answer::No)
      S.Obstacle = "pointers into one object at a distance, " +
                   U.Objects[Other].Name + " and " + U.Objects[Object].Name;
  }
}

} // namespace premap::verify
