// A random hook as a tree that edits can change and that can be told as text of
// either hook.
#ifndef PREMAP_VERIFY_ORACLE_HANDLER_H
#define PREMAP_VERIFY_ORACLE_HANDLER_H

#include <cstdint>
#include <string>
#include <vector>

namespace premap::verify {

/// Numbers from a seed, the same on every machine.
class Dice {
public:
  explicit Dice(std::uint64_t Seed) : State(Seed * 2 + 1) { next(); }
  std::uint64_t next() {
    State = State * 6364136223846793005ull + 1442695040888963407ull;
    std::uint64_t X = State >> 33 ^ State >> 15;
    return X * 0x9e3779b97f4a7c15ull >> 20;
  }
  unsigned below(unsigned N) { return next() % N; }
  bool chance(unsigned Percent) { return below(100) < Percent; }
  template <typename T> const T &oneOf(const std::vector<T> &From) {
    return From[below(From.size())];
  }

private:
  std::uint64_t State;
};

struct Expr {
  enum Kind {
    Plain, ///< Text is C: a number, a local, a member of the state
    Pgoff,
    Pages,
    Size,
    Any, ///< whether one of the flags of Text, "SHARED|WRITE", is set
    All, ///< whether all are
    May, ///< capable(Text)
    Not,
    Cast,  ///< to the type Text
    Binary ///< Text is the operator
  };
  Kind What = Plain;
  std::string Text;
  std::vector<Expr> Args;
};

struct Stmt {
  enum Kind {
    Check,    ///< if (E) return -Name
    Return,   ///< return -Name; 0 if it is empty
    Local,    ///< unsigned long Name = E
    Store,    ///< Name = E; an lvalue of the state
    StoreAt,  ///< an element of the state's table, at E[0], becomes E[1]
    Probe,    ///< unsigned long Name = a function that may do anything (E)
    Poke,     ///< a function that may do anything (E)
    If,       ///< Then, Else
    Loop,     ///< Then for each Name below E[0]
    Locked,   ///< Then under the lock Name
    SetFlags, ///< Name: "DONTCOPY|DONTDUMP"
    ClearFlags,
    Prot, ///< Name: the cache mode
    SetPgoff,
    SetPrivate,
    SetOps,
    Remap, ///< of all if E has one element, the pfn; E[1] is a size. Name: the
           ///< error that becomes of the mapping's own one, or ""
    Get    ///< a reference that close() drops
  };
  Kind What = Return;
  std::string Name;
  std::vector<Expr> E;
  std::vector<Stmt> Then = {}, Else = {};
};

struct Hook {
  std::vector<Stmt> Body;
  /// Functions that are said before it: their number is in the name, and their
  /// text is what they return.
  std::vector<Expr> Helpers;
  bool Counts = false; ///< close() drops a reference
  /// Only in the prepare form: the reference is taken by mapped().
  bool GetsInMapped = false;
};

/// A hook of \p Seed, as the old text has it.
Hook randomHook(std::uint64_t Seed);

/// The file with the hook and its tables. Every name of it ends with \p Suffix.
std::string oldText(const Hook &H, const std::string &Suffix);
std::string newText(const Hook &H, const std::string &Suffix);

/// \p H as a careful person converts it; only what is said differently in the
/// prepare form is another tree.
Hook converted(const Hook &H);

/// Changes \p H in one place so that it does the same; \returns how, "" if no
/// place was found.
std::string editKeeping(Hook &H, Dice &D);
/// Changes \p H in one place so that it may do something else.
std::string editChanging(Hook &H, Dice &D);

} // namespace premap::verify

#endif
