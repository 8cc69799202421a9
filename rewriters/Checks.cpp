#include "rewriters/Checks.h"

#include "rewriters/Locals.h"

#include <algorithm>
#include <array>
#include <set>

namespace premap {

bool mayFollow(const Subject &F, size_t Earlier, size_t Later) {
  if (!F.Facts->Body.HasFlow)
    return true;
  const std::vector<unsigned> &After = F.events()[Earlier].After;
  return std::find(After.begin(), After.end(), Later) != After.end();
}

static bool bodyMaps(const Session &S, const Subject &F,
                     std::set<const Subject *> &Seen);

static bool eventMaps(const Session &S, const Event &E,
                      std::set<const Subject *> &Seen) {
  if (E.Kind == EventKind::Map)
    return true;
  if (E.Kind != EventKind::HelperCall)
    return false;
  const Subject *Helper = S.subject(E.Name);
  return Helper && bodyMaps(S, *Helper, Seen);
}

static bool bodyMaps(const Session &S, const Subject &F,
                     std::set<const Subject *> &Seen) {
  if (!Seen.insert(&F).second)
    return false;
  return std::any_of(F.events().begin(), F.events().end(),
                     [&](const Event &E) { return eventMaps(S, E, Seen); });
}

bool maps(const Session &S, const Event &E) {
  std::set<const Subject *> Seen;
  return eventMaps(S, E, Seen);
}

/// What remains of the call of \p Name that takes something, for a mapping that
/// is not made after all.
static std::string whatIsLeft(const std::string &Name) {
  auto starts = [&](std::initializer_list<const char *> Prefixes) {
    return std::any_of(Prefixes.begin(), Prefixes.end(),
                       [&](const char *P) { return Name.rfind(P, 0) == 0; });
  };
  if (starts({"list_", "hlist_", "llist_", "rb_", "idr_", "ida_", "xa_",
              "radix_tree_", "hash_", "interval_tree_"}))
    return Name + "() adds to a container in the hook: the entry stays there "
                  "if the mapping fails or merges afterwards";
  if (starts({"atomic"}))
    return Name + "() counts up in the hook: the count stays too high if the "
                  "mapping fails or merges afterwards";
  if (starts({"mmu_", "register_", "request_"}))
    return Name + "() registers something in the hook: it stays registered if "
                  "the mapping fails or merges afterwards";
  return Name + "() takes a reference in the hook: it leaks if the mapping "
                "fails or merges afterwards";
}

/// A section that the hook has left when the mapping is made.
static bool entersSection(const Event &E) { return E.Name == "drm_dev_enter"; }

/// Acquisitions of \p F, also those of functions of its file that it calls.
static void checkAcquires(Session &S, const Subject &F) {
  std::set<std::string> Called;
  for (size_t I = F.Syntax.OpenBrace; I < F.Syntax.CloseBrace; ++I)
    if (F.Source->isIdentifier(I) && F.Source->at(I + 1) == "(")
      Called.insert(std::string(F.Source->at(I)));
  bool Releases = false;
  for (const Event &E : F.events())
    Releases |= E.Kind == EventKind::Release;
  for (const Event &E : F.events()) {
    if (E.Kind != EventKind::Acquire || E.Unevaluated)
      continue;
    if (entersSection(E)) {
      S.obstacle("PM005",
                 E.Name + "() guards what the hook does; the mapping is made "
                          "after the hook has left that section",
                 E.Where);
      continue;
    }
    bool Memory = E.Name.find("alloc") != std::string::npos ||
                  E.Name.find("dup") != std::string::npos;
    if (Memory)
      S.obstacle("PM003",
                 E.Name + "() allocates in the hook: the memory leaks if the "
                          "mapping fails or merges afterwards",
                 E.Where);
    else
      S.obstacle(
          "PM001",
          whatIsLeft(E.Name) +
              (S.Api.Mapped ? "; vm_ops->mapped is the place for it" : ""),
          E.Where);
    if (Releases)
      S.obstacle("PM002",
                 "undoing " + E.Name +
                     "() on the hook's own errors does not cover those that "
                     "come after it",
                 E.Where);
  }
  for (const FunctionFacts &Other : S.Input.FileFunctions) {
    if (!Called.count(Other.Name) || S.subject(Other.Name))
      continue;
    for (const Event &E : Other.Body.Events)
      if (E.Kind == EventKind::Acquire && !E.Unevaluated)
        S.obstacle("PM001",
                   Other.Name +
                       "(), which the hook calls, takes something by " +
                       E.Name +
                       "(): it is left behind if the mapping fails or merges "
                       "afterwards, unless the hook gives it back itself, "
                       "which is not followed",
                   E.Where);
  }
}

static void checkWrites(Session &S, const Subject &F) {
  for (const Event &E : F.events()) {
    bool Write =
        E.Kind == EventKind::FieldWrite || E.Kind == EventKind::FieldAddress;
    if (!Write)
      continue;
    if (E.Name == "vm_start" || E.Name == "vm_end")
      S.obstacle("PM011", "moves the range of the mapping", E.Where);
    else if (E.Name == "vm_pgoff")
      S.obstacle("PM042",
                 "changes the mapping's offset, which merging and "
                 "unmap_mapping_range() would see",
                 E.Where);
    else if (E.Name == "vm_file")
      S.obstacle("PM022", "swaps the mapping's file", E.Where);
    if (E.Kind == EventKind::FieldAddress && E.Name != "vm_page_prot")
      S.obstacle("PM039",
                 "hands out the address of vma->" + E.Name +
                     ", which the descriptor does not outlive",
                 E.Where);
  }
}

static void checkFlagClears(Session &S, const Subject &F) {
  if (usesFlagBits(S.Api))
    return;
  for (const Event &E : F.events())
    if (E.Kind == EventKind::FlagClear || E.Kind == EventKind::FlagModify)
      S.obstacle("PM020",
                 "clears flags, which the compat path of this target ignores",
                 E.Where);
}

static void checkLocks(Session &S, const Subject &F) {
  for (const Event &E : F.events()) {
    if (!maps(S, E) || E.LocksHeld.empty())
      continue;
    bool Reached = E.Kind == EventKind::Map;
    for (size_t I = 0; I < E.Args.size() && Reached; ++I)
      if (static_cast<int>(I) != E.VmaArg && I != 4)
        Reached = isReachedFromFile(F, tokensOf(*F.Source, E.Args[I].Where),
                                    Reach::FileAndMapping);
    std::string Message =
        E.LocksHeld.front() + " is held over " + E.Name +
        "(); the mapping is made after the hook has let go of it";
    if (Reached)
      S.warn("PM005",
             Message + ", so what is mapped must live as long as the file",
             E.Where);
    else
      S.obstacle("PM005", Message, E.Where);
  }
}

/// `f_op->mmap` of another file is NULL once that file is converted.
static void checkHookReads(Session &S, const Subject &F) {
  for (const Span &Read : S.Input.HookReads)
    if (F.Facts->Definition.contains(Read))
      S.obstacle("PM038",
                 "looks at another file's f_op->mmap, which is NULL where that "
                 "file's own hook is converted",
                 Read);
}

void checkEffects(Session &S, const Subject &F) {
  checkHookReads(S, F);
  checkAcquires(S, F);
  checkWrites(S, F);
  checkFlagClears(S, F);
  checkLocks(S, F);
}

static void checkClose(Session &S, const Subject &F) {
  for (const Event &E : F.events()) {
    if (E.Kind != EventKind::FieldWrite || E.Name != "vm_ops")
      continue;
    TokenRange Value = tokensOf(*F.Source, E.Value.Where);
    for (const VmOpsTable &Table : S.Input.VmOps) {
      bool Named = false;
      for (size_t I = Value.Begin; I < Value.End; ++I)
        Named |= F.Source->at(I) == Table.Name;
      if (Named && Table.hook("close"))
        S.obstacle("PM004",
                   Table.Name + " has a close hook, which now also runs if the "
                                "mapping fails",
                   E.Where);
    }
  }
}

bool isLogging(std::string_view Name) {
  static constexpr std::array<std::string_view, 10> Prefixes = {
      "pr_",   "dev_",    "netdev_", "printk", "_printk",
      "_dev_", "drm_dbg", "drm_err", "trace_", "__dynamic_"};
  return std::any_of(Prefixes.begin(), Prefixes.end(),
                     [&](std::string_view P) { return Name.rfind(P, 0) == 0; });
}

static void checkAfterMap(Session &S, const Subject &F, size_t Map) {
  const Event &M = F.events()[Map];
  for (size_t I = 0; I < F.events().size(); ++I) {
    const Event &E = F.events()[I];
    if (I == Map || !mayFollow(F, Map, I) || F.vanishes(E) || E.Unevaluated)
      continue;
    bool Effect = E.Kind == EventKind::SideEffect ||
                  E.Kind == EventKind::Acquire || E.Kind == EventKind::Release;
    bool PageProt = (E.Kind == EventKind::FieldWrite ||
                     E.Kind == EventKind::FieldAddress) &&
                    E.Name == "vm_page_prot";
    if (PageProt)
      S.obstacle("PM006",
                 "writes vm_page_prot after " + M.Name +
                     "(): an action takes the protection when it is asked for",
                 E.Where);
    else if (maps(S, E))
      S.obstacle("PM010", "maps more than once on one path", E.Where);
    else if (Effect && isLogging(E.Name))
      S.warn("PM044", "logs before the mapping is made, no longer after it",
             E.Where);
    else if (Effect)
      S.obstacle("PM044",
                 "does more after " + M.Name +
                     "(); nothing of the hook runs after the mapping is made, "
                     "or has failed, any more",
                 E.Where);
  }
}

/// Only a kernel without an MMU asks for a file's mmap capabilities, and no
/// action works there.
static void checkMmu(Session &S, const Subject &F) {
  const SourceText &T = *F.Source;
  for (size_t I = 0; I < T.tokens().size(); ++I) {
    if (T.at(I) != "mmap_capabilities" || !T.isMember(I))
      continue;
    bool Active = true;
    for (const InactiveRegion &Region : S.Input.Inactive)
      Active &= Region.Where.Path != T.path() ||
                !range(Region.Where).contains(T.tokens()[I].Begin);
    if (Active)
      S.obstacle("PM027",
                 "is compiled for a kernel without MMU, where no action works",
                 Session::span(T, T.tokens()[I]));
  }
}

void checkOrder(Session &S, const Subject &F) {
  bool Maps = false;
  for (size_t I = 0; I < F.events().size(); ++I) {
    const Event &E = F.events()[I];
    if (!maps(S, E))
      continue;
    Maps = true;
    if (E.InLoop)
      S.obstacle("PM010", E.Name + "() is called in a loop", E.Where);
    checkAfterMap(S, F, I);
    // A helper that maps must have the last word, or its caller would go on
    // after a mapping that has not happened yet.
    if (E.Kind == EventKind::HelperCall && E.Result != ResultUse::Returned &&
        E.Result != ResultUse::AssignReturn &&
        !(E.Result == ResultUse::AssignIfReturn &&
          E.ErrorValue == E.ResultVariable))
      S.obstacle("PM015",
                 "does more with the result of " + E.Name +
                     "() than to return it",
                 E.Where);
  }
  if (S.Decisions.Action != ActionKind::None || Maps)
    checkClose(S, F);
  if (Maps)
    checkMmu(S, F);
}

} // namespace premap
