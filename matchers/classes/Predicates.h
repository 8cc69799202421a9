// One predicate for each class of handlers, and the evidence that they judge.
#ifndef PREMAP_MATCHERS_CLASSES_PREDICATES_H
#define PREMAP_MATCHERS_CLASSES_PREDICATES_H

#include "matchers/Classify.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <initializer_list>
#include <vector>

namespace premap {

/// What is known of a handler, in a form that reads well in a predicate. Events
/// in sizeof and typeof do not count.
class Evidence {
public:
  explicit Evidence(const HandlerReading &Reading) : Reading(Reading) {}

  /// Whether the handler or a helper that gets the vma has an event of one of
  /// \p Kinds.
  bool has(std::initializer_list<EventKind> Kinds) const;

  /// Whether one of them has an event that \p Wanted accepts.
  bool any(llvm::function_ref<bool(const Event &)> Wanted) const;

  /// Whether it maps something by a function that \p Wanted accepts.
  bool maps(llvm::function_ref<bool(llvm::StringRef)> Wanted) const;

  /// Whether it writes, or hands out the address of, the vma's \p Field.
  bool changesField(llvm::StringRef Field) const;

  /// Whether \p Call goes through a hook of `struct file_operations`.
  bool callsFileOperation(const Event &Call) const;

  /// The handler's body and those of the helpers that get the vma.
  std::vector<const HandlerBody *> bodies() const;

  /// The body of the function \p Name of the same file, null if unknown.
  const HandlerBody *bodyOf(llvm::StringRef Name) const;

  const HandlerBody &handler() const { return *Reading.Handler; }
  const std::string &name() const { return Reading.Name; }

private:
  const HandlerReading &Reading;
};

/// What a function that gets the vma does with it, by name; Other if the name
/// is not one of the kernel's own.
enum class CallMeaning {
  Remap,           ///< remap_pfn_range()
  IoRemap,         ///< io_remap_pfn_range(), vm_iomap_memory()
  PageInsertion,   ///< vm_insert_page(), vm_map_pages(), vmf_insert_*()
  SubsystemMap,    ///< dma_mmap_*(), pci_mmap_*(): maps behind a pointer
  Stacked,         ///< the VFS calls another file's mmap
  PerMappingState, ///< hugetlb_reserve_pages(): state of this mapping
  Field,           ///< only reads the vma or sets its fields
  Other,
};
CallMeaning callMeaning(llvm::StringRef Name);

bool isRejectOnly(const Evidence &Seen);
bool isVmOpsOnly(const Evidence &Seen);
bool isFlagSetting(const Evidence &Seen);
bool isGenericFile(const Evidence &Seen);
bool isRemapPfnRange(const Evidence &Seen);
bool isIoRemap(const Evidence &Seen);
bool isPageInsertion(const Evidence &Seen);
bool isPostHook(const Evidence &Seen);
bool isDelegating(const Evidence &Seen);
bool isStacked(const Evidence &Seen);
bool keepsVma(const Evidence &Seen);

} // namespace premap

#endif
