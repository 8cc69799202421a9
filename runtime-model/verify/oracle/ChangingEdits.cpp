// Edits after which a hook may do something else: what goes wrong when people
// convert by hand.
#include "verify/oracle/Places.h"

#include <map>

namespace premap::verify {
namespace {

/// A statement that declares nothing.
bool isAlone(const Stmt &S) {
  return S.What != Stmt::Local && S.What != Stmt::Probe &&
         S.What != Stmt::Return && S.What != Stmt::Remap;
}

bool reads(const Expr &E, const std::string &Local) {
  if (E.What == Expr::Plain && E.Text == Local)
    return true;
  for (const Expr &Argument : E.Args)
    if (reads(Argument, Local))
      return true;
  return false;
}

bool reads(const Stmt &S, const std::string &Local) {
  for (const Expr &E : S.E)
    if (reads(E, Local))
      return true;
  for (const auto *Body : {&S.Then, &S.Else})
    for (const Stmt &Inner : *Body)
      if (reads(Inner, Local))
        return true;
  return false;
}

/// Whether the last statement of \p Body reads a local that \p Body declares.
bool lastNeedsOthers(const std::vector<Stmt> &Body) {
  for (const Stmt &S : Body)
    if ((S.What == Stmt::Local || S.What == Stmt::Probe) &&
        reads(Body.back(), S.Name))
      return true;
  return false;
}

class Edits : Editor {
  friend Editor;

public:
  Edits(Hook &H, Dice &D) : Editor(H, D) {}

  std::string run() {
    static const std::vector<std::string (Edits::*)()> All = {
        &Edits::anotherNumber, &Edits::anotherComparison,
        &Edits::anotherError,  &Edits::drop,
        &Edits::negate,        &Edits::swap,
        &Edits::anotherMember, &Edits::anotherFlag,
        &Edits::orForAnd,      &Edits::pagesForSize,
        &Edits::offByOne,      &Edits::leaveLock,
        &Edits::repeat,        &Edits::narrow,
        &Edits::isSigned,      &Edits::anotherTarget,
        &Edits::rawError,      &Edits::getInHook,
        &Edits::anotherProt};
    return firstOf(*this, All);
  }

private:
  std::string anotherNumber() {
    Expr *E = anyExpr(
        [](const Expr &E) { return isNumber(E) && E.Text.ends_with("UL"); });
    if (!E)
      return "";
    E->Text = std::to_string(std::stoul(E->Text) + 1) + "UL";
    return "a number is one more";
  }

  std::string anotherComparison() {
    static const std::map<std::string, std::string> Others = {
        {"<", "<="}, {"<=", "<"},  {">", ">="},
        {">=", ">"}, {"==", "<="}, {"!=", ">"}};
    Expr *E = anyExpr(isComparison);
    if (!E)
      return "";
    E->Text = Others.at(E->Text);
    return "a bound moves";
  }

  std::string anotherError() {
    StmtPlace S = anyStmt([](const Stmt &S) { return S.What == Stmt::Check; });
    if (!S.In)
      return "";
    S.get().Name = S.get().Name == "EINVAL" ? "ENOMEM" : "EINVAL";
    return "another error number";
  }

  std::string drop() {
    StmtPlace S = anyStmt(isAlone);
    if (!S.In)
      return "";
    S.In->erase(S.In->begin() + S.At);
    return "a statement is dropped";
  }

  std::string negate() {
    StmtPlace S = anyStmt([](const Stmt &S) {
      return S.What == Stmt::Check || S.What == Stmt::If;
    });
    if (!S.In)
      return "";
    S.get().E[0] = {Expr::Not, "", {S.get().E[0]}};
    return "a condition is negated";
  }

  std::string swap() {
    std::vector<StmtPlace> Fitting;
    for (StmtPlace S : P.Stmts)
      if (S.At + 1 < S.In->size() && isAlone(S.get()) &&
          isAlone((*S.In)[S.At + 1]))
        Fitting.push_back(S);
    if (Fitting.empty())
      return "";
    StmtPlace S = D.oneOf(Fitting);
    std::swap(S.get(), (*S.In)[S.At + 1]);
    return "two statements change places";
  }

  std::string anotherMember() {
    Expr *E = anyExpr(isMember);
    if (!E)
      return "";
    E->Text = E->Text == "st->size" ? "st->base" : "st->size";
    return "another member is read";
  }

