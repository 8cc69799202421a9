// The part of the comparison that looks at what is left behind if the mapping
// fails, is undone or merges: references, memory, stores.
#include "verify/Compare.h"

namespace premap::verify {

void cancelPairs(std::vector<const Effect *> &List,
                 const ResourceTable &Table) {
  auto subject = [&](const Effect &E) -> std::optional<z3::expr> {
    const CalleeFacts &Facts = Table.lookup(E.Name);
    if (Facts.Subject < 0)
      return E.Result;
    return unsigned(Facts.Subject) < E.Args.size()
               ? std::optional<z3::expr>(E.Args[Facts.Subject])
               : std::nullopt;
  };
  for (std::size_t I = 0; I < List.size(); ++I) {
    if (List[I]->Kind != EffectKind::Acquire)
      continue;
    std::optional<z3::expr> Taken = subject(*List[I]);
    for (std::size_t J = I + 1; Taken && J < List.size(); ++J) {
      std::optional<z3::expr> Given = subject(*List[J]);
      if (List[J]->Kind != EffectKind::Release || !Given ||
          Table.lookup(List[J]->Name).Resource !=
              Table.lookup(List[I]->Name).Resource ||
          Given->id() != Taken->id())
        continue;
      List.erase(List.begin() + J);
      List.erase(List.begin() + I--);
      break;
    }
  }
}

/// The new hook's mapping failed while the old one's stands: what the new one
/// took must have been given back, and nothing else.
void Comparator::checkUndone(const Pair &P) {
  std::vector<const Effect *> Left = effectsOf(P.New, false);
  cancelPairs(Left, Table);
  for (const Effect *E : Left) {
    bool Harmless =
        E->Kind == EffectKind::Lock || E->Kind == EffectKind::Unlock;
    if (E->InClose && !Harmless)
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
  case Success::NonNegative:
    return {Code >= Zero};
  case Success::Pointer:
    return {Code != Zero && z3::ult(Code, U.word(-4095))};
  }
  return {};
}

bool Comparator::happens(const Pair &P, const Effect &E) {
  std::vector<z3::expr> Taken = success(E);
  return Taken.empty() || check(P, Taken[0]) != Answer::No;
}

/// What the hook takes before the mapping exists is lost if it never will.
void Comparator::checkHook(const Pair &P) {
  std::vector<const Effect *> Hook;
  for (std::size_t I = 0; I < P.New.HookEffects; ++I)
    if (P.New.S.Effects[I].Kind != EffectKind::Request)
      Hook.push_back(&P.New.S.Effects[I]);
  if (P.New.Stopped == Stage::Hook)
    return;
  checkLifetime(P);
  cancelPairs(Hook, Table);
  for (const Effect *E : Hook) {
    if (E->Kind != EffectKind::Acquire)
      continue;
    const CalleeFacts &Facts = Table.lookup(E->Name);
    if (!happens(P, *E))
      continue;
    std::vector<z3::expr> Taken = success(*E);
    bool Memory = Facts.Kind == CalleeKind::Allocate;
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

/// What the hook leaves behind must be right even if the mapping fails, and
/// what the action reads must still be there.
void Comparator::checkLifetime(const Pair &P) {
  for (const Effect &E : P.New.S.Effects)
    if (E.Kind == EffectKind::Request &&
        E.Request == RequestKind::InsertPages && isLocal(E.Args[1]))
      return add(P, "action_reads_stack", describe(E));
  if (P.New.Stopped != Stage::Mapped || !P.New.HasClose)
    return;
  for (std::size_t I = 0; I < P.New.HookEffects; ++I)
    if (const Effect &E = P.New.S.Effects[I]; E.Kind == EffectKind::Store)
      return add(P, "store_before_mapping", describe(E));
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
  z3::expr Special =
      U.word(flagValue(Types, "IO") | flagValue(Types, "PFNMAP") |
             flagValue(Types, "DONTEXPAND") | flagValue(Types, "MIXEDMAP"));
  if (check(P, (Flags & Special) == U.word(0)) == Answer::No)
    return;
  for (std::size_t I = 0; I < P.New.HookEffects; ++I) {
    const Effect &E = P.New.S.Effects[I];
    bool Harmless = E.Kind == EffectKind::Log || E.Kind == EffectKind::Lock ||
                    E.Kind == EffectKind::Unlock;
    if (Harmless)
      continue;
    add(P, "hook_runs_on_merge", describe(E));
    break;
  }
  // What differs in its flags did not merge before the old hook ran either.
  if (NewChecks && check(P, Flags == In.Flags) != Answer::No)
    add(P, "hook_runs_on_merge", "its checks");
  if (dependsOnCall(P.New.Fields.at("private_data")))
    add(P, "private_data_on_merge", "");
  if (dependsOnCall(P.New.Fields.at("vm_ops")))
    add(P, "vm_ops_on_merge", "");
}

} // namespace premap::verify
