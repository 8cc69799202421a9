// All that is known about one handler, in plain values: what findings are made
// of and conversions start from.
#ifndef PREMAP_FINDINGS_CONVERSIONINPUT_H
#define PREMAP_FINDINGS_CONVERSIONINPUT_H

#include "matchers/Facts.h"

#include <optional>
#include <string>
#include <vector>

namespace premap {

/// The member of a record that moves with all who set and call it: `mmap` of
/// "proto_ops".
struct HookFamily {
  std::string Record, Field;
  bool has(const OpsEntry &Entry) const {
    return Entry.Type == Record && Entry.Field == Field;
  }
  bool operator==(const HookFamily &) const = default;
};

/// The functions between an inner hook and the entry that leads to it.
struct CallerChain {
  std::vector<std::string> Functions; ///< the nearest to the hook first
  bool ToEntry = false;               ///< the last one is a hook of the VFS
  bool ChecksSize = false, ChecksOffset = false; ///< one of them does
  std::vector<std::string> FlagsCleared;         ///< by all of them
};

/// One handler and those that share its helpers.
struct ConversionInput {
  /// Whose tables may follow; those of the VFS if there is none.
  std::optional<HookFamily> Family = {};
  /// Family moves in one step with all who call it: its hooks are called as if
  /// the core called them, no VMA behind them.
  bool InOneStep = false;
  /// The family that moves in one step with this handler, which calls it, and
  /// where the handler's file asks for the member without calling it.
  std::optional<HookFamily> Calls = {};
  std::vector<FieldUse> CalledTests = {};
  /// The handler stays, for users that cannot follow, beside its new form.
  bool KeepsOld = false;
  FunctionFacts Handler;
  std::vector<OpsEntry> Entries; ///< of every table that names it, all units
  /// Entries of other handlers in the same tables, `mmap` and `mmap_prepare`.
  std::vector<OpsEntry> SiblingEntries;
  std::vector<Mention> Mentions; ///< of the handler, all units
  /// All other functions of Handler's file of which a body was seen.
  std::vector<FunctionFacts> FileFunctions;
  /// Functions of other files that get the VMA from Handler's team, and from
  /// each other. Filled by VmaFunctions for who looks over files.
  std::vector<FunctionFacts> HelpersElsewhere;
  /// The other hooks of the same file; converted along if they share a helper
  /// that takes the vma. Their own Peers are not looked at.
  std::vector<ConversionInput> Peers;
  /// Regions that no unit compiles, in any of the files that are touched.
  std::vector<InactiveRegion> Inactive;
  /// Files that spell an external handler's name and that no unit read.
  std::vector<std::string> UnreadUsers;
  /// Where one of the tables is stored in a file that may be open already.
  std::vector<Span> LiveStores;
  /// Where a table's hook is called without the VFS.
  std::vector<Span> DirectCalls;
  /// `->mmap` of a `file_operations` in Handler's file: a test, a call, a copy.
  std::vector<Span> HookReads;
  /// Where Handler's file calls hooks of other records.
  std::vector<FieldUse> InnerCalls;
  /// Where it reads them, to call them by way of a variable.
  std::vector<FieldUse> InnerReads;
  /// An inner hook's: every way to it that was read.
  std::vector<CallerChain> Callers;
  /// Where Handler's file is about kernels without MMU.
  std::vector<Span> NommuPlaces;
  /// The `vm_operations_struct` tables of Handler's file, and those that it can
  /// link to.
  std::vector<VmOpsTable> VmOps;
  /// Places that test `f_op->mmap` against NULL and may see one of the tables.
  std::vector<Span> NullTests;
};

/// Whether the hook's caller has a VMA already and knows nothing but the
/// compatibility path.
inline bool isCalledByCompat(const ConversionInput &Input) {
  return Input.Family && !Input.InOneStep;
}

/// The call of the family that moves with the handler, if \p E is that.
inline const FieldUse *calledFamily(const ConversionInput &Input,
                                    const Event &E) {
  for (const FieldUse &Use : Input.InnerCalls)
    if (Input.Calls && Use.Type == Input.Calls->Record &&
        Use.Field == Input.Calls->Field && E.Where.contains(Use.Where))
      return &Use;
  return nullptr;
}

/// Whether the entry of a library hook can be rewritten where it stands.
inline bool isEditableTable(const OpsEntry &Entry) {
  return Entry.Type == "file_operations" && Entry.Field == "mmap" &&
         Entry.FieldName && Entry.Value && Entry.Form == EntryForm::Designated;
}

} // namespace premap

#endif
