#include "verify/PlainText.h"
#include "kernel/Errnos.h"

#include <cstdio>
#include <limits>

namespace premap::verify {
namespace {

constexpr std::size_t MaxLength = 160;

class Printer {
public:
  Printer(Universe &U, MinusOne Is) : U(U), Is(Is) {}
  std::string text(const z3::expr &E);

private:
  std::string number(const z3::expr &E, std::uint64_t N);
  std::string operand(const z3::expr &E);
  std::string joined(const z3::expr &E, const char *Operator);
  std::string bits(const z3::expr &E);
  std::string sum(const z3::expr &E);
  std::string part(const z3::expr &E);
  std::string glued(const z3::expr &E);
  std::string call(const z3::expr &E);
  std::string complement(const z3::expr &E);
  /// Whether \p E is a number that leads to an object with a name.
  bool isAddress(const z3::expr &E) {
    return E.is_numeral() && !U.describe(E).starts_with("#");
  }

  Universe &U;
  const MinusOne Is;
};

} // namespace

/// The operator that C has for \p E's operation; null if it is none of those
/// between operands.
static const char *operatorOf(const z3::expr &E) {
  switch (E.decl().decl_kind()) {
  case Z3_OP_BMUL:
    return "*";
  case Z3_OP_BUDIV:
  case Z3_OP_BUDIV_I:
  case Z3_OP_BSDIV:
  case Z3_OP_BSDIV_I:
    return "/";
  case Z3_OP_BUREM:
  case Z3_OP_BUREM_I:
  case Z3_OP_BSREM:
  case Z3_OP_BSREM_I:
    return "%";
  case Z3_OP_BSUB:
    return "-";
  case Z3_OP_BAND:
    return "&";
  case Z3_OP_BOR:
    return "|";
  case Z3_OP_BXOR:
    return "^";
  case Z3_OP_BSHL:
    return "<<";
  case Z3_OP_BLSHR:
  case Z3_OP_BASHR:
    return ">>";
  case Z3_OP_EQ:
    return "==";
  case Z3_OP_DISTINCT:
    return "!=";
  case Z3_OP_ULEQ:
  case Z3_OP_SLEQ:
    return "<=";
  case Z3_OP_UGEQ:
  case Z3_OP_SGEQ:
    return ">=";
  case Z3_OP_ULT:
  case Z3_OP_SLT:
    return "<";
  case Z3_OP_UGT:
  case Z3_OP_SGT:
    return ">";
  case Z3_OP_AND:
    return "&&";
  case Z3_OP_OR:
    return "||";
  default:
    return nullptr;
  }
}

/// \p N, of \p Bits bits, as a signed number.
static std::int64_t asSigned(std::uint64_t N, unsigned Bits) {
  if (Bits >= 64)
    return static_cast<std::int64_t>(N);
  std::uint64_t Sign = std::uint64_t(1) << (Bits - 1);
  return static_cast<std::int64_t>((N ^ Sign) - Sign);
}

std::string Printer::number(const z3::expr &E, std::uint64_t N) {
  unsigned Bits = E.get_sort().bv_size();
  if (isAddress(E))
    return U.describe(E);
  std::int64_t Signed = Bits >= 32 ? asSigned(N, Bits) : std::int64_t(N);
  if (Signed == -1 && Is == MinusOne::Number)
    return "-1";
  if (Signed < 0 && Signed >= -kernel::MaxErrno)
    return kernel::errorText(static_cast<int>(Signed));
  if (N < 64)
    return std::to_string(N);
  char Buffer[24];
  std::snprintf(Buffer, sizeof(Buffer), "0x%llx",
                static_cast<unsigned long long>(N));
  return Buffer;
}

/// In parentheses if it has an operator of its own.
std::string Printer::operand(const z3::expr &E) {
  std::string Text = text(E);
  return Text.find(' ') != std::string::npos && E.is_app() && E.num_args() &&
                 E.decl().decl_kind() != Z3_OP_UNINTERPRETED
             ? "(" + Text + ")"
             : Text;
}

/// An operand of &, | or ^: a number is bits, and no error.
std::string Printer::bits(const z3::expr &E) {
  std::uint64_t N = 0;
  if (!E.is_bv() || !isNumber(E, N) || isAddress(E) ||
      asSigned(N, E.get_sort().bv_size()) >= 0)
    return operand(E);
  return "~" + operand((~E).simplify());
}

std::string Printer::joined(const z3::expr &E, const char *Operator) {
  Z3_decl_kind Kind = E.decl().decl_kind();
  bool Bitwise = Kind == Z3_OP_BAND || Kind == Z3_OP_BOR || Kind == Z3_OP_BXOR;
  std::string Text;
  for (unsigned I = 0; I < E.num_args(); ++I)
    Text += (I ? std::string(" ") + Operator + " " : "") +
            (Bitwise ? bits(E.arg(I)) : operand(E.arg(I)));
  return Text;
}

/// Numbers last, negative ones subtracted.
std::string Printer::sum(const z3::expr &E) {
  std::string Text, Last;
  for (unsigned I = 0; I < E.num_args(); ++I) {
    std::uint64_t N = 0;
    if (!isNumber(E.arg(I), N) || isAddress(E.arg(I))) {
      Text += (Text.empty() ? "" : " + ") + operand(E.arg(I));
      continue;
    }
    std::int64_t Signed = asSigned(N, E.get_sort().bv_size());
    bool Minus =
        Signed < 0 && Signed != std::numeric_limits<std::int64_t>::min();
    char Buffer[24];
    std::snprintf(Buffer, sizeof(Buffer), Minus || N < 64 ? "%lld" : "0x%llx",
                  static_cast<long long>(Minus ? -Signed : Signed));
    Last = std::string(Minus ? " - " : " + ") + Buffer;
  }
  return Text + Last;
}

/// Bits of a term: what is below the highest is a shift, what is above the
/// lowest a mask or a conversion.
std::string Printer::part(const z3::expr &E) {
  unsigned Low = E.lo(), High = E.hi();
  unsigned Whole = E.arg(0).get_sort().bv_size();
  std::string Text = operand(E.arg(0));
  if (Low)
    Text = Text + " >> " + std::to_string(Low);
  if (High + 1 == Whole)
    return Text;
  if (High == Low)
    return Text + " & 1";
  return "(u" + std::to_string(High - Low + 1) + ")" +
         (Low ? "(" + Text + ")" : Text);
}

/// Zeros above make no difference, zeros below are a shift.
std::string Printer::glued(const z3::expr &E) {
  unsigned First = 0, Last = E.num_args();
  std::uint64_t N = 0;
  while (First + 1 < Last && isNumber(E.arg(First), N) && N == 0)
    ++First;
  unsigned Shift = 0;
  while (First + 1 < Last && isNumber(E.arg(Last - 1), N) && N == 0)
    Shift += E.arg(--Last).get_sort().bv_size();
  if (Last - First != 1) {
    std::string Text;
    unsigned Below = Shift;
    for (unsigned I = Last; I-- > First;) {
      std::string Part = operand(E.arg(I));
      if (Below)
        Part = "(" + Part + " << " + std::to_string(Below) + ")";
      Text = Part + (Text.empty() ? "" : " | ") + Text;
      Below += E.arg(I).get_sort().bv_size();
    }
    return Text;
  }
  const z3::expr &Only = E.arg(First);
  if (!Shift)
    return text(Only);
  // The low part, shifted up: what is lost is lost by the shift as well.
  bool LowPart = Only.is_app() && Only.decl().decl_kind() == Z3_OP_EXTRACT &&
                 Only.lo() == 0 &&
                 Only.arg(0).get_sort().bv_size() == E.get_sort().bv_size();
  return operand(LowPart ? Only.arg(0) : Only) + " << " + std::to_string(Shift);
}

static bool isKind(const z3::expr &E, Z3_decl_kind Kind) {
  return E.is_app() && E.decl().decl_kind() == Kind;
}

/// The solver writes a & b as ~(~a | ~b).
std::string Printer::complement(const z3::expr &E) {
  bool Both = isKind(E, Z3_OP_BOR);
  for (unsigned I = 0; Both && I < E.num_args(); ++I)
    Both = isKind(E.arg(I), Z3_OP_BNOT);
  if (!Both)
    return "~" + operand(E);
  std::string Text;
  for (unsigned I = 0; I < E.num_args(); ++I)
    Text += (I ? " & " : "") + bits(E.arg(I).arg(0));
  return Text;
}

/// A function's name carries the widths of its arguments: "f/64:64".
std::string Printer::call(const z3::expr &E) {
  std::string Name = E.decl().name().str();
  if (!E.num_args())
    return Name;
  std::size_t Colon = Name.rfind(':');
  if (Colon != std::string::npos) {
    std::size_t Slash = Name.find_last_not_of("/0123456789", Colon - 1);
    Name = Name.substr(0, Slash + 1);
  }
  // Memory at a computed place: "object#4[]:8 after f()".
  std::size_t Place = Name.find("[]:");
  bool Memory = Place != std::string::npos;
  if (Memory)
    Name = Name.substr(0, Name.rfind('#', Place));
  std::string Text = Name + (Memory ? "[" : "(");
  for (unsigned I = 0; I < E.num_args(); ++I)
    Text += (I ? ", " : "") + text(E.arg(I));
  return Text + (Memory ? "]" : ")");
}

std::string Printer::text(const z3::expr &E) {
  std::uint64_t N = 0;
  if (E.is_bv() && isNumber(E, N))
    return number(E, N);
  if (!E.is_app())
    return shortText(E);
  if (const char *Operator = operatorOf(E))
    return joined(E, Operator);
  switch (E.decl().decl_kind()) {
  case Z3_OP_UNINTERPRETED:
    return call(E);
  case Z3_OP_BADD:
    return sum(E);
  case Z3_OP_BNEG:
    return "-" + operand(E.arg(0));
  case Z3_OP_BNOT:
    return complement(E.arg(0));
  case Z3_OP_NOT:
    return "!" + operand(E.arg(0));
  case Z3_OP_ZERO_EXT:
  case Z3_OP_SIGN_EXT:
    return text(E.arg(0));
  case Z3_OP_EXTRACT:
    return part(E);
  case Z3_OP_CONCAT:
    return glued(E);
  case Z3_OP_ITE:
    return operand(E.arg(0)) + " ? " + operand(E.arg(1)) + " : " +
           operand(E.arg(2));
  default:
    return shortText(E);
  }
}

std::string plainText(Universe &U, const z3::expr &E, MinusOne Is) {
  std::string Text = Printer(U, Is).text(E);
  return Text.size() > MaxLength ? Text.substr(0, MaxLength - 3) + "..." : Text;
}

} // namespace premap::verify
