// Which rules a lint run looks for: `--rules LM*,-LM09`.
#ifndef PREMAP_TOOL_LINT_RULECHOICE_H
#define PREMAP_TOOL_LINT_RULECHOICE_H

#include "kernel/Rules.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <set>
#include <string>

namespace premap {

class RuleChoice {
public:
  /// A list separated by commas: ids, with `*` for any end; `-` in front takes
  /// away; "default" and "all". "" is "default". Fails for what names no rule
  /// that lint knows.
  static llvm::Expected<RuleChoice> parse(llvm::StringRef List);

  bool has(const std::string &Rule) const { return Chosen.count(Rule) != 0; }
  const std::set<std::string> &rules() const { return Chosen; }

private:
  std::set<std::string> Chosen;
};

/// The ids that lint knows, sorted.
std::set<std::string> lintRules();

/// The rule for a table that newly sets a deprecated hook. It is in the default
/// set only where there is something that it can be new against.
inline const std::string DeprecatedHookRule{kernel::rule::LM00};

} // namespace premap

#endif
