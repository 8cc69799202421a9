// Defects of hooks that were found by reading the facts: what `lint` reports.
#ifndef PREMAP_FINDINGS_LINT_H
#define PREMAP_FINDINGS_LINT_H

#include "findings/Finding.h"
#include "matchers/Facts.h"

namespace premap {

enum class Confidence {
  Possible, ///< something that was not followed may make it right
  Likely,   ///< everything that usually makes it right was looked for
  Certain,  ///< nothing outside of what was read can make it right
};

/// A place on the way from the table to the defect.
struct LintStep {
  Place Where;
  std::string Message; ///< "the table st_fops names st_mmap()"
  auto operator<=>(const LintStep &) const = default;
};

/// The table that names the hook.
struct LintTable {
  std::string Type, Field, Variable;
  Place Where;
  auto operator<=>(const LintTable &) const = default;
};

struct LintFinding {
  std::string Rule;
  Place Where;
  std::string Function; ///< in which Where stands
  std::string Message;  ///< one sentence
  Confidence How = Confidence::Possible;
  LintTable Table;
  std::vector<LintStep> Way; ///< table, hook, helpers; without Where itself
  std::string Fix;           ///< one sentence
  /// The statement as written, on one line: what stays the same when lines
  /// move.
  std::string Statement;

  auto operator<=>(const LintFinding &) const = default;
};

/// What is wrong with the hook of \p Facts and with the vm_ops that it
/// installs, in a tree with \p Api; sorted, each once. For `.mmap` and
/// `.mmap_prepare`, of `file_operations` and of inner tables.
std::vector<LintFinding> lintFindings(const ConversionInput &Facts,
                                      const ApiFeatures &Api);

/// What is wrong with the functions of \p Table, whoever installs it;
/// \p Functions are those of its file.
std::vector<LintFinding> lintTable(const VmOpsTable &Table,
                                   const std::vector<FunctionFacts> &Functions,
                                   const ApiFeatures &Api);

} // namespace premap

#endif
