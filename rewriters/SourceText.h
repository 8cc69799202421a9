// A file's text as tokens, comments and lines, for edits that keep every byte
// that they do not mean. Knows C's surface only, no types.
#ifndef PREMAP_REWRITERS_SOURCETEXT_H
#define PREMAP_REWRITERS_SOURCETEXT_H

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace premap {

/// A half-open range of bytes.
struct Range {
  unsigned Begin = 0, End = 0;
  bool contains(const Range &O) const {
    return Begin <= O.Begin && O.End <= End;
  }
  bool contains(unsigned Offset) const {
    return Begin <= Offset && Offset < End;
  }
  bool operator==(const Range &) const = default;
};

struct Token : Range {
  bool IsIdentifier = false; ///< keywords too
};

class SourceText {
public:
  SourceText(std::string Path, std::string Text);

  const std::string &path() const { return Path; }
  const std::string &text() const { return Text; }
  std::string_view slice(Range R) const {
    return std::string_view(Text).substr(R.Begin, R.End - R.Begin);
  }

  /// Tokens of the code: no comments, no preprocessor directives. Inactive
  /// branches of `#if` are tokens like all others.
  const std::vector<Token> &tokens() const { return Tokens; }
  const std::vector<Range> &comments() const { return Comments; }
  /// Whole directives, continuation lines included.
  const std::vector<Range> &directives() const { return Directives; }

  /// Text of token \p I; "" behind the last one, so that looking ahead is safe.
  std::string_view at(size_t I) const {
    return I < Tokens.size() ? slice(Tokens[I]) : std::string_view();
  }
  bool isIdentifier(size_t I) const {
    return I < Tokens.size() && Tokens[I].IsIdentifier;
  }
  /// True if token \p I is an identifier behind `.` or `->`, or a tag: the name
  /// of something else than a function or variable.
  bool isMember(size_t I) const {
    if (I == 0)
      return false;
    std::string_view Before = at(I - 1);
    return Before == "." || Before == "->" || Before == "struct" ||
           Before == "union" || Before == "enum";
  }
  /// True if the tokens from \p I on read as \p Texts.
  bool matches(size_t I, std::initializer_list<std::string_view> Texts) const;

  /// Index of the first token at or behind \p Offset.
  size_t firstAt(unsigned Offset) const;
  /// The bracket that closes the one at \p Open, or opens the one at \p Close.
  std::optional<size_t> closing(size_t Open) const;
  std::optional<size_t> opening(size_t Close) const;
  /// The innermost open parenthesis around token \p I, not before \p Floor.
  std::optional<size_t> enclosingParen(size_t I, size_t Floor) const;

  /// 1-based line of \p Offset.
  unsigned line(unsigned Offset) const;
  unsigned lineBegin(unsigned Offset) const;
  /// Offset of the line's end, without "\r\n" or "\n".
  unsigned lineEnd(unsigned Offset) const;
  /// Offset of the next line's first byte, or the end of the text.
  unsigned nextLine(unsigned Offset) const;
  /// 0-based display column of \p Offset, tabs every 8.
  unsigned column(unsigned Offset) const;
  /// The white space at the start of \p Offset's line.
  std::string indent(unsigned Offset) const;
  /// "\r\n" if the file's first line ends so, else "\n".
  const std::string &newline() const { return Newline; }

private:
  void tokenize();
  void pairBrackets();

  std::string Path, Text, Newline;
  std::vector<Token> Tokens;
  std::vector<Range> Comments, Directives;
  std::vector<size_t> Partner; ///< of brackets; npos for all others
  std::vector<unsigned> LineBegins;
};

/// The display column behind \p Text if it starts at \p Column.
unsigned columnAfter(std::string_view Text, unsigned Column);

} // namespace premap

#endif
