#include "verify/Witness.h"
#include "kernel/Errnos.h"
#include "verify/CalleeModels.h"
#include "verify/PlainText.h"

#include <cstdio>

namespace premap::verify {

static std::string hex(std::uint64_t N) {
  char Buffer[24];
  std::snprintf(Buffer, sizeof(Buffer), "0x%llx",
                static_cast<unsigned long long>(N));
  return Buffer;
}

static void collect(const z3::expr &E, std::map<std::string, z3::expr> &Out,
                    std::set<unsigned> &Seen) {
  if (!Seen.insert(E.id()).second || !E.is_app())
    return;
  if (E.is_const() && E.decl().decl_kind() == Z3_OP_UNINTERPRETED)
    Out.emplace(E.decl().name().str(), E);
  for (unsigned I = 0; I < E.num_args(); ++I)
    collect(E.arg(I), Out, Seen);
}

/// Mapping calls fail with -ENOMEM, if at all.
static z3::expr usualErrors(Universe &U, const std::vector<z3::expr> &When) {
  std::map<std::string, z3::expr> Symbols;
  std::set<unsigned> Seen;
  for (const z3::expr &E : When)
    collect(E, Symbols, Seen);
  z3::expr Usual = U.Z.bool_val(true);
  for (const auto &[Name, E] : Symbols)
    if (Name.starts_with("result of mapping request"))
      Usual =
          Usual && (E == U.number(0, 32) ||
                    E == U.number(std::uint32_t(-kernel::error::Enomem), 32));
  return Usual;
}

/// What a driver follows is a kernel address, each another one.
static std::vector<z3::expr> plausiblePointers(Universe &U) {
  std::uint64_t Address =
      U.PointerBits == 64 ? 0xffff888001000000u : 0xd1000000u;
  std::vector<z3::expr> Plausible;
  for (const SymObject &O : U.Objects) {
    if (O.Kind != ObjectKind::Lazy || !O.Base.is_const() ||
        O.Base.is_numeral() || O.Base.get_sort().bv_size() != U.PointerBits)
      continue;
    Plausible.push_back(O.Base == U.word(Address));
    Address += 0x1000;
  }
  return Plausible;
}

/// \p Preference with as many of \p Wishes as the path allows.
static z3::expr withWishes(Universe &U, PathSolver &Solver,
                           const std::vector<z3::expr> &When,
                           const z3::expr &Preference,
                           const std::vector<z3::expr> &Wishes) {
  z3::expr All = Preference;
  for (const z3::expr &Wish : Wishes)
    All = All && Wish;
  if (Solver.check(When, All) == Answer::Yes)
    return All;
  z3::expr Some = Preference;
  for (const z3::expr &Wish : Wishes)
    if (Solver.check(When, Some && Wish) == Answer::Yes)
      Some = Some && Wish;
  return Some;
}

/// From calls that a person would try to any that the kernel lets through.
static std::vector<z3::expr> sizePreferences(Universe &U,
                                             const MmapInputs &In) {
  z3::expr Page = U.word(std::uint64_t(1) << U.PageShift);
  z3::expr Small = z3::ule(In.Length, Page * U.word(4)) &&
                   z3::ule(In.Start, U.word(0x40000000)) &&
                   z3::uge(In.Start, U.word(0x100000)) &&
                   z3::ule(In.Pgoff, U.word(64));
  z3::expr Plain = (In.Flags & U.word(~std::uint64_t(0xff))) == U.word(0);
  // What every architecture has room for.
  z3::expr Usable = z3::ule(In.Length, U.word(0x40000000)) &&
                    z3::uge(In.Start, U.word(0x100000)) &&
                    z3::ule(In.Start, U.word(0x40000000));
  return {Small && Plain, Small, Usable && Plain, Usable, U.Z.bool_val(true)};
}

std::optional<Witness> Witness::find(Universe &U, PathSolver &Solver,
                                     const MmapInputs &In, const Layout &Types,
                                     const std::vector<z3::expr> &When,
                                     const std::vector<z3::expr> &Results,
                                     bool Readable) {
  std::vector<z3::expr> Preferences = sizePreferences(U, In);
  if (Readable)
    Preferences.insert(Preferences.begin(),
                       Preferences.front() && usualErrors(U, When));
  z3::expr Errors = U.Z.bool_val(true);
  for (const z3::expr &Result : Results)
    Errors = Errors && Result <= U.number(0, 32) &&
             Result >= U.number(std::uint32_t(-kernel::MaxErrno), 32);
  if (!Results.empty()) {
    std::vector<z3::expr> Strict;
    for (const z3::expr &Preference : Preferences)
      Strict.push_back(Preference && Errors);
    Preferences.insert(Preferences.begin(), Strict.begin(), Strict.end());
  }
  for (const z3::expr &Preference : Preferences) {
    if (Solver.check(When, Preference) != Answer::Yes)
      continue;
    if (Readable) {
      z3::expr Best =
          withWishes(U, Solver, When, Preference, plausiblePointers(U));
      if (Solver.check(When, Best) != Answer::Yes)
        continue;
    }
    return Witness(U, In, Types, Solver.model());
  }
  return std::nullopt;
}

std::uint64_t Witness::value(const z3::expr &E) const {
  std::uint64_t N = 0;
  z3::expr Value = Model.eval(E, /*model_completion=*/true).simplify();
  return isNumber(Value, N) ? N : 0;
}

int Witness::result(const z3::expr &E) const {
  return static_cast<int>(static_cast<std::uint32_t>(value(E)));
}

/// The names of what the mmap call says.
static const std::set<std::string> &callInputs() {
  static const std::set<std::string> Names{"start", "length", "pgoff",
                                           "vm_flags"};
  return Names;
}

std::string Witness::text(const z3::expr &E) const {
  z3::expr Value = Model.eval(E, true).simplify();
  std::string Name = U.describe(Value);
  std::uint64_t N = 0;
  if (isNumber(Value, N) && Name.starts_with("#"))
    return hex(N);
  return Name;
}

/// Whether \p E is something that the driver holds, or lies a known number of
/// bytes behind: its name says more than the number that the witness has for
/// it.
static bool isNamed(const z3::expr &E) {
  if (!E.is_app())
    return false;
  if (E.decl().decl_kind() == Z3_OP_BADD && E.num_args() == 2)
    return E.arg(0).is_numeral() && isNamed(E.arg(1));
  return E.decl().decl_kind() == Z3_OP_UNINTERPRETED &&
         (E.num_args() || !callInputs().count(E.decl().name().str()));
}

std::string Witness::argument(const z3::expr &E) const {
  bool Pointer = E.get_sort().bv_size() == U.PointerBits;
  return Pointer && isNamed(E) ? plainText(U, E) : text(E);
}

nlohmann::json Witness::inputs(const Outcome &Old, const Outcome &New) const {
  std::uint64_t Flags = value(In.Flags);
  nlohmann::json Prot = nlohmann::json::array();
  for (FlagName Flag : std::initializer_list<FlagName>{"READ", "WRITE", "EXEC"})
    if (Flags & flagValue(Types, Flag))
      Prot.push_back("PROT_" + std::string(Flag.Name));
  nlohmann::json State = nlohmann::json::object();
  std::map<std::string, z3::expr> Symbols;
  std::set<unsigned> Seen;
  for (const Outcome *O : {&Old, &New}) {
    for (const z3::expr &E : O->S.Condition)
      collect(E, Symbols, Seen);
    for (const auto &[Name, E] : O->Fields)
      collect(E, Symbols, Seen);
    for (const Effect &E : O->S.Effects)
      for (const z3::expr &Arg : E.Args)
        collect(Arg, Symbols, Seen);
  }
  for (const auto &[Name, E] : Symbols)
    if (!callInputs().count(Name) && State.size() < 32 && E.get_sort().is_bv())
      State[Name] = E.get_sort().bv_size() == 32
                        ? nlohmann::json(result(E))
                        : nlohmann::json(hex(value(E)));
  return {
      {"mmap",
       {{"addr", hex(value(In.Start))},
        {"length", hex(value(In.Length))},
        {"pgoff", hex(value(In.Pgoff))},
        {"prot", Prot},
        {"flags",
         {Flags & flagValue(Types, "MAYSHARE") ? "MAP_SHARED" : "MAP_PRIVATE"}},
        {"vm_flags", flagNames(Types, Flags)}}},
      {"state", State}};
}

nlohmann::json Witness::request(const Effect &E) const {
  nlohmann::json Result{{"kind", E.Name}, {"at", E.Where}};
  for (std::size_t I = 0; I < E.Args.size(); ++I)
    Result[E.Labels[I]] = E.Labels[I] == "page_prot"
                              ? nlohmann::json(plainText(U, E.Args[I]))
                              : nlohmann::json(hex(value(E.Args[I])));
  if (E.Result) {
    int Code = result(*E.Result);
    Result["result"] = Code ? kernel::errorText(Code) : "0";
  }
  return Result;
}

nlohmann::json Witness::outcome(const Outcome &O) const {
  nlohmann::json Result;
  Result["result"] = endText(O);
  if (O.Return) {
    int Code = result(*O.Return);
    Result["return"] =
        Code < 0 ? kernel::errorText(Code) : std::to_string(Code);
  }
  Result["decided_at"] = O.S.Decided;
  if (O.Stopped == Stage::Mapped) {
    nlohmann::json &Vma = Result["vma"];
    for (const auto &[Name, E] : O.Fields)
      Vma[Name] = Name == "flags" ? nlohmann::json(flagNames(Types, value(E)))
                  : Name == "page_prot" ? nlohmann::json(plainText(U, E))
                  : Name == "start" || Name == "end" || Name == "pgoff"
                      ? nlohmann::json(hex(value(E)))
                      : nlohmann::json(text(E));
  }
  nlohmann::json Requests = nlohmann::json::array(),
                 Effects = nlohmann::json::array();
  unsigned Step = 0; // both lists together tell the order
  for (const Effect &E : O.S.Effects) {
    ++Step;
    if (E.Kind == EffectKind::Request) {
      Requests.push_back(request(E));
      Requests.back()["step"] = Step;
      continue;
    }
    nlohmann::json Arguments = nlohmann::json::array();
    for (const z3::expr &Arg : E.Args)
      Arguments.push_back(argument(Arg));
    Effects.push_back({{"what", E.Name},
                       {"args", Arguments},
                       {"at", E.Where},
                       {"step", Step}});
  }
  Result["requests"] = Requests;
  Result["effects"] = Effects;
  return Result;
}

} // namespace premap::verify
