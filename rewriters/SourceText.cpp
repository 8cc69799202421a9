#include "rewriters/SourceText.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceLocation.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Token.h"

#include <algorithm>

namespace premap {

static constexpr size_t NoPartner = static_cast<size_t>(-1);

SourceText::SourceText(std::string PathIn, std::string TextIn)
    : Path(std::move(PathIn)), Text(std::move(TextIn)) {
  size_t First = Text.find('\n');
  bool Crlf =
      First != std::string::npos && First > 0 && Text[First - 1] == '\r';
  Newline = Crlf ? "\r\n" : "\n";
  LineBegins.push_back(0);
  for (size_t I = 0; I < Text.size(); ++I)
    if (Text[I] == '\n')
      LineBegins.push_back(I + 1);
  tokenize();
  pairBrackets();
}

void SourceText::tokenize() {
  clang::LangOptions Options;
  Options.C99 = Options.C11 = Options.LineComment = Options.GNUMode = true;
  const char *Begin = Text.c_str();
  clang::Lexer Lexer(clang::SourceLocation(), Options, Begin, Begin,
                     Begin + Text.size());
  Lexer.SetCommentRetentionState(true);
  bool InDirective = false;
  for (clang::Token Raw;;) {
    Lexer.LexFromRawLexer(Raw);
    if (Raw.is(clang::tok::eof))
      return;
    unsigned End = Lexer.getBufferLocation() - Begin;
    Range Where{End - Raw.getLength(), End};
    if (Raw.isAtStartOfLine())
      InDirective = false;
    if (Raw.is(clang::tok::comment)) {
      Comments.push_back(Where);
    } else if (Raw.is(clang::tok::hash) && Raw.isAtStartOfLine()) {
      InDirective = true;
      Directives.push_back(Where);
    } else if (InDirective) {
      Directives.back().End = Where.End;
    } else {
      Token T;
      static_cast<Range &>(T) = Where;
      T.IsIdentifier = Raw.is(clang::tok::raw_identifier);
      Tokens.push_back(T);
    }
  }
}

void SourceText::pairBrackets() {
  Partner.assign(Tokens.size(), NoPartner);
  std::vector<size_t> Open;
  for (size_t I = 0; I < Tokens.size(); ++I) {
    std::string_view T = at(I);
    if (T == "(" || T == "[" || T == "{") {
      Open.push_back(I);
      continue;
    }
    const char *Opener = T == ")"   ? "("
                         : T == "]" ? "["
                         : T == "}" ? "{"
                                    : nullptr;
    // Branches of `#if` may each open what one line closes: give up on a
    // bracket rather than pair it with the wrong kind.
    if (!Opener || Open.empty() || at(Open.back()) != Opener)
      continue;
    Partner[I] = Open.back();
    Partner[Open.back()] = I;
    Open.pop_back();
  }
}

bool SourceText::matches(size_t I,
                         std::initializer_list<std::string_view> Texts) const {
  for (std::string_view T : Texts)
    if (at(I++) != T)
      return false;
  return true;
}

size_t SourceText::firstAt(unsigned Offset) const {
  return std::partition_point(
             Tokens.begin(), Tokens.end(),
             [&](const Token &T) { return T.Begin < Offset; }) -
         Tokens.begin();
}

std::optional<size_t> SourceText::closing(size_t Open) const {
  if (Open >= Partner.size() || Partner[Open] == NoPartner ||
      Partner[Open] < Open)
    return std::nullopt;
  return Partner[Open];
}

std::optional<size_t> SourceText::opening(size_t Close) const {
  if (Close >= Partner.size() || Partner[Close] == NoPartner ||
      Partner[Close] > Close)
    return std::nullopt;
  return Partner[Close];
}

std::optional<size_t> SourceText::enclosingParen(size_t I, size_t Floor) const {
  while (I-- > Floor) {
    if (std::optional<size_t> Open = opening(I)) {
      I = *Open;
      continue;
    }
    if (at(I) == "(")
      return I;
    if (at(I) == "{" || at(I) == ";")
      return std::nullopt;
  }
  return std::nullopt;
}

unsigned SourceText::line(unsigned Offset) const {
  return std::upper_bound(LineBegins.begin(), LineBegins.end(), Offset) -
         LineBegins.begin();
}

unsigned SourceText::lineBegin(unsigned Offset) const {
  return LineBegins[line(Offset) - 1];
}

unsigned SourceText::lineEnd(unsigned Offset) const {
  size_t End = Text.find('\n', Offset);
  if (End == std::string::npos)
    return Text.size();
  return End > 0 && Text[End - 1] == '\r' ? End - 1 : End;
}

unsigned SourceText::nextLine(unsigned Offset) const {
  size_t End = Text.find('\n', Offset);
  return End == std::string::npos ? Text.size() : End + 1;
}

unsigned columnAfter(std::string_view Text, unsigned Column) {
  for (char C : Text) {
    if (C == '\n')
      Column = 0;
    else if (C == '\t')
      Column = Column / 8 * 8 + 8;
    else
      ++Column;
  }
  return Column;
}

unsigned SourceText::column(unsigned Offset) const {
  return columnAfter(slice({lineBegin(Offset), Offset}), 0);
}

std::string SourceText::indent(unsigned Offset) const {
  unsigned Begin = lineBegin(Offset), End = Begin;
  while (End < Text.size() && (Text[End] == ' ' || Text[End] == '\t'))
    ++End;
  return Text.substr(Begin, End - Begin);
}

} // namespace premap
