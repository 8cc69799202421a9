#include "tool/deliver/MissingParts.h"

#include <algorithm>
#include <set>

namespace premap {

void countMissing(llvm::ArrayRef<Reason> Reasons, MissingParts &Parts) {
  std::set<std::string> Named;
  for (const Reason &R : Reasons)
    if (!R.Missing.empty() && Named.insert(R.Missing).second)
      ++Parts[R.Missing];
}

std::string missingLines(const MissingParts &Parts) {
  std::vector<std::pair<std::string, unsigned>> Sorted(Parts.begin(),
                                                       Parts.end());
  std::sort(Sorted.begin(), Sorted.end(), [](const auto &A, const auto &B) {
    return A.second != B.second ? A.second > B.second : A.first < B.first;
  });
  std::string Out;
  for (const auto &[Name, Count] : Sorted) {
    std::string Number = std::to_string(Count);
    Out += std::string(Number.size() < 5 ? 5 - Number.size() : 0, ' ') +
           Number + "  " + Name + "\n";
  }
  return Out;
}

} // namespace premap
