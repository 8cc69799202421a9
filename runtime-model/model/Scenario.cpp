// Names of pipelines and arches, and what makes a scenario unfit to run.
#include "model/Scenario.h"

#include "model/Features.h"

#include <algorithm>
#include <bit>

namespace premap::model {

std::string_view name(Pipeline P) {
  switch (P) {
  case Pipeline::Legacy612:
    return "legacy-6.12";
  case Pipeline::Legacy616:
    return "legacy-6.16";
  case Pipeline::Legacy72:
    return "legacy-7.2";
  case Pipeline::Legacy73:
    return "legacy-7.3";
  case Pipeline::Prepare616:
    return "prepare-6.16";
  case Pipeline::Prepare617:
    return "prepare-6.17";
  case Pipeline::Prepare618:
    return "prepare-6.18";
  case Pipeline::Prepare619:
    return "prepare-6.19";
  case Pipeline::Prepare70:
    return "prepare-7.0";
  case Pipeline::Prepare71:
    return "prepare-7.1";
  case Pipeline::Prepare72:
    return "prepare-7.2";
  case Pipeline::Prepare73:
    return "prepare-7.3";
  case Pipeline::Compat619:
    return "compat-6.19";
  case Pipeline::Compat70:
    return "compat-7.0";
  case Pipeline::Compat71:
    return "compat-7.1";
  case Pipeline::Compat72:
    return "compat-7.2";
  case Pipeline::Compat73:
    return "compat-7.3";
  case Pipeline::DesignMmapFinish:
    return "design-mmap_finish";
  case Pipeline::DesignMmapComplete:
    return "design-mmap_complete";
  case Pipeline::DesignActionsV3:
    return "design-actions-v3";
  }
  __builtin_unreachable();
}

std::optional<Pipeline> pipelineNamed(std::string_view Name) {
  for (int I = 0; I <= int(Pipeline::DesignActionsV3); ++I)
    if (name(Pipeline(I)) == Name)
      return Pipeline(I);
  return std::nullopt;
}

std::string pipelineList() {
  std::string List;
  for (int I = 0; I <= int(Pipeline::DesignActionsV3); ++I)
    List += (I ? ", " : "") + std::string(name(Pipeline(I)));
  return List;
}

std::string_view name(Arch A) {
  switch (A) {
  case Arch::Generic:
    return "generic";
  case Arch::X86:
    return "x86";
  case Arch::Arm64:
    return "arm64";
  case Arch::Csky:
    return "csky";
  case Arch::MipsAlchemy:
    return "mips-alchemy";
  case Arch::Sparc32:
    return "sparc32";
  case Arch::Sparc64:
    return "sparc64";
  case Arch::Nommu:
    return "nommu";
  }
  __builtin_unreachable();
}

std::string Step::str() const {
  return Ops.empty() ? Function : Function + ("(" + Ops + ")");
}

std::string Leak::str() const {
  std::string Text;
  std::string Number = std::to_string(Count < 0 ? -Count : Count);
  const char *Verb = Count < 0 ? " dropped too often by " : " leaked: ";
  switch (Kind) {
  case FileReference:
    Text = "file " + Name + Verb + Number + " reference(s)";
    break;
  case Charge:
    Text = "memory charge" + std::string(Verb) + Number + " page(s)";
    break;
  case HeldLock:
    Text = "lock " + Name + " still held";
    break;
  case Resource:
    Text = "resource " + Name + Verb + Number;
    break;
  }
  return CoreBug ? Text + " (core bug)" : Text;
}

//===--- findDefect() -----------------------------------------------------===//

namespace {

using Defect = std::optional<std::string>;

constexpr std::uint64_t TaskSize = 0x7ffffffff000;
constexpr std::size_t MaxItems = 1024;
constexpr int MaxErrno = 4095;

} // namespace

static bool hasFile(const Scenario &S, const std::string &Name) {
  return std::any_of(S.Files.begin(), S.Files.end(),
                     [&](const File &F) { return F.Name == Name; });
}

static Defect checkFiles(const Scenario &S) {
  for (std::size_t I = 0; I < S.Files.size(); ++I) {
    const File &F = S.Files[I];
    if (F.Name.empty())
      return "files: a file needs a name";
    if (F.Refs < 0 || F.Refs > INT32_MAX)
      return "files." + F.Name + ": refs must be between 0 and 2147483647";
    for (std::size_t J = 0; J < I; ++J)
      if (S.Files[J].Name == F.Name)
        return "files: " + F.Name + " is there twice";
  }
  return std::nullopt;
}

static Defect checkMapping(const Scenario &S, const Mapping &M,
                           const std::string &Where) {
  std::uint64_t InPage = S.PageSize - 1;
  if (M.Start >= M.End)
    return Where + ": start must be below end";
  if ((M.Start | M.End) & InPage)
    return Where + ": start and end must be multiples of page_size";
  if (M.End > TaskSize)
    return Where + ": end must not lie above 0x7ffffffff000";
  std::uint64_t Pages = (M.End - M.Start) / S.PageSize;
  if (M.Pgoff + Pages < M.Pgoff)
    return Where + ": pgoff is too large";
  if (!M.File.empty() && !hasFile(S, M.File))
    return Where + ": file " + M.File + " is not in files";
  if (M.HasClose && M.VmOps.empty())
    return Where + ": has_close needs vm_ops";
  if (M.Flags & VM_SHARED && M.File.empty())
    return Where + ": a shared mapping needs a file";
  if (!M.AnonPgoff)
    return std::nullopt;
  if (!featuresOf(S.Pipe).AnonPgoff)
    return Where + ": pipeline " + std::string(name(S.Pipe)) +
           " has no anon_pgoff";
  if (M.File.empty())
    return Where + ": anon_pgoff needs a file, an anonymous mapping has pgoff";
  if (*M.AnonPgoff + Pages < *M.AnonPgoff)
    return Where + ": anon_pgoff is too large";
  return std::nullopt;
}

static Defect checkMappings(const Scenario &S) {
  if (S.Mappings.size() > MaxItems)
    return "mappings: there may be at most 1024";
  std::vector<const Mapping *> Sorted;
  for (std::size_t I = 0; I < S.Mappings.size(); ++I) {
    std::string Where = "mappings[" + std::to_string(I) + "]";
    if (Defect D = checkMapping(S, S.Mappings[I], Where))
      return D;
    Sorted.push_back(&S.Mappings[I]);
  }
  std::sort(
      Sorted.begin(), Sorted.end(),
      [](const Mapping *A, const Mapping *B) { return A->Start < B->Start; });
  for (std::size_t I = 1; I < Sorted.size(); ++I)
    if (Sorted[I]->Start < Sorted[I - 1]->End)
      return "mappings[" + std::to_string(Sorted[I] - S.Mappings.data()) +
             "]: overlaps mappings[" +
             std::to_string(Sorted[I - 1] - S.Mappings.data()) + "]";
  return std::nullopt;
}

static Defect checkMmap(const Scenario &S) {
  if (S.Mmap.Addr & (S.PageSize - 1))
    return "mmap: addr must be a multiple of page_size";
  if (S.Mmap.Prot & ~(VM_READ | VM_WRITE | VM_EXEC))
    return "mmap: prot may have READ, WRITE and EXEC only";
  if (!S.Mmap.File.empty() && !hasFile(S, S.Mmap.File))
    return "mmap: file " + S.Mmap.File + " is not in files";
  if (S.Mmap.File.empty() && S.Mmap.Shared)
    return "mmap: shared anonymous mappings are not modelled";
  if (S.Mmap.File.empty() && !S.Handler.empty())
    return "handler: only a mapping of a file has one, mmap.file is null";
  return std::nullopt;
}

static Defect checkError(int Error, const std::string &Where) {
  if (Error > 0 || Error < -MaxErrno)
    return Where + ": must be 0 or a negative error number";
  return std::nullopt;
}

/// Whether the pipeline's hook could call it at all.
static Defect checkMappingCall(const Scenario &S, const HandlerStep &Step,
                               const std::string &Where, bool Later) {
  const Features &F = featuresOf(S.Pipe);
  if (F.Hook == HookKind::Legacy)
    return std::nullopt;
  auto Missing = [&](const char *What) {
    return Where + ": pipeline " + std::string(name(S.Pipe)) + " has no " +
           What;
  };
  switch (F.Later) {
  case LaterWork::None:
    return Missing("actions, so the hook cannot ask for a mapping call");
  case LaterWork::Finish:
  case LaterWork::Complete:
    if (Step.Kind != HandlerStep::Remap && !Later)
      return Missing("such call for its first hook");
    return std::nullopt;
  case LaterWork::Actions:
    if (Step.Kind == HandlerStep::SimpleIoremap && !F.SimpleIoremap)
      return Missing("mmap_action_simple_ioremap()");
    if (Step.Kind == HandlerStep::MapPages && !F.MapKernelPages)
      return Missing("mmap_action_map_kernel_pages()");
    return std::nullopt;
  }
  __builtin_unreachable();
}

static Defect checkVmOps(const VmOps &Ops, const std::string &Where) {
  if (Ops.Mapped)
    return checkError(*Ops.Mapped, Where + ": mapped");
  return std::nullopt;
}

static Defect checkSteps(const Scenario &S,
                         const std::vector<HandlerStep> &Steps,
                         const std::string &List, unsigned Depth, bool Later) {
  if (Steps.size() > MaxItems)
    return List + ": there may be at most 1024 steps";
  if (Depth > 8)
    return List + ": on_error is nested too deeply";
  for (std::size_t I = 0; I < Steps.size(); ++I) {
    const HandlerStep &Step = Steps[I];
    std::string Where = List + "[" + std::to_string(I) + "]";
    Defect D;
    switch (Step.Kind) {
    case HandlerStep::SetVmOps:
      D = checkVmOps(Step.Ops, Where);
      break;
    case HandlerStep::SetFile:
      if (!hasFile(S, Step.Name))
        D = Where + ": file " + Step.Name + " is not in files";
      break;
    case HandlerStep::MapPages:
      if (Step.Pages.empty() || Step.Pages.size() > 65536)
        D = Where + ": pages must be 1 to 65536 PFNs";
      else
        D = checkMappingCall(S, Step, Where, Later);
      break;
    case HandlerStep::Remap:
    case HandlerStep::SimpleIoremap:
      D = checkMappingCall(S, Step, Where, Later);
      break;
    case HandlerStep::SuccessHook:
    case HandlerStep::ErrorHook:
    case HandlerStep::ErrorOverride:
    case HandlerStep::Return:
      D = checkError(Step.Error, Where);
      break;
    case HandlerStep::Acquire:
    case HandlerStep::Release:
    case HandlerStep::Lock:
    case HandlerStep::Unlock:
    case HandlerStep::Call:
    case HandlerStep::Store:
      if (Step.Name.empty())
        D = Where + ": needs a name";
      break;
    case HandlerStep::SetFlags:
    case HandlerStep::ClearFlags:
    case HandlerStep::SetPageProt:
    case HandlerStep::SetPgoff:
    case HandlerStep::SetPrivateData:
    case HandlerStep::HideFromRmap:
      break;
    }
    if (!D)
      D = checkSteps(S, Step.OnError, Where + ".on_error", Depth + 1, Later);
    if (D)
      return D;
  }
  return std::nullopt;
}

/// The later hooks of the proposals.
static Defect checkLater(const Scenario &S) {
  LaterWork Later = featuresOf(S.Pipe).Later;
  bool HasComplete = Later == LaterWork::Finish || Later == LaterWork::Complete;
  if (!HasComplete && !S.Complete.empty())
    return "complete: pipeline " + std::string(name(S.Pipe)) +
           " has no later hook";
  if (Later != LaterWork::Complete && !S.Abort.empty())
    return "abort: pipeline " + std::string(name(S.Pipe)) +
           " has no mmap_abort()";
  for (const HandlerStep &Step : S.Abort)
    if (Step.Kind != HandlerStep::Release && Step.Kind != HandlerStep::Unlock)
      return "abort: may only release and unlock";
  if (Defect D = checkSteps(S, S.Complete, "complete", 0, true))
    return D;
  return checkSteps(S, S.Abort, "abort", 0, true);
}

static Defect checkRace(const Scenario &S) {
  if (!S.Race)
    return std::nullopt;
  if (!hasFile(S, S.Race->File))
    return "interleave: file " + S.Race->File + " is not in files";
  if (!S.Race->Pages)
    return "interleave: pages must be at least 1";
  if (S.Race->Pgoff + S.Race->Pages < S.Race->Pgoff)
    return "interleave: pgoff is too large";
  return std::nullopt;
}

std::optional<std::string> findDefect(const Scenario &S) {
  if (S.PageSize < 4096 || S.PageSize > 65536 ||
      !std::has_single_bit(S.PageSize))
    return "page_size must be a power of two between 4096 and 65536";
  if (Defect D = checkFiles(S))
    return D;
  if (Defect D = checkMappings(S))
    return D;
  if (Defect D = checkMmap(S))
    return D;
  if (Defect D = checkSteps(S, S.Handler, "handler", 0, false))
    return D;
  if (Defect D = checkLater(S))
    return D;
  return checkRace(S);
}

} // namespace premap::model
