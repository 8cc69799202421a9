#include "model/fidelity/KernelSpace.h"

#include <algorithm>
#include <cerrno>

namespace premap::model::fidelity {

KernelSpace::KernelSpace(const std::filesystem::path &Tree)
    : Library(Tree, "build_mmap.sh", "kernel_mmap.so") {
  if (!ready())
    return;
  Library.load(Reset, "km_reset");
  Library.load(Mmap, "km_mmap");
  Library.load(Munmap, "km_munmap");
  Library.load(Split, "km_split");
  Library.load(Happen, "km_happen");
  Library.load(GetState, "km_get_state");
  Library.load(GetTrace, "km_get_trace");
  decltype(&km_set_window) SetWindow = nullptr;
  Library.load(SetWindow, "km_set_window");
  SetWindow(WindowStart - WindowMargin * Page,
            WindowStart + (WindowPages + WindowMargin) * Page);
  decltype(&km_set_traced) SetTraced = nullptr;
  Library.load(SetTraced, "km_set_traced");
  std::span<const char *const> Names = tracedFunctions();
  SetTraced(Names.data(), int(Names.size()));
}

//===--- From the model's terms to the hook's table -----------------------===//

static km_statement_kind kindOf(const HandlerStep &Step) {
  switch (Step.Kind) {
  case HandlerStep::SetVmOps:
    return KM_SET_VM_OPS;
  case HandlerStep::SetFlags:
    return KM_SET_FLAGS;
  case HandlerStep::ClearFlags:
    return KM_CLEAR_FLAGS;
  case HandlerStep::SetPageProt:
    return KM_SET_PAGE_PROT;
  case HandlerStep::SetPgoff:
    return KM_SET_PGOFF;
  case HandlerStep::SetPrivateData:
    return KM_SET_PRIVATE_DATA;
  case HandlerStep::SetFile:
    return KM_SET_FILE;
  case HandlerStep::Remap:
    return Step.Io ? KM_IOREMAP : KM_REMAP;
  case HandlerStep::SimpleIoremap:
    return KM_SIMPLE_IOREMAP;
  case HandlerStep::MapPages:
    return KM_MAP_PAGES;
  case HandlerStep::ErrorOverride:
    return KM_ERROR_OVERRIDE;
  case HandlerStep::HideFromRmap:
    return KM_HIDE_FROM_RMAP;
  case HandlerStep::Acquire:
  case HandlerStep::Release:
  case HandlerStep::Lock:
  case HandlerStep::Unlock:
  case HandlerStep::Call:
  case HandlerStep::Store:
  case HandlerStep::SuccessHook:
  case HandlerStep::ErrorHook:
  case HandlerStep::Return:
    // The generator makes none of the others.
    return KM_RETURN;
  }
  __builtin_unreachable();
}

static int numberIn(const HandlerStep &Step) {
  if (Step.Kind == HandlerStep::SetVmOps)
    return Step.Name.empty() ? int(KM_OPS_NULL) : numberOf(Step.Name);
  if (Step.Kind == HandlerStep::Return ||
      Step.Kind == HandlerStep::ErrorOverride)
    return Step.Error;
  return numberOf(Step.Name);
}

static km_statement toStatement(const HandlerStep &Step, const MmapCall &Call) {
  km_statement To{};
  To.kind = kindOf(Step);
  To.number = numberIn(Step);
  bool Flags = Step.Kind == HandlerStep::SetFlags ||
               Step.Kind == HandlerStep::ClearFlags;
  To.value = Flags ? Step.Flags : Step.Value;
  To.partly = Step.Start || Step.Size;
  To.start = Step.Start.value_or(Call.Addr);
  To.size = Step.Size.value_or(Call.Len);
  To.page_count = int(Step.Pages.size());
  std::ranges::copy(Step.Pages, To.pages);
  return To;
}

static void setFailure(km_call &Call, const Failure &Fail, bool LateSplit) {
  switch (Fail.Kind) {
  case Failure::VmAreaAlloc:
    Call.fail[KM_FAIL_VM_AREA_ALLOC] = 1;
    return;
  case Failure::MaplePrealloc:
    Call.fail[KM_FAIL_MAPLE_PREALLOC] = 1;
    return;
  case Failure::Remap:
    Call.fail_page = long(Fail.Page);
    return;
  case Failure::Action:
    Call.fail[KM_FAIL_ACTION] = 1;
    return;
  case Failure::Mapped:
    Call.mapped_error = -ENOMEM;
    return;
  case Failure::Accounting:
    Call.fail[KM_FAIL_ACCOUNTING] = 1;
    return;
  case Failure::MayExpand:
    Call.fail[KM_FAIL_MAY_EXPAND] = 1;
    return;
  case Failure::Gather:
    Call.fail[LateSplit ? KM_FAIL_SPLIT_PREALLOC : KM_FAIL_SPLIT] = 1;
    return;
  case Failure::MergePrealloc:
    Call.fail[KM_FAIL_MERGE_PREALLOC] = 1;
    return;
  }
}

//===--- Operations -------------------------------------------------------===//

static km_call toCall(const Operation &Op) {
  km_call Call{};
  Call.addr = Op.Call.Addr;
  Call.len = Op.Call.Len;
  Call.file = numberOf(Op.Call.File);
  Call.pgoff = Call.file ? Op.Call.Pgoff : Op.Call.Addr / Page;
  Call.flags = regionFlags(Op);
  Call.hook = Op.Hook;
  Call.fail_page = -1;
  for (const HandlerStep &Step : Op.Handler) {
    if (Step.Kind != HandlerStep::SetVmOps)
      continue;
    Call.mapped_error = Step.Ops.Mapped.value_or(0);
    Call.mapped_private_data =
        numberOf(Step.Ops.MappedPrivateData.value_or(""));
  }
  for (const Failure &Fail : Op.Fail)
    setFailure(Call, Fail, Op.LateSplit);
  return Call;
}

long KernelSpace::call(const Operation &Op) {
  switch (Op.Kind) {
  case Operation::Map: {
    km_call Call = toCall(Op);
    Statements.clear();
    for (const HandlerStep &Step : Op.Handler)
      Statements.push_back(toStatement(Step, Op.Call));
    Call.statements = Statements.data();
    Call.statement_count = int(Statements.size());
    return Mmap(&Call);
  }
  case Operation::Unmap: {
    km_call Failures = toCall(Op);
    return Munmap(Op.Call.Addr, Op.Call.Len, &Failures);
  }
  case Operation::Split:
    return Split(Op.Call.Addr, Op.NewBelow);
  case Operation::Happen:
    Happen(Op.Event, Op.Call.Addr, Op.Value);
    return 0;
  }
  __builtin_unreachable();
}

void KernelSpace::perform(const Operation &Op, Outcome &To) {
  To.Return = call(Op);
  GetState(&To.State);
  To.State.warnings = To.State.warnings != 0;
  const int *Trace = nullptr;
  int Length = GetTrace(&Trace);
  To.Trace.assign(Trace, Trace + Length);
}

} // namespace premap::model::fidelity
