// One statement as a step of a way through a body. Private to BodyPaths.
#ifndef PREMAP_MATCHERS_PATHSTEPS_H
#define PREMAP_MATCHERS_PATHSTEPS_H

#include "matchers/BodyContext.h"

#include <optional>
#include <set>

namespace premap {

class StepReader {
public:
  explicit StepReader(const BodyContext &Body) : Body(Body) {}

  /// What \p S does by itself, without its operands; nothing if no rule asks.
  std::optional<Step> read(const clang::Stmt &S);
  /// \p Condition turned out to be \p Taken.
  Step branch(const clang::Expr &Condition, bool Taken) const;
  /// \p Label of a switch over \p Condition is where it goes on.
  Step chosen(const clang::Expr &Condition, const clang::Stmt *Label) const;
  Step scopeEnd(const clang::VarDecl &Variable) const;

  /// The local or parameter that \p S sets, and to what; null for anything
  /// else.
  static const clang::VarDecl *setBy(const clang::Stmt &S,
                                     const clang::Expr *&Value);
  /// The function or macro that \p E is the result of; "" if it is none.
  std::string resultOf(const clang::Expr &E) const;
  std::string plainText(const clang::Expr &E) const;

private:
  std::optional<Step> readCall(const clang::CallExpr &Call) const;
  std::optional<Step> readSet(const clang::Stmt &S,
                              const clang::VarDecl &Variable,
                              const clang::Expr *Value);
  std::optional<Step> readStore(const clang::Stmt &S) const;
  std::optional<Step> readGuard(const clang::VarDecl &Variable) const;
  std::optional<Step> readUse(const clang::MemberExpr &Member) const;
  Step place(StepKind Kind, const clang::Stmt &S) const;

  const BodyContext &Body;
  /// Locals that point to what somebody else looks up as well.
  std::set<const clang::VarDecl *> Found;
};

/// \p E without what does not change whether it is true.
const clang::Expr *plainCondition(const clang::Expr *E);

} // namespace premap

#endif
