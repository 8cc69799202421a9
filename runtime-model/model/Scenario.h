// A scenario of the runtime model (one mmap call, the state it meets, what goes
// wrong) and the result of running it: plain values, as in scenario files.
#ifndef PREMAP_MODEL_SCENARIO_H
#define PREMAP_MODEL_SCENARIO_H

#include "model/Flags.h"
#include "model/Pipeline.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace premap::model {

enum class Arch {
  Generic,
  X86,
  Arm64,
  Csky,
  MipsAlchemy,
  Sparc32,
  Sparc64,
  Nommu,
};

/// What a vm_operations_struct does, as far as the core can tell.
struct VmOps {
  bool Close = false;
  /// Result of mapped(): 0 or -errno. Empty: there is no such hook.
  std::optional<int> Mapped;
  /// page_mkwrite or pfn_mkwrite exists, so the core wants to be notified of
  /// the first write (vma_wants_writenotify()).
  bool PageMkwrite = false;
  /// Resources that a successful mapped() takes, once each.
  std::vector<std::string> MappedAcquires;
  /// Resources that close() drops whatever happened before, once each. Those
  /// that the hook or mapped() took for the VMA are dropped without being
  /// listed.
  std::vector<std::string> CloseReleases;
  /// What mapped() stores through its vm_private_data argument on success.
  std::optional<std::string> MappedPrivateData;

  bool operator==(const VmOps &) const = default;
};

/// One statement of a hook. Which members count depends on Kind.
struct HandlerStep {
  enum KindType {
    SetVmOps,       ///< Name (empty: NULL), Ops
    SetFlags,       ///< Flags
    ClearFlags,     ///< Flags
    SetPageProt,    ///< Name: a cache mode, "default", "noncached", ...
    SetPgoff,       ///< Value, pages
    SetPrivateData, ///< Name (empty: NULL)
    SetFile,        ///< Name: the hook takes a reference and installs the file
    Remap,          ///< Start, Value = PFN, Size, Io
    SimpleIoremap,  ///< Value = physical address, Size = length of the region
    MapPages,       ///< Start, Pages
    Acquire,        ///< Name
    Release,        ///< Name
    Lock,           ///< Name
    Unlock,         ///< Name
    Call,           ///< Name: a function of the driver, with its arguments
    Store,          ///< Name: a place in the driver's memory; Text
    SuccessHook,    ///< Error: 0 or -errno, what the hook returns
    ErrorHook,      ///< Error: what the hook turns any error into
    ErrorOverride,  ///< Error
    HideFromRmap,   ///< action.hide_from_rmap_until_complete = true
    Return,         ///< Error: 0 or -errno
  };

  KindType Kind = Return;
  std::string Name;
  std::string Text; ///< what Store writes
  VmOps Ops;
  FlagSet Flags = 0;
  std::uint64_t Value = 0;
  std::optional<std::uint64_t> Start; ///< bytes; empty: the mapping's start
  std::optional<std::uint64_t> Size;  ///< bytes; empty: the whole mapping
  bool Io = false;
  std::vector<std::uint64_t> Pages; ///< PFNs
  int Error = 0;
  /// What a legacy hook does when this mapping call fails, up to its own
  /// Return. Empty: it returns the error as it is.
  std::vector<HandlerStep> OnError;

  bool operator==(const HandlerStep &) const = default;
};

struct File {
  std::string Name;
  std::int64_t Refs = 1;  ///< held by others than mappings of this process
  std::uint64_t Size = 0; ///< bytes
  bool Writable = true;   ///< FMODE_WRITE
  bool NoExec = false;    ///< on a noexec mount

  bool operator==(const File &) const = default;
};

/// A VMA before or after the call. Empty names stand for NULL.
struct Mapping {
  std::uint64_t Start = 0, End = 0; ///< bytes, page aligned, End exclusive
  std::uint64_t Pgoff = 0;          ///< pages
  std::string File;
  FlagSet Flags = 0;
  std::string VmOps;
  bool HasClose = false;
  std::string PrivateData;
  std::string PageProt = "default";
  /// Where the anonymous pages of a private file mapping lie, in pages, if not
  /// at its start: mremap() moved it.
  std::optional<std::uint64_t> AnonPgoff;
  /// What else the merge compares; empty for most mappings.
  std::string AnonVma, Policy, UserfaultCtx, AnonName;
  bool AnonVmaShared = false; ///< the anon_vma comes from a fork
  /// A file mapping whose vm_ops are NULL, so that the core takes it for an
  /// anonymous one (vma_is_anonymous()).
  bool Anonymous = false;

  bool operator==(const Mapping &) const = default;
};

/// The system call. The address is obeyed, as with MAP_FIXED.
struct MmapCall {
  std::uint64_t Addr = 0, Len = 0; ///< bytes
  std::uint64_t Pgoff = 0;         ///< pages
  std::string File;                ///< empty: MAP_ANONYMOUS
  FlagSet Prot = 0;                ///< of VM_READ, VM_WRITE, VM_EXEC
  bool Shared = false;             ///< MAP_SHARED, else MAP_PRIVATE
  bool Locked = false;             ///< MAP_LOCKED
  bool NoReserve = false;          ///< MAP_NORESERVE
  /// Of VM_MAYWRITE and VM_MAYEXEC, what the way in which the file was opened
  /// does not grant.
  FlagSet Withheld = 0;

  bool operator==(const MmapCall &) const = default;
};

