// The part of the comparison that looks at what is left behind if the mapping
// fails, is undone or merges: references, memory, stores.
#include "kernel/Errnos.h"
#include "verify/Compare.h"

#include "llvm/ADT/StringRef.h"

namespace premap::verify {

static unsigned width(const z3::expr &E) { return E.get_sort().bv_size(); }

/// What \p E may have taken or given back, by the table's row or, if there is
/// none, anything that it got or returned. What taking returns leads to what
/// was taken, whatever the row says: get_device() returns its argument.
static std::vector<z3::expr> subjectsOf(const Effect &E,
                                        const CalleeFacts &Facts) {
  std::vector<z3::expr> Subjects;
  bool Takes = E.Kind == EffectKind::Acquire;
  if (E.Result && (Facts.Subject < 0 || Takes))
    Subjects.push_back(*E.Result);
  for (std::size_t I = 0; I < E.Args.size(); ++I)
    if (Facts.Loose ? !Takes || I == 0 : Facts.Subject == int(I))
      Subjects.push_back(E.Args[I]);
  return Subjects;
}

bool givesBack(const Effect &Release, const Effect &Acquire,
               const ResourceTable &Table) {
  const CalleeFacts &Taken = Table.lookup(Acquire.Name),
                    &Given = Table.lookup(Release.Name);
  bool Loose = Taken.Loose || Given.Loose;
  if (!Loose && Taken.Resource != Given.Resource)
    return false;
  // There is one of its kind.
  if (!Loose && Taken.Subject == kernel::NoSubject)
    return true;
  for (const z3::expr &A : subjectsOf(Acquire, Taken))
    for (const z3::expr &B : subjectsOf(Release, Given))
      // A number that happens to be the same says nothing.
      if (A.id() == B.id() && (!Loose || !A.is_numeral()))
        return true;
  return false;
}

void cancelPairs(std::vector<const Effect *> &List,
                 const ResourceTable &Table) {
  for (std::size_t I = 0; I < List.size(); ++I) {
    if (List[I]->Kind != EffectKind::Acquire)
      continue;
    for (std::size_t J = I + 1; J < List.size(); ++J) {
      if (List[J]->Kind != EffectKind::Release ||
          !givesBack(*List[J], *List[I], Table))
        continue;
      List.erase(List.begin() + J);
      List.erase(List.begin() + I--);
      break;
    }
  }
}

/// Whether the call frees memory, and NULL is what it gets.
bool Comparator::freesNothing(const Pair &P, const Effect &E) {
  const CalleeFacts &Facts = Table.lookup(E.Name);
  return E.Kind == EffectKind::Release && Facts.Resource == "memory" &&
         Facts.Subject >= 0 && std::size_t(Facts.Subject) < E.Args.size() &&
         canDiffer(P, E.Args[Facts.Subject],
                   U.number(0, width(E.Args[Facts.Subject]))) == Answer::No;
}

/// The new hook's mapping failed while the old one's stands: what the new one
/// took must have been given back, and nothing else.
void Comparator::checkUndone(const Pair &P) {
  std::vector<const Effect *> Left = effectsOf(P.New, false);
  cancelPairs(Left, Table);
  for (const Effect *E : Left) {
    bool Harmless =
        E->Kind == EffectKind::Lock || E->Kind == EffectKind::Unlock;
    if (E->InClose && !Harmless && !freesNothing(P, *E))
      return add(P, "close_without_mapped", describe(*E));
    if (E->Kind == EffectKind::Acquire && happens(P, *E))
      return add(P, "cleanup_missing", describe(*E));
  }
}

/// When a call takes something; empty: always.
std::vector<z3::expr> Comparator::success(const Effect &E) {
  if (!E.Result)
    return {};
  const z3::expr &Code = *E.Result;
  z3::expr Zero = U.number(0, Code.get_sort().bv_size());
  switch (Table.lookup(E.Name).When) {
  case Success::Always:
    return {};
  case Success::NonZero:
    return {Code != Zero};
  case Success::Zero:
    return {Code == Zero};
  case Success::NonNegative:
    return {Code >= Zero};
  case Success::Pointer:
  case Success::NoError:
    return {Code != Zero &&
            z3::ult(Code, U.word(-std::uint64_t(kernel::MaxErrno)))};
  }
  return {};
}

bool Comparator::happens(const Pair &P, const Effect &E) {
  std::vector<z3::expr> Taken = success(E);
  return Taken.empty() || check(P, Taken[0]) != Answer::No;
}

/// Cancels what is taken and given back again though the place where it is was
/// read anew in between, if the old hook did just the same.
void Comparator::cancelSame(const Pair &P, std::vector<const Effect *> &Hook) {
  auto isOfOld = [&](const Effect &E) {
    return std::any_of(
        P.Old.S.Effects.begin(), P.Old.S.Effects.end(), [&](const Effect &Its) {
          return Its.Name == E.Name &&
                 std::equal(Its.Args.begin(), Its.Args.end(), E.Args.begin(),
                            E.Args.end(),
                            [](const z3::expr &A, const z3::expr &B) {
                              return A.id() == B.id();
                            });
        });
  };
  auto place = [&](const Effect &E) {
    const CalleeFacts &Facts = Table.lookup(E.Name);
    bool Has = Facts.Subject >= 0 && std::size_t(Facts.Subject) < E.Args.size();
    return Has ? U.settled(E.Args[Facts.Subject]).simplify() : U.word(0);
  };
  for (std::size_t I = 0; I < Hook.size(); ++I) {
    if (Hook[I]->Kind != EffectKind::Acquire || !isOfOld(*Hook[I]))
      continue;
    z3::expr Taken = place(*Hook[I]);
    auto Given =
        std::find_if(Hook.begin() + I, Hook.end(), [&](const Effect *E) {
          return E->Kind == EffectKind::Release && isOfOld(*E) &&
                 Table.lookup(E->Name).Resource ==
                     Table.lookup(Hook[I]->Name).Resource &&
                 !Taken.is_numeral() && place(*E).id() == Taken.id();
        });
    if (Given == Hook.end())
      continue;
    Hook.erase(Given);
    Hook.erase(Hook.begin() + I--);
  }
}

/// What the hook takes before the mapping exists is lost if it never will.
void Comparator::checkHook(const Pair &P) {
  std::vector<const Effect *> Hook;
  for (std::size_t I = 0; I < P.New.HookEffects; ++I)
    if (P.New.S.Effects[I].Kind != EffectKind::Request)
      Hook.push_back(&P.New.S.Effects[I]);
  if (P.New.Stopped == Stage::Hook)
    return;
  // The VMA is there, and nothing that may fail follows.
  if (HasVma && !P.New.HasAction && !P.New.HasMapped)
    return;
  checkActionsPages(P);
  cancelPairs(Hook, Table);
  cancelSame(P, Hook);
  checkLasting(P, Hook);
  for (const Effect *E : Hook) {
    if (E->Kind != EffectKind::Acquire)
      continue;
    const CalleeFacts &Facts = Table.lookup(E->Name);
    if (!happens(P, *E))
      continue;
    std::vector<z3::expr> Taken = success(*E);
    bool Memory = Facts.Kind == CallKind::Allocate;
    bool Kept = false;
    for (const Effect *Store : Hook)
      Kept |= Memory && Store->Kind == EffectKind::Store && E->Result &&
              Store->Args[1].id() == E->Result->id();
    add(P,
        Kept     ? "allocation_kept"
        : Memory ? "allocation_in_hook"
                 : "acquire_in_hook",
        describe(*E), Taken);
  }
}

/// What the action reads must still be there when the hook has returned.
void Comparator::checkActionsPages(const Pair &P) {
  const Effect *Insertion = nullptr;
  for (const Effect &E : P.New.S.Effects)
    if (E.Kind == EffectKind::Request && E.Request == RequestKind::InsertPages)
      Insertion = &E;
  if (!Insertion)
    return;
  int Array = P.New.S.Action.Pages;
  if (isLocal(Insertion->Args[1]) ||
      (Array >= 0 && U.Objects[Array].Kind == ObjectKind::Local))
    return add(P, "action_reads_stack", describe(*Insertion));
  for (std::size_t I = 0; I < P.New.HookEffects; ++I) {
    const Effect &E = P.New.S.Effects[I];
    bool Later = I >= P.New.S.Action.Position;
    bool Freed =
        E.Kind == EffectKind::Release &&
        std::any_of(E.Args.begin(), E.Args.end(), [&](const z3::expr &Given) {
          return width(Given) == U.PointerBits && !Given.is_numeral() &&
                 U.resolve(Value(Given)).Object == Array;
        });
    if (Freed || (Later && E.Kind == EffectKind::Store && E.Object == Array))
      return add(P, "action_reads_freed", describe(E));
  }
}

bool Comparator::isLocal(const z3::expr &Address) {
  int Object = U.resolve(Value(Address)).Object;
  return U.Objects[Object].Kind == ObjectKind::Local;
}

/// Whether the term depends on anything that another call with the same file
/// may see different.
static bool dependsOnCall(const z3::expr &E) {
  if (E.is_numeral())
    return false;
  if (E.is_const()) {
    std::string Name = E.decl().name().str();
    return Name == "start" || Name == "length" || Name == "pgoff" ||
           Name == "vm_flags" || Name.find("()") != std::string::npos;
  }
  for (unsigned I = 0; I < E.num_args(); ++I)
    if (dependsOnCall(E.arg(I)))
      return true;
  return false;
}

void Comparator::checkMergeable(const Pair &P) {
  const z3::expr &Flags = P.New.Fields.at("flags");
  if (Features.AddOnlyCompat &&
      check(P, (In.Flags & ~Flags) != U.word(0)) != Answer::No)
    add(P, "compat_ignores_cleared_flags", "");
  if (HasVma)
    return;
  std::uint64_t Special = 0;
  for (const kernel::Flag &F : kernel::flags())
    Special |= F.Special ? flagValue(Types, F) : 0;
  if (check(P, (Flags & U.word(Special)) == U.word(0)) == Answer::No)
    return;
  const Effect *First = nullptr;
  bool OnlyAsks = true;
  for (std::size_t I = 0; I < P.New.HookEffects; ++I) {
    const Effect &E = P.New.S.Effects[I];
    if (E.Kind == EffectKind::Log || E.Kind == EffectKind::Lock ||
        E.Kind == EffectKind::Unlock || !OnlyAsks)
      continue;
    // What changes something says more than what asks.
    OnlyAsks = E.OnlyAsks;
    if (!First || !OnlyAsks)
      First = &E;
  }
  if (First)
    add(P, "hook_runs_on_merge", describe(*First));
  // What differs in its flags did not merge before the old hook ran either.
  if (NewChecks && check(P, Flags == In.Flags) != Answer::No)
    add(P, "hook_runs_on_merge", "its checks");
  if (dependsOnCall(P.New.Fields.at("private_data")))
    add(P, "private_data_on_merge", "");
  if (dependsOnCall(P.New.Fields.at("vm_ops")))
    add(P, "vm_ops_on_merge", "");
}

} // namespace premap::verify
