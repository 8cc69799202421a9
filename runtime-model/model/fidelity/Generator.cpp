// Random sequences that meet what the pipeline distinguishes.
#include "model/fidelity/Sequence.h"

#include <algorithm>
#include <cerrno>
#include <random>

namespace premap::model::fidelity {

namespace {

class Generator {
public:
  explicit Generator(unsigned Seed) : Random(Seed) {}

  Sequence sequence() {
    Sequence Ops;
    for (unsigned Left = 3 + pick(10); Left > 0; --Left)
      Ops.push_back(chance(35) ? sibling(Ops) : operation());
    return Ops;
  }

private:
  unsigned pick(std::size_t Below) { return unsigned(Random() % Below); }
  bool chance(unsigned Percent) { return pick(100) < Percent; }

  template <typename T, std::size_t N> T one(const T (&Of)[N]) {
    return Of[pick(N)];
  }

  Operation operation() {
    Operation Op;
    unsigned First = pick(WindowPages);
    Op.Call.Addr = WindowStart + First * Page;
    Op.Call.Len = (1 + pick(chance(75) ? 4 : 12)) * Page;
    unsigned Kind = pick(100);
    if (Kind < 72) {
      map(Op, First);
    } else if (Kind < 84) {
      Op.Kind = Operation::Unmap;
      if (chance(10))
        Op.Fail.push_back({Failure::Gather, 0});
      Op.LateSplit = chance(50);
    } else if (Kind < 90) {
      Op.Kind = Operation::Split;
      Op.NewBelow = chance(50);
    } else {
      Op.Kind = Operation::Happen;
      happen(Op, First);
    }
    return Op;
  }

  /// A mapping like an earlier one, right beside it: what may merge.
  Operation sibling(const Sequence &Before) {
    Operation Op = Before.empty() ? operation() : Before[pick(Before.size())];
    if (Op.Kind != Operation::Map)
      return operation();
    std::uint64_t Old = Op.Call.Addr, Len = (1 + pick(3)) * Page;
    std::uint64_t Addr = chance(50) ? Old + Op.Call.Len : Old - Len;
    if (Addr < WindowStart || Addr >= WindowStart + WindowPages * Page)
      return operation();
    // Places and sizes in the hook are those of the old mapping.
    bool Fills = std::ranges::any_of(Op.Handler, [](const HandlerStep &Step) {
      return Step.Start || Step.Size || !Step.Pages.empty();
    });
    if (Fills)
      return operation();
    Op.Call.Addr = Addr;
    Op.Call.Len = Len;
    Op.Fail.clear();
    failures(Op);
    if (Op.Hook == KM_NO_HOOK)
      return Op;
    Op.Call.Pgoff += Addr / Page - Old / Page;
    for (HandlerStep &Step : Op.Handler)
      if (Step.Kind == HandlerStep::SetPgoff)
        Step.Value += Addr / Page - Old / Page;
    if (!Op.Handler.empty() && Op.Handler.back().Kind == HandlerStep::Return)
      Op.Handler.pop_back();
    if (chance(40))
      add(Op, HandlerStep::SetPrivateData).Name =
          "p" + std::to_string(1 + pick(9));
    if (chance(30))
      setOps(Op, pick(KM_FILES));
    return Op;
  }

  void happen(Operation &Op, unsigned First) {
    static constexpr km_event Events[] = {KM_FAULT, KM_FAULT, KM_FAULT,
                                          KM_FAULT, KM_FORK,  KM_MREMAP,
                                          KM_MBIND, KM_NAME};
    Op.Event = one(Events);
    // 0 takes a policy or a name away.
    Op.Value = Op.Event == KM_FAULT    ? 1 + pick(KM_ANON_VMAS)
               : Op.Event == KM_MREMAP ? 0x5000 + First
                                       : pick(3);
  }

