#include "kernel/Meanings.h"
#include "kernel/Calls.h"

#include "gtest/gtest.h"

#include <map>
#include <string>

namespace premap::kernel {
namespace {

TEST(MeaningsTest, ANameHasOneMeaningAndEachMeaningANameAtLeast) {
  std::map<std::string_view, Meaning> Seen;
  std::map<Meaning, unsigned> Rows;
  for (const MeaningRow &Row : meaningRows()) {
    EXPECT_EQ(++Rows[Row.Means], 1u) << Row.Names;
    forEachWord(Row.Names, [&](std::string_view Name) {
      EXPECT_TRUE(Seen.emplace(Name, Row.Means).second) << Name;
      EXPECT_EQ(meaningOf(Name), Row.Means) << Name;
    });
  }
  for (int M = int(Meaning::None) + 1; M <= int(Meaning::LockVma); ++M)
    EXPECT_EQ(Rows[Meaning(M)], 1u) << M;
  EXPECT_EQ(meaningOf("vm_flags_init"), Meaning::None);
  EXPECT_EQ(meaningOf(""), Meaning::None);
}

TEST(MeaningsTest, FormsForADescriptorMeanWhatThoseForAVmaDo) {
  EXPECT_EQ(meaningOf("vma_pages"), meaningOf("vma_desc_pages"));
  EXPECT_EQ(meaningOf("generic_file_mmap"),
            meaningOf("generic_file_mmap_prepare"));
  EXPECT_NE(meaningOf("generic_file_mmap"),
            meaningOf("generic_file_readonly_mmap_prepare"));
}

TEST(MeaningsTest, EveryHelperOfAnActionSaysWhereItsArgumentsGo) {
  for (Meaning M :
       {Meaning::RemapLater, Meaning::RemapAllLater, Meaning::IoRemapLater,
        Meaning::IoRemapAllLater, Meaning::IoMemoryLater,
        Meaning::MapPagesLater, Meaning::MapAllPagesLater}) {
    unsigned Rows = 0;
    for (const ActionMembers &Row : actionMembers())
      Rows += Row.Means == M && !Row.Members.empty() && !Row.Type.empty();
    EXPECT_EQ(Rows, 1u) << int(M);
  }
}

TEST(MeaningsTest, AtomicOperationsLeaveWhatTheirNamesSay) {
  EXPECT_EQ(leftBy("test_and_set_bit_lock"), Left::Set);
  EXPECT_EQ(leftBy("atomic_xchg"), Left::Swapped);
  EXPECT_EQ(leftBy("atomic_long_cmpxchg"), Left::Swapped);
  EXPECT_EQ(leftBy("atomic64_try_cmpxchg"), Left::Taken);
  EXPECT_EQ(leftBy("atomic_fetch_or"), Left::Added);
  EXPECT_EQ(leftBy("atomic_set_release"), Left::Written);
  EXPECT_EQ(readerOf("atomic_set"), "atomic_read");
  EXPECT_EQ(readerOf("atomic_long_set_release"), "atomic_long_read");
  EXPECT_EQ(leftBy("atomic_read"), Left::Unknown);
  EXPECT_EQ(leftBy("test_and_clear_bit"), Left::Unknown);
  EXPECT_EQ(leftBy("cmpxchg_of_a_driver"), Left::Unknown);
}

TEST(MeaningsTest, CredentialsChangeByTheirName) {
  EXPECT_TRUE(changesCredentials("override_creds"));
  EXPECT_TRUE(changesCredentials("ovl_revert_creds"));
  EXPECT_TRUE(changesCredentials("class_override_creds_constructor"));
  EXPECT_FALSE(changesCredentials("current_cred"));
  EXPECT_TRUE(asksCredentials("ns_capable"));
  EXPECT_FALSE(asksCredentials("get_current"));
}

} // namespace
} // namespace premap::kernel
