#include "matchers/TextTables.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceLocation.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>

using clang::Token;
using llvm::StringRef;

namespace premap {
namespace {

/// A token as text and place.
struct Word {
  StringRef Text;
  unsigned Offset = 0, Line = 0;
  bool StartsLine = false, IsIdentifier = false;
};

std::vector<Word> lex(StringRef Text) {
  clang::LangOptions Options;
  Options.C11 = Options.GNUMode = Options.LineComment = true;
  // The lexer wants a terminated buffer.
  std::string Buffer = Text.str();
  clang::Lexer Lexer(clang::SourceLocation(), Options, Buffer.c_str(),
                     Buffer.c_str(), Buffer.c_str() + Buffer.size());
  std::vector<Word> Words;
  unsigned Line = 1, Counted = 0;
  for (Token T;;) {
    bool AtEnd = Lexer.LexFromRawLexer(T);
    if (T.is(clang::tok::eof))
      break;
    unsigned Offset = Lexer.getCurrentBufferOffset() - T.getLength();
    Line += Text.slice(Counted, Offset).count('\n');
    Counted = Offset;
    Words.push_back({Text.substr(Offset, T.getLength()), Offset, Line,
                     T.isAtStartOfLine(), T.is(clang::tok::raw_identifier)});
    if (AtEnd)
      break;
  }
  return Words;
}

/// An open brace and what the declaration in front of it said.
struct Initializer {
  bool IsInitializer = false;
  std::string Type, Variable;
};

class TableReader {
public:
  TableReader(const std::string &Path, StringRef Text)
      : Path(Path), Words(lex(Text)) {}

  std::vector<OpsEntry> read() {
    for (size_t I = 0; I < Words.size();)
      I = isDirective(I) ? readDirective(I) : step(I, EntryForm::Designated);
    return std::move(Entries);
  }

private:
  bool isDirective(size_t I) const {
    return Words[I].StartsLine && Words[I].Text == "#";
  }

  StringRef word(size_t I) const {
    return I < Words.size() ? Words[I].Text : StringRef();
  }

  /// A macro's body has braces of its own, and no end in the code around it.
  size_t readDirective(size_t I) {
    size_t End = I + 1;
    while (End < Words.size() && !Words[End].StartsLine)
      ++End;
    if (word(I + 1) != "define")
      return End;
    std::vector<Initializer> Outer;
    std::swap(Outer, Open);
    size_t OuterStart = std::exchange(StatementStart, I + 2);
    for (size_t J = I + 2; J < End;)
      J = step(J, EntryForm::MacroBody);
    std::swap(Outer, Open);
    StatementStart = OuterStart;
    return End;
  }

  /// Takes the token \p I; returns the index of the next one.
  size_t step(size_t I, EntryForm Form) {
    StringRef Text = word(I);
    if (Text == "{") {
      Open.push_back(headBefore(I));
      StatementStart = I + 1;
    } else if (Text == "}") {
      if (!Open.empty())
        Open.pop_back();
      StatementStart = I + 1;
    } else if (Text == ";") {
      StatementStart = I + 1;
    } else if (Text == "." && insideInitializer() && isHook(I + 1) &&
               word(I + 2) == "=") {
      addEntry(I, Form);
      return I + 3;
    }
    return I + 1;
  }

  bool insideInitializer() const {
    return !Open.empty() && Open.back().IsInitializer;
  }

  bool isHook(size_t I) const {
    return I < Words.size() && Words[I].IsIdentifier &&
           (Words[I].Text.ends_with("mmap") ||
            Words[I].Text.ends_with("mmap_prepare"));
  }

  static bool isQualifier(StringRef Text) {
    return Text == "const" || Text == "volatile" || Text == "static";
  }

  /// Reads `struct T name[..] =` or `(struct T)` in front of the brace \p I.
  Initializer headBefore(size_t I) const {
    Initializer Head;
    bool Assigned = I > 0 && word(I - 1) == "=";
    bool Literal = I > 0 && word(I - 1) == ")";
    Head.IsInitializer = Assigned || insideInitializer();
    for (size_t J = StatementStart; J + 1 < I; ++J) {
      if (word(J) != "struct" || !Words[J + 1].IsIdentifier)
        continue;
      size_t First = J;
      while (First > 0 && isQualifier(word(First - 1)))
        --First;
      bool InParentheses = First > 0 && word(First - 1) == "(";
      if (Literal != InParentheses)
        continue;
      Head.Type = word(J + 1).str();
      if (Literal)
        Head.IsInitializer = true;
      else if (J + 2 < I && Words[J + 2].IsIdentifier)
        Head.Variable = word(J + 2).str();
    }
    // `{ [0] = { .mmap = f } }`: an element has the array's type.
    if (Head.Type.empty() && !Literal && insideInitializer() && !isMember(I))
      Head.Type = Open.back().Type;
    return Head;
  }

  /// `.member = {`: its type is not spelled here.
  bool isMember(size_t I) const {
    return I >= 3 && word(I - 1) == "=" && Words[I - 2].IsIdentifier &&
           word(I - 3) == ".";
  }

  void addEntry(size_t I, EntryForm Form) {
    OpsEntry Entry;
    Entry.Type = Open.back().Type;
    Entry.Variable = Open.back().Variable;
    Entry.Field = word(I + 1).str();
    Entry.TakesDesc = word(I + 1).ends_with("mmap_prepare");
    Entry.Form = Form;
    Entry.FieldName = span(I + 1);
    size_t Value = I + 3;
    if (word(Value) == "&")
      ++Value;
    StringRef Next = word(Value + 1);
    bool OneName = Value < Words.size() && Words[Value].IsIdentifier &&
                   (Next == "," || Next == "}" || Next.empty());
    if (OneName && word(Value) != "NULL") {
      Entry.Handler = word(Value).str();
      Entry.Value = span(Value);
    }
    Entry.Where = span(I);
    unsigned End = Entry.Value ? Entry.Value.end() : Entry.FieldName.end();
    Entry.Where.Length = End - Entry.Where.Offset;
    Entries.push_back(std::move(Entry));
  }

  Span span(size_t I) const {
    return {Path, Words[I].Offset, unsigned(Words[I].Text.size()),
            Words[I].Line};
  }

  const std::string &Path;
  std::vector<Word> Words;
  std::vector<Initializer> Open;
  size_t StatementStart = 0;
  std::vector<OpsEntry> Entries;
};

} // namespace

std::vector<OpsEntry> readTablesFromText(const std::string &Path,
                                         StringRef Text) {
  return TableReader(Path, Text).read();
}

} // namespace premap