  void map(Operation &Op, unsigned First) {
    static constexpr km_hook Hooks[] = {
        KM_MMAP_PREPARE, KM_MMAP_PREPARE, KM_MMAP_PREPARE, KM_MMAP_PREPARE,
        KM_STACKED_MMAP, KM_STACKED_MMAP, KM_MMAP,         KM_NO_HOOK};
    Op.Hook = one(Hooks);
    MmapCall &Call = Op.Call;
    // What mappings of a file mostly have in common, so that they merge.
    unsigned File = chance(75) ? 0 : pick(KM_FILES);
    unsigned Habit = chance(75) ? File : pick(KM_FILES);
    Call.Prot = Habit == 2 ? VM_READ : VM_READ | VM_WRITE;
    Call.Shared = Habit != 1;
    if (chance(15))
      Call.Prot = chance(50) ? FlagSet(VM_READ) : VM_READ | VM_WRITE;
    Call.Locked = chance(6);
    Call.NoReserve = chance(6);
    if (Op.Hook == KM_NO_HOOK) {
      Call.Shared = false;
    } else {
      Call.File = files()[File].Name;
      if (Call.Shared && !files()[File].Writable)
        Call.Prot &= ~FlagSet(VM_WRITE);
      // Mostly the offset that belongs to the address.
      Call.Pgoff = 1000 + (chance(80) ? First : pick(WindowPages));
      handler(Op, File);
    }
    failures(Op);
    Op.LateSplit = chance(50);
  }

  //===--- Hooks ----------------------------------------------------------===//

  static HandlerStep &add(Operation &Op, HandlerStep::KindType Kind) {
    Op.Handler.emplace_back().Kind = Kind;
    return Op.Handler.back();
  }

  void handler(Operation &Op, unsigned File) {
    if (chance(25))
      return;
    if (chance(70))
      setOps(Op, File);
    if (chance(35))
      add(Op, HandlerStep::SetPrivateData).Name =
          "p" + std::to_string(1 + pick(9));
    if (chance(25))
      setFlags(Op);
    if (chance(10))
      add(Op, HandlerStep::SetPgoff).Value = 1000 + pick(WindowPages);
    if (chance(10))
      setPageProt(Op);
    if (chance(8))
      add(Op, HandlerStep::SetFile).Name = files()[pick(KM_FILES)].Name;
    if (chance(35))
      fill(Op);
    if (chance(3))
      fill(Op);
    if (Op.Hook != KM_MMAP)
      actionFields(Op);
    // What the hook does after it asked for an action.
    if (chance(5))
      setPageProt(Op);
    if (chance(5))
      setFlags(Op);
    if (chance(8)) {
      static constexpr int Errors[] = {-EPERM, -EINVAL, -ENXIO, -EAGAIN};
      add(Op, HandlerStep::Return).Error = one(Errors);
    }
  }

  void setOps(Operation &Op, unsigned File) {
    static constexpr int Errors[] = {-ENOMEM, -EBUSY};
    HandlerStep &Step = add(Op, HandlerStep::SetVmOps);
    if (chance(6))
      return;
    int Number = chance(60) ? int(File) : int(pick(KM_OPS));
    Step.Name = opsName(Number);
    Step.Ops = vmOps(Number, chance(15) ? one(Errors) : 0,
                     chance(40) ? 1 + int(pick(9)) : 0);
  }

  void setFlags(Operation &Op) {
    static constexpr FlagSet Sets[] = {VM_DONTEXPAND,
                                       VM_DONTEXPAND | VM_DONTDUMP,
                                       VM_IO,
                                       VM_PFNMAP,
                                       VM_MIXEDMAP,
                                       VM_DONTCOPY,
                                       VM_DONTCOPY,
                                       VM_NOHUGEPAGE,
                                       VM_LOCKED,
                                       VM_NORESERVE,
                                       VM_IO | VM_DONTEXPAND,
                                       VM_WIPEONFORK,
                                       VM_MAYWRITE,
                                       VM_ACCOUNT,
                                       VM_SHARED};
    static constexpr FlagSet Clears[] = {
        VM_MAYWRITE, VM_MAYEXEC, VM_LOCKED, VM_WRITE, VM_WRITE | VM_MAYWRITE,
        VM_SHARED};
    if (chance(65))
      add(Op, HandlerStep::SetFlags).Flags = one(Sets);
    else
      add(Op, HandlerStep::ClearFlags).Flags = one(Clears);
  }

