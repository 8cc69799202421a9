// Makes hooks up.
#include "verify/oracle/Handler.h"

namespace premap::verify {
namespace {

const std::vector<std::string> Members = {
    "st->base", "st->size",  "st->low",    "st->high",
    "st->mode", "st->users", "st->tab[1]", "st->tab[2]"};
const std::vector<std::string> Stored = {"st->base", "st->size",  "st->low",
                                         "st->high", "st->users", "st->tab[1]"};
const std::vector<std::string> Numbers = {"0UL", "1UL", "2UL",  "3UL",
                                          "4UL", "8UL", "16UL", "PAGE_SIZE"};
const std::vector<std::string> Errors = {"EINVAL", "EPERM", "EBUSY", "ENXIO",
                                         "ENODEV"};
const std::vector<std::string> Tested = {"READ",   "WRITE",    "EXEC",
                                         "SHARED", "MAYSHARE", "MAYWRITE"};
const std::vector<std::string> Set = {"DONTCOPY", "DONTEXPAND", "DONTDUMP",
                                      "IO"};

class Maker {
public:
  explicit Maker(std::uint64_t Seed) : D(Seed) {}

  Hook run() {
    if (D.chance(30))
      add(Stmt::Check, D.oneOf(Errors), {{Expr::Not, "", {plain("st")}}});
    unsigned Count = 1 + D.below(5);
    for (unsigned I = 0; I < Count; ++I)
      H.Body.push_back(statement(/*Depth=*/2, /*MayReturn=*/true));
    if (D.chance(40))
      add(Stmt::SetFlags, flags(Set), {});
    if (D.chance(15))
      add(Stmt::ClearFlags, "MAYWRITE", {});
    if (D.chance(25))
      add(Stmt::Prot, D.chance(50) ? "noncached" : "writecombine", {});
    end();
    return std::move(H);
  }

private:
  /// Either maps, or sets what the mapping goes on with.
  void end() {
    if (D.chance(45)) {
      Stmt Last{Stmt::Remap, D.chance(25) ? "EAGAIN" : "", {value(1)}};
      // The error of what is refused beforehand cannot be translated.
      if (Last.Name.empty() && D.chance(20))
        Last.E.push_back({Expr::Size, "", {}});
      H.Body.push_back(std::move(Last));
      return;
    }
    if (D.chance(20))
      add(Stmt::SetPgoff, "", {value(1)});
    if (D.chance(35))
      add(Stmt::SetPrivate, "", {plain("st")});
    H.Counts = D.chance(30);
    if (H.Counts || D.chance(60))
      add(Stmt::SetOps, "", {});
    if (H.Counts)
      add(Stmt::Get, "", {});
    add(Stmt::Return, "", {});
  }

  void add(Stmt::Kind What, std::string Name, std::vector<Expr> E) {
    H.Body.push_back({What, std::move(Name), std::move(E)});
  }
  static Expr plain(const std::string &Text) { return {Expr::Plain, Text, {}}; }

  std::string flags(const std::vector<std::string> &Of) {
    std::string First = D.oneOf(Of), Second = D.oneOf(Of);
    return First == Second ? First : First + "|" + Second;
  }

  Expr value(unsigned Depth) {
    if (Depth && D.chance(40)) {
      static const std::vector<std::string> Operators = {"+", "-", "&", "|",
                                                         "^"};
      if (D.chance(25))
        return {Expr::Binary,
                D.chance(50) ? "<<" : ">>",
                {value(Depth - 1), plain(D.chance(50) ? "1" : "PAGE_SHIFT")}};
      return {Expr::Binary,
              D.oneOf(Operators),
              {value(Depth - 1), value(Depth - 1)}};
    }
    switch (D.below(7)) {
    case 0:
      return {Expr::Pgoff, "", {}};
    case 1:
      return {Expr::Pages, "", {}};
    case 2:
      return {Expr::Size, "", {}};
    case 3:
      return plain(D.oneOf(Numbers));
    case 4:
      return plain(Locals.empty() ? D.oneOf(Members) : D.oneOf(Locals));
    default:
      return plain(D.oneOf(Members));
    }
  }

  Expr condition(unsigned Depth) {
    if (Depth && D.chance(30))
      return {Expr::Binary,
              D.chance(50) ? "&&" : "||",
              {condition(Depth - 1), condition(Depth - 1)}};
    unsigned Which = D.below(100);
    if (Which < 20)
      return {D.chance(50) ? Expr::Any : Expr::All, flags(Tested), {}};
    if (Which < 26)
      return {Expr::May, std::to_string(D.below(3)), {}};
    if (Which < 34)
      return {Expr::Not, "", {condition(0)}};
    static const std::vector<std::string> Comparisons = {"<",  "<=", ">",
                                                         ">=", "==", "!="};
    return {Expr::Binary, D.oneOf(Comparisons), {value(1), value(1)}};
  }

  std::vector<Stmt> block(unsigned Depth, bool MayReturn) {
    std::size_t Outer = Locals.size();
    std::vector<Stmt> Body;
    for (unsigned I = 1 + D.below(2); I; --I)
      Body.push_back(statement(Depth, MayReturn));
    Locals.resize(Outer);
    return Body;
  }

  std::string newLocal(const char *Letter) {
    return Letter + std::to_string(NextLocal++);
  }

  Stmt statement(unsigned Depth, bool MayReturn) {
    unsigned Which = D.below(100);
    if (Which < 30 && MayReturn)
      return {Stmt::Check, D.oneOf(Errors), {condition(1)}};
    if (Which < 42) {
      Stmt S{Stmt::Local, newLocal("n"), {value(2)}};
      Locals.push_back(S.Name);
      return S;
    }
    if (Which < 50) {
      Stmt S{Stmt::Probe, newLocal("n"), {value(1)}};
      Locals.push_back(S.Name);
      return S;
    }
    if (Which < 55)
      return {Stmt::Poke, "", {value(1)}};
    if (Which < 60)
      return {Stmt::StoreAt, "", {value(1), value(1)}};
    if (Which < 70 && Depth)
      return {Stmt::If,
              "",
              {condition(1)},
              block(Depth - 1, MayReturn),
              D.chance(40) ? block(Depth - 1, MayReturn) : std::vector<Stmt>{}};
    if (Which < 76 && Depth)
      return loop(Depth);
    if (Which < 84 && Depth && !InLock) {
      InLock = true;
      Stmt S{Stmt::Locked, "lock", {}, block(Depth - 1, /*MayReturn=*/false)};
      InLock = false;
      return S;
    }
    return {Stmt::Store, D.oneOf(Stored), {value(2)}};
  }

  Stmt loop(unsigned Depth) {
    std::string Variable = newLocal("i");
    Locals.push_back(Variable);
    Stmt S{Stmt::Loop,
           Variable,
           {plain(std::to_string(1 + D.below(3)))},
           block(Depth - 1, /*MayReturn=*/false)};
    Locals.pop_back();
    return S;
  }

  Dice D;
  Hook H;
  std::vector<std::string> Locals;
  unsigned NextLocal = 0;
  bool InLock = false;
};

} // namespace

Hook randomHook(std::uint64_t Seed) { return Maker(Seed).run(); }

Hook converted(const Hook &H) {
  Hook New = H;
  New.GetsInMapped = H.Counts;
  return New;
}

} // namespace premap::verify
