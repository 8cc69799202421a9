// Edits after which a hook does the same.
#include "verify/oracle/Places.h"

#include <algorithm>
#include <map>

namespace premap::verify {
namespace {

const std::map<std::string, std::string> Mirrored = {
    {"<", ">"},   {">", "<"}, {"<=", ">="}, {">=", "<="}, {"==", "=="},
    {"!=", "!="}, {"+", "+"}, {"&", "&"},   {"|", "|"},   {"^", "^"}};
const std::map<std::string, std::string> Opposite = {
    {"<", ">="}, {">=", "<"},  {">", "<="},
    {"<=", ">"}, {"==", "!="}, {"!=", "=="}};

Expr negated(Expr E) { return {Expr::Not, "", {std::move(E)}}; }

/// Whether all that \p E reads are members of the state.
bool readsStateOnly(const Expr &E) {
  if (E.What == Expr::Plain)
    return isNumber(E) || isMember(E);
  if (E.What != Expr::Binary)
    return false;
  return readsStateOnly(E.Args[0]) && readsStateOnly(E.Args[1]);
}

/// Whether C computes \p E in 32 bits with a sign: as an unsigned long it would
/// be another number.
bool isInt(const Expr &E) {
  if (E.What == Expr::Plain)
    return E.Text == "st->mode" || E.Text == "st->users";
  if (E.What != Expr::Binary || E.Args.empty())
    return false;
  bool Shifts = E.Text == "<<" || E.Text == ">>";
  return isInt(E.Args[0]) && (Shifts || isInt(E.Args[1]));
}

class Edits : Editor {
  friend Editor;

public:
  Edits(Hook &H, Dice &D) : Editor(H, D) {}

  std::string run() {
    static const std::vector<std::string (Edits::*)()> All = {
        &Edits::mirror,     &Edits::negate,       &Edits::deMorgan,
        &Edits::hoist,      &Edits::extract,      &Edits::turnBranches,
        &Edits::nest,       &Edits::pagesForSize, &Edits::multiply,
        &Edits::splitCheck, &Edits::swapFields,   &Edits::unroll,
        &Edits::addDead,    &Edits::splitFlags};
    return firstOf(*this, All);
  }

private:
  static void insert(StmtPlace Before, Stmt S) {
    Before.In->insert(Before.In->begin() + Before.At, std::move(S));
  }

  std::string mirror() {
    Expr *E = anyExpr([](const Expr &E) {
      return E.What == Expr::Binary && Mirrored.count(E.Text);
    });
    if (!E)
      return "";
    E->Text = Mirrored.at(E->Text);
    std::swap(E->Args[0], E->Args[1]);
    return "operands change places";
  }

  std::string negate() {
    Expr *E = anyExpr(isComparison);
    if (!E)
      return "";
    E->Text = Opposite.at(E->Text);
    *E = negated(*E);
    return "a comparison is negated twice";
  }

  std::string deMorgan() {
    Expr *E = anyExpr(isLogical);
    if (!E)
      return "";
    E->Text = E->Text == "&&" ? "||" : "&&";
    for (Expr &Side : E->Args)
      Side = negated(Side);
    *E = negated(*E);
    return "a condition is turned round by De Morgan";
  }

  std::string hoist() {
    StmtPlace S = anyPlace([](StmtPlace S) {
      return S.get().What == Stmt::Check && isComparison(S.get().E[0]) &&
             !std::any_of(S.get().E[0].Args.begin(), S.get().E[0].Args.end(),
                          isInt);
    });
    if (!S.In)
      return "";
    Expr &Operand = S.get().E[0].Args[D.below(2)];
    Stmt Local{Stmt::Local, "hoisted", {Operand}};
    Operand = {Expr::Plain, "hoisted", {}};
    insert(S, std::move(Local));
    return "an operand becomes a local";
  }

  std::string extract() {
    Expr *E = anyExpr([](const Expr &E) {
      return readsStateOnly(E) && !isNumber(E) && !isInt(E);
    });
    if (!E)
      return "";
    std::string Name = "helper" + std::to_string(H.Helpers.size());
    H.Helpers.push_back(*E);
    *E = {Expr::Plain, Name, {}};
    return "an expression becomes a function";
  }

  std::string turnBranches() {
    StmtPlace S = anyStmt([](const Stmt &S) { return S.What == Stmt::If; });
    if (!S.In)
      return "";
    std::swap(S.get().Then, S.get().Else);
    S.get().E[0] = negated(S.get().E[0]);
    return "branches change places";
  }

