// Page tables as runs of entries, and the second thread that clears them.
#include "model/Machine.h"

#include <algorithm>

namespace premap::model {

void Machine::zap(std::uint64_t Start, std::uint64_t End) {
  std::vector<PteRun> Kept;
  for (const PteRun &Run : Ptes) {
    std::uint64_t RunEnd = Run.Addr + (Run.Pages << PageShift);
    if (RunEnd <= Start || Run.Addr >= End) {
      Kept.push_back(Run);
      continue;
    }
    if (Run.Addr < Start) {
      PteRun Left = Run;
      Left.Pages = (Start - Run.Addr) >> PageShift;
      Kept.push_back(Left);
    }
    if (RunEnd > End) {
      PteRun Right = Run;
      Right.Addr = End;
      Right.Pages = (RunEnd - End) >> PageShift;
      Right.Pfn += (End - Run.Addr) >> PageShift;
      Kept.push_back(Right);
    }
  }
  Ptes = std::move(Kept);
}

bool Machine::populated(std::uint64_t Start, std::uint64_t End) const {
  return std::any_of(Ptes.begin(), Ptes.end(), [&](const PteRun &Run) {
    return Run.Addr < End && Run.Addr + (Run.Pages << PageShift) > Start;
  });
}

/// The hook decided before the second thread came; the PTEs come after it.
static void warnIfRevoked(Machine &M, const PteRun &Run) {
  if (!M.RaceAfterHook || M.InHook || Run.Addr < M.S.Mmap.Addr)
    return;
  const Interleave &What = *M.Race.What;
  std::uint64_t Off =
      M.S.Mmap.Pgoff + ((Run.Addr - M.S.Mmap.Addr) >> M.PageShift);
  if (What.File == M.S.Mmap.File && Off < What.Pgoff + What.Pages &&
      What.Pgoff < Off + Run.Pages)
    M.warn("unmap_mapping_range() between mmap_prepare and the action is lost: "
           "the PTEs come after it");
}

void Machine::install(const PteRun &Run) {
  if (!Run.Pages)
    return;
  warnIfRevoked(*this, Run);
  auto It = std::lower_bound(
      Ptes.begin(), Ptes.end(), Run.Addr,
      [](const PteRun &R, std::uint64_t Addr) { return R.Addr < Addr; });
  Ptes.insert(It, Run);
}

//===--- The second thread ------------------------------------------------===//

/// unmap_mapping_range(): zaps what i_mmap leads to. PTEs of the new mapping's
/// pages of the file that it does not find are stale from now on.
void Machine::runRace() {
  Race.Done = true;
  Race.Waiting = false;
  RaceAfterHook = HookRan;
  const Interleave &What = *Race.What;
  FileId Id = fileByName(What.File);
  if (tracing())
    Trace.push_back({Depth, {"unmap_mapping_range", {}}, "by another thread"});
  std::uint64_t Last = What.Pgoff + What.Pages;
  for (const Vma &V : Vmas) {
    if (!V.Linked || V.File != Id)
      continue;
    std::uint64_t First = std::max(V.Pgoff, What.Pgoff);
    std::uint64_t End = std::min(V.Pgoff + (V.size() >> PageShift), Last);
    if (First < End)
      zap(V.Start + ((First - V.Pgoff) << PageShift),
          V.Start + ((End - V.Pgoff) << PageShift));
  }
  if (What.File != S.Mmap.File)
    return;
  for (const PteRun &Run : Ptes) {
    if (Run.Addr < S.Mmap.Addr)
      continue;
    // Where the page lies in the file, as the caller of mmap() sees it.
    std::uint64_t Off = S.Mmap.Pgoff + ((Run.Addr - S.Mmap.Addr) >> PageShift);
    std::uint64_t First = std::max(Off, What.Pgoff);
    std::uint64_t End = std::min(Off + Run.Pages, Last);
    if (First >= End)
      continue;
    PteRun Stale = Run;
    Stale.Addr += (First - Off) << PageShift;
    Stale.Pfn += First - Off;
    Stale.Pages = End - First;
    StalePtes.push_back(Stale);
  }
  if (tracing() && !StalePtes.empty())
    note("PTEs of the range survive: their VMA is not in i_mmap");
}

} // namespace premap::model
