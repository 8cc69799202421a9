#include "kernel/CallRows.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <set>

namespace premap::kernel {

TEST(CallsTest, KindByNamePrefixAndProfiledForm) {
  EXPECT_EQ(kindOf("remap_pfn_range"), CallKind::Remap);
  EXPECT_EQ(kindOf("vm_insert_pages"), CallKind::PageInsertion);
  EXPECT_EQ(kindOf("vmf_insert_pfn_pmd"), CallKind::PageInsertion);
  EXPECT_EQ(kindOf("dma_mmap_wc"), CallKind::SubsystemMap);
  EXPECT_EQ(kindOf("kmalloc_noprof"), CallKind::Allocate);
  EXPECT_EQ(kindOf("kvzalloc_node_noprof"), CallKind::Allocate);
  EXPECT_EQ(kindOf("spin_lock_init"), CallKind::Unknown);
  EXPECT_EQ(kindOf("spin_lock_irqsave"), CallKind::Lock);
  EXPECT_EQ(kindOf("my_driver_map"), CallKind::Unknown);
  EXPECT_EQ(kindOf(""), CallKind::Unknown);
  EXPECT_EQ(kindOf("_noprof"), CallKind::Unknown);
}

// A set that a pointer reaches is changed: no driver's copy, for all we know.
TEST(CallsTest, ChangingAFlagSetIsNotHarmless) {
  EXPECT_EQ(kindOf("vma_flags_set"), CallKind::Unknown);
  EXPECT_EQ(kindOf("vma_flags_clear_mask"), CallKind::Unknown);
  EXPECT_TRUE(isHarmless(kindOf("vma_flags_test_any")));
  EXPECT_TRUE(isHarmless(kindOf("mk_vma_flags")));
}

TEST(CallsTest, AccessorsOfNewestRelease) {
  EXPECT_EQ(kindOf("vma_start_pgoff"), CallKind::Offset);
  EXPECT_EQ(kindOf("vma_is_cow_mapping"), CallKind::FlagPredicate);
  EXPECT_EQ(kindOf("vma_get_page_prot"), CallKind::PageProt);
  EXPECT_EQ(kindOf("vma_set_flags"), CallKind::FlagSet);
  EXPECT_EQ(kindOf("vma_test_any"), CallKind::FlagTest);
  EXPECT_TRUE(isAccessor(kindOf("vma_is_dax")));
  EXPECT_FALSE(isAccessor(kindOf("remap_pfn_range")));
  EXPECT_FALSE(isHarmless(kindOf("vma_set_page_prot")));
}

// What prefixes stand for is not looked into, so it must not be said exactly.
TEST(CallsTest, PrefixesClaimNoExactMeaning) {
  static const std::set<CallKind> Exact{CallKind::Pure, CallKind::Reads,
                                        CallKind::Arithmetic, CallKind::Log,
                                        CallKind::Nothing};
  for (const KindRow &R : kindRows())
    forEachWord(R.Names, [&](std::string_view Word) {
      if (Word.ends_with('*')) {
        EXPECT_FALSE(Exact.count(R.Kind)) << Word;
      }
    });
}

TEST(CallsTest, EveryNameStandsOnce) {
  std::vector<std::string_view> Names = callNames();
  EXPECT_EQ(std::ranges::adjacent_find(Names), Names.end())
      << *std::ranges::adjacent_find(Names);
}

TEST(CallsTest, WhatGivesBackHasARowOfTheSameResource) {
  unsigned Checked = 0;
  for (const Call &C : calls())
    forEachWord(C.GivenBackBy, [&](std::string_view Word) {
      const Call *Back = callNamed(Word);
      ASSERT_TRUE(Back) << Word;
      EXPECT_EQ(Back->Kind,
                C.Kind == CallKind::Lock ? CallKind::Unlock : CallKind::Release)
          << Word;
      EXPECT_FALSE(C.Resource.empty()) << C.Name;
      ++Checked;
    });
  EXPECT_GT(Checked, 80u);
}

TEST(CallsTest, SubjectsAndConditions) {
  const Call *Take = callNamed("kmem_cache_alloc");
  ASSERT_TRUE(Take);
  EXPECT_EQ(Take->Kind, CallKind::Allocate);
  EXPECT_EQ(Take->Subject, ResultSubject);
  EXPECT_EQ(Take->When, Success::Pointer);
  EXPECT_EQ(callNamed("kmem_cache_free")->Subject, 1);
  EXPECT_EQ(callNamed("atomic_sub")->Subject, 1);
  EXPECT_EQ(callNamed("rcu_read_lock")->Subject, NoSubject);
  EXPECT_EQ(callNamed("rcu_read_unlock")->Subject, NoSubject);
  EXPECT_EQ(callNamed("refcount_inc")->GivenBackBy,
            "refcount_dec refcount_dec_and_test");
  EXPECT_EQ(callNamed("atomic_inc_and_whatever"), nullptr);
}

TEST(CallsTest, LockFamilies) {
  EXPECT_EQ(lockFamily("mutex_lock_interruptible"), lockFamily("mutex_unlock"));
  EXPECT_EQ(lockFamily("down_read"), lockFamily("up_read"));
  EXPECT_NE(lockFamily("down_read"), lockFamily("up"));
  EXPECT_NE(lockFamily("raw_spin_lock"), lockFamily("spin_unlock"));
  EXPECT_EQ(lockFamily("_raw_spin_lock"), lockFamily("spin_unlock"));
  EXPECT_EQ(lockFamily("kfree"), "");
}

TEST(CallsTest, LibraryHooks) {
  EXPECT_TRUE(isLibraryHook("generic_file_mmap"));
  EXPECT_FALSE(isLibraryHook("generic_file_mmap_prepare"));
  EXPECT_EQ(libraryHook("generic_file_readonly_mmap_prepare"),
            "generic_file_readonly_mmap");
  EXPECT_EQ(libraryHook("my_mmap_prepare"), "");
}

} // namespace premap::kernel
