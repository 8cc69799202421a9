// Mutants that change one word, operator or number.
#include "kernel/Errnos.h"
#include "kernel/Flags.h"
#include "verify/mutants/MutantMaker.h"

#include <iterator>
#include <map>
#include <regex>

namespace premap::verify {
namespace {

/// Every match of Pattern becomes Replacement, one at a time; @ is the desc.
struct Rule {
  std::string Kind, Pattern, Replacement;
};

const Rule Rules[] = {
    {"another error number", R"(-E(?!NOMEM\b)[A-Z]\w*)",
     kernel::errorText(kernel::error::Enomem)},
    {"another error number", R"(-ENOMEM\b)",
     kernel::errorText(kernel::error::Einval)},
    {"equal for unequal", R"((\s)!=(\s))", "$1==$2"},
    {"unequal for equal", R"((\s)==(\s))", "$1!=$2"},
    {"or for and", R"((\s)&&(\s))", "$1||$2"},
    {"and for or", R"((\s)\|\|(\s))", "$1&&$2"},
    {"another bound", R"((\s)>(\s))", "$1>=$2"},
    {"another bound", R"((\s)<(\s))", "$1<=$2"},
    {"another bound", R"((\s)>=(\s))", "$1>$2"},
    {"another bound", R"((\s)<=(\s))", "$1<$2"},
    {"another pgoff", R"(@->pgoff\b(?!\s*=[^=]))", "(@->pgoff + 1)"},
    {"pgoff shifted twice", R"(@->pgoff\b(?!\s*=[^=]))",
     "(@->pgoff << PAGE_SHIFT)"},
    {"pages for bytes", R"(\s*<<\s*PAGE_SHIFT\b)", ""},
    {"pages for bytes", R"(\bvma_desc_size\()", "vma_desc_pages("},
    {"bytes for pages", R"(\s*>>\s*PAGE_SHIFT\b)", ""},
    {"bytes for pages", R"(\bPFN_DOWN\()", "("},
    {"bytes for pages", R"(\bvma_desc_pages\()", "vma_desc_size("},
    {"another size", R"(\bvma_desc_size\(@\))",
     "(vma_desc_size(@) + PAGE_SIZE)"},
    {"another size", R"(\bvma_desc_pages\(@\))", "(vma_desc_pages(@) + 1)"},
    {"io remap for remap", R"(\bmmap_action_remap_full\()",
     "mmap_action_ioremap_full("},
    {"remap for io remap", R"(\bmmap_action_ioremap_full\()",
     "mmap_action_remap_full("},
    {"another cache mode", R"(\bpgprot_noncached\()", "pgprot_writecombine("},
    {"another cache mode", R"(\bpgprot_writecombine\()", "pgprot_noncached("},
    {"clear for set", R"(\bvma_desc_set_flags\()", "vma_desc_clear_flags("},
    {"set for clear", R"(\bvma_desc_clear_flags\()", "vma_desc_set_flags("},
    {"any for all", R"(\bvma_desc_test_all\()", "vma_desc_test_any("},
    {"all for any", R"(\bvma_desc_test_any\((@,\s*\w+,\s*\w+)\))",
     "vma_desc_test_all($1)"},
};

/// What one takes a flag for.
std::string flagTakenFor(const std::string &Flag) {
  static const std::map<std::string, std::string> Pairs = {
      {"SHARED", "MAYSHARE"},     {"MAYSHARE", "SHARED"},
      {"WRITE", "MAYWRITE"},      {"MAYWRITE", "WRITE"},
      {"READ", "MAYREAD"},        {"MAYREAD", "READ"},
      {"EXEC", "MAYEXEC"},        {"MAYEXEC", "EXEC"},
      {"DONTEXPAND", "DONTDUMP"}, {"DONTCOPY", "DONTDUMP"},
      {"IO", "PFNMAP"},           {"PFNMAP", "IO"},
      {"SEQ_READ", "RAND_READ"},  {"RAND_READ", "SEQ_READ"},
      {"HUGEPAGE", "NOHUGEPAGE"}};
  auto Pair = Pairs.find(Flag);
  return Pair != Pairs.end() ? Pair->second : "DONTCOPY";
}

/// The one of \p Spans that \p At lies in, or none.
const Span *around(const std::vector<Span> &Spans, std::size_t At) {
  for (const Span &S : Spans)
    if (At >= S.Begin && At < S.End)
      return &S;
  return nullptr;
}

unsigned countFlags(const std::string &Code) {
  static const std::regex Flag(R"(\bVMA_\w+_BIT\b)");
  return std::distance(std::sregex_iterator(Code.begin(), Code.end(), Flag),
                       {});
}

} // namespace

static std::string withDesc(std::string Text, const std::string &Desc) {
  for (std::size_t At = 0; (At = Text.find('@', At)) != std::string::npos;
       At += Desc.size())
    Text.replace(At, 1, Desc);
  return Text;
}

void MutantMaker::changeWords() {
  Span Body = F.Body.Where;
  for (const Rule &R : Rules) {
    if (Desc.empty() && R.Pattern.find('@') != std::string::npos)
      continue;
    std::regex Wanted(withDesc(R.Pattern, Desc));
    for (std::sregex_iterator
             I(Code.begin() + Body.Begin, Code.begin() + Body.End, Wanted),
         E;
         I != E; ++I) {
      std::size_t At = Body.Begin + I->position();
      // What a message says is no part of what a hook does.
      if (!around(Messages, At))
        replace(R.Kind, {At, At + I->length()},
                I->format(withDesc(R.Replacement, Desc)));
    }
  }
}

void MutantMaker::changeFlags() {
  static const std::regex Flag(R"(,?\s*\b(VMA_(\w+)_BIT)\b)");
  Span Body = F.Body.Where;
  for (std::sregex_iterator
           I(Code.begin() + Body.Begin, Code.begin() + Body.End, Flag),
       E;
       I != E; ++I) {
    Span Word{Body.Begin + I->position(1),
              Body.Begin + I->position(1) + I->length(1)};
    const Span *Change = around(FlagChanges, Word.Begin);
    replace(Change ? "another flag" : "another flag tested", Word,
            kernel::bitName(*kernel::flagNamed(flagTakenFor((*I)[2]))));
    if (Change && countFlags(codeOf(*Change)) > 1)
      replace("a flag less", {Body.Begin + I->position(), Word.End}, "");
  }
}

} // namespace premap::verify
