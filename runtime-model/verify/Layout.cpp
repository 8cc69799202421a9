#include "verify/Layout.h"

#include <algorithm>
#include <cstdio>

namespace premap::verify {

bool meanTheSame(const RecordPlaces &A, const RecordPlaces &B) {
  for (const auto &[Name, Where] : A.Fields) {
    if (const FieldPlace *Same = B.find(Name)) {
      if (*Same != Where)
        return false;
      continue;
    }
    for (const auto &[Other, There] : B.Fields)
      if (!A.find(Other) && Where.Offset < There.Offset + There.Size &&
          There.Offset < Where.Offset + Where.Size)
        return false;
  }
  return true;
}

std::string Layout::fieldAt(const std::string &Tag, unsigned Offset) const {
  const RecordPlaces *Record = find(Tag);
  if (!Record)
    return "";
  std::string Best;
  unsigned BestSize = ~0u;
  for (const auto &[Name, Place] : Record->Fields)
    if (Place.Offset == Offset && Place.Size && Place.Size < BestSize) {
      Best = Name;
      BestSize = Place.Size;
    }
  return Best;
}

std::vector<const kernel::Flag *> namedFlags() {
  // Above them are those that only 64-bit kernels have.
  static constexpr unsigned CommonBits = 32;
  std::vector<const kernel::Flag *> Result;
  for (const kernel::Flag &F : kernel::flags()) {
    auto SameBit = [&](const kernel::Flag &G) { return G.Bit == F.Bit; };
    if (F.Bit < CommonBits &&
        std::ranges::count_if(kernel::flags(), SameBit) == 1)
      Result.push_back(&F);
  }
  return Result;
}

std::uint64_t flagValue(const Layout &L, FlagName Name) {
  const kernel::Flag *F = kernel::flagNamed(Name.Name);
  auto Declared = L.Constants.find(kernel::wordName(*F));
  return Declared != L.Constants.end() ? Declared->second
                                       : std::uint64_t(1) << F->Bit;
}

std::string flagNames(const Layout &L, std::uint64_t Word) {
  std::map<std::uint64_t, std::string> Bits;
  for (const kernel::Flag *F : namedFlags())
    if (std::uint64_t Value = flagValue(L, *F))
      Bits.emplace(Value, F->Name);
  std::string Text;
  auto append = [&Text](const std::string &Word) {
    Text += (Text.empty() ? "" : "|") + Word;
  };
  for (const auto &[Value, Name] : Bits)
    if ((Word & Value) == Value) {
      append(Name);
      Word &= ~Value;
    }
  if (Word) {
    char Buffer[24];
    std::snprintf(Buffer, sizeof(Buffer), "0x%llx",
                  static_cast<unsigned long long>(Word));
    append(Buffer);
  }
  return Text.empty() ? "0" : Text;
}

} // namespace premap::verify
