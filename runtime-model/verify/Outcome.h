// The mmap call around a hook: its arguments, and one way in which it can end.
#ifndef PREMAP_VERIFY_OUTCOME_H
#define PREMAP_VERIFY_OUTCOME_H

#include "verify/Executor.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace premap::verify {

/// Which files a call of mmap() is about.
enum class Files {
  OfTheCall,    ///< vma->vm_file is the hook's argument
  OfTheMapping, ///< vma->vm_file is what desc->vm_file is
  One,          ///< all are the same
};

/// The arguments of the system call, as both hooks see them. Bytes and pages.
struct MmapInputs {
  MmapInputs(Universe &U, const Layout &L, Files Which = Files::OfTheCall);
  z3::expr Start, Length, Pgoff, Flags, PageProt;
  z3::expr File, Mm, DummyOps; ///< addresses
  /// The file that the mapping belongs to. It is File unless the caller is
  /// another file's hook (ipc/shm.c).
  z3::expr VmFile, LegacyVmFile;
  /// What do_mmap() guarantees about them (mm/mmap.c).
  std::vector<z3::expr> Facts;
};

/// Where a call that did not map was stopped.
enum class Stage {
  Mapped,     ///< it was not
  Hook,       ///< the hook returned an error
  Prepare,    ///< mmap_action_prepare() rejected the action
  Action,     ///< the action failed
  MappedHook, ///< vm_ops->mapped() (or the success hook) failed
  Crashed,    ///< BUG()
  Unknown,    ///< S.Obstacle
};

struct Outcome {
  PathState S;
  Stage Stopped = Stage::Mapped;
  /// 32 bits: what the mmap call returns; 0 if mapped.
  std::optional<z3::expr> Return;
  /// start, end, pgoff, flags, page_prot, vm_ops, private_data, file.
  std::map<std::string, z3::expr> Fields;
  /// Number of S.Effects at the hook's return: the rest happens afterwards.
  std::size_t HookEffects = 0;
  bool HasAction = false;
  bool VmaWritten = false; ///< a hook got the vma: NULL vm_ops are its own
  bool HasClose = false, HasMapped = false; ///< of the final vm_ops
};

/// A success hook got the mapped vma: the runtime model has no statement for
/// what it may write there.
inline bool wasWrittenByHook(const Outcome &O) {
  return O.VmaWritten && O.Stopped == Stage::Mapped;
}

struct Summary {
  std::vector<Outcome> Outcomes;
  bool Legacy = true;
  bool Bounded = false; ///< some path was cut at the loop bound
  unsigned Paths = 0;   ///< ends of the hook itself
};

/// Which kernel functions stand around a prepare hook; read from the records.
struct PrepareFeatures {
  bool VmFile = false;        ///< desc has file and vm_file (6.18)
  bool Actions = false;       ///< 6.19
  bool Checked = false;       ///< actions are checked, mapped exists (7.1)
  bool ErrorOverride = false; ///< NULL vm_ops means anonymous (7.2)
  bool AnonPgoff = false;     ///< VMAs have anonymous page offsets (7.3)
  bool AddOnlyCompat = false; ///< the compat path only adds flags (before 7.0)
};
PrepareFeatures prepareFeatures(const Layout &L);

/// "mapped", "the hook fails", or the obstacle.
std::string endText(const Outcome &O);

/// Fills the vma or desc as the kernel does before it calls the hook.
void initMapping(Executor &X, PathState &S, const MmapInputs &In);
/// Reads the final members into O.Fields.
void readFields(Executor &X, Outcome &O, const MmapInputs &In);

} // namespace premap::verify

#endif
