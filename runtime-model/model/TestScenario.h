// Short forms for tests: scenarios, handler steps and questions to results.
#ifndef PREMAP_MODEL_TESTSCENARIO_H
#define PREMAP_MODEL_TESTSCENARIO_H

#include "model/Scenario.h"

#include <algorithm>
#include <cerrno>
#include <gmock/gmock.h>

namespace premap::model::test {

/// What do_mmap() computes for a shared mapping of a writable file.
constexpr FlagSet MaySet = VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
constexpr FlagSet SharedRead = VM_READ | VM_SHARED | VM_MAYSHARE | MaySet;
constexpr FlagSet PrivateRead = VM_READ | MaySet;

/// Two pages of file f from page 2, at 0x12000.
inline Scenario shared(Pipeline P, std::vector<HandlerStep> Handler = {}) {
  Scenario S;
  S.Pipe = P;
  S.Files = {{"f", 5}, {"g", 3}};
  S.Mmap = {0x12000, 0x2000, 2, "f", VM_READ, true};
  S.Handler = std::move(Handler);
  return S;
}

inline Scenario privateWritable(Pipeline P,
                                std::vector<HandlerStep> Handler = {}) {
  Scenario S = shared(P, std::move(Handler));
  S.Mmap.Shared = false;
  S.Mmap.Prot = VM_READ | VM_WRITE;
  return S;
}

inline Mapping mapping(std::uint64_t Start, std::uint64_t End,
                       std::uint64_t Pgoff, FlagSet Flags = SharedRead) {
  Mapping M;
  M.Start = Start;
  M.End = End;
  M.Pgoff = Pgoff;
  M.File = "f";
  M.Flags = Flags;
  return M;
}

/// Neighbours whose offsets continue those of shared().
inline Mapping before(FlagSet Flags = SharedRead) {
  return mapping(0x10000, 0x12000, 0, Flags);
}
inline Mapping after(FlagSet Flags = SharedRead) {
  return mapping(0x14000, 0x16000, 4, Flags);
}

inline Mapping withOps(Mapping M, const char *Ops, bool Close = true) {
  M.VmOps = Ops;
  M.HasClose = Close;
  return M;
}

inline HandlerStep step(HandlerStep::KindType Kind, std::string Name = {}) {
  HandlerStep Step;
  Step.Kind = Kind;
  Step.Name = std::move(Name);
  return Step;
}
inline HandlerStep setOps(std::string Name, bool Close = false,
                          std::optional<int> Mapped = {}) {
  HandlerStep Step = step(HandlerStep::SetVmOps, std::move(Name));
  Step.Ops.Close = Close;
  Step.Ops.Mapped = Mapped;
  return Step;
}
inline HandlerStep setFlags(FlagSet Flags) {
  HandlerStep Step = step(HandlerStep::SetFlags);
  Step.Flags = Flags;
  return Step;
}
inline HandlerStep clearFlags(FlagSet Flags) {
  HandlerStep Step = step(HandlerStep::ClearFlags);
  Step.Flags = Flags;
  return Step;
}
inline HandlerStep setPgoff(std::uint64_t Pgoff) {
  HandlerStep Step = step(HandlerStep::SetPgoff);
  Step.Value = Pgoff;
  return Step;
}
inline HandlerStep remap(std::uint64_t Pfn = 0x1234, bool Io = false) {
  HandlerStep Step = step(HandlerStep::Remap);
  Step.Value = Pfn;
  Step.Io = Io;
  return Step;
}
inline HandlerStep remapPart(std::uint64_t Start, std::uint64_t Size) {
  HandlerStep Step = remap();
  Step.Start = Start;
  Step.Size = Size;
  return Step;
}
inline HandlerStep simpleIoremap(std::uint64_t Phys, std::uint64_t Len) {
  HandlerStep Step = step(HandlerStep::SimpleIoremap);
  Step.Value = Phys;
  Step.Size = Len;
  return Step;
}
inline HandlerStep mapPages(std::vector<std::uint64_t> Pages) {
  HandlerStep Step = step(HandlerStep::MapPages);
  Step.Pages = std::move(Pages);
  return Step;
}
inline HandlerStep withError(HandlerStep::KindType Kind, int Error) {
  HandlerStep Step = step(Kind);
  Step.Error = Error;
  return Step;
}
inline HandlerStep returns(int Error) {
  return withError(HandlerStep::Return, Error);
}

/// The step names, without those that every call has.
inline std::vector<std::string> steps(const Result &R) {
  std::vector<std::string> Names;
  for (const Step &S : R.Steps)
    Names.push_back(S.str());
  return Names;
}
inline bool ran(const Result &R, const std::string &Name) {
  std::vector<std::string> Names = steps(R);
  return std::find(Names.begin(), Names.end(), Name) != Names.end();
}
/// Whether all of \p Wanted ran, in this order.
inline bool ranInOrder(const Result &R, std::vector<std::string> Wanted) {
  std::size_t Next = 0;
  for (const std::string &Name : steps(R))
    Next += Next < Wanted.size() && Name == Wanted[Next];
  return Next == Wanted.size();
}
inline long times(const Result &R, const std::string &Name) {
  std::vector<std::string> Names = steps(R);
  return std::count(Names.begin(), Names.end(), Name);
}
inline const Mapping *at(const Result &R, std::uint64_t Addr) {
  for (const Mapping &M : R.Mappings)
    if (M.Start <= Addr && Addr < M.End)
      return &M;
  return nullptr;
}
inline std::int64_t refs(const Result &R, const std::string &File) {
  for (const NamedCount &F : R.Files)
    if (F.Name == File)
      return F.Count;
  return -1;
}
inline bool warns(const Result &R, const std::string &Part) {
  return std::any_of(
      R.Warnings.begin(), R.Warnings.end(),
      [&](const std::string &W) { return W.find(Part) != std::string::npos; });
}
inline std::vector<std::string> leaks(const Result &R) {
  std::vector<std::string> Texts;
  for (const Leak &L : R.Leaks)
    Texts.push_back(L.str());
  return Texts;
}

inline const std::vector<Pipeline> &allPipelines() {
  static const std::vector<Pipeline> All = [] {
    std::vector<Pipeline> P;
    for (int I = 0; I <= int(Pipeline::DesignActionsV3); ++I)
      P.push_back(Pipeline(I));
    return P;
  }();
  return All;
}
/// The releases with mmap_prepare.
inline const std::vector<Pipeline> &preparePipelines() {
  static const std::vector<Pipeline> All{
      Pipeline::Prepare616, Pipeline::Prepare617, Pipeline::Prepare618,
      Pipeline::Prepare619, Pipeline::Prepare70,  Pipeline::Prepare71,
      Pipeline::Prepare72,  Pipeline::Prepare73};
  return All;
}
/// Those of them that know actions.
inline const std::vector<Pipeline> &actionPipelines() {
  static const std::vector<Pipeline> All{
      Pipeline::DesignActionsV3, Pipeline::Prepare619, Pipeline::Prepare70,
      Pipeline::Prepare71,       Pipeline::Prepare72,  Pipeline::Prepare73};
  return All;
}
inline const std::vector<Pipeline> &legacyPipelines() {
  static const std::vector<Pipeline> All{
      Pipeline::Legacy612, Pipeline::Legacy616, Pipeline::Legacy72,
      Pipeline::Legacy73};
  return All;
}

} // namespace premap::model::test

#endif
