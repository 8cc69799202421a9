#include "verify/SymValue.h"

#include <algorithm>

namespace premap::verify {

bool isNumber(const z3::expr &E, std::uint64_t &N) {
  return E.is_numeral_u64(N);
}

std::string shortText(const z3::expr &E) {
  std::string Text = E.to_string(), Line;
  bool Space = false;
  for (char C : Text) {
    if (C == '|')
      continue;
    bool Blank = C == '\n' || C == ' ';
    if (!Blank || !Space)
      Line += Blank ? ' ' : C;
    Space = Blank;
  }
  return Line.size() > 160 ? Line.substr(0, 157) + "..." : Line;
}

z3::expr Universe::apply(const std::string &Name,
                         const std::vector<z3::expr> &Args, unsigned Bits) {
  std::string Full = Name;
  z3::sort_vector Sorts(Z);
  z3::expr_vector Terms(Z);
  for (const z3::expr &Arg : Args) {
    Sorts.push_back(Arg.get_sort());
    Terms.push_back(Arg);
    Full += "/" + std::to_string(Arg.get_sort().bv_size());
  }
  if (Args.empty())
    return symbol(Full + "()", Bits);
  Full += ":" + std::to_string(Bits);
  return Z.function(Full.c_str(), Sorts, Z.bv_sort(Bits))(Terms);
}

// Named objects lie far apart, so that an offset never leads out of one.
static constexpr unsigned MaxNamed = 4096;
static std::uint64_t arena(unsigned PointerBits) {
  return PointerBits == 64 ? 0xffffc00000000000u : 0xc0000000u;
}
static std::uint64_t stride(unsigned PointerBits) {
  return PointerBits == 64 ? 1u << 24 : 1u << 16;
}

int Universe::namedObject(ObjectKind Kind, const std::string &Name) {
  auto Known = Named.find(Name);
  if (Known != Named.end())
    return Known->second;
  std::uint64_t Address =
      arena(PointerBits) + (Named.size() % MaxNamed) * stride(PointerBits);
  int Index = Objects.size();
  Objects.push_back({Kind, Name, word(Address), false, {}});
  Named.emplace(Name, Index);
  return Index;
}

int Universe::findByAddress(std::uint64_t Address) const {
  for (const auto &[Name, Index] : Named) {
    std::uint64_t Base = 0;
    if (isNumber(Objects[Index].Base, Base) && Address >= Base &&
        Address - Base < stride(PointerBits))
      return Index;
  }
  return -1;
}

Place Universe::resolve(const Value &Pointer) {
  z3::expr Bits = Pointer.Bits.simplify();
  std::uint64_t Address = 0;
  int Object = Pointer.Object;
  if (Object < 0 && isNumber(Bits, Address))
    Object = findByAddress(Address);
  if (Object >= 0)
    return {Object, (Bits - Objects[Object].Base).simplify()};
  // base + constant: the constant is the offset.
  z3::expr Base = Bits, Offset = word(0);
  if (Bits.is_app() && Bits.decl().decl_kind() == Z3_OP_BADD &&
      Bits.arg(0).is_numeral()) {
    Offset = Bits.arg(0);
    Base = (Bits - Offset).simplify();
  }
  auto Known = Lazy.find(Base.id());
  if (Known != Lazy.end())
    return {Known->second, Offset};
  bool Leaf = Base.is_const() && !Base.is_numeral();
  int Index = Objects.size();
  std::string Name =
      Leaf ? Base.decl().name().str() : "object" + std::to_string(Index);
  Objects.push_back({ObjectKind::Lazy, Name, Base, false, {}});
  Lazy.emplace(Base.id(), Index);
  Kept.push_back(Base);
  return {Index, Offset};
}

z3::expr Universe::initial(int Object, const z3::expr &Offset, unsigned Bytes,
                           const std::string &Version) {
  std::string Suffix = Version.empty() ? "" : " after " + Version;
  std::uint64_t At = 0;
  if (!isNumber(Offset, At))
    return apply(Objects[Object].Name + "#" + std::to_string(Object) +
                     "[]:" + std::to_string(Bytes) + Suffix,
                 {Offset}, Bytes * 8);
  std::string Key = std::to_string(Object) + "+" + std::to_string(At) + ":" +
                    std::to_string(Bytes) + Suffix;
  auto Known = Initial.find(Key);
  if (Known != Initial.end())
    return Known->second;
  std::string Name = describe(Object, Offset) + Suffix;
  if (unsigned N = Used[Name]++)
    Name += "'" + std::to_string(N);
  z3::expr Term = symbol(Name, Bytes * 8);
  Initial.emplace(Key, Term);
  return Term;
}

std::string Universe::describe(int Object, const z3::expr &Offset) {
  const SymObject &O = Objects[Object];
  std::uint64_t At = 0;
  if (!isNumber(Offset, At))
    return O.Name + "[" + shortText(Offset) + "]";
  auto Field = O.FieldNames.find(At);
  const char *Arrow = O.Kind == ObjectKind::Global ? "." : "->";
  if (Field != O.FieldNames.end())
    return O.Name + Arrow + Field->second;
  return At ? O.Name + Arrow + "offset_" + std::to_string(At) : "*" + O.Name;
}

std::string Universe::describe(const z3::expr &E) {
  std::uint64_t N = 0;
  if (isNumber(E, N) && E.get_sort().bv_size() == PointerBits) {
    int Object = findByAddress(N);
    if (Object >= 0) {
      z3::expr Offset = (E - Objects[Object].Base).simplify();
      std::uint64_t At = 0;
      if (isNumber(Offset, At) && At == 0)
        return Objects[Object].Name;
      return "&" + describe(Object, Offset);
    }
  }
  return shortText(E);
}

} // namespace premap::verify
