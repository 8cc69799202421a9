// All places of a hook that an edit can change.
#ifndef PREMAP_VERIFY_ORACLE_PLACES_H
#define PREMAP_VERIFY_ORACLE_PLACES_H

#include "verify/oracle/Handler.h"

namespace premap::verify {

/// A statement, by the list that it stands in.
struct StmtPlace {
  std::vector<Stmt> *In;
  std::size_t At;
  Stmt &get() const { return (*In)[At]; }
};

struct Places {
  explicit Places(Hook &H) { visit(H.Body); }

  std::vector<StmtPlace> Stmts;
  std::vector<Expr *> Exprs;
  /// The statement of each expression.
  std::vector<StmtPlace> Around;

private:
  void visit(std::vector<Stmt> &Body) {
    for (std::size_t I = 0; I < Body.size(); ++I) {
      Stmts.push_back({&Body, I});
      for (Expr &E : Body[I].E)
        visit(E, {&Body, I});
      visit(Body[I].Then);
      visit(Body[I].Else);
    }
  }
  void visit(Expr &E, StmtPlace In) {
    Exprs.push_back(&E);
    Around.push_back(In);
    for (Expr &Argument : E.Args)
      visit(Argument, In);
  }
};

inline bool isComparison(const Expr &E) {
  return E.What == Expr::Binary &&
         (E.Text == "<" || E.Text == "<=" || E.Text == ">" || E.Text == ">=" ||
          E.Text == "==" || E.Text == "!=");
}

inline bool isLogical(const Expr &E) {
  return E.What == Expr::Binary && (E.Text == "&&" || E.Text == "||");
}

inline bool isNumber(const Expr &E) {
  return E.What == Expr::Plain && E.Text[0] >= '0' && E.Text[0] <= '9';
}

inline bool isMember(const Expr &E) {
  return E.What == Expr::Plain && E.Text.starts_with("st->");
}

/// Edits of one hook: picks one that finds a place.
class Editor {
protected:
  Editor(Hook &H, Dice &D) : H(H), D(D), P(H) {}

  /// Tries \p All in turn, from any one on; \returns what was done.
  template <typename Edits>
  static std::string firstOf(Edits &Its,
                             const std::vector<std::string (Edits::*)()> &All) {
    std::size_t First = Its.D.below(All.size());
    for (std::size_t I = 0; I < All.size(); ++I)
      if (std::string Done = (Its.*All[(First + I) % All.size()])();
          !Done.empty())
        return Done;
    return "";
  }

  template <typename Predicate> Expr *anyExpr(Predicate Fits) {
    std::vector<Expr *> Fitting;
    for (Expr *E : P.Exprs)
      if (Fits(*E))
        Fitting.push_back(E);
    return Fitting.empty() ? nullptr : D.oneOf(Fitting);
  }
  template <typename Predicate> StmtPlace anyPlace(Predicate Fits) {
    std::vector<StmtPlace> Fitting;
    for (StmtPlace S : P.Stmts)
      if (Fits(S))
        Fitting.push_back(S);
    return Fitting.empty() ? StmtPlace{nullptr, 0} : D.oneOf(Fitting);
  }
  template <typename Predicate> StmtPlace anyStmt(Predicate Fits) {
    return anyPlace([&](StmtPlace S) { return Fits(S.get()); });
  }

  Hook &H;
  Dice &D;
  Places P;
};

} // namespace premap::verify

#endif
