// What kind of mmap handler there is, and why one is declined: the two enums
// that every stage switches over without `default:`.
#ifndef PREMAP_MATCHERS_HANDLERCLASS_H
#define PREMAP_MATCHERS_HANDLERCLASS_H

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

NLOHMANN_JSON_SERIALIZE_ENUM(HandlerClass,
                             {{HandlerClass::RejectOnly, "reject_only"},
                              {HandlerClass::VmOpsOnly, "vm_ops_only"},
                              {HandlerClass::FlagSetting, "flag_setting"},
                              {HandlerClass::GenericFile, "generic_file"},
                              {HandlerClass::RemapPfnRange, "remap_pfn_range"},
                              {HandlerClass::IoRemap, "io_remap"},
                              {HandlerClass::PageInsertion, "page_insertion"},
                              {HandlerClass::PostHook, "post_hook"},
                              {HandlerClass::Delegating, "delegating"},
                              {HandlerClass::Stacked, "stacked"},
                              {HandlerClass::KeepsVma, "keeps_vma"}})

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

NLOHMANN_JSON_SERIALIZE_ENUM(State,
                             {{State::Convertible, "convertible"},
                              {State::Declined, "declined"},
                              {State::AlreadyConverted, "already_converted"},
                              {State::NotCompiled, "not_compiled"},
                              {State::ParseFailed, "parse_failed"},
                              {State::TextOnly, "text_only"},
                              {State::Converted, "converted"},
                              {State::ConvertedUnderAssumptions,
                               "converted_under_assumptions"},
                              {State::Inconclusive, "inconclusive"},
                              {State::Refuted, "refuted"},
                              {State::EditFailed, "edit_failed"}})

inline std::string toString(HandlerClass C) {
  return nlohmann::json(C).get<std::string>();
}
inline std::string toString(State S) {
  return nlohmann::json(S).get<std::string>();
}

} // namespace premap

#endif
