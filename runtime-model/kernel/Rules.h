// What premap says about a handler carries the number of the pitfall behind it.
#ifndef PREMAP_KERNEL_RULES_H
#define PREMAP_KERNEL_RULES_H

#include <span>
#include <string>
#include <string_view>

namespace premap::kernel {

/// The ids. Whoever decides something names its rule by these.
namespace rule {
inline constexpr std::string_view PM001 = "PM001";
inline constexpr std::string_view PM002 = "PM002";
inline constexpr std::string_view PM003 = "PM003";
inline constexpr std::string_view PM004 = "PM004";
inline constexpr std::string_view PM005 = "PM005";
inline constexpr std::string_view PM006 = "PM006";
inline constexpr std::string_view PM007 = "PM007";
inline constexpr std::string_view PM008 = "PM008";
inline constexpr std::string_view PM009 = "PM009";
inline constexpr std::string_view PM010 = "PM010";
inline constexpr std::string_view PM011 = "PM011";
inline constexpr std::string_view PM012 = "PM012";
inline constexpr std::string_view PM013 = "PM013";
inline constexpr std::string_view PM014 = "PM014";
inline constexpr std::string_view PM015 = "PM015";
inline constexpr std::string_view PM016 = "PM016";
inline constexpr std::string_view PM017 = "PM017";
inline constexpr std::string_view PM018 = "PM018";
inline constexpr std::string_view PM019 = "PM019";
inline constexpr std::string_view PM020 = "PM020";
inline constexpr std::string_view PM021 = "PM021";
inline constexpr std::string_view PM022 = "PM022";
inline constexpr std::string_view PM023 = "PM023";
inline constexpr std::string_view PM024 = "PM024";
inline constexpr std::string_view PM025 = "PM025";
inline constexpr std::string_view PM026 = "PM026";
inline constexpr std::string_view PM027 = "PM027";
inline constexpr std::string_view PM028 = "PM028";
inline constexpr std::string_view PM029 = "PM029";
inline constexpr std::string_view PM030 = "PM030";
inline constexpr std::string_view PM031 = "PM031";
inline constexpr std::string_view PM032 = "PM032";
inline constexpr std::string_view PM033 = "PM033";
inline constexpr std::string_view PM034 = "PM034";
inline constexpr std::string_view PM035 = "PM035";
inline constexpr std::string_view PM036 = "PM036";
inline constexpr std::string_view PM037 = "PM037";
inline constexpr std::string_view PM038 = "PM038";
inline constexpr std::string_view PM039 = "PM039";
inline constexpr std::string_view PM040 = "PM040";
inline constexpr std::string_view PM041 = "PM041";
inline constexpr std::string_view PM042 = "PM042";
inline constexpr std::string_view PM043 = "PM043";
inline constexpr std::string_view PM044 = "PM044";
inline constexpr std::string_view PM045 = "PM045";
inline constexpr std::string_view PM046 = "PM046";
inline constexpr std::string_view PM047 = "PM047";
inline constexpr std::string_view PM048 = "PM048";
inline constexpr std::string_view LM00 = "LM00";
inline constexpr std::string_view LM01 = "LM01";
inline constexpr std::string_view LM02 = "LM02";
inline constexpr std::string_view LM03 = "LM03";
inline constexpr std::string_view LM04 = "LM04";
inline constexpr std::string_view LM05 = "LM05";
inline constexpr std::string_view LM06 = "LM06";
inline constexpr std::string_view LM07 = "LM07";
inline constexpr std::string_view LM08 = "LM08";
inline constexpr std::string_view LM09 = "LM09";
inline constexpr std::string_view LM10 = "LM10";
inline constexpr std::string_view LM11 = "LM11";
inline constexpr std::string_view LM12 = "LM12";
inline constexpr std::string_view LM13 = "LM13";
inline constexpr std::string_view LM14 = "LM14";
inline constexpr std::string_view LM15 = "LM15";
} // namespace rule

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
  std::string_view Why{}; ///< what goes wrong, a sentence or two
};

/// By id.
std::span<const Rule> rules();

/// The row of \p Id, or null.
const Rule *ruleOf(std::string_view Id);

/// The rows of the table in rewriters/README.md.
std::string rulesAsMarkdown();

} // namespace premap::kernel

#endif
