// Leaks and other broken promises, from the final state alone.
#include "model/Invariants.h"

#include <algorithm>

namespace premap::model {

VmaId vmaAt(const Machine &M, std::uint64_t Addr) {
  for (VmaId Id : M.Tree)
    if (M.Vmas[Id].Start <= Addr && Addr < M.Vmas[Id].End)
      return Id;
  return NoVma;
}

//===--- Leaks ------------------------------------------------------------===//

/// Every reference is held by somebody from before or by a mapping.
static void findFileLeaks(const Machine &M, std::vector<Leak> &Leaks) {
  for (std::size_t I = 0; I < M.Files.size(); ++I) {
    const FileState &F = M.Files[I];
    std::int64_t Held = F.RefsBefore;
    for (VmaId Id : M.Tree)
      Held += M.Vmas[Id].File == I + 1;
    std::int64_t Lost = F.Refs - Held;
    if (Lost)
      Leaks.push_back({Leak::FileReference, M.str(F.Id), Lost,
                       F.LostByCore > 0 && F.LostByCore >= Lost});
  }
}

static void findChargeLeak(const Machine &M, std::vector<Leak> &Leaks) {
  std::int64_t Accounted = 0;
  for (VmaId Id : M.Tree)
    if (M.Vmas[Id].Flags & VM_ACCOUNT)
      Accounted += std::int64_t(M.Vmas[Id].size() >> M.PageShift);
  std::int64_t Lost = M.Charge - Accounted;
  if (Lost)
    Leaks.push_back(
        {Leak::Charge, {}, Lost, Lost > 0 && M.ChargeLostByCore >= Lost});
}

static bool willClose(const Machine &M, VmaId Id) {
  if (Id == NoVma || !M.Vmas[Id].InTree)
    return false;
  const VmOps *Hooks = M.hooksOf(M.Vmas[Id]);
  return Hooks && Hooks->Close;
}

/// A resource is safe with a mapping in the tree. What the hook took for a
/// mapping that merged or never came to be has no owner.
static void findResourceLeaks(const Machine &M, std::vector<Leak> &Leaks) {
  for (const ResourceCount &R : M.Resources) {
    std::int64_t Owned = 0;
    for (const Holding &H : M.Holdings)
      Owned += H.Resource == R.Id && H.Owner != NoVma && M.Vmas[H.Owner].InTree;
    if (R.Count != Owned)
      Leaks.push_back({Leak::Resource, M.str(R.Id), R.Count - Owned, false});
  }
}

std::vector<Leak> findLeaks(const Machine &M) {
  std::vector<Leak> Leaks;
  if (!M.StoppedEarly) {
    findFileLeaks(M, Leaks);
    findChargeLeak(M, Leaks);
  }
  for (Name Lock : M.Locks)
    Leaks.push_back({Leak::HeldLock, M.str(Lock), 1, false});
  if (M.RmapLock)
    Leaks.push_back({Leak::HeldLock,
                     "i_mmap_rwsem(" + M.str(M.Files[M.RmapLock - 1].Id) + ")",
                     1, true});
  if (!M.StoppedEarly)
    findResourceLeaks(M, Leaks);
  return Leaks;
}

//===--- Other promises ---------------------------------------------------===//

static void checkPtes(Machine &M) {
  for (std::size_t I = 0; I < M.Ptes.size(); ++I) {
    PteRun Run = M.Ptes[I];
    std::uint64_t End = Run.Addr + (Run.Pages << M.PageShift);
    for (std::uint64_t Addr = Run.Addr; Addr < End;) {
      VmaId Id = vmaAt(M, Addr);
      if (Id == NoVma) {
        M.warn("PTE outside every mapping, at " + hex(Addr));
        break;
      }
      const Vma &V = M.Vmas[Id];
      const VmOps *Hooks = M.hooksOf(V);
      if (Run.Prot.Write && Hooks && Hooks->PageMkwrite && !V.PageProt.Write)
        M.warn("writable PTE at " + hex(Addr) +
               " although writes are to be notified");
      Addr = V.End;
    }
  }
}

static void checkVmas(Machine &M) {
  for (std::size_t I = 0; I < M.Vmas.size(); ++I) {
    const VmOps *Hooks = M.hooksOf(M.Vmas[I]);
    bool Gone = !M.Vmas[I].InTree && M.Vmas[I].EverInTree;
    if (Gone && !M.Vmas[I].MergedAway && Hooks && Hooks->Close)
      M.warn("close(" + M.str(M.VmOpsTable[M.Vmas[I].Ops].Id) +
             ") did not run for a mapping that went away");
  }
  for (const Holding &H : M.Holdings)
    if (H.Owner != NoVma && M.Vmas[H.Owner].InTree && !willClose(M, H.Owner))
      M.warn("resource " + M.str(H.Resource) +
             " belongs to a mapping whose vm_ops have no close()");
}

static void checkWritableCounts(Machine &M) {
  for (std::size_t I = 0; I < M.Files.size(); ++I) {
    std::int64_t Counted = 0;
    for (VmaId Id : M.Tree)
      Counted += M.Vmas[Id].File == I + 1 && M.Vmas[Id].CountsWrite;
    if (M.Files[I].Writable != Counted)
      M.warn("i_mmap_writable of " + M.str(M.Files[I].Id) +
             " does not match its mappings");
  }
}

void checkInvariants(Machine &M, bool Failed) {
  if (M.StoppedEarly)
    return;
  for (VmaId Id : M.Tree)
    if (Failed && M.Vmas[Id].IsNew)
      M.warn("the call failed but its mapping stays");
  checkPtes(M);
  checkVmas(M);
  checkWritableCounts(M);
}

} // namespace premap::model
