#include "matchers/classes/Predicates.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <set>

using llvm::StringRef;

namespace premap {
namespace {

/// Finds what a body takes and still has when it succeeds.
class KeptState {
public:
  explicit KeptState(const Evidence &Seen) : Seen(Seen) {}

  bool isIn(const HandlerBody &Body);

private:
  bool takes(const Event &E);
  bool gives(const Event &E) const;
  const HandlerBody *callee(const Event &E) const;

  const Evidence &Seen;
  std::set<const HandlerBody *> Entered;
};

} // namespace

/// What \p E may be about, in words that a matching release would repeat.
static llvm::SmallVector<StringRef, 4> objectsOf(const Event &E) {
  llvm::SmallVector<StringRef, 4> Result;
  if (!E.ResultVariable.empty())
    Result.push_back(E.ResultVariable);
  if (!E.Operator.empty())
    Result.push_back(E.Name);
  for (const Argument &A : E.Args) {
    StringRef Text = StringRef(A.Text).trim();
    Text.consume_front("&");
    if (!Text.empty() && !Text.starts_with("GFP_"))
      Result.push_back(Text);
  }
  return Result;
}

/// Whether \p Acquire allocates into a variable that a macro hides:
/// alloc_hooks(), since 6.10.
static bool hasHiddenResult(const Event &Acquire) {
  StringRef Variable = Acquire.ResultVariable;
  return StringRef(Acquire.Name).contains("alloc") &&
         (Variable.empty() || Variable.starts_with("_"));
}

/// Whether \p Release may give back what \p Acquire took.
static bool isPair(const Event &Acquire, const Event &Release) {
  StringRef Name = Release.Name;
  if (hasHiddenResult(Acquire) &&
      (Name.contains("free") || Name.starts_with("put_page")))
    return true;
  llvm::SmallVector<StringRef, 4> Taken = objectsOf(Acquire);
  return llvm::any_of(objectsOf(Release), [&](StringRef Given) {
    return llvm::is_contained(Taken, Given);
  });
}

static bool isFailure(const Event &Return) {
  StringRef Value = StringRef(Return.Value.Text).trim();
  return Value.starts_with("-") || Value.starts_with("(-") ||
         Value.starts_with("ERR_PTR") || Value == "NULL" || Value == "false";
}

/// Indices of the events that may run after \p From.
static std::set<unsigned> eventsAfter(const HandlerBody &Body, unsigned From) {
  std::set<unsigned> Result;
  if (!Body.HasFlow) {
    for (unsigned I = From + 1; I < Body.Events.size(); ++I)
      Result.insert(I);
    return Result;
  }
  llvm::SmallVector<unsigned> Work{From};
  while (!Work.empty())
    for (unsigned Next : Body.Events[Work.pop_back_val()].After)
      if (Next < Body.Events.size() && Result.insert(Next).second)
        Work.push_back(Next);
  return Result;
}

const HandlerBody *KeptState::callee(const Event &E) const {
  bool IsCall = (E.Kind == EventKind::SideEffect && E.Operator.empty()) ||
                E.Kind == EventKind::HelperCall;
  return IsCall ? Seen.bodyOf(E.Name) : nullptr;
}

/// Whether \p Name has the word "alloc": foo_buffer_alloc(), alloc_foo().
static bool saysAlloc(StringRef Name) {
  llvm::SmallVector<StringRef> Words;
  Name.split(Words, '_');
  return llvm::is_contained(Words, "alloc");
}

bool KeptState::takes(const Event &E) {
  if (E.Unevaluated)
    return false;
  if (E.Kind == EventKind::Acquire)
    return true;
  // A counter: `users++`.
  if (E.Kind == EventKind::SideEffect &&
      (E.Operator == "++" || E.Operator == "+="))
    return true;
  if (E.Kind == EventKind::OtherCall &&
      kernel::kindOf(E.Name) == kernel::CallKind::PerMappingState)
    return true;
  if (const HandlerBody *Body = callee(E))
    return isIn(*Body);
  return E.Kind == EventKind::SideEffect && E.Operator.empty() &&
         saysAlloc(E.Name);
}

bool KeptState::gives(const Event &E) const {
  if (E.Kind == EventKind::Release)
    return true;
  if (E.Kind == EventKind::SideEffect &&
      (E.Operator == "--" || E.Operator == "-="))
    return true;
  const HandlerBody *Body = callee(E);
  return Body && llvm::any_of(Body->Events, [](const Event &Inner) {
           return Inner.Kind == EventKind::Release;
         });
}

/// Something is kept if a success is reached that its release is not sure to
/// precede.
bool KeptState::isIn(const HandlerBody &Body) {
  if (!Entered.insert(&Body).second)
    return false;
  for (const auto &[Index, Acquire] : llvm::enumerate(Body.Events)) {
    if (!takes(Acquire))
      continue;
    std::set<unsigned> Later = eventsAfter(Body, Index);
    std::set<unsigned> Successes;
    for (unsigned I : Later)
      if (Body.Events[I].Kind == EventKind::Return &&
          !isFailure(Body.Events[I]))
        Successes.insert(I);
    bool IsGivenBack = llvm::any_of(Later, [&](unsigned I) {
      const Event &Release = Body.Events[I];
      // `if (err) put(x);` does not run on success.
      if (!gives(Release) || Release.NeedsBraces || !isPair(Acquire, Release))
        return false;
      std::set<unsigned> Behind = eventsAfter(Body, I);
      return llvm::all_of(
          Successes, [&](unsigned Success) { return Behind.count(Success); });
    });
    if (!IsGivenBack)
      return true;
  }
  return false;
}

// The handler takes something for this one mapping that must wait until the
// mapping exists: a reference, memory, a counter, a place in a list.
bool isPostHook(const Evidence &Seen) {
  KeptState State(Seen);
  return llvm::any_of(Seen.bodies(), [&](const HandlerBody *Body) {
    return State.isIn(*Body);
  });
}

} // namespace premap
