#include "tool/lint/RuleText.h"

#include "kernel/Rules.h"
#include "tool/lint/RuleChoice.h"

namespace premap {

/// Which hooks a rule is about.
static const char *scopeOf(kernel::RuleLints Lints) {
  switch (Lints) {
  case kernel::RuleLints::Nothing:
    return "";
  case kernel::RuleLints::Legacy:
    return ".mmap";
  case kernel::RuleLints::Converted:
    return ".mmap_prepare";
  case kernel::RuleLints::Both:
    return ".mmap and .mmap_prepare";
  }
  return "";
}

std::string listOfRules() {
  std::string Out;
  for (const std::string &Id : lintRules())
    Out += Id + "  " + std::string(kernel::ruleOf(Id)->Title) + "\n";
  return Out;
}

static std::string indented(std::string_view Text) {
  std::string Out = "    ";
  for (char C : Text) {
    Out += C;
    if (C == '\n')
      Out += "    ";
  }
  return Out + "\n";
}

std::string explanationOf(const std::string &Id) {
  if (!lintRules().count(Id))
    return "";
  const kernel::Rule &Rule = *kernel::ruleOf(Id);
  std::string Out = Id + ": " + std::string(Rule.Title) + "\n\nLooked for in " +
                    scopeOf(Rule.Lints) + " code.\n\n";
  if (!Rule.Why.empty())
    Out += std::string(Rule.Why) + "\n\n";
  if (!Rule.Wrong.empty())
    Out += "Wrong:\n" + indented(Rule.Wrong) + "\n";
  if (!Rule.Right.empty())
    Out += "Right:\n" + indented(Rule.Right) + "\n";
  return Out + std::string(Rule.Cure) +
         "\n\nTo silence one finding, say why on its line or the one before:\n"
         "    /* premap: ignore[" +
         Id + "] the reason */\n" +
         "or let it pass in .premap.yaml, with an end:\n"
         "    lint:\n"
         "      allow:\n"
         "        - rule: " +
         Id +
         "\n"
         "          path: drivers/foo/*.c\n"
         "          reason: the reason\n"
         "          until: 2027-12-31\n";
}

} // namespace premap
