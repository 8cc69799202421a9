#include "verify/PlainText.h"

#include "gtest/gtest.h"

using namespace premap::verify;

namespace {

TEST(PlainText, ReadsLikeC) {
  Universe U(64);
  z3::expr A = U.symbol("dev->size", 64), B = U.symbol("pgoff", 64);
  z3::expr Code = U.symbol("result of mapping request 1", 32);
  auto expect = [&](const z3::expr &E, const char *Text) {
    EXPECT_EQ(plainText(U, E), Text) << E;
    // The solver's normal form must not look different.
    EXPECT_EQ(plainText(U, E.simplify()), Text) << E.simplify();
  };
  expect(A, "dev->size");
  expect(U.number(std::uint32_t(-22), 32), "-EINVAL");
  expect(U.word(std::uint64_t(-12)), "-ENOMEM");
  expect(U.number(std::uint32_t(-1), 32), "-1");
  EXPECT_EQ(plainText(U, U.number(std::uint32_t(-1), 32), MinusOne::Error),
            "-EPERM");
  // Bits are no error numbers.
  EXPECT_EQ(plainText(U, A & U.word(~std::uint64_t(0x4000))),
            "dev->size & ~0x4000");
  EXPECT_EQ(plainText(U, z3::concat(A.extract(63, 32), B.extract(31, 0))),
            "((dev->size >> 32) << 32) | (u32)pgoff");
  expect(U.word(0), "0");
  expect(U.word(0x1000), "0x1000");
  expect(A + U.word(0x1000), "dev->size + 0x1000");
  expect(A - U.word(1), "dev->size - 1");
  expect(z3::lshr(A, U.word(12)), "dev->size >> 12");
  expect(z3::shl(A, U.word(12)), "dev->size << 12");
  expect(A.extract(31, 0), "(u32)dev->size");
  expect(A.extract(3, 3), "dev->size >> 3 & 1");
  EXPECT_EQ(plainText(U, A.extract(3, 3) == U.number(1, 1)),
            "(dev->size >> 3 & 1) == 1");
  expect(z3::lshr(A + U.word(0xfff), U.word(12)), "(dev->size + 0xfff) >> 12");
  expect(U.apply("vm_get_page_prot", {B}, 64), "vm_get_page_prot(pgoff)");
  expect(U.apply("f after g()", {A, B}, 32), "f after g()(dev->size, pgoff)");
  expect(A & B, "dev->size & pgoff");
  EXPECT_EQ(plainText(U, A + B == U.word(5)), "(dev->size + pgoff) == 5");
  EXPECT_EQ(plainText(U, z3::ite(Code == U.number(0, 32), U.number(0, 32),
                                 U.number(std::uint32_t(-11), 32))),
            "(result of mapping request 1 == 0) ? 0 : -EAGAIN");
}

TEST(PlainText, NamesObjectsAndCutsWhatIsLong) {
  Universe U(64);
  int Ops = U.namedObject(ObjectKind::Global, "foo_vm_ops");
  EXPECT_EQ(plainText(U, U.Objects[Ops].Base), "foo_vm_ops");
  // A member that no text names.
  EXPECT_EQ(plainText(U, (U.Objects[Ops].Base + U.word(8)).simplify()),
            "foo_vm_ops + 8");
  EXPECT_EQ(U.describe(Ops, U.word(8)), "*(foo_vm_ops + 8)");
  EXPECT_EQ(plainText(U, U.Objects[Ops].Base + U.symbol("i", 64)),
            "foo_vm_ops + i");
  z3::expr Long = U.symbol("i", 64);
  for (int I = 0; I < 100; ++I)
    Long = U.apply("f", {Long}, 64);
  EXPECT_EQ(plainText(U, Long).size(), 160u);
}

} // namespace
