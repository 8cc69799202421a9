// What the kernel's functions and macros do to a mapping and to what a driver
// holds, by name.
#ifndef PREMAP_KERNEL_CALLS_H
#define PREMAP_KERNEL_CALLS_H

#include <span>
#include <string_view>
#include <vector>

namespace premap::kernel {

enum class CallKind {
  Unknown, ///< no row: may do anything
  // Put pages or PFNs into the mapping, at once or by the action of a desc.
  Remap,         ///< remap_pfn_range(), mmap_action_remap()
  IoRemap,       ///< io_remap_pfn_range(), vm_iomap_memory(), their actions
  PageInsertion, ///< vm_insert_page(), vm_map_pages(), their action
  SubsystemMap,  ///< dma_mmap_*(), pci_mmap_*(): map behind a pointer
  // Are hooks, or call them.
  GenericFile,     ///< generic_file_mmap() and friends
  Stacked,         ///< the VFS calls another file's hook
  PerMappingState, ///< hugetlb_reserve_pages(): state of this mapping
  // Read or set what a mapping is.
  Size,          ///< vma_desc_size()
  Pages,         ///< vma_pages(), vma_desc_pages()
  Offset,        ///< vma_start_pgoff(), vma_end_pgoff(), vma_last_pgoff()
  PageProt,      ///< vma_get_page_prot(): the protection of its flags
  FlagSet,       ///< vm_flags_set(vma, M)
  FlagClear,     ///< vm_flags_clear(vma, M)
  FlagModify,    ///< vm_flags_mod(vma, S, C), vm_flags_reset(vma, M)
  FlagTest,      ///< vma_desc_test(desc, ...): any or all of the flags
  FlagPredicate, ///< is_cow_mapping(vma->vm_flags): a test of fixed flags
  FlagValue,     ///< computes with a set of flags that is no mapping's
  VmaRead,       ///< reads the VMA or desc, and keeps nothing
  VmaWrite,      ///< sets fields of it or drops its pages, and keeps nothing
  // Take and give back.
  Acquire,  ///< a reference, a place in a list; what is counted stays counted
  Allocate, ///< memory: returns it or null
  Release,  ///< what Acquire or Allocate took
  Lock,     ///< until an Unlock of the same family and argument
  Unlock,
  Guard, ///< guard(), scoped_guard(): a lock until the end of the scope
  // Have no effect that a second call, or none, would change.
  Pure,       ///< a function of its arguments and of memory that rests
  Reads,      ///< the same of memory that the hook may change itself
  Arithmetic, ///< a function of its arguments only
  Log,        ///< prints; its result does not matter
  Nothing,    ///< has no effect that a driver can see
  Harmless,   ///< one of these five; nobody needed to know which
};

/// Puts pages into the mapping.
bool mapsPages(CallKind Kind);

/// Has no effect that a second call, or none, would change.
bool isHarmless(CallKind Kind);

/// Gets a VMA or desc, reads it or sets its fields, and keeps nothing of it.
bool isAccessor(CallKind Kind);

/// What the result of an acquisition says about its success.
enum class Success {
  Always,
  NonZero,     ///< try_module_get(): true
  Zero,        ///< down_trylock(): 0, not 1
  NonNegative, ///< pm_runtime_resume_and_get(): 0, not an error number
  Pointer,     ///< not null and no error pointer
  NoError,     ///< memdup_user(): no error pointer; it is never null
};

/// Argument numbers that are none.
inline constexpr int ResultSubject = -1; ///< the result
inline constexpr int NoSubject = -2;     ///< rcu_read_lock(): nothing

/// A function that more is known of than its kind.
struct Call {
  std::string_view Name;
  CallKind Kind = CallKind::Unknown;
  /// Acquire, Allocate, Release, Lock, Unlock: what is counted together.
  std::string_view Resource{};
  /// Acquire, Allocate, Lock: what gives it back, separated by blanks.
  std::string_view GivenBackBy{};
  /// The argument that says which one is taken or given back.
  int Subject = 0;
  Success When = Success::Always;
  /// What to write for it in a hook that has a descriptor `$d`; `$n` is the
  /// argument n, `$b` the flags as VMA_..._BIT, `$f` the file. "" if there is
  /// no such form.
  std::string_view ForDescriptor{};
  /// The same for a tree that has not got what ForDescriptor calls.
  std::string_view Otherwise{};
  /// The rule that forbids it in a hook with a descriptor, and what it does.
  std::string_view Forbidden{};
  std::string_view Does{};
};

/// Gives the mapping another file.
bool swapsFile(std::string_view Name);

/// Whether its form for a descriptor needs nothing but the file.
bool asksForFile(const Call &Row);

/// What sets and clears flags by their names.
inline constexpr std::string_view SetsFlags = "vm_flags_set";
inline constexpr std::string_view ClearsFlags = "vm_flags_clear";
/// vm_flags_mod(): of those that change several flags the one that lets all
/// others be.
inline constexpr std::string_view ModifiesFlags = "vm_flags_mod";

/// The row of \p Name, null if no more than its kind is known.
const Call *callNamed(std::string_view Name);

/// The kind of the function or macro \p Name: by its own row, else by the
/// longest prefix that has one, else as its form without "_noprof".
CallKind kindOf(std::string_view Name);

/// All rows of callNamed(), by name.
std::span<const Call> calls();

/// Every name and prefix ("atomic_inc_*") that has a kind, sorted.
std::vector<std::string_view> callNames();

/// A hook that the kernel's library offers to many drivers, in both forms:
/// tables name it, and it is not converted itself.
bool isLibraryHook(std::string_view Name);

/// The name that both forms of a library hook are known by: that of the one
/// for a VMA. "" if \p Name is no such hook.
std::string_view libraryHook(std::string_view Name);

/// Whether a call that sets or tests flags takes numbers of bits
/// (vma_set_flags(vma, VMA_IO_BIT)), not a word (vm_flags_set(vma, VM_IO)).
bool takesFlagBits(std::string_view Name);

/// The Resource of calls that count.
inline constexpr std::string_view CountResource = "count";

/// What a Lock and its Unlock have in common: "mutex", "spin", ..., else "".
std::string_view lockFamily(std::string_view Name);

/// What a FlagPredicate looks at.
enum class FlagSource {
  Word,       ///< vma->vm_flags
  Set,        ///< &vma->flags, &desc->vma_flags
  Vma,        ///< the VMA
  Descriptor, ///< the desc
};

/// The flags that a FlagPredicate tests, and those of them that must be set.
struct FlagPredicate {
  std::string_view Name;
  FlagSource Source;
  std::string_view Flags;    ///< separated by blanks
  std::string_view Expected; ///< separated by blanks; "": any of Flags
};
const FlagPredicate *flagPredicate(std::string_view Name);

/// A word of \p Words, which blanks separate, after the other.
template <typename F> void forEachWord(std::string_view Words, F Do) {
  while (!Words.empty()) {
    std::size_t End = Words.find(' ');
    std::string_view Word = Words.substr(0, End);
    if (!Word.empty())
      Do(Word);
    if (End == std::string_view::npos)
      break;
    Words.remove_prefix(End + 1);
  }
}

} // namespace premap::kernel

#endif
