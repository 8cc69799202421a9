#include "matchers/Ledger.h"
#include "matchers/HookSnippet.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::ElementsAre;
using testing::HasSubstr;

static const std::string Source = R"(#include <kernel.h>
/* sets .mmap = my_mmap */
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	return file->f_op->mmap(file, vma);
}
static const struct file_operations fops = {
	.mmap = my_mmap,
};
#ifdef CONFIG_NEVER
static const struct file_operations other = {
	.mmap = my_mmap,
};
#endif
static const char *s = ".mmap = f";
static struct file_operations none = { .mmap = NULL };
#define UNUSED .mmap = my_mmap
int plain;
)";

static std::string readText(const std::string &Path) {
  return Path == "drivers/a.c" ? Source : "";
}

static LedgerEntry settled(const TextHit &Hit, const UnreadFiles &Unread = {}) {
  Ledger Result =
      buildLedger({Hit}, FactIndex({factsOf(Source)}), Unread, readText);
  EXPECT_EQ(Result.Error, "");
  EXPECT_EQ(Result.Entries.size(), 1u);
  return Result.Entries.at(0);
}

TEST(Ledger, AnEntryOfATableIsHandled) {
  LedgerEntry Entry = settled({"drivers/a.c", 8, true});
  EXPECT_EQ(Entry.State, HitState::Handled);
  EXPECT_THAT(Entry.Handlers, ElementsAre("drivers/a.c:my_mmap"));
}

TEST(Ledger, TextOnlyHitsSayWhatTheyAre) {
  EXPECT_EQ(settled({"drivers/a.c", 2, true}).Reason, "Is in a comment.");
  EXPECT_EQ(settled({"drivers/a.c", 5, false}).Reason,
            "Calls the hook struct file_operations.mmap.");
  EXPECT_EQ(settled({"drivers/a.c", 12, true}).Reason,
            "Is not compiled: #ifdef CONFIG_NEVER.");
  EXPECT_EQ(settled({"drivers/a.c", 15, true}).Reason, "Is in a string.");
  EXPECT_EQ(settled({"drivers/a.c", 16, true}).Reason,
            "Sets no handler: the value is NULL.");
  EXPECT_THAT(settled({"drivers/a.c", 17, true}).Reason,
              HasSubstr("Is in a macro"));
}

TEST(Ledger, UnreadFilesKeepTheirReason) {
  UnreadFiles Unread;
  Unread.NotCompiled["drivers/b.c"] = "CONFIG_B is off.";
  Unread.ParseFailed["drivers/c.c"] = "drivers/c.c:1: broken";
  auto Read = [](const std::string &) { return ".mmap = f"; };
  Ledger Result =
      buildLedger({{"drivers/c.c", 1, true}, {"drivers/b.c", 1, true}},
                  FactIndex({}), Unread, Read);
  EXPECT_EQ(Result.Error, "");
  ASSERT_EQ(Result.Entries.size(), 2u);
  EXPECT_EQ(Result.Entries[0].State, HitState::NotCompiled);
  EXPECT_EQ(Result.Entries[0].Reason, "CONFIG_B is off.");
  EXPECT_EQ(Result.Entries[1].State, HitState::ParseFailed);
  EXPECT_EQ(Result.Sums["not_compiled"], 1u);
  EXPECT_EQ(Result.Sums["parse_failed"], 1u);
}

TEST(Ledger, AHitThatNothingExplainsIsAnError) {
  auto Read = [](const std::string &) { return "x.mmap = f;"; };
  Ledger Result =
      buildLedger({{"drivers/lost.c", 1, true}}, FactIndex({}), {}, Read);
  EXPECT_THAT(Result.Error, HasSubstr("drivers/lost.c:1: "));
}

TEST(Ledger, ALineCountsOnceAndTheSumsAddUp) {
  std::vector<TextHit> Hits{{"drivers/a.c", 8, true},
                            {"drivers/a.c", 8, false},
                            {"drivers/a.c", 2, false},
                            {"drivers/a.c", 18, false}};
  Ledger Result = buildLedger(Hits, FactIndex({factsOf(Source)}), {}, readText);
  EXPECT_EQ(Result.Entries.size(), 3u);
  EXPECT_EQ(Result.Sums["handled"], 1u);
  EXPECT_EQ(Result.Sums["text_only"], 2u);
  unsigned Total = 0;
  for (const auto &[State, Count] : Result.Sums)
    Total += Count;
  EXPECT_EQ(Total, Result.Entries.size());
}
