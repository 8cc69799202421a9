// The outcome of planning one conversion: the intended changes in words, or
// every obstacle with its rule.
#ifndef PREMAP_REWRITERS_PLAN_H
#define PREMAP_REWRITERS_PLAN_H

#include "matchers/Span.h"
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
  /// What a conversion would need, "" if nothing can help.
  std::string Missing = {};

  auto operator<=>(const Reason &) const = default;
};

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Reason, Rule, Message, File,
                                                Line, Missing)

/// One intended change.
struct PlanStep {
  std::string Text; ///< a sentence without a full stop
  Span Where;       ///< the text that it is about
};

/// What a conversion is to the move of a family of inner hooks.
enum class FamilyRole {
  None,
  Together, ///< a caller that moves at once with the record and all members
  Caller,   ///< the record and its callers know both forms
  Beside,   ///< a hook that stays gets its new form beside it
  Tables,   ///< tables name the new form of another file's hook
  Member,   ///< a hook and its tables
};

struct Plan {
  std::string Family; ///< the record, "" if it is the VFS's own
  FamilyRole Role = FamilyRole::None;
  std::string OldName, NewName;
  std::string DescName;      ///< the new parameter: "desc"
  std::string Action;        ///< what the core is asked for, "" if nothing
  std::string ErrorHook;     ///< function to generate, "" if none
  std::string ErrorOverride; ///< "-EAGAIN", "" if none
  std::string Mapped;        ///< vm_ops->mapped to generate, "" if none
  std::vector<PlanStep> Steps;
  std::vector<Reason> Warnings; ///< reported, do not forbid
};

/// Either a plan with its edits or at least one obstacle; obstacles and notes
/// are sorted.
struct PlanResult {
  std::optional<Plan> Accepted;
  EditGroup Edits;
  std::vector<Reason> Obstacles;
  std::vector<Reason> Notes; ///< what else was found, plan or not
};

/// The plan as `explain` prints it, one numbered line for each step.
std::string describe(const Plan &P);

} // namespace premap

#endif
