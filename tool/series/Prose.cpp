#include "tool/series/Prose.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <set>

using llvm::StringRef;

namespace premap {

std::string listOf(const std::vector<std::string> &Items, StringRef Last) {
  std::string Out;
  for (size_t I = 0; I < Items.size(); ++I) {
    if (I)
      Out += I + 1 == Items.size() ? " " + Last.str() + " " : ", ";
    Out += Items[I];
  }
  return Out;
}

std::string shortList(const std::vector<std::string> &Items, size_t Most) {
  // "and 1 more" takes the room of the one.
  if (Items.size() <= Most + 1)
    return listOf(Items);
  std::vector<std::string> Shown(Items.begin(), Items.begin() + Most);
  Shown.push_back(std::to_string(Items.size() - Most) + " more");
  return listOf(Shown);
}

std::string count(size_t Number, StringRef One, StringRef Many) {
  std::string Noun = Number == 1    ? One.str()
                     : Many.empty() ? (One + "s").str()
                                    : Many.str();
  return std::to_string(Number) + " " + Noun;
}

static bool isTakenForMail(StringRef Word) {
  return Word == "From" || Word == "diff" || Word.starts_with("---") ||
         Word.starts_with("Index:") || Word.starts_with("@@");
}

static std::string filled(StringRef Paragraph, size_t Width) {
  llvm::SmallVector<StringRef> Words;
  llvm::SplitString(Paragraph, Words, " \n");
  std::string Out;
  size_t Column = 0;
  for (size_t I = 0; I < Words.size(); ++I) {
    size_t Needed = Words[I].size();
    // What may not begin a line takes the word before it along.
    if (I + 1 < Words.size() && isTakenForMail(Words[I + 1]))
      Needed += 1 + Words[I + 1].size();
    if (Column && Column + 1 + Needed > Width && !isTakenForMail(Words[I])) {
      Out += '\n';
      Column = 0;
    } else if (Column) {
      Out += ' ';
      ++Column;
    }
    Out += Words[I];
    Column += Words[I].size();
  }
  return Out;
}

std::string wrapped(StringRef Text, size_t Width) {
  std::string Out, Paragraph;
  auto flush = [&] {
    if (!Paragraph.empty())
      Out += filled(Paragraph, Width) + "\n";
    Paragraph.clear();
  };
  llvm::SmallVector<StringRef> Lines;
  Text.rtrim('\n').split(Lines, '\n');
  for (StringRef Line : Lines) {
    if (!Line.empty() && Line.front() != ' ') {
      Paragraph += Line.str() + "\n";
      continue;
    }
    flush();
    Out += Line.str() + "\n";
  }
  flush();
  return Out;
}

std::string entry(StringRef Mark, StringRef Text, size_t Width) {
  llvm::SmallVector<StringRef> Lines;
  const std::string Filled = filled(Text, Width - Mark.size());
  StringRef(Filled).split(Lines, '\n');
  std::string Out;
  for (size_t I = 0; I < Lines.size(); ++I)
    Out += (I ? std::string(Mark.size(), ' ') : Mark.str()) + Lines[I].str() +
           "\n";
  return Out;
}

std::vector<std::string> distinct(std::vector<std::string> Items) {
  std::set<std::string> Seen;
  std::erase_if(Items, [&](const std::string &Item) {
    return !Seen.insert(Item).second;
  });
  return Items;
}

} // namespace premap
