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

} // namespace
} // namespace premap::kernel
