// What the lint rules share. Private to this room.
#ifndef PREMAP_FINDINGS_LINTRULES_H
#define PREMAP_FINDINGS_LINTRULES_H

#include "findings/ConversionInput.h"
#include "findings/Lint.h"
#include "findings/Team.h"
#include "kernel/Rules.h"
#include "matchers/ApiFeatures.h"

namespace premap {

namespace rule = kernel::rule;

struct LintReport {
  const ConversionInput &Input;
  const ApiFeatures &Api;
  /// The hook and the helpers of its file that get its VMA; no other hooks.
  Team Together;
  std::vector<LintFinding> Found;

  void say(std::string_view Rule, Confidence How, const FunctionFacts &In,
           const Event &At, std::string Message);
  void say(std::string_view Rule, Confidence How, const FunctionFacts &In,
           const Span &Where, const std::string &Statement,
           std::string Message);

  /// From the table to \p In.
  std::vector<LintStep> wayTo(const FunctionFacts &In) const;
  bool isConverted() const { return Input.Handler.Body.IsDesc; }
  /// A function of the file, by name; null if its body is not here.
  const FunctionFacts *functionNamed(std::string_view Name) const;
  /// Whether an inner table's subsystem calls the hook, and may check first.
  bool hasCallers() const;
  /// Whether the core may let offsets through that are no file's.
  bool takesAnyOffset() const;
  /// The table that the hook and its helpers store in vm_ops.
  std::vector<const VmOpsTable *> vmOps() const;
  /// The function of the file that \p Hook of a vm_ops table is; null if its
  /// body is not here.
  const FunctionFacts *functionOf(const VmOpsHook &Hook) const;
  bool sets(const std::string &Flag) const;
  bool clears(const std::string &Flag) const;
};

bool lists(const std::vector<std::string> &Flags, std::string_view Flag);

/// Sizes, offsets and protections of what is mapped: LM01, LM09, LM14, LM15.
void lintMappings(LintReport &R);
/// What fault handlers map: LM01.
void lintFaults(LintReport &R);
/// Flags: LM03.
void lintFlags(LintReport &R);
/// Offsets that get lost or are made up: LM12, LM13.
void lintOffsets(LintReport &R);
/// Ways that end in an error: LM06, LM07.
void lintErrors(LintReport &R);
/// Counters and pointers of mappings: LM08, LM11.
void lintCounts(LintReport &R);
/// What is used behind its lock: LM05.
void lintLookups(LintReport &R);
/// What depends on where the VMA begins: LM02.
void lintSplits(LintReport &R);
/// The vm_ops that the hook installs: LM04, LM10, PM028.
void lintVmOps(LintReport &R);
/// Fixed sizes and arrays of pages: PM012, PM014, PM034 to PM037.
void lintActions(LintReport &R);
/// What no hook may do to the range and the mapping: PM011, PM030.
void lintRangeWrites(LintReport &R);
/// What a merge drops: PM007, PM008.
void lintMerges(LintReport &R);
/// What a hook with a descriptor must not do: PM001 to PM003, PM006, PM016,
/// PM021, PM022, PM031.
void lintPrepare(LintReport &R);
/// What follows such a hook: PM004, PM005, PM010, PM019, PM027, PM042.
void lintMapped(LintReport &R);

} // namespace premap

#endif
