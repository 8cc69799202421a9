#include "rewriters/Syntax.h"

#include <algorithm>
#include <array>

namespace premap {

template <size_t N>
static bool oneOf(std::string_view T,
                  const std::array<std::string_view, N> &Set) {
  return std::find(Set.begin(), Set.end(), T) != Set.end();
}

static constexpr std::array<std::string_view, 4> Conditionals = {
    "if", "while", "for", "switch"};

static constexpr std::array<std::string_view, 24> TypeWords = {
    "const",  "static",   "struct", "union",    "enum",       "unsigned",
    "signed", "int",      "long",   "short",    "char",       "void",
    "bool",   "float",    "double", "volatile", "extern",     "register",
    "_Bool",  "__signed", "auto",   "typeof",   "__typeof__", "size_t"};

static constexpr std::array<std::string_view, 14> NotATypeName = {
    "return", "goto",  "else", "do",     "case",   "break",   "continue",
    "if",     "while", "for",  "switch", "sizeof", "default", "asm"};

Range bytes(const SourceText &S, TokenRange R) {
  if (R.empty())
    return {};
  return {S.tokens()[R.Begin].Begin, S.tokens()[R.End - 1].End};
}

bool sameTokens(const SourceText &S, TokenRange A, TokenRange B) {
  if (A.End - A.Begin != B.End - B.Begin)
    return false;
  for (size_t I = 0; I < A.End - A.Begin; ++I)
    if (S.at(A.Begin + I) != S.at(B.Begin + I))
      return false;
  return true;
}

/// Index behind the bracket that opens at \p Open, \p Limit if none closes it.
static size_t behindBracket(const SourceText &S, size_t Open, size_t Limit) {
  std::optional<size_t> Close = S.closing(Open);
  return Close ? std::min(*Close + 1, Limit) : Limit;
}

static size_t behindSimpleStatement(const SourceText &S, size_t I,
                                    size_t Limit) {
  while (I < Limit) {
    std::string_view T = S.at(I);
    if (T == ";")
      return I + 1;
    if (T == "}")
      return I;
    I = T == "(" || T == "[" || T == "{" ? behindBracket(S, I, Limit) : I + 1;
  }
  return Limit;
}

TokenRange statementAt(const SourceText &S, size_t Begin, size_t Limit) {
  size_t I = Begin;
  while (I + 1 < Limit && S.isIdentifier(I) && S.at(I + 1) == ":")
    I += 2;
  std::string_view T = S.at(I);
  if (T == "{")
    return {Begin, behindBracket(S, I, Limit)};
  if (T == "do") {
    size_t End = statementAt(S, I + 1, Limit).End;
    return {Begin, behindSimpleStatement(S, End, Limit)};
  }
  bool IsLoopMacro = false;
  if (S.isIdentifier(I) && S.at(I + 1) == "(" && !oneOf(T, NotATypeName)) {
    size_t Behind = behindBracket(S, I + 1, Limit);
    IsLoopMacro = S.at(Behind) == "{" || S.isIdentifier(Behind);
  }
  if (oneOf(T, Conditionals) || IsLoopMacro) {
    size_t End = statementAt(S, behindBracket(S, I + 1, Limit), Limit).End;
    if (T == "if" && S.at(End) == "else" && End < Limit)
      End = statementAt(S, End + 1, Limit).End;
    return {Begin, End};
  }
  return {Begin, behindSimpleStatement(S, I, Limit)};
}

/// True if the parenthesis pair that closes at \p Close is the head of a
/// control statement (or of a macro that looks like one) before \p Close + 1.
static bool closesControlHead(const SourceText &S, size_t Close, size_t Open) {
  if (Open == 0 || !S.isIdentifier(Open - 1))
    return false;
  if (oneOf(S.at(Open - 1), Conditionals))
    return true;
  return (S.isIdentifier(Close + 1) || S.at(Close + 1) == "{") &&
         !oneOf(S.at(Open - 1), NotATypeName) && S.at(Open - 1) != "typeof";
}

size_t statementBegin(const SourceText &S, size_t I, size_t Floor) {
  while (I > Floor) {
    std::string_view Before = S.at(I - 1);
    if (Before == ";" || Before == "{" || Before == "else" || Before == "do")
      return I;
    if (Before == ":" && I >= 2 && S.isIdentifier(I - 2) &&
        (I < 3 || S.at(I - 3) == ";" || S.at(I - 3) == "}" ||
         S.at(I - 3) == "{"))
      return I;
    if (Before == "}" || Before == ")" || Before == "]") {
      std::optional<size_t> Open = S.opening(I - 1);
      if (!Open)
        return I;
      if (Before == "}" && (*Open == 0 || S.at(*Open - 1) != "=") &&
          S.at(*Open - 1) != ")")
        return I;
      if (Before == "}" && S.at(*Open - 1) == ")") {
        // A compound literal stays in its statement, a body ends one.
        std::optional<size_t> Head = S.opening(*Open - 1);
        if (!Head || *Head == 0 || S.isIdentifier(*Head - 1))
          return I;
      }
      if (Before == ")" && closesControlHead(S, I - 1, *Open))
        return I;
      I = *Open;
      continue;
    }
    --I;
  }
  return Floor;
}

bool isUnbracedBody(const SourceText &S, size_t Begin) {
  if (Begin == 0)
    return false;
  if (S.at(Begin - 1) == "else" || S.at(Begin - 1) == "do")
    return true;
  if (S.at(Begin - 1) != ")")
    return false;
  std::optional<size_t> Open = S.opening(Begin - 1);
  return Open && closesControlHead(S, Begin - 1, *Open);
}

std::vector<TokenRange> callArguments(const SourceText &S, size_t Open) {
  std::vector<TokenRange> Arguments;
  std::optional<size_t> Close = S.closing(Open);
  if (!Close || *Close == Open + 1)
    return Arguments;
  size_t Begin = Open + 1;
  for (size_t I = Begin; I < *Close; ++I) {
    if (std::optional<size_t> Inner = S.closing(I))
      I = *Inner;
    else if (S.at(I) == ",") {
      Arguments.push_back({Begin, I});
      Begin = I + 1;
    }
  }
  Arguments.push_back({Begin, *Close});
  return Arguments;
}

/// Index of the first token behind declaration specifiers at \p I; \p I itself
/// if no declaration can begin there.
static size_t behindSpecifiers(const SourceText &S, size_t I, size_t Limit) {
  size_t Begin = I;
  bool SawType = false;
  while (I < Limit && S.isIdentifier(I)) {
    std::string_view T = S.at(I);
    if (oneOf(T, NotATypeName))
      return Begin;
    if (T == "struct" || T == "union" || T == "enum") {
      I += 2;
      SawType = true;
    } else if (T == "typeof" || T == "__typeof__") {
      I = behindBracket(S, I + 1, Limit);
      SawType = true;
    } else if (oneOf(T, TypeWords)) {
      ++I;
      SawType |= T != "const" && T != "static" && T != "volatile" &&
                 T != "register" && T != "extern";
    } else if (!SawType && (S.isIdentifier(I + 1) || S.at(I + 1) == "*")) {
      ++I;
      SawType = true;
    } else {
      break;
    }
  }
  return SawType ? I : Begin;
}

std::optional<Declaration> declarationAt(const SourceText &S, size_t I,
                                         size_t Limit) {
  Declaration D;
  size_t J = behindSpecifiers(S, I, Limit);
  if (J == I)
    return std::nullopt;
  D.Specifiers = {I, J};
  while (J < Limit) {
    Declarator One;
    size_t Begin = J;
    while (S.at(J) == "*" || S.at(J) == "const" || S.at(J) == "(")
      ++J;
    if (!S.isIdentifier(J))
      return std::nullopt;
    One.Name = S.at(J);
    One.NameToken = J;
    size_t End = J + 1;
    while (End < Limit && S.at(End) != "," && S.at(End) != ";" &&
           S.at(End) != "=") {
      // An attribute or another identifier behind the name.
      if (S.at(End) == "}" || S.at(End) == "->" || S.at(End) == ".")
        return std::nullopt;
      End = S.closing(End) ? *S.closing(End) + 1 : End + 1;
    }
    if (S.at(End) == "=") {
      size_t Init = End + 1;
      End = Init;
      while (End < Limit && S.at(End) != "," && S.at(End) != ";")
        End = S.closing(End) ? *S.closing(End) + 1 : End + 1;
      One.Init = {Init, End};
    }
    One.Whole = {Begin, End};
    D.Declarators.push_back(One);
    if (S.at(End) == ";") {
      D.Statement = {I, End + 1};
      return D;
    }
    if (S.at(End) != ",")
      return std::nullopt;
    J = End + 1;
  }
  return std::nullopt;
}

std::vector<Declaration> declarationsIn(const SourceText &S, TokenRange Body) {
  std::vector<Declaration> All;
  for (size_t I = Body.Begin; I < Body.End; ++I) {
    bool Starts = I == Body.Begin || S.at(I - 1) == "{" || S.at(I - 1) == "}" ||
                  S.at(I - 1) == ";";
    if (!Starts || !S.isIdentifier(I))
      continue;
    if (std::optional<Declaration> D = declarationAt(S, I, Body.End)) {
      I = D->Statement.End - 1;
      All.push_back(std::move(*D));
    }
  }
  return All;
}

std::optional<FunctionSyntax> functionIn(const SourceText &S, Range Where,
                                         std::string_view Name) {
  FunctionSyntax F;
  for (size_t I = S.firstAt(Where.Begin);
       I < S.tokens().size() && S.tokens()[I].Begin < Where.End; ++I) {
    if (S.at(I) == "{")
      return std::nullopt;
    if (S.at(I) != Name || S.at(I + 1) != "(")
      continue;
    F.Name = I;
    F.OpenParen = I + 1;
    std::optional<size_t> Close = S.closing(I + 1);
    if (!Close)
      return std::nullopt;
    F.CloseParen = *Close;
    size_t Brace = *Close + 1;
    while (Brace < S.tokens().size() && S.at(Brace) != "{" &&
           S.at(Brace) != ";")
      ++Brace;
    size_t End = S.firstAt(Where.End);
    if (S.at(Brace) != "{" || End == 0 || S.at(End - 1) != "}")
      return std::nullopt;
    F.OpenBrace = Brace;
    // Where branches of `#if` confuse the braces, the end is known anyway.
    F.CloseBrace = S.closing(Brace).value_or(End - 1);
    return F;
  }
  return std::nullopt;
}

} // namespace premap
