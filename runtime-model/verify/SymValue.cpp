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
                         const std::vector<z3::expr> &Args, unsigned Bits,
                         const std::string &Version) {
  std::string Full = Name;
  if (!Version.empty())
    Full += " after " + Version;
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
  z3::func_decl Function = Z.function(Full.c_str(), Sorts, Z.bv_sort(Bits));
  z3::expr Result = Function(Terms);
  if (!Version.empty() &&
      VersionedDecls.emplace(Function.id(), Versioned{Name, {}, Bits}).second)
    Kept.push_back(Result);
  return Result;
}

// Named objects lie far apart, so that an offset never leads out of one.
static unsigned maxNamed(unsigned PointerBits) {
  return PointerBits == 64 ? 1u << 20 : 1u << 13;
}
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
  if (ByAddress.size() == maxNamed(PointerBits))
    throw z3::exception("too many objects");
  std::uint64_t Address =
      arena(PointerBits) + ByAddress.size() * stride(PointerBits);
  int Index = Objects.size();
  Objects.push_back({Kind, Name, word(Address), false, {}});
  Named.emplace(Name, Index);
  ByAddress.push_back(Index);
  return Index;
}

int Universe::findByAddress(std::uint64_t Address) const {
  if (Address < arena(PointerBits))
    return -1;
  std::uint64_t N = (Address - arena(PointerBits)) / stride(PointerBits);
  return N < ByAddress.size() ? ByAddress[N] : -1;
}

bool Universe::isPointer(const z3::expr &E) const {
  std::uint64_t Address = 0;
  if (isNumber(E, Address))
    return findByAddress(Address) >= 0;
  return Lazy.count(E.id()) || Pointers.count(E.id());
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
  bool Sum = Bits.is_app() && Bits.decl().decl_kind() == Z3_OP_BADD;
  if (Sum && isNumber(Bits.arg(0), Address)) {
    if (int Named = findByAddress(Address); Named >= 0)
      return {Named, (Bits - Objects[Named].Base).simplify()};
    Offset = Bits.arg(0);
    Base = (Bits - Offset).simplify();
  }
  if (auto Known = Lazy.find(Base.id()); Known != Lazy.end())
    return {Known->second, Offset};
  // pointer + number, added up as numbers
  std::vector<z3::expr> Bases;
  for (unsigned I = 0; Sum && I < Bits.num_args(); ++I)
    if (z3::expr Part = Bits.arg(I); !Part.is_numeral() && isPointer(Part))
      Bases.push_back(Part);
  if (Bases.size() == 1)
    return {lazyObject(Bases[0]), (Bits - Bases[0]).simplify()};
  return {lazyObject(Base), Offset};
}

/// What a term of unknown origin leads to.
int Universe::lazyObject(const z3::expr &Base) {
  if (auto Known = Lazy.find(Base.id()); Known != Lazy.end())
    return Known->second;
  bool Leaf = Base.is_const() && !Base.is_numeral();
  int Index = Objects.size();
  std::string Name = "object" + std::to_string(Index);
  if (Base.is_app() && Base.decl().decl_kind() == Z3_OP_UNINTERPRETED) {
    Name = Base.decl().name().str();
    // A function's name ends with the widths of its arguments: "f/64:64".
    if (!Leaf)
      Name = Name.substr(0, Name.find_first_of("/#")) + "()";
  }
  Objects.push_back({ObjectKind::Lazy, Name, Base, false, {}});
  Lazy.emplace(Base.id(), Index);
  Kept.push_back(Base);
  return Index;
}

const std::set<unsigned> &Universe::leavesOf(const z3::expr &E) {
  auto [Known, New] = Leaves.emplace(E.id(), std::set<unsigned>());
  if (!New)
    return Known->second;
  Kept.push_back(E);
  std::uint64_t Address = 0;
  bool Opaque = E.is_app() && !E.is_numeral() &&
                E.decl().decl_kind() == Z3_OP_UNINTERPRETED;
  bool Named = E.is_bv() && E.get_sort().bv_size() == PointerBits &&
               isNumber(E, Address) && findByAddress(Address) >= 0;
  std::set<unsigned> Result;
  if (Opaque || Named)
    Result.insert(E.id());
  else if (E.is_app())
    for (unsigned I = 0; I < E.num_args(); ++I) {
      const std::set<unsigned> &Inner = leavesOf(E.arg(I));
      Result.insert(Inner.begin(), Inner.end());
    }
  return Leaves[E.id()] = std::move(Result);
}

