#include "verify/Compare.h"
#include "kernel/Errnos.h"
#include "verify/CalleeModels.h"
#include "verify/FlagsText.h"
#include "verify/PathTrie.h"
#include "verify/PlainText.h"

#include <algorithm>

namespace premap::verify {

Comparator::Comparator(Universe &U, PathSolver &Solver, const MmapInputs &In,
                       const Layout &OldTypes, const PrepareFeatures &Features,
                       const ResourceTable &Table,
                       CpuClock::time_point Deadline)
    : U(U), Solver(Solver), In(In), Types(OldTypes), Features(Features),
      Table(Table), Deadline(Deadline) {}

static bool dependsOnMoreThanFlags(const z3::expr &E) {
  if (E.is_app() && E.decl().decl_kind() == Z3_OP_UNINTERPRETED)
    return E.num_args() != 0 || E.decl().name().str() != "vm_flags";
  for (unsigned I = 0; E.is_app() && I < E.num_args(); ++I)
    if (dependsOnMoreThanFlags(E.arg(I)))
      return true;
  return false;
}

/// Whether the hook refuses here what a neighbour with the same flags may have
/// been granted.
static bool mayRefuse(const Outcome &O) {
  return O.Stopped == Stage::Hook &&
         std::any_of(O.S.Condition.begin(), O.S.Condition.end(),
                     dependsOnMoreThanFlags);
}

Comparison Comparator::compare(const Summary &Old, const Summary &New) {
  Result = {};
  Asked.clear();
  NewSide = &New;
  NewChecks = std::any_of(New.Outcomes.begin(), New.Outcomes.end(), mayRefuse);
  PathTrie Paths(Solver, New.Outcomes, Deadline);
  for (const Outcome &O : Old.Outcomes) {
    std::vector<PathTrie::Meeting> Meetings = Paths.meet(O);
    if (Paths.outOfTime()) {
      Pair Cut{O, New.Outcomes.front(), O.S.Condition, false};
      add(Cut, "budget_exceeded", "time for the comparison");
      return std::move(Result);
    }
    for (const PathTrie::Meeting &M : Meetings) {
      const Outcome &N = New.Outcomes[M.Index];
      Pair P{O, N, O.S.Condition, Old.Legacy && !New.Legacy};
      P.Condition.insert(P.Condition.end(), N.S.Condition.begin(),
                         N.S.Condition.end());
      Answer Can = relateInsertions(P)
                       ? Solver.check(P.Condition, U.Z.bool_val(true))
                       : M.Can;
      if (Can == Answer::Unknown)
        add(P, "solver_gave_up", "whether two paths can meet");
      if (Can != Answer::Yes || oldFaults(P))
        continue;
      Result.Pairs.push_back({&O, &N, P.Condition});
      comparePair(P);
    }
  }
  if (Result.Pairs.empty() && Result.Findings.empty())
    Result.Findings.push_back({"no_path", "", nullptr, nullptr, {}});
  return std::move(Result);
}

/// One insertion of an array fails as the first of the single ones that fails.
/// \returns whether that added to the condition.
bool Comparator::relateInsertions(Pair &P) {
  std::vector<const Effect *> Old, New;
  for (const Effect &E : P.Old.S.Effects)
    if (E.Kind == EffectKind::Request)
      Old.push_back(&E);
  for (const Effect &E : P.New.S.Effects)
    if (E.Kind == EffectKind::Request)
      New.push_back(&E);
  bool Applies = P.Cross && New.size() == 1 && !Old.empty() &&
                 New[0]->Request == RequestKind::InsertPages &&
                 std::all_of(Old.begin(), Old.end(), [](const Effect *E) {
                   return E->Request == RequestKind::InsertPage;
                 });
  if (!Applies)
    return false;
  z3::expr First = U.number(0, 32);
  for (auto E = Old.rbegin(); E != Old.rend(); ++E)
    First = z3::ite(*(*E)->Result != U.number(0, 32), *(*E)->Result, First);
  P.Condition.push_back((*New[0]->Result == First).simplify());
  return true;
}

void Comparator::add(const Pair &P, const char *Id, const std::string &Detail,
                     const std::vector<z3::expr> &Extra) {
  Finding F{Id, Detail, &P.Old, &P.New, P.Condition};
  F.When.insert(F.When.end(), Extra.begin(), Extra.end());
  Result.Findings.push_back(std::move(F));
}

Answer Comparator::check(const Pair &P, const z3::expr &Extra) {
  return Solver.extend(P.Condition, Extra);
}

Answer Comparator::canDiffer(const Pair &P, const z3::expr &A,
                             const z3::expr &B) {
  unsigned WidthA = A.get_sort().bv_size(), WidthB = B.get_sort().bv_size();
  if (WidthA != WidthB) {
    unsigned Width = std::max(WidthA, WidthB);
    z3::expr WideA = WidthA < Width ? z3::zext(A, Width - WidthA) : A;
    z3::expr WideB = WidthB < Width ? z3::zext(B, Width - WidthB) : B;
    return canDiffer(P, WideA, WideB);
  }
  z3::expr Unequal = (A != B).simplify();
  if (Unequal.is_false())
    return Answer::No;
  return check(P, Unequal);
}

bool Comparator::differs(const Pair &P, const z3::expr &A, const z3::expr &B,
                         const char *Id, const std::string &Detail) {
  switch (canDiffer(P, A, B)) {
  case Answer::No:
    return false;
  case Answer::Unknown:
    add(P, "solver_gave_up", Detail);
    return true;
  case Answer::Yes:
    break;
  }
  bool Result = P.Old.Return && A.id() == P.Old.Return->id();
  MinusOne Is = Result ? MinusOne::Error : MinusOne::Number;
  std::string Text = Detail + (Detail.empty() ? "" : ": ") +
                     plainText(U, A, Is) + " against " + plainText(U, B, Is);
  add(P, Id, Text, {A != B});
  return true;
}

/// The functions without a body that got the vma or desc, if they are not the
/// same on both sides.
static std::string opaqueMapping(const Outcome &O) {
  for (const Effect &E : O.S.Effects)
    if (E.TakesMapping)
      return E.Name + "()" + (E.Where.empty() ? "" : " at " + E.Where);
  return "";
}

void Comparator::comparePair(const Pair &P) {
  if (P.Cross)
    for (const Outcome *O : {&P.Old, &P.New})
      if (std::string Opaque = opaqueMapping(*O); !Opaque.empty()) {
        add(P, "callee_takes_mapping", Opaque);
        return;
      }
  for (const Outcome *O : {&P.Old, &P.New})
    if (O->Stopped == Stage::Unknown) {
      bool Budget = O->S.Obstacle == "out of time" ||
                    O->S.Obstacle.starts_with("more than");
      add(P, Budget ? "budget_exceeded" : "unmodelled", O->S.Obstacle);
      return;
    }
  bool OldCrashes = P.Old.Stopped == Stage::Crashed;
  bool NewCrashes = P.New.Stopped == Stage::Crashed;
  if (OldCrashes || NewCrashes) {
    if (OldCrashes != NewCrashes)
      add(P, "crash_differs", "");
    return;
  }
  bool OldMaps = P.Old.Stopped == Stage::Mapped;
  bool NewMaps = P.New.Stopped == Stage::Mapped;
  if (!OldMaps && NewMaps) {
    add(P, "now_succeeds",
        "the old handler returns " +
            plainText(U, *P.Old.Return, MinusOne::Error));
    return;
  }
  checkAccess(P);
  if (OldMaps && !NewMaps) {
    checkUndone(P);
    return compareMapped(P);
  }
  compareEffects(P);
  if (P.Cross)
    checkHook(P);
  if (!OldMaps)
    return compareUnmapped(P);
  compareFields(P);
  compareRequests(P);
  if (P.Cross)
    checkMergeable(P);
}

/// The constants of a term, which may share parts of itself.
static void collectConstants(const z3::expr &E, std::set<unsigned> &Seen,
                             std::set<unsigned> &Constants) {
  if (!E.is_app() || E.is_numeral() || !Seen.insert(E.id()).second)
    return;
  if (E.is_const())
    Constants.insert(E.id());
  for (unsigned I = 0; I < E.num_args(); ++I)
    collectConstants(E.arg(I), Seen, Constants);
}

static std::set<unsigned> constantsOf(const z3::expr &E) {
  std::set<unsigned> Seen, Constants;
  collectConstants(E, Seen, Constants);
  return Constants;
}

/// Whether a pointer is neither NULL nor an error.
static z3::expr isGood(const z3::expr &Pointer) {
  unsigned Bits = Pointer.get_sort().bv_size();
  z3::context &Z = Pointer.ctx();
  return Pointer != Z.bv_val(0, Bits) &&
         z3::ult(Pointer, Z.bv_val(-std::uint64_t(kernel::MaxErrno), Bits));
}

/// Whether the old hook follows NULL or an error pointer whenever both paths
/// are taken: such a call never was any good.
bool Comparator::oldFaults(const Pair &P) {
  std::set<unsigned> Asked;
  for (const z3::expr &Condition : P.Condition)
    Asked.merge(constantsOf(Condition));
  return std::any_of(
      P.Old.S.Accesses.begin(), P.Old.S.Accesses.end(), [&](const Access &A) {
        // What nobody asks about may be any pointer.
        return A.Kind == AccessKind::Pointer && A.Term.is_const() &&
               !A.Term.is_numeral() && Asked.count(A.Term.id()) &&
               check(P, isGood(A.Term)) == Answer::No;
      });
}

bool Comparator::isCommon(const Pair &P, const Access &A) {
  return std::any_of(P.Old.S.Accesses.begin(), P.Old.S.Accesses.end(),
                     [&](const Access &B) {
                       if (A.Kind != B.Kind || A.Entries != B.Entries)
                         return false;
                       return A.Term.id() == B.Term.id() ||
                              (A.Kind == AccessKind::Index &&
                               canDiffer(P, A.Term, B.Term) == Answer::No);
                     });
}

/// Where the new hook faults and the old one does not: it follows a pointer
/// that is NULL or an error on this path, divides by zero, or leaves an array.
void Comparator::checkAccess(const Pair &P) {
  for (const Access &A : P.New.S.Accesses) {
    unsigned Bits = A.Term.get_sort().bv_size();
    z3::expr Good = A.Term != U.number(0, Bits);
    const char *Id = "";
    switch (A.Kind) {
    case AccessKind::Pointer:
      Id = "bad_pointer";
      // A number was noted because it is none that may be followed.
      Good = A.Term.is_numeral() ? U.Z.bool_val(false) : isGood(A.Term);
      break;
    case AccessKind::Divisor:
      Id = "divides_by_zero";
      break;
    case AccessKind::Index:
      Id = "bad_index";
      Good = z3::ult(A.Term, U.number(A.Entries, Bits));
      break;
    }
    if (isCommon(P, A))
      continue;
    if (check(P, Good.simplify()) != Answer::No &&
        !(A.Kind == AccessKind::Index && isUnchecked(P, A.Term, Good)))
      continue;
    return add(P, Id, plainText(U, A.Term) + " at " + A.Where,
               {(!Good).simplify()});
  }
}

/// Whether \p Index may be out of bounds and the old hook looked at it before
/// it went another way. What it did not look at it may know to be right.
bool Comparator::isUnchecked(const Pair &P, const z3::expr &Index,
                             const z3::expr &Good) {
  std::set<unsigned> OfIndex = constantsOf(Index);
  auto mentionsIndex = [&](const z3::expr &E) {
    std::set<unsigned> OfE = constantsOf(E);
    return std::any_of(OfE.begin(), OfE.end(),
                       [&](unsigned Id) { return OfIndex.count(Id) != 0; });
  };
  const std::vector<z3::expr> &Asked = P.Old.S.Condition;
  return std::any_of(Asked.begin(), Asked.end(), mentionsIndex) &&
         check(P, (!Good).simplify()) == Answer::Yes;
}

static bool hasFailingRequest(const Outcome &O) {
  return std::any_of(
      O.S.Effects.begin(), O.S.Effects.end(),
      [](const Effect &E) { return E.Kind == EffectKind::Request; });
}

/// Whether the old request may reach beyond the mapping.
static z3::expr overruns(const Outcome &O, const MmapInputs &In, Universe &U) {
  z3::expr Any = U.Z.bool_val(false);
  for (const Effect &E : O.S.Effects) {
    if (E.Kind != EffectKind::Request)
      continue;
    bool Remaps =
        E.Request == RequestKind::Remap || E.Request == RequestKind::IoRemap;
    if (!Remaps)
      continue;
    z3::expr End = E.Args[0] + E.Args[2];
    Any =
        Any || !(z3::uge(E.Args[0], In.Start) &&
                 z3::ule(End, In.Start + In.Length) && z3::ule(E.Args[0], End));
  }
  return Any.simplify();
}

/// The old handler maps and the new one does not.
void Comparator::compareMapped(const Pair &P) {
  std::string Detail =
      "the new one returns " + plainText(U, *P.New.Return, MinusOne::Error);
  if (P.Cross && P.New.Stopped == Stage::Prepare) {
    if (P.Old.S.Refused)
      return add(P, "remap_error_returned", Detail);
    z3::expr Over = overruns(P.Old, In, U);
    Answer Within = check(P, !Over);
    if (Within == Answer::No)
      return add(P, "range_checked", "");
    if (Within == Answer::Unknown)
      return add(P, "solver_gave_up", "whether the old mapping fits");
    return add(P, "now_fails", Detail, {!Over});
  }
  if (P.Cross && P.New.Stopped == Stage::Action) {
    for (const Effect &E : P.Old.S.Effects)
      if (E.Kind == EffectKind::Request && E.Result &&
          check(P, *E.Result == U.number(0, 32)) == Answer::No)
        return add(P, "remap_error_returned", Detail);
  }
  add(P, "now_fails", Detail);
}

/// Whether \p Return is always what a request of the new hook returned.
bool Comparator::returnsRequestsError(const Pair &P, const z3::expr &Return) {
  return std::any_of(P.New.S.Effects.begin(), P.New.S.Effects.end(),
                     [&](const Effect &E) {
                       return E.Kind == EffectKind::Request && E.Result &&
                              canDiffer(P, Return, *E.Result) == Answer::No;
                     });
}

/// mapped() fails, so the pages were visible for a moment: what the old handler
/// asked before it mapped anything was asked in vain. Only what it may not have
/// got, it could not have known either.
void Comparator::compareLateFailure(const Pair &P) {
  auto isRequest = [](const Effect &E) {
    return E.Kind == EffectKind::Request;
  };
  bool NewMapped =
      std::any_of(P.New.S.Effects.begin(), P.New.S.Effects.end(), isRequest);
  bool OldMapped =
      std::any_of(P.Old.S.Effects.begin(), P.Old.S.Effects.end(), isRequest);
  if (!NewMapped)
    return;
  if (OldMapped)
    return compareRequests(P);
  bool LacksSomething = std::any_of(
      P.Old.S.Effects.begin(), P.Old.S.Effects.end(), [&](const Effect &E) {
        return E.Kind == EffectKind::Acquire && !happens(P, E);
      });
  add(P, LacksSomething ? "acquire_after_map" : "check_after_map", "");
}

void Comparator::compareUnmapped(const Pair &P) {
  const z3::expr &Old = *P.Old.Return, &New = *P.New.Return;
  if (P.Cross && P.New.Stopped == Stage::MappedHook)
    compareLateFailure(P);
  if (P.Cross && P.New.Stopped == Stage::Prepare) {
    Answer Can = canDiffer(P, Old, New);
    if (Can == Answer::No)
      return;
    if (Can == Answer::Unknown)
      return add(P, "solver_gave_up", "the returned error");
    if (P.Old.S.Refused)
      return add(P, "prepare_error_untranslated", "");
    if (hasFailingRequest(P.Old) &&
        check(P, !overruns(P.Old, In, U)) == Answer::No)
      return add(P, "range_checked", "");
  }
  bool Raw = P.Cross && P.New.Stopped == Stage::Action &&
             hasFailingRequest(P.Old) && returnsRequestsError(P, New);
  differs(P, Old, New, Raw ? "errno_not_translated" : "return_differs", "");
}

void Comparator::compareFields(const Pair &P) {
  static constexpr std::pair<const char *, const char *> Fields[] = {
      {"start", "start_differs"},
      {"end", "end_differs"},
      {"pgoff", "pgoff_differs"},
      {"vm_ops", "vm_ops_differ"},
      {"private_data", "private_data_differs"},
      {"file", "file_differs"}};
  for (const auto &[Field, Id] : Fields)
    differs(P, P.Old.Fields.at(Field), P.New.Fields.at(Field), Id, "");
  const z3::expr &OldFlags = P.Old.Fields.at("flags");
  const z3::expr &NewFlags = P.New.Fields.at("flags");
  if (differs(P, OldFlags, NewFlags, "flags_differ", "") &&
      Result.Findings.back().Id == "flags_differ")
    Result.Findings.back().Detail = flagsText(Types, OldFlags, NewFlags);
  const z3::expr &OldProt = P.Old.Fields.at("page_prot");
  const z3::expr &NewProt = P.New.Fields.at("page_prot");
  if (canDiffer(P, OldProt, NewProt) == Answer::No)
    return;
  if (P.Cross)
    for (const Effect &E : P.Old.S.Effects)
      if (E.Kind == EffectKind::Request &&
          canDiffer(P, E.Args.back(), NewProt) == Answer::No)
        return add(P, "page_prot_from_remap", "");
  differs(P, OldProt, NewProt, "page_prot_differs", "");
}

} // namespace premap::verify
