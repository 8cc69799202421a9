#include "model/fidelity/ModelSpace.h"

#include "model/Invariants.h"
#include "model/Mmap.h"
#include "model/Vma.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace premap::model::fidelity {

/// "ops0" and so on, for ever: a Machine only borrows names.
static const std::string &lasting(std::string_view Prefix, int Number) {
  static std::unordered_map<std::string, std::array<std::string, KM_OPS>> All;
  std::array<std::string, KM_OPS> &Names = All[std::string(Prefix)];
  std::string &Name = Names.at(std::size_t(Number));
  if (Name.empty())
    Name = std::string(Prefix) + std::to_string(Number);
  return Name;
}

static OpsId opsOf(Machine &M, int Number) {
  static const auto Tables = [] {
    std::array<VmOps, KM_OPS> T;
    for (int I = 0; I < KM_OPS; ++I)
      T[std::size_t(I)] = vmOps(I, 0, 0);
    return T;
  }();
  if (Number == KM_OPS_NULL)
    return NoOps;
  if (Number == KM_OPS_DUMMY)
    return DummyOps;
  return M.addVmOps(lasting("ops", Number), Tables[std::size_t(Number)]);
}

static int opsNumber(const Machine &M, OpsId Ops) {
  if (Ops == NoOps)
    return KM_OPS_NULL;
  if (Ops == DummyOps)
    return KM_OPS_DUMMY;
  return numberOf(M.text(M.VmOpsTable[Ops].Id));
}

static Name nameOf(Machine &M, std::string_view Prefix, int Number) {
  return Number ? M.intern(lasting(Prefix, Number)) : Name(0);
}

ModelSpace::ModelSpace(Pipelines Release) : Release(Release) {
  S.Files = files();
}

void ModelSpace::reset() {
  Vmas.clear();
  Ptes.clear();
  PteCaches.clear();
  Files.clear();
  Charge = 0;
}

//===--- Between two operations -------------------------------------------===//

ModelSpace::Kept ModelSpace::keep(const Machine &M, const Vma &V) const {
  km_vma To{};
  To.start = V.Start;
  To.end = V.End;
  To.pgoff = V.Pgoff;
  To.anon_pgoff = M.F.AnonPgoff ? V.AnonPgoff : 0;
  To.flags = V.Flags;
  To.file = V.File;
  To.ops = opsNumber(M, V.Ops);
  To.private_data = numberOf(M.text(V.PrivateData));
  To.writable = V.PageProt.Write;
  To.cache = numberOf(M.text(V.PageProt.Cache));
  To.anon_vma = numberOf(M.text(V.AnonVma));
  To.anon_vma_shared = V.AnonVmaShared;
  To.policy = numberOf(M.text(V.Policy));
  To.anon_name = numberOf(M.text(V.AnonName));
  return {To, V.Linked, V.CountsWrite, V.Mapped};
}

Vma ModelSpace::unkeep(Machine &M, const Kept &From) const {
  Vma V;
  V.Start = From.Shown.start;
  V.End = From.Shown.end;
  V.Pgoff = From.Shown.pgoff;
  V.AnonPgoff = From.Shown.anon_pgoff;
  V.Flags = From.Shown.flags;
  V.File = FileId(From.Shown.file);
  V.Ops = opsOf(M, From.Shown.ops);
  V.PrivateData = nameOf(M, "p", From.Shown.private_data);
  V.PageProt.Write = From.Shown.writable;
  V.PageProt.Cache = nameOf(M, "cache", From.Shown.cache);
  V.AnonVma = nameOf(M, "a", From.Shown.anon_vma);
  V.AnonVmaShared = From.Shown.anon_vma_shared;
  V.Policy = nameOf(M, "policy", From.Shown.policy);
  V.AnonName = nameOf(M, "name", From.Shown.anon_name);
  V.InTree = V.EverInTree = true;
  V.Linked = From.Linked;
  V.CountsWrite = From.CountsWrite;
  V.Mapped = From.Mapped;
  return V;
}

void ModelSpace::seed(Machine &M) {
  for (const Kept &Each : Vmas) {
    M.Tree.push_back(VmaId(M.Vmas.size()));
    M.Vmas.push_back(unkeep(M, Each));
  }
  M.Ptes = Ptes;
  for (std::size_t I = 0; I < Ptes.size(); ++I)
    M.Ptes[I].Prot.Cache = nameOf(M, "cache", PteCaches[I]);
  if (!Files.empty())
    M.Files = Files;
  M.Charge = Charge;
}