z3::expr Universe::initial(int Object, const z3::expr &Offset, unsigned Bytes,
                           const std::string &Version) {
  std::string Suffix = Version.empty() ? "" : " after " + Version;
  std::uint64_t At = 0;
  if (!isNumber(Offset, At)) {
    z3::expr Term = apply(Objects[Object].Name + "#" + std::to_string(Object) +
                              "[]:" + std::to_string(Bytes) + Suffix,
                          {Offset}, Bytes * 8);
    if (VersionedDecls
            .emplace(Term.decl().id(),
                     Versioned{"", {Object, 0, Bytes, Version}, Bytes * 8})
            .second)
      Kept.push_back(Term);
    return Term;
  }
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
  Places.emplace(Term.id(), MemoryPlace{Object, At, Bytes, Version});
  return Term;
}

const MemoryPlace *Universe::placeOf(const z3::expr &Symbol) const {
  auto Known = Places.find(Symbol.id());
  return Known == Places.end() ? nullptr : &Known->second;
}

std::vector<std::pair<MemoryPlace, z3::expr>>
Universe::placesOf(int Object) const {
  std::vector<std::pair<MemoryPlace, z3::expr>> Result;
  for (const auto &[Key, Term] : Initial)
    if (const MemoryPlace *Where = placeOf(Term); Where->Object == Object)
      Result.emplace_back(*Where, Term);
  return Result;
}

/// The same place of the object that the settled base leads to.
z3::expr Universe::settledAt(const MemoryPlace &Where, const z3::expr *Offset) {
  int Object = Where.Object;
  if (Objects[Object].Kind == ObjectKind::Lazy) {
    z3::expr Base = Objects[Object].Base;
    z3::expr Now = settled(Base);
    if (Now.id() != Base.id())
      Object = resolve(Value(Now)).Object;
  }
  return initial(Object, Offset ? settled(*Offset) : word(Where.Offset),
                 Where.Bytes, "");
}

z3::expr Universe::settledApp(const z3::expr &E) {
  std::vector<z3::expr> Args;
  z3::expr_vector Terms(Z);
  for (unsigned I = 0; I < E.num_args(); ++I) {
    Args.push_back(settled(E.arg(I)));
    Terms.push_back(Args.back());
  }
  auto Known = VersionedDecls.find(E.decl().id());
  if (Known == VersionedDecls.end())
    return E.decl()(Terms);
  const Versioned V = Known->second;
  return V.Name.empty() ? settledAt(V.Where, &Args[0])
                        : apply(V.Name, Args, V.Bits);
}

z3::expr Universe::settled(const z3::expr &E) {
  if (!E.is_app() || E.is_numeral())
    return E;
  auto Known = Settled.find(E.id());
  if (Known != Settled.end())
    return Known->second.second;
  z3::expr Result = E;
  if (const MemoryPlace *Place = placeOf(E)) {
    MemoryPlace Where = *Place;
    Result = settledAt(Where, nullptr);
  } else if (E.num_args())
    Result = settledApp(E).simplify();
  Settled.emplace(E.id(), std::pair(E, Result));
  return Result;
}

std::uint64_t Universe::spelledSize(const z3::expr &E) {
  if (!E.is_app() || !E.num_args())
    return 1;
  if (auto Known = Sizes.find(E.id()); Known != Sizes.end())
    return Known->second;
  constexpr std::uint64_t Huge = std::uint64_t(1) << 32;
  std::uint64_t Size = 1;
  for (unsigned I = 0; I < E.num_args(); ++I)
    Size = std::min(Huge, Size + spelledSize(E.arg(I)));
  Sizes.emplace(E.id(), Size);
  Kept.push_back(E);
  return Size;
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
  return At ? "*(" + O.Name + " + " + std::to_string(At) + ")" : "*" + O.Name;
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
      std::string Place = describe(Object, Offset);
      return Place.starts_with("*(") ? Place.substr(2, Place.size() - 3)
                                     : "&" + Place;
    }
  }
  return shortText(E);
}

static void collectSymbols(const z3::expr &E, std::set<unsigned> &Seen,
                           std::vector<z3::expr> &Symbols) {
  if (!E.is_app() || E.is_numeral() || !Seen.insert(E.id()).second)
    return;
  if (E.is_const())
    Symbols.push_back(E);
  for (unsigned I = 0; I < E.num_args(); ++I)
    collectSymbols(E.arg(I), Seen, Symbols);
}

std::vector<z3::expr> symbolsOf(const z3::expr &E) {
  std::set<unsigned> Seen;
  std::vector<z3::expr> Symbols;
  collectSymbols(E, Seen, Symbols);
  return Symbols;
}

} // namespace premap::verify
