#include "tool/UsedFiles.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>
#include <map>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// What a changed text needs and offers.
struct Words {
  std::set<std::string> Used, Defined;
};

/// Reads declarations outside of all braces, one after the other.
class Declarations {
public:
  explicit Declarations(std::set<std::string> &To) : To(To) {}

  void add(const Token &Tok, StringRef Word) {
    switch (Tok.getKind()) {
    case tok::l_brace:
      openBrace();
      return;
    case tok::r_brace:
      closeBrace();
      return;
    default:
      if (Braces == 0)
        addOutside(Tok, Word);
    }
    Before = Braces == 0 ? Tok.getKind() : tok::unknown;
  }

private:
  void addOutside(const Token &Tok, StringRef Word) {
    switch (Tok.getKind()) {
    case tok::l_paren:
      if (Parens++ == 0 && !Assigned && Before == tok::raw_identifier)
        Functions.insert(Last);
      return;
    case tok::r_paren:
      Parens -= Parens > 0;
      return;
    case tok::l_square:
      ++Squares;
      return;
    case tok::r_square:
      Squares -= Squares > 0;
      return;
    case tok::equal:
      if (Parens == 0)
        endVariable(/*IsAssigned=*/true);
      return;
    case tok::comma:
      if (Parens == 0)
        endVariable(Assigned);
      return;
    case tok::semi:
      if (!Assigned && Functions.empty())
        endVariable(false);
      clear();
      return;
    case tok::raw_identifier:
      addWord(Word);
      return;
    default:
      return;
    }
  }

  void addWord(StringRef Word) {
    if (Word == "static" || Word == "typedef")
      Hidden = true;
    else if (Word == "extern")
      Extern = true;
    else if (Parens == 0 && Squares == 0)
      Last = Word.str();
    else if (Parens > 0 && Before == tok::star)
      Last = Word.str(); // `int (*name)(int) = ...`
  }

  void endVariable(bool IsAssigned) {
    if (!Assigned && !Last.empty() && !Hidden && (IsAssigned || !Extern))
      To.insert(Last);
    Assigned = IsAssigned;
  }

  void openBrace() {
    if (Braces++ != 0 || Assigned)
      return;
    IsBody = !Functions.empty();
    if (IsBody && !Hidden)
      To.insert(Functions.begin(), Functions.end());
    Last.clear(); // the tag of a record
  }

  void closeBrace() {
    if (Braces == 0 || --Braces != 0)
      return;
    if (IsBody)
      clear();
  }

  void clear() {
    Last.clear();
    Functions.clear();
    Parens = Squares = 0;
    Hidden = Extern = Assigned = IsBody = false;
  }

  std::set<std::string> &To;
  std::string Last;
  std::set<std::string> Functions; ///< words in front of a parenthesis
  tok::TokenKind Before = tok::unknown;
  unsigned Braces = 0, Parens = 0, Squares = 0;
  bool Hidden = false, Extern = false, Assigned = false, IsBody = false;
};

} // namespace

/// Gives \p Do every token of \p Text but those of directives.
template <typename F> static void forEachToken(const std::string &Text, F Do) {
  LangOptions C;
  Lexer Raw(SourceLocation(), C, Text.data(), Text.data(),
            Text.data() + Text.size());
  Token Tok;
  bool Directive = false;
  for (bool End = false; !End;) {
    End = Raw.LexFromRawLexer(Tok);
    if (Tok.is(tok::eof))
      return;
    if (Tok.isAtStartOfLine())
      Directive = Tok.is(tok::hash);
    Do(Tok, Tok.is(tok::raw_identifier) ? Tok.getRawIdentifier() : StringRef(),
       Directive);
  }
}

std::set<std::string> definedFor(StringRef Text) {
  std::set<std::string> Defined;
  Declarations Read(Defined);
  forEachToken(Text.str(), [&](const Token &Tok, StringRef Word, bool Skip) {
    if (!Skip)
      Read.add(Tok, Word);
  });
  return Defined;
}

/// Every identifier of \p Text is used.
static void addWords(const std::string &Text, Words &To) {
  forEachToken(Text, [&](const Token &, StringRef Word, bool) {
    if (!Word.empty())
      To.Used.insert(Word.str());
  });
  To.Defined.merge(definedFor(Text));
}

std::set<std::string> filesUsedBy(const std::string &Path,
                                  const FileChanges &Changes) {
  std::map<std::string, Words> Of;
  for (const auto &[File, Change] : Changes)
    if (StringRef(File).ends_with(".c"))
      for (const std::string *Text : {&Change.Old, &Change.New})
        addWords(*Text, Of[File]);
  auto meets = [](const std::set<std::string> &A,
                  const std::set<std::string> &B) {
    return std::any_of(A.begin(), A.end(),
                       [&](const std::string &Word) { return B.count(Word); });
  };
  std::set<std::string> Found{Path}, Used = Of[Path].Used;
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (const auto &[File, Its] : Of)
      if (!Found.count(File) && meets(Its.Defined, Used)) {
        Found.insert(File);
        Used.insert(Its.Used.begin(), Its.Used.end());
        Grew = true;
      }
  }
  Found.erase(Path);
  return Found;
}

} // namespace premap
