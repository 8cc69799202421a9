// One text of a translation unit as LLVM IR, and what of its declarations the
// IR has lost.
#ifndef PREMAP_VERIFY_COMPILEDUNIT_H
#define PREMAP_VERIFY_COMPILEDUNIT_H

#include "verify/HeaderBodies.h"
#include "verify/HeaderNames.h"
#include "verify/InactiveText.h"
#include "verify/Layout.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace premap::verify {

/// One hook that stands in an ops table.
struct TableHook {
  std::string Table;  ///< variable and path: "devs[1].ops"; for a runtime
                      ///< assignment "function(): left-hand side"
  std::string Record; ///< tag: "file_operations"
  std::string Field;  ///< "mmap", "mmap_prepare", ...
  std::string Function;
  /// Record tags of what the parameters point to; "" for anything else.
  std::vector<std::string> Parameters;
  bool Cast = false; ///< its type is not that of the member
  bool operator<(const TableHook &O) const {
    return std::tie(Table, Record, Field, Function) <
           std::tie(O.Table, O.Record, O.Field, O.Function);
  }
};

/// A text as IR. Movable; the module dies before its context.
struct CompiledUnit {
  std::shared_ptr<llvm::LLVMContext> Context;
  std::shared_ptr<llvm::Module> Module;
  Layout Types;
  std::vector<TableHook> Hooks; ///< sorted
  /// What functions put into other members of tables of hooks: "place.member"
  /// -> the text of the value.
  std::map<std::string, std::string> AssignedMembers;
  /// Functions with a body that stand in a header: executed, never assumed to
  /// be the same on both sides by their name alone.
  std::set<std::string> HeaderBodies;
  std::map<std::string, SkippedBody> SkippedBodies; ///< of headers
  HeaderNames Names;                                ///< if they were asked for
  InactiveText Inactive;
  InactiveTexts InactiveOfHeaders; ///< of those that were asked for
  /// Functions that a header declares and that get a mapping -> its record.
  std::map<std::string, std::string> MappingOfHeaders;
  std::string Error; ///< "path:line: message"; empty on success
};

} // namespace premap::verify

#endif