/// A step that is made to fail, with -ENOMEM.
struct Failure {
  enum KindType {
    VmAreaAlloc,   ///< the allocation of the new VMA
    MaplePrealloc, ///< the tree nodes for it
    Remap,         ///< the page table of page number Page, counted from 0
    Action,        ///< the action (or design's later hook), at its first page
    Mapped,        ///< vm_ops->mapped()
    Accounting,    ///< security_vm_enough_memory_mm()
    MayExpand,     ///< may_expand_vm()
    Gather,        ///< vms_gather_munmap_vmas(), when it splits
    MergePrealloc, ///< the tree nodes for a merge
  };
  KindType Kind = VmAreaAlloc;
  std::uint64_t Page = 0;

  bool operator==(const Failure &) const = default;
};

/// A second thread's unmap_mapping_range().
struct Interleave {
  std::string File;
  std::uint64_t Pgoff = 0, Pages = 0;
  /// Empty: at every step, one run each; else before the step of this name.
  std::string At;

  bool operator==(const Interleave &) const = default;
};

struct Scenario {
  Pipeline Pipe = Pipeline::Legacy612;
  Arch Machine = Arch::Generic;
  std::uint64_t PageSize = 4096; ///< bytes, a power of two
  std::vector<File> Files;
  std::vector<Mapping> Mappings; ///< may be in any order, must not overlap
  MmapCall Mmap;
  std::vector<HandlerStep> Handler;
  /// The later hooks of the two proposals that have some: mmap_finish or
  /// mmap_complete, and mmap_abort.
  std::vector<HandlerStep> Complete, Abort;
  std::vector<Failure> Fail;
  std::optional<Interleave> Race;

  bool operator==(const Scenario &) const = default;
};

/// A kernel function that ran, or a driver hook with the vm_ops that has it.
struct Step {
  const char *Function = ""; ///< static storage
  std::string Ops;

  /// "mmap_region", or "close(ops)" for a hook.
  std::string str() const;
  bool operator==(const Step &Other) const {
    return std::string_view(Function) == Other.Function && Ops == Other.Ops;
  }
};

/// A run of page table entries; addresses and PFNs both count up. Runs are as
/// long as possible, so equal tables are equal lists.
struct Pte {
  std::uint64_t Addr = 0, Pfn = 0;
  std::string Prot; ///< as Mapping::PageProt
  bool Special = false;
  std::uint64_t Pages = 1;

  bool operator==(const Pte &) const = default;
};

/// Something that nobody will give back.
struct Leak {
  enum KindType { FileReference, Charge, HeldLock, Resource };
  KindType Kind = Resource;
  std::string Name;       ///< of the file, lock or resource
  std::int64_t Count = 0; ///< negative: given back more often than taken
  /// The kernel of that release loses it whatever the driver does.
  bool CoreBug = false;

  std::string str() const;
  bool operator==(const Leak &) const = default;
};

struct NamedCount {
  std::string Name;
  std::int64_t Count = 0;

  bool operator==(const NamedCount &) const = default;
};

/// What a hook did in the driver itself, which the model only records.
struct DriverEffect {
  std::string What;               ///< the call, or the place that was written
  std::string Value;              ///< that was written; empty for a call
  std::vector<std::string> Locks; ///< held then, in order of taking

  bool operator==(const DriverEffect &) const = default;
};

/// One line of the story, for people.
struct TraceLine {
  unsigned Depth = 0;
  Step What;
  std::string Effect; ///< what changed, or why it failed; may be empty
};

struct Result {
  std::int64_t Return = 0;   ///< the mapped address or -errno
  bool StoppedEarly = false; ///< BUG_ON() or a deadlock: the rest is half-way
  std::vector<Step> Steps;   ///< in order; of the run without interleaving
  std::vector<Mapping> Mappings;      ///< by address
  std::vector<Pte> Ptes;              ///< by address
  std::vector<NamedCount> Files;      ///< references, in the scenario's order
  std::vector<NamedCount> Resources;  ///< in order of first use
  std::vector<std::string> LocksHeld; ///< in order of taking
  std::int64_t Charge = 0; ///< pages of memory accounted to all mappings
  std::vector<DriverEffect> Calls;  ///< in order
  std::vector<DriverEffect> Memory; ///< the last store to each place, by place
  std::vector<Leak> Leaks;
  std::vector<Pte> StalePtes; ///< survived an unmap that should have hit them
  std::vector<std::string> Warnings;
  std::vector<TraceLine> Trace; ///< empty unless asked for
};

/// What run() should produce besides the state.
struct RunOptions {
  bool Steps = true;
  bool Trace = false;
};

/// Runs \p S, which must have no defect. Never fails: what goes wrong in the
/// modelled kernel is in the result.
Result run(const Scenario &S, const RunOptions &Options = {});

/// \returns what is wrong with \p S in one sentence, or nothing.
std::optional<std::string> findDefect(const Scenario &S);

struct ParseError {
  std::string Message; ///< one sentence, names the key and the value
};

/// Reads a scenario file. What is returned has no defect.
std::variant<Scenario, ParseError> parseScenario(std::string_view Text);

/// The result of \p S as schema premap.model/1. Lists page by page: only for
/// scenarios that come from a file, or are as small.
nlohmann::ordered_json toJson(const Scenario &S, const Result &R);

/// The result of \p S as a story, for people. Wants a result with a trace.
std::string toText(const Scenario &S, const Result &R);

std::string_view name(Pipeline P);
std::optional<Pipeline> pipelineNamed(std::string_view Name);
/// "legacy-6.12, legacy-6.16, ...", for a help text.
std::string pipelineList();
std::string_view name(Arch A);

} // namespace premap::model

#endif
