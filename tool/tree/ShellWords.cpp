#include "tool/tree/ShellWords.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace premap {
namespace {

class Splitter {
public:
  Splitter(StringRef Text, bool OneCommand)
      : Text(Text), OneCommand(OneCommand) {}

  std::vector<Words> run();

private:
  void endWord() {
    if (InWord)
      Current.push_back(std::move(Word));
    Word.clear();
    InWord = false;
  }
  void endCommand() {
    endWord();
    if (!Current.empty())
      Commands.push_back(std::move(Current));
    Current.clear();
  }
  void add(char C) {
    Word += C;
    InWord = true;
  }
  size_t singleQuoted(size_t At);
  size_t doubleQuoted(size_t At);
  size_t escaped(size_t At);

  StringRef Text;
  bool OneCommand;
  std::vector<Words> Commands;
  Words Current;
  std::string Word;
  bool InWord = false;
};

/// Each of these starts at its opening character and returns the place behind
/// what it took.
size_t Splitter::singleQuoted(size_t At) {
  InWord = true;
  size_t End = std::min(Text.find('\'', At + 1), Text.size());
  Word += Text.slice(At + 1, End);
  return End + 1;
}

size_t Splitter::doubleQuoted(size_t At) {
  InWord = true;
  for (++At; At < Text.size() && Text[At] != '"'; ++At) {
    if (Text[At] == '\\' && At + 1 < Text.size()) {
      char Next = Text[At + 1];
      if (StringRef("$`\"\\\n").contains(Next)) {
        ++At;
        if (Next == '\n')
          continue;
      }
    }
    Word += Text[At];
  }
  return At + 1;
}

size_t Splitter::escaped(size_t At) {
  if (At + 1 == Text.size())
    add('\\');
  else if (Text[At + 1] != '\n')
    add(Text[At + 1]);
  return At + 2;
}

std::vector<Words> Splitter::run() {
  for (size_t At = 0; At < Text.size();) {
    char C = Text[At];
    if (C == '\'') {
      At = singleQuoted(At);
    } else if (C == '"') {
      At = doubleQuoted(At);
    } else if (C == '\\') {
      At = escaped(At);
    } else if (C == ' ' || C == '\t' || C == '\r') {
      endWord();
      ++At;
    } else if (C == '\n' || (!OneCommand && StringRef(";&|()").contains(C))) {
      OneCommand ? endWord() : endCommand();
      ++At;
    } else if (C == '#' && !InWord && !OneCommand) {
      At = std::min(Text.find('\n', At), Text.size());
    } else {
      add(C);
      ++At;
    }
  }
  endCommand();
  return std::move(Commands);
}

} // namespace

std::vector<Words> splitShellCommands(StringRef Text) {
  return Splitter(Text, /*OneCommand=*/false).run();
}

Words splitShellWords(StringRef Text) {
  std::vector<Words> Commands = Splitter(Text, /*OneCommand=*/true).run();
  return Commands.empty() ? Words() : std::move(Commands.front());
}

std::string shellWord(StringRef Word) {
  auto isPlain = [](char C) {
    return llvm::isAlnum(C) || StringRef("_-./:,=+@%").contains(C);
  };
  if (!Word.empty() && llvm::all_of(Word, isPlain))
    return Word.str();
  std::string Out = "'";
  for (char C : Word)
    Out += C == '\'' ? std::string("'\\''") : std::string(1, C);
  return Out + "'";
}

} // namespace premap
