// Tests of the flag names.
#include "model/Flags.h"

#include <gmock/gmock.h>

using namespace premap::model;
using testing::ElementsAre;

TEST(Flags, NamesAndBitsAreInverse) {
  for (unsigned Bit = 0; Bit < 32; ++Bit)
    for (std::string_view Name : flagNames(FlagSet(1) << Bit))
      EXPECT_EQ(flagByName(Name), FlagSet(1) << Bit) << Name;
}

TEST(Flags, ListsLowestBitFirst) {
  EXPECT_THAT(flagNames(VM_REMAP_FLAGS),
              ElementsAre("PFNMAP", "IO", "DONTEXPAND", "DONTDUMP"));
}

TEST(Flags, UnknownNames) {
  EXPECT_FALSE(flagByName("VM_READ"));
  EXPECT_FALSE(flagByName("read"));
  EXPECT_FALSE(flagByName(""));
}

TEST(Flags, CowIsPrivateAndMaybeWritable) {
  EXPECT_TRUE(isCowMapping(VM_READ | VM_MAYREAD | VM_MAYWRITE));
  EXPECT_FALSE(isCowMapping(VM_READ | VM_SHARED | VM_MAYWRITE));
  EXPECT_FALSE(isCowMapping(VM_READ | VM_MAYREAD));
}
