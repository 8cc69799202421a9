#include "verify/InactiveText.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

#include <array>

using namespace clang;

namespace premap::verify {
namespace {

class Collector : public PPCallbacks {
public:
  Collector(Preprocessor &PP, InactiveText &To) : PP(PP), To(To) {}

  void SourceRangeSkipped(SourceRange Range, SourceLocation) override {
    const SourceManager &SM = PP.getSourceManager();
    if (!SM.isInMainFile(Range.getBegin()))
      return;
    auto [File, Begin] = SM.getDecomposedLoc(Range.getBegin());
    unsigned End = SM.getFileOffset(Range.getEnd());
    StringRef Text = SM.getBufferData(File);
    // "#if 0" and its end do not depend on any configuration.
    StringRef Condition = Text.substr(Begin).split('\n').first;
    if (Condition.consume_front("#") && Condition.trim().consume_front("if") &&
        Condition.ltrim().drop_front(2).trim() == "0")
      return;
    read(SM.getLocForStartOfFile(File), Text, Begin, End);
  }

private:
  void read(SourceLocation Start, StringRef Text, unsigned Begin,
            unsigned End) {
    Lexer Raw(Start, PP.getLangOpts(), Text.begin(), Text.begin() + Begin,
              Text.end());
    const SourceManager &SM = PP.getSourceManager();
    std::array<std::string, 3> Before; // the last tokens, newest in front
    Token Tok;
    while (!Raw.LexFromRawLexer(Tok) &&
           SM.getFileOffset(Tok.getLocation()) < End) {
      std::string Word = Lexer::getSpelling(Tok, SM, PP.getLangOpts());
      if (Tok.is(tok::amp))
        continue;
      if (Tok.is(tok::raw_identifier)) {
        unsigned Line = SM.getSpellingLineNumber(Tok.getLocation());
        To.Words.emplace(Word, Line);
        if (Before[0] == "=" && (Before[2] == "." || Before[2] == "->"))
          To.Members.emplace(Before[1] + " = " + Word, Line);
      }
      Before = {std::move(Word), std::move(Before[0]), std::move(Before[1])};
    }
  }

  Preprocessor &PP;
  InactiveText &To;
};

} // namespace

std::unique_ptr<PPCallbacks> inactiveCollector(Preprocessor &PP,
                                               InactiveText &To) {
  return std::make_unique<Collector>(PP, To);
}

std::map<std::string, unsigned> leftBehind(const InactiveText &Old,
                                           const InactiveText &New) {
  std::map<std::string, unsigned> Result;
  for (const std::string &Name : Old.Defined)
    if (auto Used = New.Words.find(Name);
        !New.Defined.count(Name) && Used != New.Words.end())
      Result.insert(*Used);
  return Result;
}

unsigned stillSet(const InactiveText &New, const std::string &Member,
                  const std::string &Function) {
  auto Used = New.Members.find(Member + " = " + Function);
  return Used == New.Members.end() ? 0 : Used->second;
}

} // namespace premap::verify
