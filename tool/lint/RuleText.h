// What lint says of its rules.
#ifndef PREMAP_TOOL_LINT_RULETEXT_H
#define PREMAP_TOOL_LINT_RULETEXT_H

#include <string>

namespace premap {

/// A line for each rule that lint knows, sorted.
std::string listOfRules();

/// Why \p Id is a rule, a wrong and a right example, how to silence it; "" if
/// lint knows no such rule.
std::string explanationOf(const std::string &Id);

} // namespace premap

#endif
