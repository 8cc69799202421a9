// What a function does on each of its ways from the entry to a return, for
// whoever asks what is forgotten on one of them.
#ifndef PREMAP_MATCHERS_PATHFACTS_H
#define PREMAP_MATCHERS_PATHFACTS_H

#include "matchers/EnumJson.h"
#include "matchers/Span.h"

#include <string>
#include <vector>

namespace premap {

enum class StepKind {
  Call,     ///< Name is called with Args
  Set,      ///< the local variable or parameter Name gets Value
  Store,    ///< the memory that Name spells gets Value
  Use,      ///< what the local pointer Name points to is read or written
  Branch,   ///< Name decided, and was Taken
  ScopeEnd, ///< the cleanup of the local Name runs
  Return,
};

struct Step {
  StepKind Kind = StepKind::Call;
  Span Where;
  std::string Text; ///< as written
  std::string Name;
  std::string Operator; ///< "=", "+=", "++"
  std::string Value; ///< what is assigned or returned; Branch: a case's label
  std::string From;  ///< the function or macro that Value is the result of
  std::vector<std::string> Args;
  /// Branch: compares what is made of the mapping's size, or of its offset.
  /// Call, Store: hands it to what may compare it.
  bool Size = false, Offset = false;
  bool Taken = false; ///< Branch: Name is true, or the case is this one
};

enum class Outcome {
  Success,
  Error,
  Unknown, ///< the result of FlowPath::From, or something else
};

struct FlowPath {
  std::vector<unsigned> Steps; ///< indices, in the order of execution
  Outcome Ends = Outcome::Unknown;
  std::string From; ///< the function whose result is returned
};

/// How a body finds out where in its file or object an access is.
enum class RangeUseKind {
  Offset,      ///< `vma->vm_pgoff`: of where the VMA begins now
  FaultOffset, ///< `vmf->pgoff`: of the access, in the file
  Distance,    ///< `vmf->address - vma->vm_start`: from where the VMA begins
};

/// What an expression is needed for.
enum class RangeUseRole { Index, Selector, Compared, Passed, Other };

struct RangeUse {
  RangeUseKind Kind = RangeUseKind::Offset;
  RangeUseRole Role = RangeUseRole::Other;
  Span Where;
  std::string Text;
  std::string Callee; ///< Passed
};

PREMAP_ENUM_JSON(StepKind)
PREMAP_ENUM_JSON(Outcome)
PREMAP_ENUM_JSON(RangeUseKind)
PREMAP_ENUM_JSON(RangeUseRole)

void to_json(nlohmann::json &J, const Step &Value);
void from_json(const nlohmann::json &J, Step &Value);
void to_json(nlohmann::json &J, const FlowPath &Value);
void from_json(const nlohmann::json &J, FlowPath &Value);
void to_json(nlohmann::json &J, const RangeUse &Value);
void from_json(const nlohmann::json &J, RangeUse &Value);

} // namespace premap

#endif
