#include "tool/lint/Allowances.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

#include <algorithm>
#include <set>

using llvm::StringRef;

namespace premap {

bool Allowance::names(const GateFinding &F) const {
  if (Rule != F.Rule || (!Function.empty() && Function != F.Function))
    return false;
  llvm::Expected<llvm::GlobPattern> Glob = llvm::GlobPattern::create(Path);
  if (!Glob) {
    llvm::consumeError(Glob.takeError());
    return Path == F.Where.File;
  }
  return Glob->match(F.Where.File);
}

std::string problemWithDay(const std::string &Day) {
  auto number = [&](size_t From, size_t Length) {
    unsigned Value = 0;
    return StringRef(Day).substr(From, Length).getAsInteger(10, Value) ? 0
                                                                       : Value;
  };
  bool Form = Day.size() == 10 && Day[4] == '-' && Day[7] == '-';
  unsigned Month = Form ? number(5, 2) : 0, Date = Form ? number(8, 2) : 0;
  if (!Form || !number(0, 4) || Month < 1 || Month > 12 || Date < 1 ||
      Date > 31)
    return "'" + Day + "' is no day like 2027-03-31";
  return "";
}

size_t applyAllowances(const std::vector<Allowance> &Allowances,
                       const std::string &Today, const std::string &Source,
                       std::vector<GateFinding> &Findings,
                       std::vector<StaleEntry> &Stale) {
  std::set<const Allowance *> Used;
  size_t Before = Findings.size();
  std::erase_if(Findings, [&](const GateFinding &F) {
    bool Passes = false;
    for (const Allowance &A : Allowances)
      if (A.names(F)) {
        Used.insert(&A);
        // Days of this form sort as they follow each other.
        Passes |= A.Until.empty() || Today <= A.Until;
      }
    return Passes;
  });
  for (const Allowance &A : Allowances) {
    std::string Name =
        A.Rule + " in " + A.Path + (A.Function.empty() ? "" : ":" + A.Function);
    if (!Used.count(&A))
      Stale.push_back({"allowance", Source, 0,
                       "the allowance of " + Name + " lets nothing pass"});
    else if (!A.Until.empty() && A.Until < Today)
      Stale.push_back({"allowance", Source, 0,
                       "the allowance of " + Name + " ended on " + A.Until});
  }
  return Before - Findings.size();
}

} // namespace premap
