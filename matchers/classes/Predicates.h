// One predicate for each class of handlers, and the evidence that they judge.
#ifndef PREMAP_MATCHERS_CLASSES_PREDICATES_H
#define PREMAP_MATCHERS_CLASSES_PREDICATES_H

#include "kernel/Calls.h"
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

  /// Whether it maps something by a function of \p Kind.
  bool maps(kernel::CallKind Kind) const;

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