static int tracedIndex(const char *Function) {
  static std::unordered_map<const char *, int> Known;
  auto [It, IsNew] = Known.try_emplace(Function, -1);
  if (!IsNew)
    return It->second;
  std::span<const char *const> Names = tracedFunctions();
  for (std::size_t I = 0; I < Names.size(); ++I)
    if (std::string_view(Names[I]) == Function)
      It->second = int(I);
  return It->second;
}

static void showPtes(const PteRun &Run, int Cache, km_state &To) {
  for (std::uint64_t I = 0; I < Run.Pages; ++I)
    if (To.pte_count < int(std::size(To.ptes)))
      To.ptes[To.pte_count++] = {Run.Addr + I * Page, Run.Pfn + I, Run.Special,
                                 Run.Prot.Write, Cache};
}

void ModelSpace::harvest(const Machine &M, Outcome &To) {
  Vmas.clear();
  To.State = {};
  for (VmaId Id : M.Tree) {
    Vmas.push_back(keep(M, M.Vmas[Id]));
    if (To.State.vma_count < KM_MAX_VMAS)
      To.State.vmas[To.State.vma_count++] = Vmas.back().Shown;
  }
  Ptes = M.Ptes;
  std::ranges::sort(Ptes, {}, &PteRun::Addr);
  PteCaches.clear();
  for (const PteRun &Run : Ptes) {
    PteCaches.push_back(numberOf(M.text(Run.Prot.Cache)));
    showPtes(Run, PteCaches.back(), To.State);
  }
  Files = M.Files;
  for (std::size_t I = 0; I < Files.size(); ++I) {
    To.State.refs[I] = Files[I].Refs;
    To.State.i_mmap_writable[I] = int(Files[I].Writable);
    To.State.i_mmap_locked[I] = M.RmapLock == I + 1;
  }
  Charge = To.State.charge = M.Charge;
  To.State.warnings = std::ranges::any_of(
      M.Warnings, [](const auto &Text) { return Text.starts_with("WARN_ON"); });
  To.Trace.clear();
  for (const StepRecord &Step : M.Steps) {
    int Index = tracedIndex(Step.Function);
    int Ops = Step.Ops == NoOps ? int(KM_OPS_NULL) : opsNumber(M, Step.Ops);
    if (Index >= 0)
      To.Trace.push_back(Index | (Ops + 1) << 16);
  }
}

//===--- Operations -------------------------------------------------------===//

static void happen(Machine &M, Vma &V, const Operation &Op) {
  auto Value = int(Op.Value);
  switch (Op.Event) {
  case KM_FAULT:
    if (!V.AnonVma && !(V.Flags & VM_SHARED))
      V.AnonVma = nameOf(M, "a", Value);
    return;
  case KM_FORK:
    V.AnonVmaShared = V.AnonVma != 0;
    return;
  case KM_MREMAP:
    if (M.F.AnonPgoff && V.File && V.AnonVma)
      V.AnonPgoff = Op.Value;
    return;
  case KM_MBIND:
    V.Policy = nameOf(M, "policy", Value);
    return;
  case KM_NAME:
    V.AnonName = nameOf(M, "name", Value);
    return;
  }
}

long ModelSpace::call(Machine &M, const Operation &Op) {
  VmaId Id = vmaAt(M, Op.Call.Addr);
  switch (Op.Kind) {
  case Operation::Map:
    return doMmap(M);
  case Operation::Unmap:
    return doMunmap(M, Op.Call.Addr, Op.Call.Len);
  case Operation::Split:
    if (Id == NoVma || M.Vmas[Id].Start == Op.Call.Addr)
      return 0;
    return splitVma(M, Id, Op.Call.Addr, Op.NewBelow);
  case Operation::Happen:
    if (Id != NoVma)
      happen(M, M.Vmas[Id], Op);
    return 0;
  }
  __builtin_unreachable();
}

void ModelSpace::perform(const Operation &Op, Outcome &To) {
  static const RunOptions Quiet;
  S.Pipe = Op.Hook == KM_MMAP           ? Release.Legacy
           : Op.Hook == KM_STACKED_MMAP ? Release.Compat
                                        : Release.Prepare;
  S.Mmap = Op.Call;
  S.Handler = Op.Handler;
  S.Fail = Op.Fail;
  Machine M(S, Quiet);
  seed(M);
  try {
    To.Return = call(M, Op);
  } catch (const Stopped &Stop) {
    To.Return = Stop.Error == -EDEADLK ? KM_DEADLOCK : KM_BUG;
  }
  harvest(M, To);
}

} // namespace premap::model::fidelity
