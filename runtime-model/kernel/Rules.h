// What premap says about a handler carries the number of the pitfall behind it.
#ifndef PREMAP_KERNEL_RULES_H
#define PREMAP_KERNEL_RULES_H

#include <span>
#include <string>
#include <string_view>

namespace premap::kernel {

enum class RuleEffect {
  Forbids,     ///< the handler is declined
  Notes,       ///< the conversion is made, and this is said about it
  Environment, ///< nobody's fault: the configuration or the target
};

/// What `lint` looks at for a rule.
enum class RuleLints {
  Nothing,
  Legacy,    ///< .mmap: tells what the conversion will meet
  Converted, ///< .mmap_prepare and what belongs to it
  Both,
};

struct Rule {
  std::string_view Id;    ///< "PM001"
  std::string_view Title; ///< what it is about, a line
  std::string_view Cure;  ///< what a driver author does, a sentence
  RuleEffect Effect;
  RuleLints Lints = RuleLints::Nothing;
  std::string_view Wrong{}; ///< a piece of C
  std::string_view Right{};
};

/// By id.
std::span<const Rule> rules();

/// The row of \p Id, or null.
const Rule *ruleOf(std::string_view Id);

/// The rows of the table in rewriters/README.md.
std::string rulesAsMarkdown();

} // namespace premap::kernel

#endif
