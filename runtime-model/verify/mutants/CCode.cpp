#include "verify/mutants/CCode.h"

#include <algorithm>
#include <cctype>

namespace premap::verify {

static void blank(std::string &Text, Span Where) {
  for (std::size_t I = Where.Begin; I < Where.End; ++I)
    if (Text[I] != '\n')
      Text[I] = ' ';
}

/// Behind the quoted text that starts at \p Begin.
static std::size_t behindQuotes(const std::string &Text, std::size_t Begin) {
  std::size_t I = Begin + 1;
  while (I < Text.size() && Text[I] != Text[Begin] && Text[I] != '\n')
    I += Text[I] == '\\' ? 2 : 1;
  return std::min(I + 1, Text.size());
}

/// Behind the preprocessor line that starts at \p I, continuations included.
static std::size_t behindDirective(const std::string &Text, std::size_t I) {
  for (;;) {
    I = std::min(Text.find('\n', I), Text.size());
    if (I == Text.size() || Text[I - 1] != '\\')
      return I;
    ++I;
  }
}

std::string blankNonCode(const std::string &Text) {
  std::string Code = Text;
  bool LineStart = true;
  for (std::size_t I = 0; I < Text.size();) {
    std::size_t End = I + 1;
    if (Text.compare(I, 2, "/*") == 0) {
      End = std::min(Text.find("*/", I + 2), Text.size() - 2) + 2;
      blank(Code, {I, End});
    } else if (Text.compare(I, 2, "//") == 0) {
      End = std::min(Text.find('\n', I), Text.size());
      blank(Code, {I, End});
    } else if (Text[I] == '"' || Text[I] == '\'') {
      End = behindQuotes(Text, I);
      if (End > I + 2)
        blank(Code, {I + 1, End - 1});
    } else if (Text[I] == '#' && LineStart) {
      End = behindDirective(Text, I);
      blank(Code, {I, End});
    }
    if (Text[I] == '\n')
      LineStart = true;
    else if (!std::isspace(static_cast<unsigned char>(Text[I])))
      LineStart = false;
    I = End;
  }
  return Code;
}

namespace {

bool isWordPart(char C) {
  return std::isalnum(static_cast<unsigned char>(C)) || C == '_';
}

/// Reads the statements of one function.
class StatementReader {
public:
  StatementReader(const std::string &Code, Span Body)
      : Code(Code), At(Body.Begin), End(Body.End) {}

  Statement block(); ///< from its brace to behind the other one

private:
  void skipSpace();
  std::string word() const;
  Span parentheses();
  Statement statement();
  Statement ifStatement();
  Statement around();
  Statement doWhile();
  Statement simple();
  bool isLabel() const;

