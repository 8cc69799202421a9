// Symbolic values, the objects that pointers lead to, and the names that both
// texts share so that the same thing is the same symbol on both sides.
#ifndef PREMAP_VERIFY_SYMVALUE_H
#define PREMAP_VERIFY_SYMVALUE_H

#include "z3++.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap::verify {

/// A scalar as a bit-vector, or the elements of a first-class aggregate.
struct Value {
  explicit Value(const z3::expr &Bits, int Object = -1)
      : Bits(Bits), Object(Object) {}
  z3::expr Bits;
  int Object; ///< the object a pointer leads to; -1 if that is not known
  std::vector<Value> Elements;
};

enum class ObjectKind {
  Mapping, ///< the vma or the desc
  Local,   ///< an alloca
  Global,  ///< a variable or a function
  Lazy,    ///< whatever a pointer of unknown origin leads to
};

struct SymObject {
  ObjectKind Kind;
  std::string Name; ///< for people: "file", "file->private_data"
  z3::expr Base;    ///< its address
  bool Constant = false;
  std::map<std::uint64_t, std::string> FieldNames; ///< by byte offset
};

/// Memory as the hook found it, or as a call left it.
struct MemoryPlace {
  int Object = -1;
  std::uint64_t Offset = 0; ///< bytes
  unsigned Bytes = 0;
  std::string Version; ///< the call; "" before any
};

/// What a pointer means inside its object.
struct Place {
  int Object;
  z3::expr Offset; ///< bytes
};

/// The terms of one comparison. Objects of unknown origin are created when a
/// pointer is followed for the first time; pointers from different places are
/// taken to lead to different objects.
class Universe {
public:
  explicit Universe(unsigned PointerBits) : PointerBits(PointerBits) {}

  z3::expr number(std::uint64_t N, unsigned Bits) {
    return Z.bv_val(static_cast<std::uint64_t>(N), Bits);
  }
  z3::expr word(std::uint64_t N) { return number(N, PointerBits); }
  z3::expr symbol(const std::string &Name, unsigned Bits) {
    return Z.bv_const(Name.c_str(), Bits);
  }
  /// The result of a function without side effects. \p Version says of which
  /// moment, if it reads memory.
  z3::expr apply(const std::string &Name, const std::vector<z3::expr> &Args,
                 unsigned Bits, const std::string &Version = "");

  /// An object with an address of its own, by name: the same name is the same
  /// object on both sides.
  int namedObject(ObjectKind Kind, const std::string &Name);
  /// Resolves \p Pointer, creating an object if nothing is known about it.
  Place resolve(const Value &Pointer);
  /// Whether the code takes this term for a pointer to an object.
  bool isPointer(const z3::expr &E) const;
  /// The code compares \p E with another pointer.
  void notePointer(const z3::expr &E) {
    if (Pointers.insert(E.id()).second)
      Kept.push_back(E);
  }
  /// The ids of what \p E is computed from: symbols, results of functions and
  /// the addresses of objects.
  const std::set<unsigned> &leavesOf(const z3::expr &E);
  Value pointerTo(int Object) { return Value(Objects[Object].Base, Object); }

  /// Unwritten memory: the same for the same object, place and version.
  z3::expr initial(int Object, const z3::expr &Offset, unsigned Bytes,
                   const std::string &Version);
  /// The memory that a symbol of initial() stands for; null for other terms.
  const MemoryPlace *placeOf(const z3::expr &Symbol) const;
  /// Every place of \p Object that initial() was asked for.
  std::vector<std::pair<MemoryPlace, z3::expr>> placesOf(int Object) const;
  /// \p E with all memory read as it was when the hook was called.
  z3::expr settled(const z3::expr &E);
  /// "dev->lock" for a pointer into an object; else the term itself.
  std::string describe(const z3::expr &E);
  /// How many operations \p E has if nothing is shared.
  std::uint64_t spelledSize(const z3::expr &E);

  std::string describe(int Object, const z3::expr &Offset);

  z3::context Z;
  const unsigned PointerBits;
  unsigned PageShift = 12;
  std::vector<SymObject> Objects;

private:
  /// A function that apply() or initial() made of a version of memory.
  struct Versioned {
    std::string Name; ///< for apply(); "" for memory at a computed place
    MemoryPlace Where;
    unsigned Bits;
  };
  int findByAddress(std::uint64_t Address) const;
  int lazyObject(const z3::expr &Base);
  z3::expr settledAt(const MemoryPlace &Where, const z3::expr *Offset);
  z3::expr settledApp(const z3::expr &E);

  std::map<std::string, int> Named;
  std::vector<int> ByAddress; ///< the named objects, in the order of addresses
  std::map<unsigned, int> Lazy; ///< by the id of the base term
  std::set<unsigned> Pointers;  ///< ids of terms that are compared as such
  std::vector<z3::expr> Kept;   ///< keeps those ids alive
  std::map<std::string, z3::expr> Initial;
  std::map<unsigned, MemoryPlace> Places;       ///< by the symbol's id
  std::map<unsigned, Versioned> VersionedDecls; ///< by the function's id
  std::map<unsigned, std::pair<z3::expr, z3::expr>> Settled; ///< by id
  std::map<unsigned, std::uint64_t> Sizes;       ///< of terms, by id
  std::map<unsigned, std::set<unsigned>> Leaves; ///< of terms, by id
  std::map<std::string, unsigned> Used;          ///< names of initial symbols
};

/// No object of C is larger, and none lies so close to the ends of memory.
inline constexpr std::uint64_t LargestObject = 1 << 16;

/// Numerals only.
bool isNumber(const z3::expr &E, std::uint64_t &N);

/// The constants of a term, each once.
std::vector<z3::expr> symbolsOf(const z3::expr &E);

/// "x - 4096" style text of a term, shortened to one line.
std::string shortText(const z3::expr &E);

} // namespace premap::verify

#endif
