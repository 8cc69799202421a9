// What has to hold on one way through a body, as far as its conditions say:
// signs of variables and of memory, by how they are spelled. Private to
// BodyPaths.
#ifndef PREMAP_MATCHERS_PATHKNOWLEDGE_H
#define PREMAP_MATCHERS_PATHKNOWLEDGE_H

#include "matchers/PathSteps.h"

#include <map>

namespace premap {

class PathKnowledge {
public:
  /// Bits of what a value may be; a negative one is an error pointer too.
  enum Sign : unsigned { Negative = 1, Zero = 2, Positive = 4, Any = 7 };

  explicit PathKnowledge(const BodyContext &Body) : Body(&Body) {}

  /// Learns that \p Condition is \p Truth; false if it cannot be.
  bool assume(const clang::Expr &Condition, bool Truth);
  void set(const clang::VarDecl &Variable, const clang::Expr *Value,
           const std::string &From);
  void store(const std::string &Name);
  /// A call that may change any memory.
  void forgetMemory();

  unsigned signsOf(const clang::Expr &E) const;
  /// The function whose result \p E holds; "" if it is no variable of one.
  std::string originOf(const clang::Expr &E) const;

private:
  enum class Truth { No, Yes, Unknown };
  /// What makes a condition true: \p When of the signs of \p Key. If it is
  /// false, Otherwise.
  struct Atom {
    std::string Key;
    unsigned When = Any, Otherwise = Any;
  };

  Atom atomOf(const clang::Expr &E) const;
  Truth truthOf(const clang::Expr &E) const;
  std::string keyOf(const clang::Expr &E) const;
  unsigned signsOf(const std::string &Key) const;
  void forget(const std::string &Word);

  const BodyContext *Body;
  std::map<std::string, unsigned> Signs;
  std::map<std::string, const clang::Expr *> Conditions; ///< `bool x = a < b`
  std::map<std::string, std::string> Origins;
};

} // namespace premap

#endif
