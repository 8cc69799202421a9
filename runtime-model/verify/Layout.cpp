#include "verify/Layout.h"

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

// include/linux/mm.h: the numbers of these bits have not changed since the
// names exist; they serve where a text does not declare them itself.
const std::map<std::string, std::uint64_t> &mainlineFlags() {
  static const std::map<std::string, std::uint64_t> Flags{
      {"READ", 0x1},
      {"WRITE", 0x2},
      {"EXEC", 0x4},
      {"SHARED", 0x8},
      {"MAYREAD", 0x10},
      {"MAYWRITE", 0x20},
      {"MAYEXEC", 0x40},
      {"MAYSHARE", 0x80},
      {"GROWSDOWN", 0x100},
      {"PFNMAP", 0x400},
      {"LOCKED", 0x2000},
      {"IO", 0x4000},
      {"SEQ_READ", 0x8000},
      {"RAND_READ", 0x10000},
      {"DONTCOPY", 0x20000},
      {"DONTEXPAND", 0x40000},
      {"LOCKONFAULT", 0x80000},
      {"ACCOUNT", 0x100000},
      {"NORESERVE", 0x200000},
      {"HUGETLB", 0x400000},
      {"SYNC", 0x800000},
      {"WIPEONFORK", 0x2000000},
      {"DONTDUMP", 0x4000000},
      {"SOFTDIRTY", 0x8000000},
      {"MIXEDMAP", 0x10000000},
      {"HUGEPAGE", 0x20000000},
      {"NOHUGEPAGE", 0x40000000},
      {"MERGEABLE", 0x80000000},
  };
  return Flags;
}

std::uint64_t flagValue(const Layout &L, const std::string &Name) {
  auto Declared = L.Constants.find("VM_" + Name);
  if (Declared != L.Constants.end())
    return Declared->second;
  auto Known = mainlineFlags().find(Name);
  return Known == mainlineFlags().end() ? 0 : Known->second;
}

std::string flagNames(const Layout &L, std::uint64_t Word) {
  std::map<std::uint64_t, std::string> Bits;
  for (const auto &[Name, Mainline] : mainlineFlags())
    if (std::uint64_t Value = flagValue(L, Name))
      Bits.emplace(Value, Name);
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
