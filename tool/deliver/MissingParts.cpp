#include "tool/deliver/MissingParts.h"

#include "findings/Finding.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

namespace premap {

void countMissing(llvm::ArrayRef<Reason> Reasons, MissingParts &Parts) {
  std::set<std::string> Named;
  for (const Reason &R : Reasons)
    if (!R.Missing.empty() && Named.insert(R.Missing).second)
      ++Parts[R.Missing];
}

void countMissing(llvm::ArrayRef<Reason> Reasons, MissingKinds &Kinds) {
  MissingParts Own;
  countMissing(Reasons, Own);
  std::set<std::string> Counted;
  for (const auto &[Text, Count] : Own) {
    const std::string Kind(missingKind(Text));
    Kinds[Kind].Handlers += Counted.insert(Kind).second;
    if (Kind.size() < Text.size())
      ++Kinds[Kind].Names[Text.substr(Kind.size())];
  }
}

/// The most frequent first, then by name.
template <typename Value>
static std::vector<std::pair<std::string, Value>>
sorted(const std::map<std::string, Value> &Parts,
       unsigned (*Handlers)(const Value &)) {
  std::vector<std::pair<std::string, Value>> Out(Parts.begin(), Parts.end());
  llvm::sort(Out, [&](const auto &A, const auto &B) {
    unsigned OfA = Handlers(A.second), OfB = Handlers(B.second);
    return OfA != OfB ? OfA > OfB : A.first < B.first;
  });
  return Out;
}

static std::string namesText(const MissingParts &Names) {
  constexpr size_t Shown = 6;
  std::string Out;
  size_t At = 0;
  for (const auto &[Name, Count] :
       sorted<unsigned>(Names, [](const unsigned &N) { return N; })) {
    if (At == Shown && Names.size() > Shown + 1)
      return Out + " and " + std::to_string(Names.size() - Shown) + " more";
    Out += (At++ ? ", " : "") + Name;
    if (Names.size() > 1)
      Out += " (" + std::to_string(Count) + ")";
  }
  return Out;
}

std::string missingLines(const MissingKinds &Kinds) {
  std::string Out;
  for (const auto &[Kind, Part] : sorted<MissingKind>(
           Kinds, [](const MissingKind &K) { return K.Handlers; })) {
    std::string Number = std::to_string(Part.Handlers);
    Out += std::string(Number.size() < 5 ? 5 - Number.size() : 0, ' ') +
           Number + "  " + Kind + namesText(Part.Names) + "\n";
  }
  return Out;
}

} // namespace premap
