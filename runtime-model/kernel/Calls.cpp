#include "kernel/CallRows.h"
#include "kernel/Rules.h"

#include <algorithm>
#include <unordered_map>

namespace premap::kernel {

bool mapsPages(CallKind Kind) {
  return Kind == CallKind::Remap || Kind == CallKind::IoRemap ||
         Kind == CallKind::PageInsertion || Kind == CallKind::SubsystemMap;
}

bool isHarmless(CallKind Kind) {
  return Kind == CallKind::Pure || Kind == CallKind::Reads ||
         Kind == CallKind::Arithmetic || Kind == CallKind::Log ||
         Kind == CallKind::Nothing || Kind == CallKind::Harmless ||
         Kind == CallKind::VmaRead || Kind == CallKind::FlagValue ||
         Kind == CallKind::PageProt;
}

bool isAccessor(CallKind Kind) {
  switch (Kind) {
  case CallKind::Size:
  case CallKind::Pages:
  case CallKind::Offset:
  case CallKind::PageProt:
  case CallKind::FlagSet:
  case CallKind::FlagClear:
  case CallKind::FlagModify:
  case CallKind::FlagTest:
  case CallKind::FlagPredicate:
  case CallKind::FlagValue:
  case CallKind::VmaRead:
  case CallKind::VmaWrite:
    return true;
  case CallKind::Unknown:
  case CallKind::Remap:
  case CallKind::IoRemap:
  case CallKind::PageInsertion:
  case CallKind::SubsystemMap:
  case CallKind::GenericFile:
  case CallKind::Stacked:
  case CallKind::PerMappingState:
  case CallKind::Acquire:
  case CallKind::Allocate:
  case CallKind::Release:
  case CallKind::Lock:
  case CallKind::Unlock:
  case CallKind::Guard:
  case CallKind::Pure:
  case CallKind::Reads:
  case CallKind::Arithmetic:
  case CallKind::Log:
  case CallKind::Nothing:
  case CallKind::Harmless:
    return false;
  }
  return false;
}

namespace {

/// The rows, read once: exact names, and prefixes with the longest first.
class NameTable {
public:
  static const NameTable &get() {
    static const NameTable Table;
    return Table;
  }

  CallKind kind(std::string_view Name) const {
    if (auto It = Kinds.find(Name); It != Kinds.end())
      return It->second;
    for (const auto &[Prefix, Kind] : Prefixes)
      if (Name.starts_with(Prefix))
        return Kind;
    return CallKind::Unknown;
  }

  std::vector<Call> Rows; ///< by name
  std::vector<std::string_view> Names;

private:
  NameTable() {
    for (auto Source : {mappingCalls(), resourceCalls(), lockCalls()})
      for (const Call &C : Source) {
        Rows.push_back(C);
        Kinds.try_emplace(C.Name, C.Kind);
        Names.push_back(C.Name);
      }
    for (const KindRow &R : kindRows())
      forEachWord(R.Names, [&](std::string_view Word) {
        Names.push_back(Word);
        if (Word.ends_with('*'))
          Prefixes.emplace_back(Word.substr(0, Word.size() - 1), R.Kind);
        else
          Kinds.try_emplace(Word, R.Kind);
      });
    std::ranges::sort(Rows, {}, &Call::Name);
    std::ranges::sort(Names);
    std::ranges::sort(Prefixes, [](const auto &A, const auto &B) {
      return std::make_pair(B.first.size(), A.first) <
             std::make_pair(A.first.size(), B.first);
    });
  }

