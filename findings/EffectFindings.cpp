// References, memory, locks, moved ranges and swapped files: what must not
// happen before there is a mapping.
#include "findings/Report.h"

#include "findings/Stencils.h"
#include "kernel/Calls.h"
#include "kernel/MapCalls.h"
#include "kernel/Takes.h"

#include <algorithm>

namespace premap {

/// What remains of the call of \p Name for a mapping that is not made after
/// all.
static std::string whatIsLeft(const std::string &Name) {
  switch (kernel::takenBy(Name)) {
  case kernel::Taken::Entry:
    return Name + "() adds to a container in the hook: the entry stays there "
                  "if the mapping fails or merges afterwards";
  case kernel::Taken::Count:
    return Name + "() counts up in the hook: the count stays too high if the "
                  "mapping fails or merges afterwards";
  case kernel::Taken::Registration:
    return Name + "() registers something in the hook: it stays registered if "
                  "the mapping fails or merges afterwards";
  case kernel::Taken::Memory:
    return Name + "() allocates in the hook: the memory leaks if the mapping "
                  "fails or merges afterwards";
  case kernel::Taken::Section:
    return Name + "() guards what the hook does; the mapping is made after the "
                  "hook has left that section";
  case kernel::Taken::Reference:
    break;
  }
  return Name + "() takes a reference in the hook: it leaks if the mapping "
                "fails or merges afterwards";
}

static std::string_view ruleOfTaking(kernel::Taken What) {
  switch (What) {
  case kernel::Taken::Memory:
    return rule::PM003;
  case kernel::Taken::Section:
    return rule::PM005;
  case kernel::Taken::Reference:
  case kernel::Taken::Entry:
  case kernel::Taken::Count:
  case kernel::Taken::Registration:
    break;
  }
  return rule::PM001;
}

static void findTakings(Report &R, const Teammate &F) {
  bool Releases =
      std::any_of(F.events().begin(), F.events().end(),
                  [](const Event &E) { return E.Kind == EventKind::Release; });
  for (const Event &E : F.events()) {
    if (E.Kind != EventKind::Acquire || E.Unevaluated)
      continue;
    std::string_view Rule = ruleOfTaking(kernel::takenBy(E.Name));
    bool Late = Rule == rule::PM001 && R.Api.Mapped;
    R.forbid(Rule,
             whatIsLeft(E.Name) +
                 (Late ? "; vm_ops->mapped is the place for it" : ""),
             E.Where,
             {Rule == rule::PM005 ? Lack::LateLock : Lack::LateTaking,
              E.Name + "()"});
    if (Releases && Rule != rule::PM005)
      R.forbid(rule::PM002,
               "undoing " + E.Name +
                   "() on the hook's own errors does not cover those that come "
                   "after it",
               E.Where, {Lack::LateTaking, E.Name + "()"});
  }
}

/// Takings of functions of the file that do not get the VMA.
static void findTakingsOfCallees(Report &R, const Teammate &F) {
  const std::vector<std::string> &Called = F.body().Called;
  for (const FunctionFacts &Other : R.Input.FileFunctions) {
    if (!std::binary_search(Called.begin(), Called.end(), Other.Name) ||
        R.Together.member(Other.Name) || &Other == R.Together.Moved.Open)
      continue;
    for (const Event &E : Other.Body.Events)
      if (E.Kind == EventKind::Acquire && !E.Unevaluated)
        R.forbid(rule::PM001,
                 Other.Name + "(), which the hook calls, takes something by " +
                     E.Name +
                     "(): it is left behind if the mapping fails or merges "
                     "afterwards, unless the hook gives it back itself, which "
                     "is not followed",
                 E.Where, {Lack::LateTaking, E.Name + "()"});
  }
}

/// Whether the offset that the event at \p Index writes is the mapping's in the
/// end, as it was before: the core looks at it when the hook has returned.
static bool keepsOffset(const Report &R, const Teammate &F, size_t Index) {
  const Event &E = F.events()[Index];
  if (E.Kind != EventKind::FieldWrite || !F.body().HasFlow ||
      !hooksNeverMerge(R.Together, F))
    return false;
  for (size_t I = 0; I < F.events().size(); ++I)
    if (maps(R.Together, F.events()[I]) && mayFollow(F.body(), I, Index))
      return false;
  return true;
}

static void findWrites(Report &R, const Teammate &F) {
  for (size_t I = 0; I < F.events().size(); ++I) {
    const Event &E = F.events()[I];
    bool Address = E.Kind == EventKind::FieldAddress;
    if (E.Kind != EventKind::FieldWrite && !Address)
      continue;
    if (E.Name == "vm_start" || E.Name == "vm_end")
      R.forbid(rule::PM011, "moves the range of the mapping", E.Where,
               {Lack::Vma, "range"});
    else if (E.Name == "vm_pgoff" && !keepsOffset(R, F, I))
      R.forbid(rule::PM042,
               "changes the mapping's offset, which merging and "
               "unmap_mapping_range() would see",
               E.Where, {Lack::Vma, "offset"});
    else if (E.Name == "vm_file")
      R.forbid(rule::PM022, "swaps the mapping's file", E.Where,
               {Lack::Swap, ""});
    if (Address && E.Name != "vm_page_prot")
      R.forbid(rule::PM039,
               "hands out the address of vma->" + E.Name +
                   ", which the descriptor does not outlive",
               E.Where, {Lack::Vma, E.Name});
  }
}

static void findFlagClears(Report &R, const Teammate &F) {
  if (usesFlagBits(R.Api))
    return;
  for (const Event &E : F.events())
    if (E.Kind == EventKind::FlagClear || E.Kind == EventKind::FlagModify)
      R.forbid(rule::PM020,
               "clears flags, which the compat path of this target ignores",
               E.Where, {Lack::Api, "cleared flags"});
}

/// Whether all that \p Map gets is the same for every mapping of its range.
/// Its protection is the mapping's own. Pages of an array may be given back by
/// whoever takes the lock.
static bool isReached(const Event &Map) {
  const kernel::MapCall *Row = kernel::mapCallNamed(Map.Name);
  if (Map.Kind != EventKind::Map || (Row && !Row->Rule.empty()))
    return false;
  for (size_t I = 0; I < Map.Args.size(); ++I) {
    int Index = static_cast<int>(I);
    bool Prot = Row && Index == Row->Prot;
    if (Index != Map.VmaArg && !Prot && !Map.Args[I].holds(Known::OfRange))
      return false;
  }
  return true;
}

static void findLocks(Report &R, const Teammate &F) {
  for (const Event &E : F.events()) {
    if (E.LocksHeld.empty() || !maps(R.Together, E))
      continue;
    std::string Message =
        E.LocksHeld.front() + " is held over " + E.Name +
        "(); the mapping is made after the hook has let go of it";
    if (isReached(E))
      R.note(rule::PM005,
             Message + ", so what is mapped must live as long as the file",
             E.Where);
    else
      R.forbid(rule::PM005, Message, E.Where,
               {Lack::LateLock, E.LocksHeld.front()});
  }
}

/// `f_op->mmap` of another file is NULL once that file is converted.
static void findHookReads(Report &R, const Teammate &F) {
  for (const Span &Read : R.Input.HookReads)
    if (F.Facts->Definition.contains(Read))
      R.forbid(rule::PM038,
               "looks at another file's f_op->mmap, which is NULL where that "
               "file's own hook is converted",
               Read, {Lack::ForeignHook, "f_op->mmap"});
}

void findEffects(Report &R, const Teammate &F) {
  findHookReads(R, F);
  findTakings(R, F);
  findTakingsOfCallees(R, F);
  findWrites(R, F);
  findFlagClears(R, F);
  findLocks(R, F);
}

} // namespace premap
