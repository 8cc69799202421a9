#include "verify/Mutants.h"

#include "gtest/gtest.h"

#include <regex>
#include <sstream>

namespace premap::verify {
namespace {

/// Replaces one match of Pattern; the whole line if Drop.
struct Rule {
  const char *What, *Pattern, *Replacement;
};

const Rule Rules[] = {
    {"drops a field", R"(^\t+desc->(vm_ops|page_prot|private_data) = .*;$)",
     "\t;"},
    {"drops the flags", R"(^\t+vma_desc_(set|clear)_flags\(.*\);$)", "\t;"},
    {"drops the action", R"(^\t+mmap_action_\w+\(.*\);$)", "\t;"},
    {"drops the error translation", R"(^\t+desc->action\.error_\w+ = .*;$)",
     "\t;"},
    {"another error number", R"(-EINVAL\b)", "-ENOMEM"},
    {"another error number", R"(-EPERM\b)", "-ENOMEM"},
    {"another error number", R"(-ENODEV\b)", "-ENOMEM"},
    {"another error number", R"(-EAGAIN\b)", "-ENOMEM"},
    {"another error number", R"(-ENXIO\b)", "-ENOMEM"},
    {"a negated check", R"(if \(([^()]*)\)$)", "if (!($1))"},
    {"a negated check", R"(if \((vma_desc_test\w*\([^()]*\))\)$)",
     "if (!($1))"},
    {"equal for unequal", " != ", " == "},
    {"unequal for equal", " == ", " != "},
    {"or for and", " && ", " || "},
    {"another offset", R"(desc->pgoff(?! =))", "(desc->pgoff + 1)"},
    {"another size", R"(vma_desc_size\(desc\))",
     "(vma_desc_size(desc) + PAGE_SIZE)"},
    {"another count", R"(vma_desc_pages\(desc\))",
     "(vma_desc_pages(desc) + 1)"},
    {"io remap for remap", R"(mmap_action_remap_full\()",
     "mmap_action_ioremap_full("},
    {"remap for io remap", R"(mmap_action_ioremap_full\()",
     "mmap_action_remap_full("},
    {"another pfn", R"((mmap_action_(?:io)?remap_full)\(desc, )",
     "$1(desc, 1 + "},
    {"another address", R"(mmap_action_simple_ioremap\(desc, )",
     "mmap_action_simple_ioremap(desc, PAGE_SIZE + "},
    {"clear for set", R"(vma_desc_set_flags\()", "vma_desc_clear_flags("},
    {"set for clear", R"(vma_desc_clear_flags\()", "vma_desc_set_flags("},
    {"another flag", R"(vma_desc_set_flags\(desc, VMA_\w+_BIT)",
     "vma_desc_set_flags(desc, VMA_HUGEPAGE_BIT"},
    {"any for all", R"(vma_desc_test_all\()", "vma_desc_test_any("},
    {"all for any", R"(vma_desc_test_any\((desc, \w+, \w+)\))",
     "vma_desc_test_all($1)"},
    {"the wrong field", R"(desc->private_data = )", "desc->vm_ops = (void *)"},
    {"NULL for the data", R"(desc->private_data = .*;$)",
     "desc->private_data = (void *)8;"},
    {"a leaked reference", R"(^(\t+)return 0;$)",
     "$1get_file(desc->file);\n$1return 0;"},
    {"success for failure", R"(return -E\w+;)", "return 0;"},
    {"failure for success", R"(return 0;)", "return -EIO;"},
};

} // namespace

static std::vector<std::string> linesOf(const std::string &Text) {
  std::vector<std::string> Lines;
  std::istringstream In(Text);
  for (std::string Line; std::getline(In, Line);)
    Lines.push_back(Line);
  return Lines;
}

static std::string join(const std::vector<std::string> &Lines) {
  std::string Text;
  for (const std::string &Line : Lines)
    Text += Line + "\n";
  return Text;
}

/// page_prot after the action, which copied it.
static void addMovedProt(const std::vector<std::string> &Lines,
                         std::vector<Mutant> &Out) {
  static const std::regex Prot(R"(^\t+desc->page_prot = .*;$)");
  static const std::regex Action(R"(^\t+mmap_action_(io)?remap\w*\(.*\);$)");
  for (std::size_t I = 0; I < Lines.size(); ++I)
    for (std::size_t J = I + 1; J < Lines.size() && J < I + 8; ++J)
      if (std::regex_match(Lines[I], Prot) &&
          std::regex_match(Lines[J], Action)) {
        std::vector<std::string> Moved = Lines;
        std::string Line = Moved[I];
        Moved.insert(Moved.begin() + J + 1, Line);
        Moved.erase(Moved.begin() + I);
        Out.push_back(
            {"line " + std::to_string(I + 1) + ": page_prot after the action",
             join(Moved)});
      }
}

std::vector<Mutant> mutantsOf(const std::string &Text) {
  std::vector<std::string> Lines = linesOf(Text);
  std::vector<Mutant> Out;
  bool Inside = false;
  for (std::size_t I = 0; I < Lines.size(); ++I) {
    if (Lines[I].find("struct vm_area_desc *") != std::string::npos)
      Inside = true;
    if (Lines[I] == "}")
      Inside = false;
    if (!Inside || Lines[I].starts_with("static") || Lines[I].empty())
      continue;
    for (const Rule &R : Rules) {
      std::string Changed =
          std::regex_replace(Lines[I], std::regex(R.Pattern), R.Replacement,
                             std::regex_constants::format_first_only);
      if (Changed == Lines[I])
        continue;
      std::vector<std::string> Mutated = Lines;
      Mutated[I] = Changed;
      Out.push_back(
          {"line " + std::to_string(I + 1) + ": " + R.What + ": " + Changed,
           join(Mutated)});
    }
  }
  addMovedProt(Lines, Out);
  return Out;
}

TEST(MutantsOf, ChangesOneLineOfTheHookOnly) {
  std::string Text = "static int f(struct vm_area_desc *desc)\n{\n"
                     "\tdesc->vm_ops = &ops;\n\treturn 0;\n}\n"
                     "static int g(void)\n{\n\treturn 0;\n}\n";
  std::vector<Mutant> Mutants = mutantsOf(Text);
  ASSERT_EQ(Mutants.size(), 3u);
  EXPECT_EQ(Mutants[0].Text, "static int f(struct vm_area_desc *desc)\n{\n"
                             "\t;\n\treturn 0;\n}\n"
                             "static int g(void)\n{\n\treturn 0;\n}\n");
}

} // namespace premap::verify
