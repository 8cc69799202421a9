#include "matchers/TokenContext.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

struct RawToken {
  StringRef Text;
  unsigned Offset;
  TokenContext Context;
};

} // namespace

static bool isWordCharacter(char C) { return llvm::isAlnum(C) || C == '_'; }

/// Calls \p OnToken for each identifier, comment and string of \p Text.
static void forEachToken(StringRef Text,
                         llvm::function_ref<void(const RawToken &)> OnToken) {
  LangOptions Language;
  Language.C99 = Language.C11 = Language.LineComment = true;
  // Offsets count from 1 because 0 is the invalid location.
  SourceLocation Base = SourceLocation::getFromRawEncoding(1);
  Lexer Lex(Base, Language, Text.begin(), Text.begin(), Text.end());
  Lex.SetCommentRetentionState(true);
  bool InDirective = false, OtherNameSpace = false;
  unsigned ExportDepth = 0; // 1: EXPORT_SYMBOL seen, 2: its parenthesis
  Token Current;
  do {
    Lex.LexFromRawLexer(Current);
    unsigned Offset = Current.getLocation().getRawEncoding() - 1;
    StringRef Spelling = Text.substr(Offset, Current.getLength());
    if (Current.isAtStartOfLine())
      InDirective = Current.is(tok::hash);
    TokenContext Context = InDirective        ? TokenContext::Directive
                           : ExportDepth == 2 ? TokenContext::Export
                           : OtherNameSpace   ? TokenContext::Member
                                              : TokenContext::Code;
    if (Current.is(tok::comment)) {
      OnToken({Spelling, Offset, TokenContext::Comment});
      continue;
    }
    if (tok::isStringLiteral(Current.getKind()))
      OnToken({Spelling, Offset, TokenContext::String});
    else if (Current.is(tok::raw_identifier))
      OnToken({Spelling, Offset, Context});
    OtherNameSpace =
        Current.isOneOf(tok::period, tok::arrow) ||
        (Current.is(tok::raw_identifier) &&
         (Spelling == "struct" || Spelling == "union" || Spelling == "enum"));
    if (Current.is(tok::raw_identifier) && !InDirective &&
        Spelling.starts_with("EXPORT_SYMBOL"))
      ExportDepth = 1;
    else if (ExportDepth == 1 && Current.is(tok::l_paren))
      ExportDepth = 2;
    else if (ExportDepth == 1 || Current.is(tok::r_paren))
      ExportDepth = 0;
  } while (Current.isNot(tok::eof));
}

/// Prose says "map" without meaning a function map(): a name without an
/// underscore or a digit counts only if a parenthesis follows.
static bool isNameInProse(StringRef Name, StringRef Rest) {
  return Rest.starts_with("(") || Name.contains('_') ||
         llvm::any_of(Name, llvm::isDigit);
}

std::vector<NameToken> findNames(StringRef Text,
                                 const llvm::StringSet<> &Names) {
  std::vector<NameToken> Result;
  unsigned Line = 1, Counted = 0;
  auto Add = [&](StringRef Name, unsigned Offset, TokenContext Context) {
    for (; Counted < Offset; ++Counted)
      Line += Text[Counted] == '\n';
    Result.push_back({Name.str(), Offset, Line, Context});
  };
  if (Names.empty())
    return Result;
  forEachToken(Text, [&](const RawToken &Found) {
    if (Found.Context != TokenContext::Comment &&
        Found.Context != TokenContext::String) {
      if (Names.contains(Found.Text))
        Add(Found.Text, Found.Offset, Found.Context);
      return;
    }
    for (size_t I = 0; I < Found.Text.size();) {
      if (!isWordCharacter(Found.Text[I])) {
        ++I;
        continue;
      }
      StringRef Word = Found.Text.substr(I).take_while(isWordCharacter);
      if (Names.contains(Word) &&
          isNameInProse(Word, Found.Text.substr(I + Word.size())))
        Add(Word, Found.Offset + I, Found.Context);
      I += Word.size();
    }
  });
  return Result;
}

/// Smaller is less hidden.
static unsigned hiddenness(TokenContext Context) {
  switch (Context) {
  case TokenContext::Code:
  case TokenContext::Member:
  case TokenContext::Export:
    return 0;
  case TokenContext::Directive:
    return 1;
  case TokenContext::String:
    return 2;
  case TokenContext::Comment:
    return 3;
  }
  llvm_unreachable("all contexts are handled");
}

TokenContext contextOfLine(StringRef Text, unsigned Line, StringRef Name) {
  size_t Begin = 0;
  for (unsigned I = 1; I < Line && Begin != StringRef::npos; ++I) {
    Begin = Text.find('\n', Begin);
    Begin += Begin != StringRef::npos;
  }
  if (Begin == StringRef::npos)
    return TokenContext::Comment;
  size_t End = std::min(Text.find('\n', Begin), Text.size());
  TokenContext Best = TokenContext::Comment;
  forEachToken(Text, [&](const RawToken &Found) {
    size_t From = std::max<size_t>(Found.Offset, Begin);
    size_t To = std::min<size_t>(Found.Offset + Found.Text.size(), End);
    if (From < To && Text.slice(From, To).contains(Name) &&
        hiddenness(Found.Context) < hiddenness(Best))
      Best = Found.Context;
  });
  return Best;
}

} // namespace premap
