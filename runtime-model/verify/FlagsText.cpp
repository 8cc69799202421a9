#include "verify/FlagsText.h"

#include "verify/SymValue.h"

#include <map>

namespace premap::verify {

/// What one hook does with a flag.
enum class FlagEnd { Clear, Set, Depends };

static FlagEnd endOf(const z3::expr &Bit) {
  std::uint64_t Value = 0;
  if (!isNumber(Bit, Value))
    return FlagEnd::Depends;
  return Value ? FlagEnd::Set : FlagEnd::Clear;
}

/// "" for what needs no words.
static const char *sentence(FlagEnd Old, FlagEnd New) {
  switch (Old) {
  case FlagEnd::Set:
    return New == FlagEnd::Clear     ? "the old hook sets, the new one clears "
           : New == FlagEnd::Depends ? "only the old hook sets "
                                     : "";
  case FlagEnd::Clear:
    return New == FlagEnd::Set       ? "the old hook clears, the new one sets "
           : New == FlagEnd::Depends ? "only the old hook clears "
                                     : "";
  case FlagEnd::Depends:
    return New == FlagEnd::Set     ? "only the new hook sets "
           : New == FlagEnd::Clear ? "only the new hook clears "
                                   : "the hooks do not agree on ";
  }
  return "";
}

std::string flagsText(const Layout &Types, const z3::expr &Old,
                      const z3::expr &New) {
  std::map<std::string, std::uint64_t> Flags; // by what is said of them
  for (unsigned I = 0; I < Old.get_sort().bv_size(); ++I) {
    z3::expr A = Old.extract(I, I).simplify(), B = New.extract(I, I).simplify();
    if (!(A == B).simplify().is_true())
      Flags[sentence(endOf(A), endOf(B))] |= std::uint64_t(1) << I;
  }
  std::string Text;
  for (const auto &[Said, Word] : Flags)
    Text += (Text.empty() ? "" : "; ") + Said + flagNames(Types, Word);
  return Text;
}

} // namespace premap::verify
