// What kind of mmap handler there is, and why one is declined: the two enums
// that every stage switches over without `default:`.
#ifndef PREMAP_MATCHERS_HANDLERCLASS_H
#define PREMAP_MATCHERS_HANDLERCLASS_H

#include "matchers/EnumJson.h"

#include "nlohmann/json.hpp"

#include <string>

namespace premap {

/// Ordered from the least to the most demanding; a handler's class is the
/// greatest of all that apply.
enum class HandlerClass {
  RejectOnly,    ///< never maps: only returns an error
  VmOpsOnly,     ///< sets vm_ops, private_data, page_prot and no flags
  FlagSetting,   ///< also sets or clears VMA flags
  GenericFile,   ///< calls generic_file_mmap() and friends
  RemapPfnRange, ///< remap_pfn_range()
  IoRemap,       ///< io_remap_pfn_range(), vm_iomap_memory()
  PageInsertion, ///< vm_insert_page[s](), vm_map_pages[_zero]()
  PostHook,      ///< per-mapping state that must move behind the action
  Delegating,    ///< an inner hook or another driver function gets the vma
  Stacked,       ///< calls another file's mmap
  KeepsVma,      ///< stores the vma pointer
};

PREMAP_ENUM_JSON(HandlerClass)

/// The one state in which every candidate ends.
enum class State {
  Convertible,
  Declined,
  AlreadyConverted, ///< its tables name it as a hook that takes a descriptor
  NotCompiled,
  ParseFailed,
  TextOnly,
  Converted,
  ConvertedUnderAssumptions,
  Inconclusive,
  Refuted,
  EditFailed,
};

PREMAP_ENUM_JSON(State)

std::string toString(HandlerClass Class);
std::string toString(State S);

} // namespace premap

#endif
