// The outcome of planning one conversion: the intended changes in words, or
// every obstacle with its rule.
#ifndef PREMAP_REWRITERS_PLAN_H
#define PREMAP_REWRITERS_PLAN_H

#include "matchers/Facts.h"
#include "rewriters/EditGroup.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace premap {

/// A rule of the pitfall catalogue, applied to one place.
struct Reason {
  std::string Rule;    ///< "PM001" .. "PM048"
  std::string Message; ///< one sentence, in a maintainer's words
  std::string File;    ///< relative to the tree's root
  unsigned Line = 0;   ///< 1-based; 0 if the whole file is meant

  auto operator<=>(const Reason &) const = default;
};

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Reason, Rule, Message, File,
                                                Line)

/// All that is known about one handler and those that share its helpers.
struct ConversionInput {
  FunctionFacts Handler;
  std::vector<OpsEntry> Entries; ///< of every table that names it, all units
  /// Entries of other handlers in the same tables, `mmap` and `mmap_prepare`.
  std::vector<OpsEntry> SiblingEntries;
  std::vector<Mention> Mentions; ///< of the handler, all units
  /// All other functions of Handler's file of which a body was seen.
  std::vector<FunctionFacts> FileFunctions;
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
  /// The `vm_operations_struct` tables of Handler's file, and those that it can
  /// link to.
  std::vector<VmOpsTable> VmOps;
  /// Places that test `f_op->mmap` against NULL and may see one of the tables.
  std::vector<Span> NullTests;
};

/// What the new hook asks the core to map.
enum class ActionKind {
  None,
  RemapFull,     ///< mmap_action_remap_full()
  Remap,         ///< mmap_action_remap()
  IoRemapFull,   ///< mmap_action_ioremap_full()
  IoRemap,       ///< mmap_action_ioremap()
  SimpleIoRemap, ///< mmap_action_simple_ioremap()
};

/// The helper's name, "" for None.
std::string toString(ActionKind Kind);

/// One intended change.
struct PlanStep {
  std::string Text; ///< a sentence without a full stop
  Span Where;       ///< the text that it is about
};

struct Plan {
  std::string OldName, NewName;
  std::string DescName; ///< the new parameter: "desc"
  ActionKind Action = ActionKind::None;
  std::string ErrorHook;     ///< function to generate, "" if none
  std::string ErrorOverride; ///< "-EAGAIN", "" if none
  std::vector<PlanStep> Steps;
  std::vector<Reason> Warnings; ///< reported, do not forbid
};

/// Either a plan with its edits or at least one obstacle; obstacles are sorted
/// by place.
struct PlanResult {
  std::optional<Plan> Accepted;
  EditGroup Edits;
  std::vector<Reason> Obstacles;
};

/// The plan as `explain` prints it, one numbered line for each step.
std::string describe(const Plan &P);

} // namespace premap

#endif
