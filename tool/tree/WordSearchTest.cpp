#include "tool/tree/WordSearch.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <random>

using testing::ElementsAre;
using testing::Pair;

namespace premap {
namespace {

using Found = std::vector<std::pair<size_t, std::string>>;

Found find(const WordSearch &Search, llvm::StringRef Text) {
  Found Result;
  Search.forEach(Text, [&](size_t Offset, unsigned Word) {
    Result.emplace_back(Offset, Search.words()[Word]);
  });
  return Result;
}

TEST(WordSearch, FindsWholeIdentifiersOnly) {
  WordSearch Search({"mmap", "mmap_prepare"});
  EXPECT_THAT(
      find(Search, ".mmap = my_mmap, mmap_prepare mmap2 mmap"),
      ElementsAre(Pair(1, "mmap"), Pair(17, "mmap_prepare"), Pair(36, "mmap")));
  EXPECT_THAT(find(Search, "mmap"), ElementsAre(Pair(0, "mmap")));
  EXPECT_THAT(find(Search, "mma"), ElementsAre());
  EXPECT_THAT(find(Search, ""), ElementsAre());
}

TEST(WordSearch, OneLetterWords) {
  WordSearch Search({"M", "FOPS"});
  EXPECT_THAT(find(Search, "M FOPS MM xM\nM"),
              ElementsAre(Pair(0, "M"), Pair(2, "FOPS"), Pair(13, "M")));
}

TEST(WordSearch, NoWords) {
  EXPECT_THAT(find(WordSearch({}), "anything"), ElementsAre());
}

/// The reference: look at every identifier.
void agreeOnRandomText(const std::vector<std::string> &Words) {
  std::mt19937 Random(1);
  for (unsigned Round = 0; Round != 300; ++Round) {
    std::string Text(Random() % 200, ' ');
    for (char &C : Text)
      C = "ab_ "[Random() % 4];
    // Words are rare in such a text.
    for (unsigned I = Text.size() / 40; I != 0; --I) {
      const std::string &Word = Words[Random() % Words.size()];
      if (size_t At = Random() % Text.size(); At + Word.size() <= Text.size())
        Text.replace(At, Word.size(), Word);
    }
    Found Expected;
    for (size_t At = 0; At != Text.size(); ++At)
      for (const std::string &Word : Words)
        if (Text.compare(At, Word.size(), Word) == 0 &&
            (At == 0 || Text[At - 1] == ' ') &&
            (At + Word.size() == Text.size() || Text[At + Word.size()] == ' '))
          Expected.emplace_back(At, Word);
    EXPECT_EQ(find(WordSearch(Words), Text), Expected) << Text;
    EXPECT_EQ(find(WordSearch(Words, WordSearch::Method::Portable), Text),
              Expected)
        << Text;
  }
}

TEST(WordSearch, AgreesWithThePlainSearchOnShortWords) {
  agreeOnRandomText({"ab", "abab", "ba", "aab_", "b_b", "aaaaaa"});
}

TEST(WordSearch, AgreesWithThePlainSearchOnLongWords) {
  agreeOnRandomText({"abab", "aab_", "bb_b", "aaaaaa", "_abb", "b_a_", "bbbb",
                     "aabb", "abba_ab", "abba_abba", "baba"});
}

TEST(WordSearch, FindsWordsAtEveryPlaceOfLongText) {
  const std::vector<std::string> Words{"mmap", "file_operations"};
  for (WordSearch::Method How :
       {WordSearch::Method::Fastest, WordSearch::Method::Portable}) {
    WordSearch Search(Words, How);
    for (size_t At = 0; At != 80; ++At)
      for (const std::string &Word : Words)
        for (const char *Behind : {"", "\xff", "     ", "z"}) {
          std::string Text = std::string(At, ' ') + Word + Behind;
          Found Expected;
          if (*Behind != 'z')
            Expected.emplace_back(At, Word);
          EXPECT_EQ(find(Search, Text), Expected) << At << Word << Behind;
        }
  }
}

/// Its neighbours must be told apart, whatever they are.
TEST(WordSearch, KnowsWhatAnIdentifierIsMadeOf) {
  for (WordSearch::Method How :
       {WordSearch::Method::Fastest, WordSearch::Method::Portable})
    for (unsigned C = 0; C != 256; ++C) {
      std::string Text = std::string(20, ' ') + char(C) + "mmap" + char(C) +
                         std::string(60, ' ');
      EXPECT_EQ(find(WordSearch({"mmap"}, How), Text).empty(),
                isIdentifierChar(char(C)))
          << C;
    }
}

} // namespace
} // namespace premap
