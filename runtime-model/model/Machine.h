// The state that a run works on: one address space, its page tables, the files
// and driver resources, and the record of what happened.
#ifndef PREMAP_MODEL_MACHINE_H
#define PREMAP_MODEL_MACHINE_H

#include "model/Features.h"
#include "model/Scenario.h"

#include <string>
#include <string_view>
#include <vector>

namespace premap::model {

/// A name of the scenario; 0 is NULL.
using Name = std::uint16_t;
using VmaId = std::uint32_t;
using OpsId = std::uint16_t;
using FileId = std::uint16_t; ///< 0: none

constexpr VmaId NoVma = ~VmaId(0);
constexpr OpsId NoOps = 0;    ///< vm_ops == NULL
constexpr OpsId DummyOps = 1; ///< vma_dummy_vm_ops

/// The part of pgprot_t that the pipeline looks at.
struct Pgprot {
  bool Write = false; ///< the hardware lets user space write
  bool Decrypted = false;
  Name Cache = 0; ///< 0: the default cache mode

  bool operator==(const Pgprot &) const = default;
};

struct Vma {
  std::uint64_t Start = 0, End = 0, Pgoff = 0, AnonPgoff = 0;
  FlagSet Flags = 0;
  FileId File = 0;
  OpsId Ops = DummyOps;
  Name PrivateData = 0;
  Pgprot PageProt;
  Name AnonVma = 0, Policy = 0, UserfaultCtx = 0, AnonName = 0;
  bool AnonVmaShared = false;
  bool InTree = false; ///< user space and others can find it
  bool EverInTree = false;
  bool IsNew = false;       ///< made by this call
  bool Linked = false;      ///< in its file's i_mmap
  bool CountsWrite = false; ///< counted in the file's i_mmap_writable
  bool TrackCtx = false;    ///< pfnmap_track_ctx is set
  bool Mapped = false;      ///< vm_ops->mapped() succeeded
  bool MergedAway = false;  ///< deleted by a merge, without close()

  std::uint64_t size() const { return End - Start; }
};

struct VmOpsEntry {
  Name Id = 0;
  const VmOps *Hooks = nullptr;
};

struct FileState {
  Name Id = 0;
  std::int64_t Refs = 0;
  std::int64_t RefsBefore = 0; ///< without those of mappings
  std::int64_t Writable = 0;   ///< i_mmap_writable, as far as this run changed
                               ///< or mappings explain it
  std::int64_t LostByCore = 0; ///< references that no driver could save
};

struct PteRun {
  std::uint64_t Addr = 0, Pages = 0, Pfn = 0;
  Pgprot Prot;
  bool Special = false;
};

/// Who will give a resource back.
struct Holding {
  Name Resource = 0;
  VmaId Owner = NoVma; ///< NoVma: the hook that is running
};

struct ResourceCount {
  Name Id = 0;
  std::int64_t Count = 0;
};

struct StepRecord {
  const char *Function;
  OpsId Ops;
};

/// The modelled task stops here: BUG_ON() or a deadlock.
struct Stopped {
  int Error; ///< what the result says instead of a return value
};

/// When the second thread acts, and whether it has.
struct RaceState {
  const Interleave *What = nullptr;
  std::size_t Point = 0; ///< ordinal of the point, if What->At is empty
  bool Done = false;
  bool Waiting = false; ///< for the rmap lock
};

/// vma_munmap_struct: VMAs that were taken out of the tree.
struct Detached {
  std::uint64_t Start = 0, End = 0;
  std::vector<VmaId> Vmas;
  std::uint64_t Pages = 0, Accounted = 0;
  bool PtesCleared = false;
  VmaId Prev = NoVma, Next = NoVma;
};

class Machine {
public:
  Machine(const Scenario &S, const RunOptions &Options);

  const Scenario &S;
  const Features &F;
  const HookKind Hook; ///< what this run calls
  const RunOptions &Options;
  const unsigned PageShift;