  void setPageProt(Operation &Op) {
    static constexpr const char *Modes[] = {"default", "cache1", "cache2"};
    add(Op, HandlerStep::SetPageProt).Name = one(Modes);
  }

  /// A call that fills page tables, now or later.
  void fill(Operation &Op) {
    const MmapCall &Call = Op.Call;
    unsigned Pages = unsigned(Call.Len / Page);
    unsigned Kind = pick(10);
    if (Kind < 5) {
      HandlerStep &Step = add(Op, HandlerStep::Remap);
      Step.Value = 0x4000 + pick(64);
      Step.Io = chance(40);
      if (chance(40))
        part(Step, Call);
    } else if (Kind < 7) {
      HandlerStep &Step = add(Op, HandlerStep::SimpleIoremap);
      Step.Value = 0x200000 + (chance(20) ? pick(Page) : 0);
      // The region begins pgoff pages before the mapping.
      Step.Size = (Call.Pgoff + Pages + pick(4)) * Page - pick(2) * Page;
      if (chance(5)) // overflows, is empty
        Step.Size = chance(50) ? ~std::uint64_t(0x1fffff) + pick(2) : 0;
    } else {
      HandlerStep &Step = add(Op, HandlerStep::MapPages);
      for (unsigned I = pick(Pages + (chance(10) ? 3 : 1)) + 1; I > 0; --I)
        Step.Pages.push_back(0x8000 + pick(64));
      if (chance(40))
        Step.Start = Call.Addr + pick(Pages) * Page;
      if (chance(4)) // below the start, or wraps around
        Step.Start = chance(50) ? Call.Addr - Page : -2 * Page;
    }
  }

  void part(HandlerStep &Step, const MmapCall &Call) {
    unsigned Pages = unsigned(Call.Len / Page);
    unsigned First = pick(Pages);
    Step.Start = Call.Addr + First * Page;
    Step.Size = (1 + pick(Pages - First)) * Page;
    if (chance(10))
      *Step.Size -= pick(Page);
    if (chance(10)) // beyond the end
      *Step.Size += (1 + pick(3)) * Page;
    if (chance(5)) // below the start
      *Step.Start -= (1 + pick(8)) * Page;
    if (chance(4)) // wraps around
      Step.Start = chance(50) ? -Page : -4 * Page;
    if (chance(4)) // not page aligned
      *Step.Start += 1 + pick(Page - 1);
    if (chance(4)) // empty
      Step.Size = 0;
  }

  void actionFields(Operation &Op) {
    static constexpr int Overrides[] = {-EAGAIN, -EIO, -4095, -4096, 5};
    if (chance(12))
      add(Op, HandlerStep::ErrorOverride).Error = one(Overrides);
    if (chance(8))
      add(Op, HandlerStep::HideFromRmap);
  }

  //===--- Failures -------------------------------------------------------===//

  void failures(Operation &Op) {
    static constexpr Failure::KindType Kinds[] = {
        Failure::VmAreaAlloc,  Failure::MaplePrealloc, Failure::Remap,
        Failure::Remap,        Failure::Action,        Failure::Mapped,
        Failure::Accounting,   Failure::MayExpand,     Failure::Gather,
        Failure::MergePrealloc};
    while (Op.Fail.size() < 3 && chance(20)) {
      Failure Fail{one(Kinds), 0};
      if (Fail.Kind == Failure::Remap)
        Fail.Page = pick(6);
      if (std::ranges::find(Op.Fail, Fail.Kind, &Failure::Kind) ==
          Op.Fail.end())
        Op.Fail.push_back(Fail);
    }
  }

  std::mt19937 Random;
};

} // namespace

Sequence randomSequence(unsigned Seed) { return Generator(Seed).sequence(); }

} // namespace premap::model::fidelity
