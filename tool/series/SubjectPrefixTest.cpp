#include "tool/series/SubjectPrefix.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace premap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SubjectPrefix, AChainEndsWhereTheSummaryBegins) {
  EXPECT_THAT(prefixChain("staging: vme_user: fix a leak"),
              ElementsAre("staging", "vme_user"));
  EXPECT_THAT(prefixChain("drivers: hv: vmbus: Fix ring: size"),
              ElementsAre("drivers", "hv", "vmbus"));
  EXPECT_THAT(prefixChain("xen/privcmd: add a lock"),
              ElementsAre("xen/privcmd"));
  EXPECT_THAT(prefixChain("Linux 7.3"), IsEmpty());
  EXPECT_THAT(prefixChain("this is about four words: really"), IsEmpty());
}

TEST(SubjectPrefix, HalfOfTheCommitsDecide) {
  SubjectPrefix P =
      prefixFromHistory({"hpet: Fix an interrupt", "char: hpet: Drop a cast",
                         "hpet: Use a lock", "hpet: Make it const"},
                        "drivers/char/hpet.c");
  EXPECT_EQ(P.Text, "hpet: ");
  EXPECT_EQ(P.Share, 3u);
  EXPECT_EQ(P.Of, 4u);
  EXPECT_TRUE(P.Capital);
  EXPECT_EQ(P.Examples.size(), 3u);
  EXPECT_EQ(P.evidence("drivers/char/hpet.c"),
            "3 of 4 commits of drivers/char/hpet.c");
}

TEST(SubjectPrefix, TheLongestChainWins) {
  SubjectPrefix P = prefixFromHistory(
      {"staging: vme_user: a", "staging: vme_user: b", "staging: c"},
      "drivers/staging/vme_user/vme_user.c");
  EXPECT_EQ(P.Text, "staging: vme_user: ");
  EXPECT_FALSE(P.Capital);
}

TEST(SubjectPrefix, ChangesOfTheWholeTreeDoNotCount) {
  SubjectPrefix P = prefixFromHistory(
      {"treewide: Replace a", "mm: change b", "Merge branch 'x'",
       "Revert \"plainfs: c\"", "fs: convert d", "plainfs: e"},
      "fs/plainfs/file.c");
  EXPECT_EQ(P.Text, "plainfs: ");
  EXPECT_EQ(P.Of, 1u);
  EXPECT_EQ(prefixFromHistory({"mm: change b"}, "mm/shmem.c").Text, "mm: ");
}

/// Another file's name in a folder's history is not this file's.
TEST(SubjectPrefix, AFoldersHistorySaysWhatItsFilesShare) {
  SubjectPrefix P = prefixFromHistory(
      {"char: ledram: Say a", "char: ledram: b"}, "drivers/char/physwin.c",
      /*OfFolder=*/true);
  EXPECT_EQ(P.Text, "char: ");
  EXPECT_EQ(P.Source, PrefixSource::FolderHistory);
  EXPECT_FALSE(P.isGuess());
  EXPECT_EQ(prefixFromHistory({"staging: toy: a"}, "drivers/staging/toy/b.c",
                              /*OfFolder=*/true)
                .Text,
            "staging: toy: ");
}

TEST(SubjectPrefix, WithoutAMajorityThereIsNone) {
  EXPECT_EQ(prefixFromHistory({"a: x", "b: y", "c: z"}, "drivers/d.c").Text,
            "");
  EXPECT_EQ(prefixFromHistory({"Linux 7.3"}, "drivers/d.c").Text, "");
  EXPECT_EQ(prefixFromHistory({}, "drivers/d.c").Text, "");
}

TEST(SubjectPrefix, AGuessIsMarked) {
  Maintainers M = Maintainers::parse("XEN\nM:\ta\nF:\tdrivers/xen/\n\n"
                                     "PLAIN FS\nM:\tb\nF:\tfs/plainfs/\n");
  SubjectPrefix P = guessPrefix("drivers/xen/privcmd.c", M);
  EXPECT_EQ(P.Text, "xen: privcmd: ");
  EXPECT_EQ(P.Source, PrefixSource::Maintainers);
  EXPECT_TRUE(P.isGuess());
  EXPECT_EQ(guessPrefix("fs/plainfs/file.c", M).Text, "plainfs: ");
  EXPECT_EQ(guessPrefix("drivers/staging/toy/core.c", M).Text,
            "staging: toy: ");
  EXPECT_EQ(guessPrefix("arch/x86/kernel/cpu/sgx/driver.c", M).Text,
            "x86/sgx: ");
  EXPECT_EQ(guessPrefix("kernel/kcov.c", M).Text, "kcov: ");
  EXPECT_EQ(guessPrefix("drivers/xen/frontbus/dev.c", M).Text,
            "xen: frontbus: ");
  EXPECT_EQ(guessPrefix("fs/wire/client/file.c", M).Text, "wire: client: ");
  EXPECT_EQ(guessPrefix("single.c", M).Text, "single: ");
}

TEST(SubjectPrefix, TheMapKnowsFoldersAndFiles) {
  PrefixMap Map{{"drivers/xen", "xen"}, {"drivers/xen/privcmd.c", "xen/priv:"}};
  EXPECT_EQ(prefixFromMap(Map, "drivers/xen/gntdev.c").Text, "xen: ");
  EXPECT_EQ(prefixFromMap(Map, "drivers/xen/privcmd.c").Text, "xen/priv: ");
  EXPECT_EQ(prefixFromMap(Map, "drivers/xenon/a.c").Text, "");
}

} // namespace
} // namespace premap
