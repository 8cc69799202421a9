#include "model/fidelity/Sequence.h"

#include "model/Machine.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <random>

namespace premap::model::fidelity {

const std::vector<File> &files() {
  // The third one is open for reading only.
  static const std::vector<File> All = {{"f1", 0, 0, true, false},
                                        {"f2", 0, 0, true, false},
                                        {"f3", 0, 0, false, false}};
  static_assert(KM_FILES == 3);
  return All;
}

VmOps vmOps(int Number, int MappedError, int MappedPrivateData) {
  VmOps Ops;
  Ops.Close = Number & KM_OPS_CLOSE;
  Ops.PageMkwrite = Number & KM_OPS_PAGE_MKWRITE;
  if (!(Number & KM_OPS_MAPPED))
    return Ops;
  Ops.Mapped = MappedError;
  if (MappedPrivateData)
    Ops.MappedPrivateData = "p" + std::to_string(MappedPrivateData);
  return Ops;
}

std::string opsName(int Number) { return "ops" + std::to_string(Number); }

int numberOf(std::string_view Name) {
  std::size_t At = Name.find_first_of("0123456789");
  int Number = 0;
  if (At != Name.npos)
    std::from_chars(Name.data() + At, Name.data() + Name.size(), Number);
  return Number;
}

FlagSet regionFlags(const Operation &Op) {
  const MmapCall &Call = Op.Call;
  FlagSet Flags = Call.Prot | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
  Flags |= Call.Locked ? VM_LOCKED : 0;
  Flags |= Call.NoReserve ? VM_NORESERVE : 0;
  if (!Call.Shared)
    return Flags;
  Flags |= VM_SHARED | VM_MAYSHARE;
  bool Writable = files()[std::size_t(numberOf(Call.File)) - 1].Writable;
  return Writable ? Flags : Flags & ~FlagSet(VM_MAYWRITE | VM_SHARED);
}

std::span<const char *const> tracedFunctions() {
  static constexpr const char *All[] = {
      // Hooks and what drivers see of them.
      "mmap", "mmap_prepare", "mapped", "open", "close", "get_file", "fput",
      // The pipeline.
      "mmap_region", "mapping_map_writable", "__mmap_region", "__mmap_setup",
      "may_expand_vm", "security_vm_enough_memory_mm", "call_mmap_prepare",
      "vma_expand", "__mmap_new_vma", "vm_area_alloc", "vma_iter_prealloc",
      "__mmap_new_file_vma", "mmap_file", "vma_link_file",
      "set_vma_user_defined_fields", "__mmap_complete", "perf_event_mmap",
      "vma_set_page_prot", "vma_set_file", "compat_vma_mmap",
      "__compat_vma_mmap",
      // Unmapping.
      "do_munmap", "__split_vma", "remove_vma",
      // Actions.
      "mmap_action_prepare", "mmap_action_complete", "remap_pfn_range_prepare",
      "remap_pfn_range_complete", "io_remap_pfn_range_prepare",
      "simple_ioremap_prepare", "map_kernel_pages_prepare",
      "map_kernel_pages_complete", "insert_pages", "remap_pfn_range",
      "io_remap_pfn_range", "vm_iomap_memory", "vm_insert_pages"};
  return All;
}

//===--- Random operations ------------------------------------------------===//

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

//===--- Comparison -------------------------------------------------------===//

static bool sameVma(const km_vma &A, const km_vma &B) {
  return A.start == B.start && A.end == B.end && A.pgoff == B.pgoff &&
         A.flags == B.flags && A.anon_pgoff == B.anon_pgoff &&
         A.file == B.file && A.ops == B.ops &&
         A.private_data == B.private_data && A.writable == B.writable &&
         A.cache == B.cache && A.anon_vma == B.anon_vma &&
         A.anon_vma_shared == B.anon_vma_shared && A.policy == B.policy &&
         A.anon_name == B.anon_name;
}

static bool samePte(const km_pte &A, const km_pte &B) {
  return A.addr == B.addr && A.pfn == B.pfn && A.special == B.special &&
         A.writable == B.writable && A.cache == B.cache;
}

static std::span<const km_vma> vmasOf(const km_state &S) {
  return {S.vmas, std::size_t(S.vma_count)};
}
static std::span<const km_pte> ptesOf(const km_state &S) {
  return {S.ptes, std::size_t(S.pte_count)};
}

bool same(const Outcome &A, const Outcome &B) {
  if (A.Return != B.Return)
    return false;
  if (A.stopped())
    return true;
  return A.State.charge == B.State.charge &&
         std::ranges::equal(A.State.refs, B.State.refs) &&
         std::ranges::equal(A.State.i_mmap_writable, B.State.i_mmap_writable) &&
         std::ranges::equal(A.State.i_mmap_locked, B.State.i_mmap_locked) &&
         A.State.warnings == B.State.warnings &&
         std::ranges::equal(vmasOf(A.State), vmasOf(B.State), sameVma) &&
         std::ranges::equal(ptesOf(A.State), ptesOf(B.State), samePte) &&
         A.Trace == B.Trace;
}

//===--- For people -------------------------------------------------------===//

static std::string opsText(int Number) {
  if (Number == KM_OPS_NULL)
    return "NULL";
  return Number == KM_OPS_DUMMY ? "dummy" : opsName(Number);
}

static std::string flagText(FlagSet Flags) {
  std::string Text;
  for (std::string_view Flag : flagNames(Flags))
    Text += (Text.empty() ? "" : "|") + std::string(Flag);
  return Text;
}

static std::string protText(int Writable, int Cache) {
  return (Writable ? "w" : "r") + std::to_string(Cache);
}

static std::string returnText(long Return) {
  if (Return == KM_BUG)
    return "BUG()";
  if (Return == KM_DEADLOCK)
    return "a deadlock";
  return Return > 0 ? hex(std::uint64_t(Return)) : errorName(Return);
}

std::string Outcome::str() const {
  std::string Text = "  returns " + returnText(Return) + ", charge " +
                     std::to_string(State.charge) +
                     (State.warnings ? ", warns" : "") + "\n";
  for (int I = 0; I < KM_FILES; ++I)
    Text += "  " + files()[std::size_t(I)].Name + ": " +
            std::to_string(State.refs[I]) + " references, i_mmap_writable " +
            std::to_string(State.i_mmap_writable[I]) +
            (State.i_mmap_locked[I] ? ", i_mmap locked" : "") + "\n";
  for (const km_vma &V : vmasOf(State))
    Text += "  " + hex(V.start) + "-" + hex(V.end) + " pgoff " +
            std::to_string(V.pgoff) + " anon_pgoff " + hex(V.anon_pgoff) +
            " file " + std::to_string(V.file) + " " + opsText(V.ops) +
            " private_data " + std::to_string(V.private_data) + " prot " +
            protText(V.writable, V.cache) + " anon_vma " +
            std::to_string(V.anon_vma) + (V.anon_vma_shared ? "+" : "") +
            " policy " + std::to_string(V.policy) + " name " +
            std::to_string(V.anon_name) + " " + flagText(V.flags) + "\n";
  for (const km_pte &P : ptesOf(State))
    Text += "  pte " + hex(P.addr) + " -> " + hex(P.pfn) +
            (P.special ? " special " : " ") + protText(P.writable, P.cache) +
            "\n";
  Text += " ";
  for (int Entry : Trace) {
    Text += std::string(" ") + tracedFunctions()[std::size_t(Entry & 0xffff)];
    if (Entry >> 16)
      Text += "(" + opsText((Entry >> 16) - 1) + ")";
  }
  return Text + "\n";
}

static std::string stepText(const HandlerStep &Step) {
  auto Range = [&] {
    return (Step.Start ? " at " + hex(*Step.Start) : "") +
           (Step.Size ? " size " + hex(*Step.Size) : "");
  };
  switch (Step.Kind) {
  case HandlerStep::SetVmOps: {
    std::string Text = "vm_ops " + (Step.Name.empty() ? "NULL" : Step.Name);
    if (Step.Ops.Mapped && *Step.Ops.Mapped)
      Text += " (mapped() " + errorName(*Step.Ops.Mapped) + ")";
    if (Step.Ops.MappedPrivateData)
      Text += " (mapped() stores " + *Step.Ops.MappedPrivateData + ")";
    return Text;
  }
  case HandlerStep::SetFlags:
    return "set " + flagText(Step.Flags);
  case HandlerStep::ClearFlags:
    return "clear " + flagText(Step.Flags);
  case HandlerStep::SetPageProt:
    return "page_prot " + Step.Name;
  case HandlerStep::SetPgoff:
    return "pgoff " + std::to_string(Step.Value);
  case HandlerStep::SetPrivateData:
    return "private_data " + Step.Name;
  case HandlerStep::SetFile:
    return "file " + Step.Name;
  case HandlerStep::Remap:
    return (Step.Io ? "ioremap PFN " : "remap PFN ") + hex(Step.Value) +
           Range();
  case HandlerStep::SimpleIoremap:
    return "simple_ioremap " + hex(Step.Value) + Range();
  case HandlerStep::MapPages: {
    std::string Text = "map pages";
    for (std::uint64_t Pfn : Step.Pages)
      Text += " " + hex(Pfn);
    return Text + Range();
  }
  case HandlerStep::ErrorOverride:
    return "error_override " + errorName(Step.Error);
  case HandlerStep::HideFromRmap:
    return "hide_from_rmap";
  case HandlerStep::Return:
    return "return " + errorName(Step.Error);
  case HandlerStep::Acquire:
  case HandlerStep::Release:
  case HandlerStep::Lock:
  case HandlerStep::Unlock:
  case HandlerStep::Call:
  case HandlerStep::Store:
  case HandlerStep::SuccessHook:
  case HandlerStep::ErrorHook:
    return "?";
  }
  __builtin_unreachable();
}

static std::string failText(const Failure &Fail) {
  static constexpr const char *Names[] = {
      "vm_area_alloc", "maple_prealloc", "remap",  "action",        "mapped",
      "accounting",    "may_expand_vm",  "gather", "merge_prealloc"};
  std::string Text = std::string(" fail:") + Names[Fail.Kind];
  return Fail.Kind == Failure::Remap ? Text + "@" + std::to_string(Fail.Page)
                                     : Text;
}

std::string Operation::str() const {
  static constexpr const char *Kinds[] = {"map", "unmap", "split", "happens"};
  static constexpr const char *Events[] = {" fault ", " fork ", " mremap ",
                                           " mbind ", " name "};
  static constexpr const char *Hooks[] = {"", " .mmap", " .mmap_prepare",
                                          " stacked .mmap"};
  std::string Text = Kinds[Kind];
  Text += " " + hex(Call.Addr) + "-" + hex(Call.Addr + Call.Len);
  if (Kind == Map)
    Text += Hooks[Hook] + (Call.File.empty() ? "" : " " + Call.File) +
            " pgoff " + std::to_string(Call.Pgoff) + " " +
            flagText(regionFlags(*this));
  if (Kind == Split)
    Text += NewBelow ? " below" : " above";
  if (Kind == Happen)
    Text += Events[Event] + std::to_string(Value);
  for (const Failure &Each : Fail)
    Text += failText(Each);
  for (const HandlerStep &Step : Handler)
    Text += "\n    " + stepText(Step);
  return Text + "\n";
}

} // namespace premap::model::fidelity