  const std::string &Code;
  std::size_t At, End;
};

} // namespace

void StatementReader::skipSpace() {
  while (At < End && std::isspace(static_cast<unsigned char>(Code[At])))
    ++At;
}

std::string StatementReader::word() const {
  std::size_t I = At;
  while (I < End && isWordPart(Code[I]))
    ++I;
  return Code.substr(At, I - At);
}

/// What stands between the next parentheses; goes on behind them.
Span StatementReader::parentheses() {
  At = std::min(Code.find('(', At), End);
  Span Inside{std::min(At + 1, End), End};
  for (unsigned Depth = 0; At < End; ++At) {
    Depth += Code[At] == '(';
    if (Code[At] == ')' && --Depth == 0) {
      Inside.End = At++;
      break;
    }
  }
  skipSpace();
  return Inside;
}

Statement StatementReader::block() {
  Statement S;
  S.What = Statement::Block;
  S.Where.Begin = At++;
  for (skipSpace(); At < End && Code[At] != '}'; skipSpace())
    S.Inner.push_back(statement());
  At = std::min(At + 1, End);
  S.Where.End = At;
  return S;
}

Statement StatementReader::ifStatement() {
  Statement S;
  S.What = Statement::If;
  S.Where.Begin = At;
  S.Condition = parentheses();
  S.Inner.push_back(statement());
  S.Where.End = At;
  skipSpace();
  if (word() == "else") {
    At += 4;
    skipSpace();
    S.Inner.push_back(statement());
    S.Where.End = At;
  } else {
    At = S.Where.End;
  }
  return S;
}

Statement StatementReader::around() {
  Statement S;
  S.What = Statement::Around;
  S.Where.Begin = At;
  S.Condition = parentheses();
  S.Inner.push_back(statement());
  S.Where.End = At;
  return S;
}

Statement StatementReader::doWhile() {
  Statement S;
  S.What = Statement::Around;
  S.Where.Begin = At;
  At += 2;
  skipSpace();
  S.Inner.push_back(statement());
  S.Condition = parentheses();
  At = S.Where.End = std::min(At + 1, End);
  return S;
}

bool StatementReader::isLabel() const {
  std::string Word = word();
  if (Word == "case" || Word == "default")
    return true;
  std::size_t Next = At + Word.size();
  return !Word.empty() && Next < End && Code[Next] == ':';
}

Statement StatementReader::simple() {
  Statement S;
  S.Where.Begin = At;
  unsigned Depth = 0;
  for (; At < End; ++At) {
    char C = Code[At];
    if (C == '(' || C == '{' || C == '[')
      ++Depth;
    else if (C == ')' || C == '}' || C == ']')
      --Depth;
    else if (C == ';' && Depth == 0)
      break;
  }
  At = S.Where.End = std::min(At + 1, End);
  return S;
}

Statement StatementReader::statement() {
  if (Code[At] == '{')
    return block();
  std::string Word = word();
  if (Word == "if")
    return ifStatement();
  if (Word == "for" || Word == "while" || Word == "switch")
    return around();
  if (Word == "do")
    return doWhile();
  if (isLabel()) {
    Statement S;
    S.What = Statement::Label;
    S.Where.Begin = At;
    At = S.Where.End = std::min(Code.find(':', At) + 1, End);
    return S;
  }
  // A macro that is a loop: for_each_thing(x) { ... }
  std::size_t Begin = At;
  if (!Word.empty() && Code[At + Word.size()] == '(') {
    parentheses();
    bool Loop = At < End && Code[At] == '{';
    At = Begin;
    if (Loop)
      return around();
  }
  return simple();
}

/// The word that ends before \p End, blanks skipped.
static std::string wordBefore(const std::string &Code, std::size_t End) {
  while (End && std::isspace(static_cast<unsigned char>(Code[End - 1])))
    --End;
  std::size_t Begin = End;
  while (Begin && isWordPart(Code[Begin - 1]))
    --Begin;
  return Code.substr(Begin, End - Begin);
}

std::vector<Function> functionsOf(const std::string &Code) {
  std::vector<Function> Functions;
  for (std::size_t At = 0; (At = Code.find("\n{", At)) != std::string::npos;) {
    std::size_t Open = At + 1, Close = Code.find("\n}", Open);
    if (Close == std::string::npos)
      break;
    At = Close;
    std::size_t Last = Code.find_last_not_of(" \t\r\n", Open - 1);
    if (Last == std::string::npos || Code[Last] != ')')
      continue;
    Function F;
    F.Header = {Code.find_last_of(";}", Last) + 1, Last + 1};
    std::size_t Parameters = Last;
    for (unsigned Depth = 0; Parameters > F.Header.Begin; --Parameters) {
      Depth += Code[Parameters] == ')';
      if (Code[Parameters] == '(' && --Depth == 0)
        break;
    }
    F.Name = wordBefore(Code, Parameters);
    F.Body = StatementReader(Code, {Open, Close + 2}).block();
    Functions.push_back(std::move(F));
  }
  return Functions;
}

} // namespace premap::verify
