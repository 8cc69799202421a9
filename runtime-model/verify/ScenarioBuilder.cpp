#include "verify/ScenarioBuilder.h"
#include "kernel/Errnos.h"
#include "kernel/MapCalls.h"
#include "verify/ComparePair.h"
#include "verify/PlainText.h"

#include "model/Features.h"

#include <algorithm>
#include <optional>
#include <set>

namespace premap::verify {

using model::HandlerStep;

static HandlerStep step(HandlerStep::KindType Kind, std::string Name = "") {
  HandlerStep S;
  S.Kind = Kind;
  S.Name = std::move(Name);
  return S;
}

/// The vmalloc area whose array of pages \p Pages is, by an address in it.
static std::optional<z3::expr> areaOf(Universe &U, const z3::expr &Pages) {
  const MemoryPlace *From = U.placeOf(Pages);
  if (!From)
    return std::nullopt;
  const SymObject &Area = U.Objects[From->Object];
  auto Member = Area.FieldNames.find(From->Offset);
  if (Member == Area.FieldNames.end() || Member->second != kernel::AreaPages ||
      !Area.Base.is_app() || Area.Base.num_args() != 1 ||
      Area.Base.decl().decl_kind() != Z3_OP_UNINTERPRETED)
    return std::nullopt;
  std::string Name = Area.Base.decl().name().str();
  if (Name.substr(0, Name.find('/')) != kernel::AreaOf)
    return std::nullopt;
  return Area.Base.arg(0);
}

z3::expr batchPage(Universe &U, const Effect &Batch, std::uint64_t I) {
  if (std::optional<z3::expr> Area = areaOf(U, Batch.Args[1]))
    return U.apply(std::string(kernel::PageOfArea),
                   {(*Area + U.word(I << U.PageShift)).simplify()},
                   U.PointerBits);
  Value Slot((Batch.Args[1] + U.word(I * (U.PointerBits / 8))).simplify());
  Place At = U.resolve(Slot);
  std::string Version;
  if (Batch.Snapshot) {
    Version = Batch.Snapshot->Version;
    auto Memory = Batch.Snapshot->Memory.find(At.Object);
    if (Memory != Batch.Snapshot->Memory.end()) {
      Version = Memory->second.Version;
      for (auto Write = Memory->second.Writes.rbegin();
           Write != Memory->second.Writes.rend(); ++Write)
        if (Write->Offset.id() == At.Offset.id())
          return Write->Data.Bits;
    }
  }
  return U.initial(At.Object, At.Offset, U.PointerBits / 8, Version);
}

/// Any number that is the same for the same page.
static std::uint64_t pageNumber(std::uint64_t Page) {
  return (Page >> 6) & 0xffffff;
}

std::string ScenarioBuilder::protName(const z3::expr &Prot) const {
  std::uint64_t Value = W.value(Prot);
  if (Value == W.value(W.arguments().PageProt))
    return "default";
  return "prot " + std::to_string(Value);
}

std::string ScenarioBuilder::pointerName(const z3::expr &Pointer) const {
  std::uint64_t Value = W.value(Pointer);
  if (!Value)
    return "";
  return W.universe().describe(W.universe().word(Value));
}

model::VmOps ScenarioBuilder::vmOps(const Outcome &O, bool HasClose) const {
  model::VmOps Ops;
  Ops.Close = HasClose;
  if (O.HasMapped || O.Stopped == Stage::MappedHook)
    Ops.Mapped = O.Stopped == Stage::MappedHook ? W.result(*O.Return) : 0;
  for (const Effect &E : O.S.Effects)
    if (E.InMapped && E.Kind == EffectKind::Acquire && taken(E))
      Ops.MappedAcquires.push_back(subject(E));
  return Ops;
}

std::string ScenarioBuilder::subject(const Effect &E) const {
  const CalleeFacts &Facts = Table.lookup(E.Name);
  std::string Name = Facts.Resource;
  if (Facts.Subject < 0 && E.Result)
    return Name + " of " + shortText(*E.Result);
  if (Facts.Subject < 0 || unsigned(Facts.Subject) >= E.Args.size()) {
    // A lock that is dropped by the number that taking it gave.
    bool Numbered = E.Kind == EffectKind::Lock && E.Args.empty() && E.Result;
    return Numbered ? Name + " of " + plainText(W.universe(), *E.Result) : Name;
  }
  z3::expr Which = E.Args[Facts.Subject];
  // Who gives it back may read again where it is.
  Which = W.universe().settled(Which);
  Name += " of " + plainText(W.universe(), Which);
  return Name;
}

/// Whether an acquisition succeeds under the witness.
bool ScenarioBuilder::taken(const Effect &E) const {
  if (!E.Result)
    return true;
  std::uint64_t Bits = W.value(*E.Result);
  switch (Table.lookup(E.Name).When) {
  case Success::Always:
    return true;
  case Success::NonZero:
    return Bits != 0;
  case Success::Zero:
    return Bits == 0;
  case Success::NonNegative:
    return W.result(*E.Result) >= 0;
  case Success::Pointer:
  case Success::NoError:
    return Bits != 0 && Bits < -std::uint64_t(kernel::MaxErrno);
  }
  return true;
}

/// "name(argument, ...)", with the witness' values.
std::string ScenarioBuilder::call(const Effect &E) const {
  std::string Text;
  for (const z3::expr &Argument : E.Args)
    Text += (Text.empty() ? "" : ", ") + W.text(Argument);
  return E.Name + "(" + Text + ")";
}

void ScenarioBuilder::addEffect(const Effect &E,
                                std::vector<HandlerStep> &Steps) {
  switch (E.Kind) {
  case EffectKind::Acquire:
    if (taken(E))
      Steps.push_back(step(HandlerStep::Acquire, subject(E)));
    return;
  case EffectKind::Release:
    Steps.push_back(step(HandlerStep::Release, subject(E)));
    return;
  case EffectKind::Lock:
    if (taken(E))
      Steps.push_back(step(HandlerStep::Lock, subject(E)));
    return;
  case EffectKind::Unlock:
    Steps.push_back(step(HandlerStep::Unlock, subject(E)));
    return;
  case EffectKind::Call:
    Steps.push_back(step(HandlerStep::Call, call(E)));
    return;
  case EffectKind::Store:
    Steps.push_back(step(HandlerStep::Store, W.text(E.Args[0])));
    Steps.back().Text = W.text(E.Args[1]);
    return;
  case EffectKind::Log:
  case EffectKind::Request:
    return;
  }
}

void ScenarioBuilder::addRequest(const Effect &E,
                                 std::vector<HandlerStep> &Steps) {
  Steps.push_back(step(HandlerStep::SetPageProt, protName(E.Args.back())));
  bool Pages = E.Request == RequestKind::InsertPage ||
               E.Request == RequestKind::InsertPages;
  HandlerStep S = step(Pages ? HandlerStep::MapPages : HandlerStep::Remap);
  S.Start = W.value(E.Args[0]);
  if (E.Request == RequestKind::InsertPage)
    S.Pages = {pageNumber(W.value(E.Args[1]))};
  else if (E.Request == RequestKind::InsertPages)
    for (std::uint64_t I = 0;
         I < std::min<std::uint64_t>(W.value(E.Args[2]), 64); ++I)
      S.Pages.push_back(pageNumber(W.value(batchPage(W.universe(), E, I))));
  else {
    S.Value = W.value(E.Args[1]);
    S.Size = W.value(E.Args[2]);
    S.Io = E.Request == RequestKind::IoRemap;
  }
  if (!Pages || !S.Pages.empty())
    Steps.push_back(S);
}

void ScenarioBuilder::addFields(const Outcome &O, model::Scenario &S,
                                bool HasClose) {
  const MmapInputs &In = W.arguments();
  std::uint64_t Before = W.value(In.Flags),
                After = W.value(O.Fields.at("flags"));
  HandlerStep Set = step(HandlerStep::SetFlags);
  Set.Flags = After & ~Before;
  HandlerStep Clear = step(HandlerStep::ClearFlags);
  Clear.Flags = Before & ~After;
  if (Set.Flags)
    S.Handler.push_back(Set);
  if (Clear.Flags)
    S.Handler.push_back(Clear);
  if (W.value(O.Fields.at("vm_ops")) != W.value(In.DummyOps)) {
    HandlerStep Ops =
        step(HandlerStep::SetVmOps, pointerName(O.Fields.at("vm_ops")));
    Ops.Ops = vmOps(O, HasClose);
    S.Handler.push_back(Ops);
  }
  if (W.value(O.Fields.at("private_data")))
    S.Handler.push_back(step(HandlerStep::SetPrivateData,
                             pointerName(O.Fields.at("private_data"))));
}

std::uint64_t ScenarioBuilder::failingPage(const Outcome &O) const {
  for (const Effect &E : O.S.Effects)
    if (E.Kind == EffectKind::Request && E.Result && W.result(*E.Result) != 0)
      return (W.value(E.Args[0]) - W.value(W.arguments().Start)) >>
             W.universe().PageShift;
  return 0;
}

/// Whether an unknown function that ran before \p Release gave what it drops,
/// or the object around it: then that function took it, whatever it is called.
static bool tookBefore(Universe &U, const Outcome &O, const Effect &Release,
                       int Subject) {
  if (Subject < 0 || std::size_t(Subject) >= Release.Args.size())
    return false;
  z3::expr Argument = Release.Args[Subject];
  if (Argument.get_sort().bv_size() == U.PointerBits && !Argument.is_numeral())
    Argument = U.Objects[U.resolve(Value(Argument)).Object].Base;
  unsigned Dropped = Argument.id();
  for (const Effect &E : O.S.Effects) {
    if (&E == &Release)
      return false;
    if (E.Kind == EffectKind::Call && E.Result && E.Result->id() == Dropped)
      return true;
  }
  return false;
}

/// What \p O took before \p Release and gives back with it; the names of the
/// two may differ: fget() takes by a number, fput() drops what it returned.
const Effect *ScenarioBuilder::takenFor(const Outcome &O,
                                        const Effect &Release) const {
  const Effect *Last = nullptr;
  for (const Effect &E : O.S.Effects) {
    if (&E == &Release)
      break;
    if (E.Kind == EffectKind::Acquire && taken(E) &&
        givesBack(Release, E, Table))
      Last = &E;
  }
  return Last;
}

/// Locks, resources and requests in their order; after a request that fails
/// come the steps of its error path.
void ScenarioBuilder::addEffects(const Outcome &O, bool Legacy,
                                 std::uint64_t FailingPage,
                                 model::Scenario &S) {
  std::vector<HandlerStep> *Steps = &S.Handler;
  std::set<std::string> Given; // by unknown functions; each once
  for (const Effect &E : O.S.Effects) {
    if (E.InMapped || E.InClose)
      continue;
    const Effect *Taken =
        E.Kind == EffectKind::Release ? takenFor(O, E) : nullptr;
    if (Taken) {
      Steps->push_back(step(HandlerStep::Release, subject(*Taken)));
      continue;
    }
    if (E.Kind == EffectKind::Release &&
        tookBefore(W.universe(), O, E, Table.lookup(E.Name).Subject) &&
        Given.insert(subject(E)).second)
      Steps->push_back(step(HandlerStep::Acquire, subject(E)));
    if (E.Kind != EffectKind::Request) {
      addEffect(E, *Steps);
      continue;
    }
    bool Fails = E.Result && W.result(*E.Result) != 0;
    std::size_t Count = Steps->size();
    addRequest(E, *Steps);
    if (Fails && S.Fail.empty()) {
      model::Failure Failure;
      Failure.Kind = model::Failure::Remap;
      Failure.Page = FailingPage;
      S.Fail.push_back(Failure);
    }
    bool Added = Steps->size() > Count + 1;
    if (Legacy && Fails && Added) {
      // A statement without effect: an ignored error is not returned.
      Steps->back().OnError.push_back(step(HandlerStep::SetFlags));
      Steps = &Steps->back().OnError;
    }
  }
  if (O.Stopped == Stage::Mapped)
    Steps->push_back(
        step(HandlerStep::SetPageProt, protName(O.Fields.at("page_prot"))));
  // A rejected action ends like an error of the hook.
  bool HookFails =
      Legacy ? O.Stopped != Stage::Mapped
             : O.Stopped == Stage::Hook || O.Stopped == Stage::Prepare;
  HandlerStep Return = step(HandlerStep::Return);
  Return.Error = HookFails && O.Return ? W.result(*O.Return) : 0;
  Steps->push_back(Return);
}

model::Scenario ScenarioBuilder::build(const Outcome &O, model::Pipeline Pipe,
                                       bool Legacy, bool HasClose,
                                       std::uint64_t FailingPage) {
  const MmapInputs &In = W.arguments();
  model::Scenario S;
  S.Pipe = Pipe;
  S.PageSize = std::uint64_t(1) << W.universe().PageShift;
  std::uint64_t Flags = W.value(In.Flags);
  auto has = [&](FlagName Name) {
    return (Flags & flagValue(W.types(), Name)) != 0;
  };
  model::File F;
  F.Name = "file";
  F.Size = std::uint64_t(1) << 40;
  F.Writable = !has("MAYSHARE") || has("SHARED");
  F.NoExec = !has("MAYEXEC");
  S.Files.push_back(F);
  S.Mmap.Addr = W.value(In.Start);
  S.Mmap.Len = W.value(In.Length);
  S.Mmap.Pgoff = W.value(In.Pgoff);
  S.Mmap.File = "file";
  S.Mmap.Prot = Flags & 7;
  S.Mmap.Shared = has("MAYSHARE");
  S.Mmap.Locked = has("LOCKED");
  S.Mmap.NoReserve = has("NORESERVE");
  if (O.Stopped != Stage::Hook)
    if (!O.Fields.empty())
      addFields(O, S, HasClose);
  bool Cow = !has("SHARED") && has("MAYWRITE");
  bool Remaps =
      std::any_of(O.S.Effects.begin(), O.S.Effects.end(), [](const Effect &E) {
        return E.Kind == EffectKind::Request;
      });
  if (!O.Fields.empty() && !(Remaps && Cow) &&
      W.value(O.Fields.at("pgoff")) != S.Mmap.Pgoff) {
    HandlerStep Pgoff = step(HandlerStep::SetPgoff);
    Pgoff.Value = W.value(O.Fields.at("pgoff"));
    S.Handler.push_back(Pgoff);
  }
  // The kernel's translation of an action's error.
  if (!Legacy && O.Stopped == Stage::Action && O.Return &&
      W.result(*O.Return) != -12) {
    HandlerStep Error =
        step(model::featuresOf(Pipe).ErrorOverride ? HandlerStep::ErrorOverride
                                                   : HandlerStep::ErrorHook);
    Error.Error = W.result(*O.Return);
    S.Handler.push_back(Error);
  }
  addEffects(O, Legacy, FailingPage, S);
  return S;
}

std::optional<model::Mapping>
ScenarioBuilder::neighbour(const Outcome &O, bool Before, bool HasClose) {
  const MmapInputs &In = W.arguments();
  std::uint64_t Page = std::uint64_t(1) << W.universe().PageShift;
  std::uint64_t Pgoff = W.value(O.Fields.at("pgoff"));
  std::uint64_t Start = W.value(In.Start), Length = W.value(In.Length);
  if (Before && (Pgoff == 0 || Start < 2 * Page))
    return std::nullopt;
  model::Mapping M;
  M.Start = Before ? Start - Page : Start + Length;
  M.End = M.Start + Page;
  M.Pgoff = Before ? Pgoff - 1 : Pgoff + Length / Page;
  M.File = "file";
  M.Flags = W.value(O.Fields.at("flags"));
  if (W.value(O.Fields.at("vm_ops")) != W.value(In.DummyOps))
    M.VmOps = pointerName(O.Fields.at("vm_ops"));
  M.HasClose = HasClose && !M.VmOps.empty();
  M.PrivateData = pointerName(O.Fields.at("private_data"));
  M.PageProt = protName(O.Fields.at("page_prot"));
  return M;
}

} // namespace premap::verify
