// The PFN arithmetic of csky, MIPS alchemy and both sparcs.
#include "model/ArchPfn.h"

namespace premap::model {

/// The alchemy boards' PCI memory window as drivers see it, and where the bus
/// really answers (arch/mips/include/asm/mach-au1x00).
static constexpr std::uint64_t AlchemyPciMemwinStart = 0x40000000;
static constexpr std::uint64_t AlchemyPciMemwinEnd = 0x4FFFFFFF;
static constexpr std::uint64_t Au1500PciMemPhysAddr = 0x400000000;

/// fixup_bigphys_addr() of the alchemy boards, in bytes.
static std::uint64_t fixupBigphysAddr(std::uint64_t Phys, std::uint64_t Size) {
  if (Phys >> 32)
    return Phys;
  if (Phys >= AlchemyPciMemwinStart && Phys + Size - 1 <= AlchemyPciMemwinEnd)
    return Au1500PciMemPhysAddr + Phys;
  return Phys;
}

/// The top four bits of a sparc I/O PFN are the space, which belongs above bit
/// 32 of the physical address.
/// \param PfnBits the width of the rest: 28 on sparc32, 60 on sparc64.
static std::uint64_t splitIospace(std::uint64_t Pfn, unsigned PfnBits,
                                  unsigned PageShift) {
  std::uint64_t Offset = (Pfn & ((std::uint64_t(1) << PfnBits) - 1))
                         << PageShift;
  std::uint64_t Space = (Pfn >> PfnBits) & 0xf;
  return (Offset | Space << 32) >> PageShift;
}

std::uint64_t ioRemapPfnRangePfn(Arch A, std::uint64_t Pfn, std::uint64_t Size,
                                 unsigned PageShift) {
  switch (A) {
  case Arch::Generic:
  case Arch::X86:
  case Arch::Arm64:
  case Arch::Csky:
  case Arch::Nommu:
    return Pfn;
  case Arch::MipsAlchemy:
    return fixupBigphysAddr(Pfn << PageShift, Size) >> PageShift;
  case Arch::Sparc32:
    return splitIospace(Pfn, 28, PageShift);
  case Arch::Sparc64:
    return splitIospace(Pfn, 60, PageShift);
  }
  __builtin_unreachable();
}

namespace {

/// One arch of the series: what its two functions pass on.
struct SeriesArch {
  std::uint64_t (*Cook)(std::uint64_t Pfn, std::uint64_t Size, unsigned Shift);
  bool Decrypts;
};

} // namespace

static std::uint64_t cookNothing(std::uint64_t Pfn, std::uint64_t, unsigned) {
  return Pfn;
}

/// calc_pfn() of the series: the window test in page frames.
static std::uint64_t cookAlchemy(std::uint64_t Pfn, std::uint64_t Size,
                                 unsigned Shift) {
  std::uint64_t First = Pfn << Shift, Last = First + Size - 1;
  bool InWindow = !(First >> 32) && First >= AlchemyPciMemwinStart &&
                  Last <= AlchemyPciMemwinEnd;
  return (First + (InWindow ? Au1500PciMemPhysAddr : 0)) >> Shift;
}

/// calc_io_remap_pfn() of both sparcs, with GET_PFN and GET_IOSPACE.
static std::uint64_t cookSparc(std::uint64_t Pfn, unsigned BitsPerLong,
                               unsigned Shift) {
  unsigned SpaceShift = BitsPerLong - 4;
  std::uint64_t Space = Pfn >> SpaceShift & 0xf;
  std::uint64_t Number = Pfn & ~(~std::uint64_t(0) << SpaceShift);
  std::uint64_t PhysBase = Number << Shift;
  PhysBase |= Space << 32;
  return PhysBase >> Shift;
}

static SeriesArch seriesArch(Arch A) {
  switch (A) {
  case Arch::Generic:
  case Arch::X86:
  case Arch::Arm64:
  case Arch::Nommu:
    return {cookNothing, true};
  case Arch::Csky:
    return {cookNothing, false};
  case Arch::MipsAlchemy:
    return {cookAlchemy, false};
  case Arch::Sparc32:
    return {[](std::uint64_t Pfn, std::uint64_t, unsigned Shift) {
              return cookSparc(Pfn, 32, Shift);
            },
            false};
  case Arch::Sparc64:
    return {[](std::uint64_t Pfn, std::uint64_t, unsigned Shift) {
              return cookSparc(Pfn, 64, Shift);
            },
            false};
  }
  __builtin_unreachable();
}

SeriesPfn ioRemapPfnRangeV3(Arch A, std::uint64_t Pfn, std::uint64_t Size,
                            unsigned PageShift) {
  SeriesArch Hooks = seriesArch(A);
  return {Hooks.Cook(Pfn, Size, PageShift), Hooks.Cook(Pfn, Size, PageShift),
          Hooks.Decrypts};
}

bool hasEncryptedMemory(Arch A) {
  switch (A) {
  case Arch::X86:
  case Arch::Arm64:
    return true;
  case Arch::Generic:
  case Arch::Csky:
  case Arch::MipsAlchemy:
  case Arch::Sparc32:
  case Arch::Sparc64:
  case Arch::Nommu:
    return false;
  }
  __builtin_unreachable();
}

} // namespace premap::model
