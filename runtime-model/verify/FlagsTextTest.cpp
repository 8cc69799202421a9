#include "verify/FlagsText.h"

#include "gtest/gtest.h"

namespace premap::verify {
namespace {

class FlagsText : public testing::Test {
protected:
  z3::expr bits(std::uint64_t Word) { return Z.bv_val(Word, 64); }

  z3::context Z;
  z3::expr In = Z.bv_const("vm_flags", 64);
  z3::expr Write = bits(0x2), Io = bits(0x4000), DontExpand = bits(0x40000);
};

TEST_F(FlagsText, NamesWhatOneHookForgets) {
  EXPECT_EQ(flagsText({}, In | Io | DontExpand, In | Io),
            "only the old hook sets DONTEXPAND");
  EXPECT_EQ(flagsText({}, In, In & ~Write), "only the new hook clears WRITE");
  EXPECT_EQ(flagsText({}, In | Io, In & ~Io),
            "the old hook sets, the new one clears IO");
}

TEST_F(FlagsText, SaysAllOfThem) {
  EXPECT_EQ(flagsText({}, In | DontExpand | Io, (In & ~Write)),
            "only the new hook clears WRITE; "
            "only the old hook sets IO|DONTEXPAND");
}

TEST_F(FlagsText, IsSilentAboutTheRest) {
  EXPECT_EQ(flagsText({}, In | Io, Io | In), "");
  EXPECT_EQ(flagsText({}, In, In ^ Write), "the hooks do not agree on WRITE");
}

} // namespace
} // namespace premap::verify
