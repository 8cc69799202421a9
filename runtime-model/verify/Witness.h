// Concrete inputs on which a pair of outcomes happens, in the words of a driver
// author.
#ifndef PREMAP_VERIFY_WITNESS_H
#define PREMAP_VERIFY_WITNESS_H

#include "verify/Outcome.h"

#include "nlohmann/json.hpp"

#include <optional>

namespace premap::verify {

class Witness {
public:
  /// Solves \p When; small numbers preferred, and \p Results (of 32 bits) that
  /// are 0 or an error. \p Readable: also pointers that look like some, and the
  /// usual errors. Nothing if that fails.
  static std::optional<Witness> find(Universe &U, PathSolver &Solver,
                                     const MmapInputs &In, const Layout &Types,
                                     const std::vector<z3::expr> &When,
                                     const std::vector<z3::expr> &Results = {},
                                     bool Readable = false);

  /// Value of \p E, unknown parts chosen arbitrarily but always the same.
  std::uint64_t value(const z3::expr &E) const;
  /// As value(), for 32-bit results of C type int.
  int result(const z3::expr &E) const;

  /// A pointer to something known by its name, anything else as a number.
  std::string text(const z3::expr &E) const;

  /// The mmap call and the driver state that \p Old and \p New depend on.
  nlohmann::json inputs(const Outcome &Old, const Outcome &New) const;
  /// What a hook and the kernel around it did.
  nlohmann::json outcome(const Outcome &O) const;

  const MmapInputs &arguments() const { return In; }
  Universe &universe() const { return U; }
  const Layout &types() const { return Types; }

private:
  Witness(Universe &U, const MmapInputs &In, const Layout &Types,
          z3::model Model)
      : U(U), In(In), Types(Types), Model(Model) {}
  /// What a function gets, or a place in memory, for people.
  std::string argument(const z3::expr &E) const;
  nlohmann::json request(const Effect &E) const;

  Universe &U;
  const MmapInputs &In;
  const Layout &Types;
  z3::model Model;
};

} // namespace premap::verify

#endif