  std::string anotherFlag() {
    StmtPlace S = anyStmt([](const Stmt &S) {
      return S.What == Stmt::SetFlags || S.What == Stmt::ClearFlags;
    });
    Expr *E = anyExpr([](const Expr &E) {
      return E.What == Expr::Any || E.What == Expr::All;
    });
    if (E && (!S.In || D.chance(60))) {
      if (E->Text.find('|') != std::string::npos && D.chance(50)) {
        E->What = E->What == Expr::Any ? Expr::All : Expr::Any;
        return "any for all, or all for any";
      }
      if (E->Text.starts_with("MAYSHARE"))
        E->Text.replace(0, 8, "SHARED");
      else
        E->Text = E->Text.starts_with("MAY") ? E->Text.substr(3)
                                             : "MAYWRITE|" + E->Text;
      return "other flags are tested";
    }
    if (!S.In)
      return "";
    std::size_t Bar = S.get().Name.find('|');
    S.get().Name =
        Bar == std::string::npos ? "DONTCOPY" : S.get().Name.substr(Bar + 1);
    return "other flags are set or cleared";
  }

  std::string orForAnd() {
    Expr *E = anyExpr(isLogical);
    if (!E)
      return "";
    E->Text = E->Text == "&&" ? "||" : "&&";
    return "or for and, or and for or";
  }

  std::string pagesForSize() {
    Expr *E = anyExpr([](const Expr &E) {
      return E.What == Expr::Size || E.What == Expr::Pages;
    });
    if (!E)
      return "";
    E->What = E->What == Expr::Size ? Expr::Pages : Expr::Size;
    return "pages for bytes, or bytes for pages";
  }

  std::string offByOne() {
    Expr *E = anyExpr([](const Expr &E) { return E.What == Expr::Pgoff; });
    if (!E)
      return "";
    *E = {Expr::Binary, "+", {*E, {Expr::Plain, "1", {}}}};
    return "another page offset";
  }

  std::string leaveLock() {
    StmtPlace S = anyStmt([](const Stmt &S) {
      return S.What == Stmt::Locked && S.Then.size() > 1 &&
             isAlone(S.Then.back()) && !lastNeedsOthers(S.Then);
    });
    if (!S.In)
      return "";
    Stmt Last = S.get().Then.back();
    S.get().Then.pop_back();
    S.In->insert(S.In->begin() + S.At + 1, std::move(Last));
    return "a statement leaves its lock";
  }

  std::string repeat() {
    StmtPlace S = anyStmt([](const Stmt &S) {
      return S.What == Stmt::Store || S.What == Stmt::Poke ||
             S.What == Stmt::StoreAt;
    });
    if (!S.In)
      return "";
    Stmt Again = S.get();
    S.In->insert(S.In->begin() + S.At, std::move(Again));
    return "a statement is done twice";
  }

  std::string narrow() {
    Expr *E = anyExpr([](const Expr &E) {
      return isMember(E) || E.What == Expr::Pgoff || E.What == Expr::Size;
    });
    if (!E)
      return "";
    *E = {Expr::Cast, "unsigned int", {*E}};
    return "32 bits for 64";
  }

  std::string isSigned() {
    Expr *E = anyExpr([](const Expr &E) {
      return isComparison(E) && E.Text[0] != '=' && E.Text[0] != '!';
    });
    if (!E)
      return "";
    for (Expr &Side : E->Args)
      Side = {Expr::Cast, "long", {Side}};
    return "signed for unsigned";
  }

  std::string anotherTarget() {
    StmtPlace S = anyStmt([](const Stmt &S) { return S.What == Stmt::Store; });
    if (!S.In)
      return "";
    S.get().Name = S.get().Name == "st->high" ? "st->low" : "st->high";
    return "another member is written";
  }

  std::string rawError() {
    StmtPlace S = anyStmt([](const Stmt &S) { return S.What == Stmt::Remap; });
    if (!S.In)
      return "";
    S.get().Name = S.get().Name.empty() ? "ENXIO" : "";
    return "the mapping's error is another one";
  }

  std::string getInHook() {
    if (!H.GetsInMapped)
      return "";
    H.GetsInMapped = false;
    return "the hook takes the reference";
  }

  std::string anotherProt() {
    StmtPlace S = anyStmt([](const Stmt &S) { return S.What == Stmt::Prot; });
    if (!S.In)
      return "";
    S.get().Name = S.get().Name == "noncached" ? "writecombine" : "noncached";
    return "another cache mode";
  }
};

} // namespace

std::string editChanging(Hook &H, Dice &D) { return Edits(H, D).run(); }

} // namespace premap::verify
