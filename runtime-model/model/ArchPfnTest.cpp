// The arch PFN hooks: examples by hand, and both forms against each other.
#include "model/ArchPfn.h"
#include "model/TestScenario.h"

#include <random>

using namespace premap::model;
using namespace premap::model::test;

static const std::vector<Arch> Archs{
    Arch::Generic,     Arch::X86,     Arch::Arm64,   Arch::Csky,
    Arch::MipsAlchemy, Arch::Sparc32, Arch::Sparc64, Arch::Nommu};

TEST(ArchPfn, MostArchesLeaveThePfnAlone) {
  for (Arch A :
       {Arch::Generic, Arch::X86, Arch::Arm64, Arch::Csky, Arch::Nommu})
    EXPECT_EQ(ioRemapPfnRangePfn(A, 0x40000, 0x1000, 12), 0x40000u);
}

TEST(ArchPfn, AlchemyMovesThePciWindow) {
  auto Fixed = [](std::uint64_t Pfn, std::uint64_t Size) {
    return ioRemapPfnRangePfn(Arch::MipsAlchemy, Pfn, Size, 12);
  };
  EXPECT_EQ(Fixed(0x40000, 0x1000), 0x440000u);  // first page of the window
  EXPECT_EQ(Fixed(0x4ffff, 0x1000), 0x44ffffu);  // last page
  EXPECT_EQ(Fixed(0x4ffff, 0x2000), 0x4ffffu);   // reaches out of it
  EXPECT_EQ(Fixed(0x3ffff, 0x1000), 0x3ffffu);   // just below
  EXPECT_EQ(Fixed(0x50000, 0x1000), 0x50000u);   // just above
  EXPECT_EQ(Fixed(0x440000, 0x1000), 0x440000u); // a 36-bit address already
}

TEST(ArchPfn, SparcSplitsTheIospaceOff) {
  // Space 3, page 0x12345: bits 32 and up of the physical address.
  EXPECT_EQ(ioRemapPfnRangePfn(Arch::Sparc32, 0x30012345, 0x1000, 12),
            (0x300000000ull >> 12) | 0x12345);
  EXPECT_EQ(ioRemapPfnRangePfn(Arch::Sparc64, 0x3000000000012345, 0x2000, 13),
            (0x300000000ull >> 13) | 0x12345);
  EXPECT_EQ(ioRemapPfnRangePfn(Arch::Sparc64, 0x12345, 0x2000, 13), 0x12345u);
}

/// The series' pairs and the hook that landed give the same page frames.
TEST(ArchPfn, BothFormsAgreeOnRandomInput) {
  std::mt19937_64 Random(1);
  for (unsigned I = 0; I < 200000; ++I) {
    // All magnitudes, and often near the alchemy window.
    std::uint64_t Pfn = Random() >> (Random() % 64);
    if (I % 4 == 0)
      Pfn = 0x3fff0 + Random() % 0x10020;
    std::uint64_t Size = Random() >> (Random() % 64);
    unsigned Shift = 12 + unsigned(Random() % 5);
    for (Arch A : Archs) {
      std::uint64_t Landed = ioRemapPfnRangePfn(A, Pfn, Size, Shift);
      SeriesPfn Series = ioRemapPfnRangeV3(A, Pfn, Size, Shift);
      ASSERT_EQ(Series.Prepared, Landed) << name(A) << " " << Pfn;
      ASSERT_EQ(Series.Completed, Landed) << name(A) << " " << Pfn;
    }
  }
}

/// The same through whole pipelines: every form maps the same page frames.
TEST(ArchPfn, EveryPipelineMapsTheSameFrames) {
  std::mt19937_64 Random(2);
  for (Arch A : Archs) {
    if (A == Arch::Nommu)
      continue;
    for (unsigned I = 0; I < 500; ++I) {
      std::uint64_t Pfn = Random() % 0x100000000;
      Scenario S = shared(Pipeline::Legacy612, {remap(Pfn, /*Io=*/true)});
      S.Machine = A;
      Result Legacy = run(S);
      ASSERT_EQ(Legacy.Ptes.size(), 1u);
      for (Pipeline P : actionPipelines()) {
        S.Pipe = P;
        ASSERT_EQ(run(S).Ptes, Legacy.Ptes) << name(A) << " " << name(P);
      }
    }
  }
}

TEST(ArchPfn, IoRemapIsDecryptedWhereMemoryIsEncrypted) {
  for (Arch A : {Arch::X86, Arch::Arm64, Arch::Sparc64}) {
    for (Pipeline P : {Pipeline::Legacy612, Pipeline::Prepare71}) {
      Scenario S = shared(P, {remap(0x1234, true)});
      S.Machine = A;
      EXPECT_EQ(run(S).Ptes.at(0).Prot,
                A == Arch::Sparc64 ? "default" : "default,decrypted");
      S.Handler = {remap(0x1234, false)};
      EXPECT_EQ(run(S).Ptes.at(0).Prot, "default");
    }
  }
}

TEST(ArchPfn, X86RefusesASecondFullRemapSince616) {
  Scenario S = shared(Pipeline::Legacy616, {remap(), remap(0x9999)});
  S.Machine = Arch::X86;
  EXPECT_EQ(run(S).Return, -EINVAL);
  // Elsewhere nothing stops it before the page tables do.
  S.Machine = Arch::Generic;
  EXPECT_TRUE(warns(run(S), "kernel BUG: remap_pfn_range() over PTEs"));
  // Parts are not tracked.
  S.Machine = Arch::X86;
  S.Handler = {remapPart(0x12000, 0x1000), remapPart(0x13000, 0x1000)};
  EXPECT_EQ(run(S).Return, 0x12000);
}

TEST(ArchPfn, NommuPreparesAndThenFails) {
  for (Pipeline P :
       {Pipeline::Prepare619, Pipeline::Prepare70, Pipeline::Prepare71}) {
    Scenario S = shared(P, {remap()});
    S.Machine = Arch::Nommu;
    Result R = run(S);
    EXPECT_EQ(R.Return, -EINVAL) << name(P);
    EXPECT_TRUE(warns(R, "nommu cannot perform actions")) << name(P);
    EXPECT_TRUE(R.Mappings.empty()) << name(P);
  }
}

TEST(ArchPfn, NommuLegacyRemapWorksInPlaceOnly) {
  Scenario S = shared(Pipeline::Legacy612, {remap(0x12)});
  S.Machine = Arch::Nommu;
  EXPECT_EQ(run(S).Return, 0x12000);
  S.Handler = {remap(0x13)};
  EXPECT_EQ(run(S).Return, -EINVAL);
  S.Handler = {mapPages({0x12})};
  EXPECT_EQ(run(S).Return, -EINVAL);
}
