#include "findings/Stencils.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

std::string test(const char *Target, FlagTestForm Form, size_t Count) {
  return flagTest(*featuresOf(Target), "desc", Form, "BITS", Count);
}

TEST(FlagTest, OneBitIsTheSameForAnyAndAll) {
  EXPECT_EQ(test("7.1", FlagTestForm::AllSet, 1), "vma_desc_test(desc, BITS)");
  EXPECT_EQ(test("7.1", FlagTestForm::NotAllSet, 1),
            "!vma_desc_test(desc, BITS)");
}

TEST(FlagTest, SeveralBitsAreAnyOrAll) {
  EXPECT_EQ(test("7.1", FlagTestForm::AnySet, 2),
            "vma_desc_test_any(desc, BITS)");
  EXPECT_EQ(test("7.1", FlagTestForm::AllSet, 2),
            "vma_desc_test_all(desc, BITS)");
  EXPECT_EQ(test("7.0", FlagTestForm::AnySet, 2),
            "vma_desc_test_flags(desc, BITS)");
  EXPECT_EQ(test("7.0", FlagTestForm::NotAllSet, 2),
            "!vma_flags_test_all(&desc->vma_flags, BITS)");
}

TEST(FlagBits, FollowTheNamesInOrder) {
  EXPECT_EQ(flagBits({"VM_IO", "VM_PFNMAP"}), "VMA_IO_BIT, VMA_PFNMAP_BIT");
  EXPECT_EQ(flagBits({"VM_IO", "FLAGS"}), std::nullopt);
  EXPECT_EQ(flagBits({}), std::nullopt);
}

TEST(Fields, ThatADescriptorLacksHaveNoName) {
  EXPECT_EQ(descField("vm_pgoff"), "pgoff");
  EXPECT_EQ(descField("vm_lock"), "");
}

TEST(FlagBitsOfATarget, ReplaceTheWordFrom70On) {
  EXPECT_FALSE(usesFlagBits(*featuresOf("6.18")));
  EXPECT_FALSE(usesFlagBits(*featuresOf("6.19")));
  EXPECT_TRUE(usesFlagBits(*featuresOf("7.0")));
}

TEST(Size, IsWrittenOutWhereNoHelperExists) {
  EXPECT_EQ(sizeOf(*featuresOf("6.18"), "desc"), "(desc->end - desc->start)");
  EXPECT_EQ(sizeOf(*featuresOf("6.19"), "desc"), "vma_desc_size(desc)");
}

} // namespace
} // namespace premap
