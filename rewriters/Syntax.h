// Statements and local declarations of C code, found in its tokens.
#ifndef PREMAP_REWRITERS_SYNTAX_H
#define PREMAP_REWRITERS_SYNTAX_H

#include "rewriters/SourceText.h"

#include <optional>
#include <string>
#include <vector>

namespace premap {

/// Indices of tokens, half open.
struct TokenRange {
  size_t Begin = 0, End = 0;
  bool empty() const { return Begin == End; }
  bool contains(size_t I) const { return Begin <= I && I < End; }
};

/// The bytes that \p R covers, from its first to its last token.
Range bytes(const SourceText &S, TokenRange R);

/// True if \p A and \p B spell the same tokens.
bool sameTokens(const SourceText &S, TokenRange A, TokenRange B);

/// The whole statement whose first token is \p I: with its body and `else`.
/// Ends at \p Limit at the latest.
TokenRange statementAt(const SourceText &S, size_t I, size_t Limit);

/// First token of the innermost statement that token \p I belongs to.
size_t statementBegin(const SourceText &S, size_t I, size_t Floor);

/// True if the statement that begins at \p Begin is the unbraced body of an
/// `if`, `else` or loop.
bool isUnbracedBody(const SourceText &S, size_t Begin);

/// The arguments of the call whose parenthesis opens at \p Open.
std::vector<TokenRange> callArguments(const SourceText &S, size_t Open);

struct Declarator {
  std::string Name;
  size_t NameToken = 0;
  TokenRange Whole; ///< with pointer stars and initialiser
  TokenRange Init;  ///< behind `=`; empty if there is none
};

/// `static const struct foo *a = b, c;`
struct Declaration {
  TokenRange Statement; ///< with the `;`
  TokenRange Specifiers;
  std::vector<Declarator> Declarators;
};

/// The declaration that begins at \p I, if it is one.
std::optional<Declaration> declarationAt(const SourceText &S, size_t I,
                                         size_t Limit);

/// All declarations of locals in \p Body, nested blocks included.
std::vector<Declaration> declarationsIn(const SourceText &S, TokenRange Body);

/// Where a function's parts stand.
struct FunctionSyntax {
  size_t Name = 0;                      ///< its name's token
  size_t OpenParen = 0, CloseParen = 0; ///< of the parameters
  size_t OpenBrace = 0, CloseBrace = 0; ///< of the body
  TokenRange body() const { return {OpenBrace + 1, CloseBrace}; }
};

/// The definition of \p Name inside of \p Where.
std::optional<FunctionSyntax> functionIn(const SourceText &S, Range Where,
                                         std::string_view Name);

} // namespace premap

#endif
