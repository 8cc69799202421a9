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
TEST(WordSearch, AgreesWithThePlainSearchOnRandomText) {
  std::mt19937 Random(1);
  std::vector<std::string> Words{"ab", "abab", "ba", "aab_", "b_b", "aaaaaa"};
  for (unsigned Round = 0; Round != 300; ++Round) {
    std::string Text(Random() % 200, ' ');
    for (char &C : Text)
      C = "ab_ "[Random() % 4];
    Found Expected;
    for (size_t At = 0; At != Text.size(); ++At)
      for (const std::string &Word : Words)
        if (Text.compare(At, Word.size(), Word) == 0 &&
            (At == 0 || Text[At - 1] == ' ') &&
            (At + Word.size() == Text.size() || Text[At + Word.size()] == ' '))
          Expected.emplace_back(At, Word);
    EXPECT_EQ(find(WordSearch(Words), Text), Expected) << Text;
  }
}

} // namespace
} // namespace premap
