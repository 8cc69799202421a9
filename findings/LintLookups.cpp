// Objects that are found under a lock and used without it.
#include "findings/LintPaths.h"

#include "kernel/Containers.h"
#include "kernel/Takes.h"

#include <algorithm>
#include <map>
#include <set>

namespace premap {
namespace {

struct Lookup {
  const Step *Found = nullptr;
  std::set<std::string> Locks; ///< those that were held
  bool Held = false;           ///< somebody counts it, or marks it as in use
  bool Dropped = false;        ///< the locks are gone
};

class LockWalk {
public:
  LockWalk(LintReport &R, const FunctionFacts &F) : R(R), F(F) {}
  void run(const FlowPath &Way);

private:
  void call(const Step &S);
  bool takesOver(const Step &S) const;
  void unlock(const std::string &Lock);
  void use(const Step &S, const std::string &Name);

  LintReport &R;
  const FunctionFacts &F;
  std::set<std::string> Locks;
  std::map<std::string, Lookup> Lookups; ///< by variable
};

} // namespace

static std::string keyOf(const Step &S) {
  std::string Key(kernel::lockFamily(S.Name));
  return S.Args.empty() ? Key : Key + " " + S.Args.front();
}

void LockWalk::unlock(const std::string &Lock) {
  Locks.erase(Lock);
  for (auto &[Name, L] : Lookups) {
    L.Locks.erase(Lock);
    L.Dropped |= L.Locks.empty();
  }
}

void LockWalk::call(const Step &S) {
  switch (kindOf(S)) {
  case kernel::CallKind::Lock:
    Locks.insert(keyOf(S));
    return;
  case kernel::CallKind::Guard:
    Locks.insert("guard " + (S.Args.empty() ? "" : S.Args.front()));
    return;
  case kernel::CallKind::Unlock:
    return unlock(keyOf(S));
  default:
    break;
  }
  // Whoever gets it may count it.
  for (auto &[Name, L] : Lookups)
    if (!L.Dropped && mentions(S.Args, Name) && takesOver(S))
      L.Held = true;
}

/// Whoever takes an object out of a container has it for itself, unless it is
/// counted: then others may give it back.
bool LockWalk::takesOver(const Step &S) const {
  if (!kernel::takesOut(S.Name))
    return true;
  for (const FunctionFacts *Part : reachedFrom(R, {&F}))
    for (const Step &Other : Part->Body.Steps)
      if (Other.Kind == StepKind::Call &&
          kernel::callNamed(Other.Name) != nullptr && takes(Other) &&
          kernel::takenBy(Other.Name) == kernel::Taken::Reference)
        return false;
  return true;
}

void LockWalk::use(const Step &S, const std::string &Name) {
  auto At = Lookups.find(Name);
  if (At == Lookups.end() || !At->second.Dropped || At->second.Held)
    return;
  R.say(rule::LM05, Confidence::Likely, F, S.Where, S.Text,
        Name + " was found under a lock that is not held any more, and nothing "
               "keeps it from being freed");
  Lookups.erase(At);
}

void LockWalk::run(const FlowPath &Way) {
  for (unsigned Index : Way.Steps) {
    const Step &S = F.Body.Steps[Index];
    switch (S.Kind) {
    case StepKind::Call:
      call(S);
      break;
    case StepKind::ScopeEnd:
      unlock("guard " + S.Name);
      break;
    case StepKind::Set:
      Lookups.erase(S.Name);
      if (kernel::looksUp(S.From) && !Locks.empty())
        Lookups[S.Name] = {&S, Locks, false, false};
      else if (Lookups.count(S.Value) && !Lookups[S.Value].Dropped)
        Lookups[S.Value].Held = true; // An alias is not followed.
      break;
    case StepKind::Store:
      for (auto &[Name, L] : Lookups)
        if (!L.Dropped &&
            (firstName(S.Name) == Name || mentions(S.Value, Name)))
          L.Held = true;
      break;
    case StepKind::Use:
      use(S, S.Name);
      break;
    case StepKind::Branch:
      // Without one there is nothing to use.
      if (!S.Taken)
        Lookups.erase(S.Name);
      break;
    case StepKind::Return:
      break;
    }
  }
}

void lintLookups(LintReport &R) {
  std::vector<const FunctionFacts *> From;
  for (const Teammate &T : R.Together.Members)
    From.push_back(T.Facts);
  for (const VmOpsTable *Table : R.vmOps())
    for (const VmOpsHook &Hook : Table->Hooks)
      if (const FunctionFacts *F = R.functionOf(Hook))
        From.push_back(F);
  for (const FunctionFacts *F : reachedFrom(R, From))
    for (const FlowPath &Way : F->Body.Paths)
      LockWalk(R, *F).run(Way);
}

} // namespace premap
