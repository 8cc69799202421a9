// Functions of the kernel that verification need not look into: what they
// compute or do to a mapping is known exactly. What it is in formulas is
// verification's own code; which functions are meant stands here.
#ifndef PREMAP_KERNEL_MEANINGS_H
#define PREMAP_KERNEL_MEANINGS_H

#include <span>
#include <string>
#include <string_view>

namespace premap::kernel {

/// "The mapping" is the VMA or descriptor that a function gets, "a set" is a
/// vma_flags_t, "a word" a vm_flags_t.
enum class Meaning {
  None, ///< nothing is known exactly
  // The flags of the mapping, by a word
  AddWord,
  DropWord,
  ModifyWord, ///< adds the one word, then drops the other
  ResetWord,
  // The flags of the mapping, by a set or the number of a bit
  AddSet,
  DropSet,
  TestBit,
  TestAny,
  TestAll,
  TestCow,
  PageProt, ///< that belongs to the mapping's flags, or to a set
  // Sets and words of their own
  SetOfBits, ///< count and numbers of bits, perhaps behind a set to start from
  SetOfSets, ///< count and sets
  PointedAddSet,
  PointedDropSet,
  PointedTestBit,
  PointedTestAny,
  PointedTestAll,
  PointedTestCow,
  PointedIsSet,
  PointedIsPointed,
  PointedIsEmpty,
  PointedAndSet,
  PointedXorPointed,
  SetToWord,
  WordToSet,
  SetToPageProt,
  WordTestCow,
  // What else a mapping is
  Size,
  Pages,
  FirstOffset,
  EndOffset,
  LastOffset,
  BecomeAnonymous,
  // Pointers that may be error numbers
  IsError,
  IsErrorOrNull,
  ErrorOrZero,
  SameValue, ///< another type and nothing else
  AlwaysFalse,
  // Pages and PFNs at once
  Remap,
  IoRemap,
  IoMemory,
  InsertPage,
  InsertPages,
  MapPages,
  MapPagesZero,
  // The same by the action of a descriptor
  RemapLater,
  RemapAllLater,
  IoRemapLater,
  IoRemapAllLater,
  IoMemoryLater,
  MapPagesLater,
  MapAllPagesLater,
  // Hooks of the library, for a VMA and for a descriptor
  GenericFile,
  GenericFileReadOnly,
  // Macros that only look
  Notation,
  /// Locks a VMA that the caller of a hook keeps from everybody else anyway, or
  /// asks for the lock: nothing that a driver can see.
  LockVma,
};

/// Whether a function asks what the caller may do: the answer is another one
/// once somebody else's credentials are in use.
bool asksCredentials(std::string_view Name);
/// Whether a function may change whose credentials are in use: by its name, as
/// nobody else does.
bool changesCredentials(std::string_view Name);

/// What an atomic operation leaves where it was told to, as a later call sees.
enum class Left {
  Unknown, ///< no such operation
  Set,     ///< a bit: the same operation then returns true
  Swapped, ///< its last argument: the same operation then returns that
  Added,   ///< its first argument's bits: the same operation then returns them
  Taken,   ///< its last argument for the one expected: it then returns false
  Written, ///< its last argument: the reader of the same name then returns that
};
Left leftBy(std::string_view Name);
/// atomic_set() -> atomic_read()
std::string readerOf(std::string_view Writer);

struct MeaningRow {
  Meaning Means;
  std::string_view Names; ///< separated by blanks
};

std::span<const MeaningRow> meaningRows();

/// Meaning::None for a name that is in no row.
Meaning meaningOf(std::string_view Name);

/// The headers that define those of them that are no functions of mm/.
inline constexpr std::string_view MeaningHeaders =
    "linux/mm.h linux/err.h linux/spinlock.h linux/alloc_tag.h";

/// How a descriptor holds what a helper of an action asks for.
struct ActionMembers {
  Meaning Means;
  std::string_view Type; ///< enumerator of action.type
  /// Of the action, separated by blanks: what the helper's arguments say, in
  /// their order.
  std::string_view Members;
};
std::span<const ActionMembers> actionMembers();

/// What the generic hooks install.
inline constexpr std::string_view GenericFileOps = "generic_file_vm_ops";

/// Gives the protection of a word of flags; the architecture's.
inline constexpr std::string_view ProtectionOfWord = "vm_get_page_prot";

} // namespace premap::kernel

#endif
