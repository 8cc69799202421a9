#include "model/fidelity/Sequence.h"

#include "model/Machine.h"

#include <algorithm>
#include <charconv>

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