  std::unordered_map<std::string_view, CallKind> Kinds;
  std::vector<std::pair<std::string_view, CallKind>> Prefixes;
};

struct Family {
  std::string_view Name;
  std::string_view Prefixes; ///< longest first where one starts the other
};

} // namespace

static constexpr Family Families[] = {
    {"ww_mutex", "ww_mutex_"},
    {"rt_mutex", "rt_mutex_"},
    {"mutex", "mutex_"},
    {"raw_spin", "raw_spin_"},
    {"bit_spin", "bit_spin_"},
    {"spin", "spin_"},
    {"mmap_read", "mmap_read_"},
    {"mmap_write", "mmap_write_"},
    {"rwsem_read", "down_read up_read"},
    {"rwsem_write", "down_write up_write"},
    {"semaphore", "down up"},
    {"srcu", "srcu_read_"},
    {"rcu", "rcu_read_"},
    {"seqlock", "read_seqlock_ read_sequnlock_ write_seqlock write_sequnlock"},
    {"rwlock_read", "read_lock read_unlock read_trylock"},
    {"rwlock_write", "write_lock write_unlock write_trylock"},
    {"inode", "inode_"},
    {"i_mmap_write",
     "i_mmap_lock_write i_mmap_trylock_write i_mmap_unlock_write"},
    {"i_mmap_read", "i_mmap_lock_read i_mmap_trylock_read i_mmap_unlock_read"},
    {"filemap_invalidate", "filemap_invalidate_"},
    {"folio", "folio_"},
    {"page", "lock_page trylock_page unlock_page"},
    {"sock", "lock_sock release_sock"},
    {"irq", "local_irq_"},
    {"preempt", "preempt_"},
    {"bh", "local_bh_"},
    {"dma_resv", "dma_resv_"},
    {"device", "device_"},
    {"pci_cfg", "pci_cfg_"},
    {"dax", "dax_read_"},
    {"kernfs", "kernfs_get_active kernfs_put_active"},
    {"kernel", "lock_kernel unlock_kernel"},
    {"console", "console_"},
    {"rtnl", "rtnl_"},
    {"percpu_rwsem_read", "percpu_down_read percpu_up_read"},
    {"percpu_rwsem_write", "percpu_down_write percpu_up_write"},
};

static constexpr FlagPredicate Predicates[] = {
    // May write to a private copy.
    {"is_cow_mapping", FlagSource::Word, "VM_SHARED VM_MAYWRITE",
     "VM_MAYWRITE"},
    {"vma_flags_is_cow_mapping", FlagSource::Set, "VM_SHARED VM_MAYWRITE",
     "VM_MAYWRITE"},
    {"vma_is_cow_mapping", FlagSource::Vma, "VM_SHARED VM_MAYWRITE",
     "VM_MAYWRITE"},
    {"vma_desc_is_cow_mapping", FlagSource::Descriptor, "VM_SHARED VM_MAYWRITE",
     "VM_MAYWRITE"},
    // Memory shared without an MMU.
    {"is_nommu_shared_mapping", FlagSource::Word, "VM_MAYSHARE VM_MAYOVERLAY",
     ""},
    {"is_nommu_shared_vma_flags", FlagSource::Set, "VM_MAYSHARE VM_MAYOVERLAY",
     ""},
};

const Call *callNamed(std::string_view Name) {
  const std::vector<Call> &Rows = NameTable::get().Rows;
  auto It = std::ranges::lower_bound(Rows, Name, {}, &Call::Name);
  return It != Rows.end() && It->Name == Name ? &*It : nullptr;
}

bool swapsFile(std::string_view Name) {
  const Call *Row = callNamed(Name);
  return Row && Row->Forbidden == rule::PM022;
}

bool asksForFile(const Call &Row) {
  return Row.ForDescriptor.find("$f") != std::string_view::npos &&
         Row.ForDescriptor.find("$d") == std::string_view::npos;
}

CallKind kindOf(std::string_view Name) {
  const NameTable &Table = NameTable::get();
  if (CallKind Kind = Table.kind(Name); Kind != CallKind::Unknown)
    return Kind;
  // kmalloc() is a macro around kmalloc_noprof() since 6.10.
  constexpr std::string_view NoProfile = "_noprof";
  if (Name.ends_with(NoProfile))
    return Table.kind(Name.substr(0, Name.size() - NoProfile.size()));
  return CallKind::Unknown;
}

std::span<const Call> calls() { return NameTable::get().Rows; }

std::vector<std::string_view> callNames() { return NameTable::get().Names; }

static constexpr std::string_view PrepareSuffix = "_prepare";

bool isLibraryHook(std::string_view Name) {
  return kindOf(Name) == CallKind::GenericFile &&
         !Name.ends_with(PrepareSuffix);
}

std::string_view libraryHook(std::string_view Name) {
  if (kindOf(Name) != CallKind::GenericFile)
    return "";
  return Name.ends_with(PrepareSuffix)
             ? Name.substr(0, Name.size() - PrepareSuffix.size())
             : Name;
}

bool takesFlagBits(std::string_view Name) {
  CallKind Kind = kindOf(Name);
  return (Kind == CallKind::FlagSet || Kind == CallKind::FlagClear ||
          Kind == CallKind::FlagTest) &&
         Name.starts_with("vma_");
}

std::string_view lockFamily(std::string_view Name) {
  // spin_lock() ends in _raw_spin_lock(); both are one family to a reader.
  if (Name.starts_with("_raw_"))
    Name.remove_prefix(5);
  std::string_view Result;
  for (const Family &F : Families)
    forEachWord(F.Prefixes, [&](std::string_view Prefix) {
      if (Result.empty() && Name.starts_with(Prefix))
        Result = F.Name;
    });
  return Result;
}

const FlagPredicate *flagPredicate(std::string_view Name) {
  for (const FlagPredicate &P : Predicates)
    if (P.Name == Name)
      return &P;
  return nullptr;
}

} // namespace premap::kernel