  std::vector<Vma> Vmas;        ///< all that ever were
  std::vector<VmaId> Tree;      ///< by address
  std::vector<PteRun> Ptes;     ///< by address
  std::vector<FileState> Files; ///< FileId - 1
  std::vector<VmOpsEntry> VmOpsTable;
  std::vector<ResourceCount> Resources;
  std::vector<Holding> Holdings;
  std::vector<Name> Locks;
  std::vector<DriverEffect> Calls;
  std::map<std::string, DriverEffect> Memory;
  FileId RmapLock = 0; ///< whose i_mmap_rwsem this task holds for long
  std::int64_t Charge = 0, ChargeLostByCore = 0;
  std::uint64_t PagesPopulated = 0; ///< by all mapping calls so far
  bool ActionMustFail = false;
  bool StoppedEarly = false; ///< BUG_ON() or a deadlock: the state is half-way
  RaceState Race;
  bool HookRan = false; ///< the driver's first hook has started
  bool InHook = false;  ///< it runs
  bool RaceAfterHook = false;

  std::vector<StepRecord> Steps;
  std::vector<TraceLine> Trace;
  std::vector<std::string> Warnings;
  std::vector<PteRun> StalePtes;
  std::size_t Points = 0; ///< interleaving points passed

  // Names.
  Name intern(std::string_view Text);
  std::string_view text(Name N) const { return Names[N]; }
  std::string str(Name N) const { return std::string(Names[N]); }
  FileId fileByName(std::string_view Text) const;
  FileState &file(FileId Id) { return Files[Id - 1]; }
  OpsId addVmOps(std::string_view Text, const VmOps &Hooks);
  const VmOps *hooksOf(const Vma &V) const { return VmOpsTable[V.Ops].Hooks; }

  // The record.
  std::uint64_t pageSize() const { return std::uint64_t(1) << PageShift; }
  void note(std::string_view Effect);
  void warn(std::string Text);
  bool tracing() const { return Options.Trace; }
  /// Another thread may act here.
  void point(const char *Function = nullptr, OpsId Ops = NoOps);
  bool fails(Failure::KindType Kind);
  /// \returns the first page that cannot be populated, or none.
  std::optional<std::uint64_t> failingPage();
  void markFailed(Failure::KindType Kind);
  bool reached(std::size_t FailIndex) const { return FailReached[FailIndex]; }

  // Hooks of vm_ops.
  void vmaClose(VmaId Id);
  void vmaOpen(VmaId Id);

  // References, charge and resources.
  void getFile(FileId Id);
  void fput(FileId Id);
  void acquire(Name Resource, VmaId Owner);
  void release(Name Resource, VmaId Owner);
  void moveHoldings(VmaId From, VmaId To);
  void lock(Name L);
  void unlock(Name L);
  /// In order of taking.
  std::vector<std::string> heldLocks() const;
  void callDriver(const std::string &Call);
  void storeToDriver(const std::string &Place, const std::string &Value);
  /// Takes and drops i_mmap_rwsem of \p Id around a small change.
  void lockRmap(FileId Id);
  void unlockRmap();

  // Page tables.
  void zap(std::uint64_t Start, std::uint64_t End);
  bool populated(std::uint64_t Start, std::uint64_t End) const;
  void install(const PteRun &Run);

  unsigned Depth = 0;

private:
  void runRace();

  std::vector<std::string_view> Names;
  std::vector<bool> FailReached;
};

/// A step of the pipeline: recorded under the kernel's name of the function,
/// and what happens until the end of the scope is told as part of it.
class StepScope {
public:
  StepScope(Machine &M, const char *Function, OpsId Ops = NoOps);
  ~StepScope() { --M.Depth; }
  StepScope(const StepScope &) = delete;
  StepScope &operator=(const StepScope &) = delete;

private:
  Machine &M;
};

/// vm_get_page_prot().
Pgprot vmGetPageProt(FlagSet Flags);
/// vm_pgprot_modify(): new access rights, cache mode kept.
Pgprot vmPgprotModify(Pgprot Old, FlagSet Flags);
/// For people and results: "default", "noncached,decrypted". Says so if write
/// access is not what \p Flags let one expect.
std::string describe(const Machine &M, Pgprot P, FlagSet Flags);
/// "0x1000".
std::string hex(std::uint64_t Value);
/// "-EINVAL", or the number.
std::string errorName(std::int64_t Error);
/// \returns -22 for "-EINVAL".
std::optional<int> errorByName(std::string_view Text);

} // namespace premap::model

#endif