  std::string nest() {
    StmtPlace S = anyPlace([&](StmtPlace S) {
      return S.In == &H.Body && S.get().What == Stmt::Check;
    });
    if (!S.In)
      return "";
    Stmt Whole{Stmt::If, "", S.get().E};
    Whole.Then.push_back({Stmt::Return, S.get().Name, {}});
    auto Rest = H.Body.begin() + S.At + 1;
    Whole.Else.assign(Rest, H.Body.end());
    H.Body.resize(S.At);
    H.Body.push_back(std::move(Whole));
    return "what follows a check becomes its else";
  }

  std::string pagesForSize() {
    Expr *E = anyExpr([](const Expr &E) {
      return E.What == Expr::Size || E.What == Expr::Pages;
    });
    if (!E)
      return "";
    bool Bytes = E->What == Expr::Size;
    *E = {Expr::Binary,
          Bytes ? "<<" : ">>",
          {{Bytes ? Expr::Pages : Expr::Size, "", {}},
           {Expr::Plain, "PAGE_SHIFT", {}}}};
    return "pages are counted in bytes, or bytes in pages";
  }

  std::string multiply() {
    Expr *E = anyExpr([](const Expr &E) {
      return E.What == Expr::Binary && E.Text == "<<" && !isInt(E);
    });
    if (!E)
      return "";
    E->Text = "*";
    E->Args[1].Text = E->Args[1].Text == "1" ? "2" : "PAGE_SIZE";
    return "a shift becomes a product";
  }

  std::string splitCheck() {
    StmtPlace S = anyPlace([](StmtPlace S) {
      return S.get().What == Stmt::Check && isLogical(S.get().E[0]) &&
             S.get().E[0].Text == "||";
    });
    if (!S.In)
      return "";
    Stmt First = S.get();
    First.E[0] = Expr(First.E[0].Args[0]);
    S.get().E[0] = Expr(S.get().E[0].Args[1]);
    insert(S, std::move(First));
    return "a check becomes two";
  }

  std::string swapFields() {
    auto setsOwnField = [](const Stmt &S) {
      return S.What == Stmt::SetFlags || S.What == Stmt::Prot ||
             S.What == Stmt::SetOps || S.What == Stmt::SetPrivate;
    };
    StmtPlace S = anyPlace([&](StmtPlace S) {
      return S.At + 1 < S.In->size() && setsOwnField(S.get()) &&
             setsOwnField((*S.In)[S.At + 1]) &&
             S.get().What != (*S.In)[S.At + 1].What;
    });
    if (!S.In)
      return "";
    std::swap(S.get(), (*S.In)[S.At + 1]);
    return "two fields are set in another order";
  }

  static void replaceLocal(Expr &E, const std::string &Name,
                           const std::string &By) {
    if (E.What == Expr::Plain && E.Text == Name)
      E.Text = By;
    for (Expr &Argument : E.Args)
      replaceLocal(Argument, Name, By);
  }
  static void replaceLocal(std::vector<Stmt> &Body, const std::string &Name,
                           const std::string &By) {
    for (Stmt &S : Body) {
      for (Expr &E : S.E)
        replaceLocal(E, Name, By);
      replaceLocal(S.Then, Name, By);
      replaceLocal(S.Else, Name, By);
    }
  }

  std::string unroll() {
    StmtPlace S = anyStmt([](const Stmt &S) { return S.What == Stmt::Loop; });
    if (!S.In)
      return "";
    Stmt Loop = S.get();
    S.In->erase(S.In->begin() + S.At);
    unsigned Rounds = std::stoul(Loop.E[0].Text);
    for (unsigned Round = Rounds; Round--;) {
      Stmt Block{Stmt::If, "", {{Expr::Plain, "1", {}}}, Loop.Then};
      replaceLocal(Block.Then, Loop.Name, std::to_string(Round) + "UL");
      insert(S, std::move(Block));
    }
    return "a loop is unrolled";
  }

  std::string addDead() {
    StmtPlace S = anyPlace([&](StmtPlace S) { return S.In == &H.Body; });
    insert(S, {Stmt::Check,
               "ENODEV",
               {{Expr::Binary,
                 "==",
                 {{Expr::Pages, "", {}}, {Expr::Plain, "0", {}}}}}});
    return "a check that nothing fails";
  }

  std::string splitFlags() {
    StmtPlace S = anyPlace([](StmtPlace S) {
      return S.get().What == Stmt::SetFlags &&
             S.get().Name.find('|') != std::string::npos;
    });
    if (!S.In)
      return "";
    Stmt First = S.get();
    std::size_t Bar = First.Name.find('|');
    S.get().Name = First.Name.substr(Bar + 1);
    First.Name.resize(Bar);
    insert(S, std::move(First));
    return "flags are set one by one";
  }
};

} // namespace

std::string editKeeping(Hook &H, Dice &D) { return Edits(H, D).run(); }

} // namespace premap::verify
