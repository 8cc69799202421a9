// Says what kind of mmap handler a function is, from the events of its body and
// of the functions of its file that it calls.
#ifndef PREMAP_MATCHERS_CLASSIFY_H
#define PREMAP_MATCHERS_CLASSIFY_H

#include "matchers/Facts.h"

#include <optional>
#include <vector>

namespace premap {

/// What runs for one mmap(), as far as the handler's own file shows it.
struct HandlerReading {
  std::string Name; ///< of the handler
  const HandlerBody *Handler = nullptr;
  /// The functions of its file that get the vma from it, transitively.
  std::vector<const FunctionFacts *> Helpers;
  /// The other functions of its file that one of these calls.
  std::vector<const FunctionFacts *> Callees;
  /// Where the file calls hooks; tells which table an indirect call goes to.
  const std::vector<FieldUse> *FieldUses = nullptr;
};

struct Classification {
  std::optional<HandlerClass> Class; ///< greatest of Classes
  std::vector<HandlerClass> Classes; ///< ascending; empty without a body
};

/// A handler whose body is not Present has no class: what nobody has read
/// cannot be named.
Classification classify(const HandlerReading &Reading);

/// Whether the handler \p Name is generic_file_mmap() or one of its siblings:
/// known by name, because their bodies say nothing of the page cache.
bool isGenericFileHandler(const std::string &Name);

} // namespace premap

#endif
