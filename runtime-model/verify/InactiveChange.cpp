#include "verify/InactiveChange.h"
#include "verify/InactivePhrases.h"

#include "clang/Basic/IdentifierTable.h"
#include "clang/Basic/LangOptions.h"

#include <algorithm>
#include <functional>

using namespace clang;

namespace premap::verify {
namespace {

std::vector<PlacedWord>
placedWords(const InactiveText &Text,
            const std::function<std::string(const std::string &)> &Meaning) {
  std::vector<PlacedWord> Words;
  for (const InactiveText::Line &Line : Text.Lines)
    for (const std::string &Word : Line.Tokens)
      Words.push_back({Line.Number, Word, Meaning(Word)});
  return Words;
}

bool isKeyword(const std::string &Word) {
  static IdentifierTable C(LangOptions{});
  return C.get(Word).getTokenID() != tok::identifier;
}

bool beginsBranch(const InactiveText::Line &Line) {
  static const std::set<std::string> Directives{"if", "ifdef", "ifndef", "else",
                                                "elif"};
  return Line.Tokens.size() > 1 && Line.Tokens[0] == "#" &&
         Directives.count(Line.Tokens[1]);
}

/// Adds what the branch around the lines says: a number that has changed means
/// nothing without the function around it.
void addBranch(const InactiveText &Text, unsigned First, unsigned Last,
               std::set<std::string> &Words) {
  auto at = [&](unsigned Number) {
    return std::find_if(
        Text.Lines.begin(), Text.Lines.end(),
        [&](const InactiveText::Line &L) { return L.Number >= Number; });
  };
  auto Begin = at(First), End = at(Last + 1);
  while (Begin != Text.Lines.begin() && !beginsBranch(*Begin))
    --Begin;
  End = std::find_if(End, Text.Lines.end(), beginsBranch);
  for (auto L = Begin; L != End; ++L)
    for (const std::string &Word : L->Tokens)
      if (!isKeyword(Word))
        Words.insert(Word);
}

/// Where words were only added, the same text can be read as added one word
/// earlier if it ends with that word: `# if A` in front of `# if B`. Moves
/// \p First and \p Last back to the start of a line if they can be moved there.
void startWithALine(const std::vector<PlacedWord> &Words,
                    std::vector<PlacedWord>::const_iterator &First,
                    std::vector<PlacedWord>::const_iterator &Last) {
  auto beginsLine = [&](auto At) {
    return At == Words.begin() || std::prev(At)->Line != At->Line;
  };
  auto From = First, To = Last;
  while (!beginsLine(From) && std::prev(From)->Means == std::prev(To)->Means) {
    --From;
    --To;
  }
  if (beginsLine(From)) {
    First = From;
    Last = To;
  }
}

} // namespace

std::optional<InactiveChange>
changedInactive(const InactiveText &Old, const InactiveText &New,
                const std::map<std::string, std::string> &Became) {
  auto becomes = [&](const std::string &Word) {
    auto Known = Became.find(Word);
    return asOfDesc(Known == Became.end() ? Word : Known->second);
  };
  const std::vector<PlacedWord> A = placedWords(Old, becomes),
                                B = placedWords(New, asOfDesc);
  auto same = [](const PlacedWord &One, const PlacedWord &Other) {
    return One.Means == Other.Means;
  };
  auto [FirstA, FirstB] =
      std::mismatch(A.begin(), A.end(), B.begin(), B.end(), same);
  if (FirstA == A.end() && FirstB == B.end())
    return std::nullopt;
  auto Tail =
      std::mismatch(A.rbegin(), std::make_reverse_iterator(FirstA), B.rbegin(),
                    std::make_reverse_iterator(FirstB), same);
  auto LastA = Tail.first.base(), LastB = Tail.second.base();
  if (FirstA == LastA)
    startWithALine(B, FirstB, LastB);
  else if (FirstB == LastB)
    startWithALine(A, FirstA, LastA);
  InactiveChange Change;
  if (FirstB < LastB) {
    Change.First = FirstB->Line;
    Change.Last = std::prev(LastB)->Line;
  } else if (FirstB != B.begin())
    Change.First = Change.Last = std::prev(FirstB)->Line + 1;
  if (FirstA < LastA) {
    Change.OldFirst = FirstA->Line;
    Change.OldLast = std::prev(LastA)->Line;
  }
  std::set<std::string> Beside;
  for (const InactiveText *Text : {&Old, &New})
    for (const auto &[Name, Body] : Text->Bodies)
      if (!Body.Mapping.empty())
        Beside.insert(Body.Beside.begin(), Body.Beside.end());
  Change.AsksMapping = phrasesOf(A, Beside) == phrasesOf(B, Beside);
  if (FirstA < LastA)
    addBranch(Old, FirstA->Line, std::prev(LastA)->Line, Change.Words);
  if (FirstB < LastB)
    addBranch(New, FirstB->Line, std::prev(LastB)->Line, Change.Words);
  return Change;
}

std::set<std::string> reachedFrom(const std::set<std::string> &Names,
                                  const InactiveText &Text,
                                  const HeaderNames *Headers) {
  std::set<std::string> Seen = Names;
  std::vector<std::string> Open(Names.begin(), Names.end());
  auto follow = [&](const std::set<std::string> &Words) {
    for (const std::string &Word : Words)
      if (Seen.insert(Word).second)
        Open.push_back(Word);
  };
  while (!Open.empty()) {
    std::string Name = std::move(Open.back());
    Open.pop_back();
    if (auto Macro = Text.Macros.find(Name); Macro != Text.Macros.end())
      follow(Macro->second);
    if (auto Body = Text.Bodies.find(Name); Body != Text.Bodies.end())
      follow(Body->second.Words);
    if (!Headers)
      continue;
    if (auto Its = Headers->find(Name); Its != Headers->end())
      follow(Its->second.Words);
  }
  return Seen;
}

std::set<std::string> usedOf(const InactiveChange &Change, Side Which,
                             const InactiveText &Text,
                             const std::set<std::string> &Reached) {
  auto [First, Last] = Which == Side::Old
                           ? std::pair(Change.OldFirst, Change.OldLast)
                           : std::pair(Change.First, Change.Last);
  std::set<std::string> Result;
  for (const std::string &Word : Change.Words)
    if (Reached.count(Word))
      Result.insert(Word);
  for (const auto &[Name, Body] : Text.Bodies)
    if (Reached.count(Name) && First <= Body.End && Last >= Body.Begin)
      Result.insert(Body.IsVariable ? Name : Name + "()");
  return Result;
}

} // namespace premap::verify
