// mm/vma.c as of 6.12; later releases differ in names, not in these rules.
#include "model/Vma.h"

#include <algorithm>
#include <cerrno>

namespace premap::model {

static bool isSharedMaywrite(FlagSet Flags) {
  return (Flags & (VM_SHARED | VM_MAYWRITE)) == (VM_SHARED | VM_MAYWRITE);
}

//===--- Tree and i_mmap --------------------------------------------------===//

static std::size_t treeIndex(const Machine &M, std::uint64_t Start) {
  auto It = std::lower_bound(
      M.Tree.begin(), M.Tree.end(), Start,
      [&](VmaId Id, std::uint64_t Addr) { return M.Vmas[Id].Start < Addr; });
  return std::size_t(It - M.Tree.begin());
}

void insertIntoTree(Machine &M, VmaId Id) {
  std::size_t At = treeIndex(M, M.Vmas[Id].Start);
  M.Tree.insert(M.Tree.begin() + std::ptrdiff_t(At), Id);
  M.Vmas[Id].InTree = M.Vmas[Id].EverInTree = true;
}

static void removeFromTree(Machine &M, VmaId Id) {
  auto It = std::find(M.Tree.begin(), M.Tree.end(), Id);
  if (It != M.Tree.end())
    M.Tree.erase(It);
  M.Vmas[Id].InTree = false;
}

void vmaLinkFile(Machine &M, VmaId Id) {
  Vma &V = M.Vmas[Id];
  if (!V.File)
    return;
  M.lockRmap(V.File);
  if (isSharedMaywrite(V.Flags)) {
    V.CountsWrite = true;
    ++M.file(V.File).Writable;
  }
  V.Linked = true;
}

/// unlink_file_vma(); by the flags as they are now, like the kernel.
static void unlinkFileVma(Machine &M, VmaId Id) {
  Vma &V = M.Vmas[Id];
  if (!V.Linked)
    return;
  M.lockRmap(V.File);
  if (isSharedMaywrite(V.Flags))
    --M.file(V.File).Writable;
  V.CountsWrite = V.Linked = false;
}

void findNeighbours(const Machine &M, std::uint64_t Start, std::uint64_t End,
                    VmaId &Prev, VmaId &Next) {
  std::size_t At = treeIndex(M, Start);
  Prev = At ? M.Tree[At - 1] : NoVma;
  Next = At < M.Tree.size() ? M.Tree[At] : NoVma;
}

//===--- Merging ----------------------------------------------------------===//

/// is_mergeable_vma(). vm_ops, vm_private_data and vm_page_prot are not asked.
static const char *differsFrom(const Machine &M, const Vmg &G, const Vma &V) {
  if (G.Policy != V.Policy)
    return "the memory policies differ";
  if ((V.Flags ^ G.Flags) & ~M.F.Sticky)
    return "the flags differ";
  if (V.File != G.File)
    return "the files differ";
  if (G.UserfaultCtx != V.UserfaultCtx)
    return "the userfaultfd contexts differ";
  if (G.AnonName != V.AnonName)
    return "the anon_vma names differ";
  return nullptr;
}

/// is_mergeable_anon_vma(); \p V is the VMA whose chain counts, if any.
static bool isMergeableAnonVma(Name A, Name B, const Vma *V) {
  bool Singular = V && V->AnonVma && !V->AnonVmaShared;
  if ((!A || !B) && (!V || Singular))
    return true;
  return A == B;
}

/// needs_adjacent_anon_pgoff(): in a private file mapping they are apart from
/// the offsets in the file.
static bool needsAdjacentAnonPgoff(const Machine &M, const Vmg &G) {
  return M.F.AnonPgoff && G.File && isCowMapping(G.Flags);
}

/// can_vma_merge_left() and can_vma_merge_right() up to the anon_vmas of the
/// two neighbours. \returns why not, or NULL.
static const char *cannotMerge(const Machine &M, const Vmg &G, bool WithNext) {
  VmaId Id = WithNext ? G.Next : G.Prev;
  if (Id == NoVma)
    return "there is no neighbour";
  const Vma &V = M.Vmas[Id];
  if (WithNext ? V.Start != G.End : V.End != G.Start)
    return "the neighbour does not touch";
  if (const char *Why = differsFrom(M, G, V))
    return Why;
  if (!isMergeableAnonVma(G.AnonVma, V.AnonVma, &V))
    return "the anon_vmas do not go together";
  std::uint64_t Pages = (G.End - G.Start) >> M.PageShift;
  auto continues = [&](std::uint64_t New, std::uint64_t Old) {
    return WithNext ? Old == New + Pages
                    : Old + (V.size() >> M.PageShift) == New;
  };
  if (!continues(G.Pgoff, V.Pgoff))
    return "the page offsets do not continue";
  if (needsAdjacentAnonPgoff(M, G) && !continues(G.AnonPgoff, V.AnonPgoff))
    return "the anonymous page offsets do not continue";
  return nullptr;
}

std::string whyNotMerged(const Machine &M, const Vmg &G, bool WithNext) {
  const char *Why = cannotMerge(M, G, WithNext);
  if (!Why)
    return {};
  std::string Text = Why;
  VmaId Id = WithNext ? G.Next : G.Prev;
  if (Id == NoVma || Text != "the flags differ")
    return Text;
  FlagSet Different = (M.Vmas[Id].Flags ^ G.Flags) & ~M.F.Sticky;
  Text += " by";
  for (std::string_view Flag : flagNames(Different))
    Text += " " + std::string(Flag);
  return Text;
}

/// can_merge_remove_vma(): close() forbids deletion, not growth.
static bool canMergeRemoveVma(const Machine &M, VmaId Id) {
  const VmOps *Hooks = M.hooksOf(M.Vmas[Id]);
  return !Hooks || !Hooks->Close;
}

static void explainNoMerge(Machine &M, const Vmg &G) {
  if (!M.tracing())
    return;
  if (G.Flags & VM_SPECIAL) {
    std::string Text = "no merge: special mapping";
    for (std::string_view Flag : flagNames(G.Flags & VM_SPECIAL))
      Text += " " + std::string(Flag);
    M.note(Text);
    return;
  }
  M.note("no merge: before, " + whyNotMerged(M, G, false) + "; after, " +
         whyNotMerged(M, G, true));
}

/// vma_expand() and commit_merge(): \p Id grows to the range \p G, \p Remove
/// goes.
static bool vmaExpand(Machine &M, VmaId Id, const Vmg &G, VmaId Remove) {
  StepScope Step(M, "vma_expand");
  if (M.fails(Failure::MergePrealloc)) {
    M.note("no memory for the tree: nothing is merged");
    return false;
  }
  Vma &V = M.Vmas[Id];
  if (V.File)
    M.lockRmap(V.File);
  FlagSet Sticky = G.Flags & M.F.Sticky;
  if (Remove != NoVma) {
    Vma &Gone = M.Vmas[Remove];
    Sticky |= Gone.Flags & M.F.Sticky;
    if (!V.AnonVma && Gone.AnonVma) {
      V.AnonVma = Gone.AnonVma;
      V.AnonVmaShared = false;
    }
    removeFromTree(M, Remove);
    Gone.MergedAway = true;
    unlinkFileVma(M, Remove);
    M.moveHoldings(Remove, Id);
    if (Gone.File)
      M.fput(Gone.File);
  }
  V.Start = G.Start;
  V.End = G.End;
  V.Pgoff = G.Pgoff;
  V.AnonPgoff = G.AnonPgoff;
  V.Flags |= Sticky;
  if (M.tracing())
    M.note("the mapping is now " + hex(G.Start) + "-" + hex(G.End));
  return true;
}

VmaId vmaMergeNewRange(Machine &M, Vmg &G) {
  StepScope Step(M, "vma_merge_new_range");
  G.NoMemory = false;
  if (G.Flags & VM_SPECIAL || (G.Prev == NoVma && G.Next == NoVma)) {
    explainNoMerge(M, G);
    return NoVma;
  }
  bool Left = !cannotMerge(M, G, false);
  bool Right = !cannotMerge(M, G, true);
  if (Left && Right)
    Right = isMergeableAnonVma(M.Vmas[G.Prev].AnonVma, M.Vmas[G.Next].AnonVma,
                               nullptr);
  if (!Left && !Right) {
    explainNoMerge(M, G);
    return NoVma;
  }
  VmaId Target = Left ? G.Prev : G.Next;
  VmaId Remove = NoVma;
  Vmg Grown = G;
  if (Right && Left && !canMergeRemoveVma(M, G.Next)) {
    M.note("next has close() and stays");
  } else if (Right) {
    Grown.End = M.Vmas[G.Next].End;
    Remove = Left ? G.Next : NoVma;
  }
  if (Left) {
    Grown.Start = M.Vmas[Target].Start;
    Grown.Pgoff = M.Vmas[Target].Pgoff;
    Grown.AnonPgoff = M.Vmas[Target].AnonPgoff;
  }
  if (!vmaExpand(M, Target, Grown, Remove)) {
    G.NoMemory = true;
    return NoVma;
  }
  return Target;
}

//===--- Splitting and unmapping ------------------------------------------===//

int splitVma(Machine &M, VmaId Id, std::uint64_t Addr, bool NewBelow) {
  StepScope Step(M, "__split_vma");
  if (M.fails(Failure::Gather)) {
    M.note("no memory: -ENOMEM");
    return -ENOMEM;
  }
  auto New = VmaId(M.Vmas.size());
  M.Vmas.push_back(M.Vmas[Id]);
  Vma &Old = M.Vmas[Id], &Part = M.Vmas[New];
  Part.InTree = Part.EverInTree = Part.Linked = Part.CountsWrite = false;
  std::uint64_t PagesBelow = (Addr - Old.Start) >> M.PageShift;
  (NewBelow ? Part.End : Part.Start) = Addr;
  if (!NewBelow) {
    Part.Pgoff += PagesBelow;
    Part.AnonPgoff += PagesBelow;
  }
  if (Part.File)
    M.getFile(Part.File);
  M.vmaOpen(New);
  vmaLinkFile(M, New);
  (NewBelow ? Old.Start : Old.End) = Addr;
  if (NewBelow) {
    Old.Pgoff += PagesBelow;
    Old.AnonPgoff += PagesBelow;
  }
  insertIntoTree(M, New);
  if (M.tracing())
    M.note("split at " + hex(Addr));
  return 0;
}

static void reattachVmas(Machine &M, Detached &D) {
  for (VmaId Id : D.Vmas)
    insertIntoTree(M, Id);
  D.Vmas.clear();
}

int vmsGatherMunmapVmas(Machine &M, Detached &D) {
  std::size_t At = treeIndex(M, D.Start);
  if (At && M.Vmas[M.Tree[At - 1]].End > D.Start)
    --At;
  bool Overlaps = At < M.Tree.size() && M.Vmas[M.Tree[At]].Start < D.End;
  if (!Overlaps) {
    findNeighbours(M, D.Start, D.End, D.Prev, D.Next);
    return 0;
  }
  StepScope Step(M, "vms_gather_munmap_vmas");
  if (M.Vmas[M.Tree[At]].Start < D.Start) {
    if (int Err = splitVma(M, M.Tree[At], D.Start, /*NewBelow=*/true))
      return Err;
    ++At;
  }
  while (At < M.Tree.size() && M.Vmas[M.Tree[At]].Start < D.End) {
    VmaId Id = M.Tree[At];
    if (M.Vmas[Id].End > D.End)
      if (int Err = splitVma(M, Id, D.End, /*NewBelow=*/false)) {
        reattachVmas(M, D);
        return Err;
      }
    removeFromTree(M, Id);
    D.Vmas.push_back(Id);
    std::uint64_t Pages = M.Vmas[Id].size() >> M.PageShift;
    D.Pages += Pages;
    if (M.Vmas[Id].Flags & VM_ACCOUNT)
      D.Accounted += Pages;
  }
  findNeighbours(M, D.Start, D.End, D.Prev, D.Next);
  if (M.tracing())
    M.note(std::to_string(D.Vmas.size()) + " old mapping(s) in the way, " +
           std::to_string(D.Pages) + " page(s)");
  return 0;
}

/// vms_clear_ptes(): unmap_vmas() and free_pgtables(), which unlinks from
/// i_mmap.
static void vmsClearPtes(Machine &M, Detached &D) {
  if (D.PtesCleared)
    return;
  D.PtesCleared = true;
  // What a driver mapped between them stays.
  for (VmaId Id : D.Vmas)
    M.zap(M.Vmas[Id].Start, M.Vmas[Id].End);
  for (VmaId Id : D.Vmas)
    unlinkFileVma(M, Id);
}

void vmsCleanUpArea(Machine &M, Detached &D) {
  if (D.Vmas.empty())
    return;
  StepScope Step(M, "vms_clean_up_area");
  vmsClearPtes(M, D);
  for (VmaId Id : D.Vmas)
    M.vmaClose(Id);
}

void vmsCompleteMunmapVmas(Machine &M, Detached &D) {
  if (D.Vmas.empty())
    return;
  StepScope Step(M, "vms_complete_munmap_vmas");
  vmsClearPtes(M, D);
  for (VmaId Id : D.Vmas) {
    StepScope Remove(M, "remove_vma");
    M.vmaClose(Id);
    if (M.Vmas[Id].File)
      M.fput(M.Vmas[Id].File);
  }
  M.Charge -= std::int64_t(D.Accounted);
}

void vmsAbortMunmapVmas(Machine &M, Detached &D) {
  if (D.Vmas.empty())
    return;
  StepScope Step(M, "vms_abort_munmap_vmas");
  if (!D.PtesCleared) {
    reattachVmas(M, D);
    M.note("the old mappings are back");
    return;
  }
  M.note("too late: a gap stays where the old mappings were");
  vmsCompleteMunmapVmas(M, D);
}

int doMunmap(Machine &M, std::uint64_t Start, std::uint64_t Len) {
  StepScope Step(M, "do_munmap");
  Detached D;
  D.Start = Start;
  D.End = Start + Len;
  if (int Err = vmsGatherMunmapVmas(M, D))
    return Err;
  vmsCompleteMunmapVmas(M, D);
  return 0;
}

} // namespace premap::model
