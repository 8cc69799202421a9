// Drives the model and the kernel's own mm/vma.c (6.12, its userland harness)
// with the same random operations and compares every resulting layout.
#include "model/Vma.h"

#include "model/fidelity/KernelLibrary.h"
#include "model/fidelity/kernel_vma.h"

#include <gtest/gtest.h>
#include <random>

using namespace premap::model;

namespace {

constexpr unsigned Sequences = 120000;
constexpr unsigned OperationsEach = 12;
constexpr std::uint64_t Page = 4096, Base = 0x100000;
constexpr unsigned Window = 24; ///< pages that operations touch

//===--- The kernel's side ------------------------------------------------===//

/// kernel_vma.so, built for this test run.
class KernelVma {
public:
  explicit KernelVma(const std::filesystem::path &Tree)
      : Library(Tree, "build.sh", "kernel_vma.so") {
    if (!ready())
      return;
    Library.load(Reset, "kv_reset");
    Library.load(Map, "kv_map");
    Library.load(Unmap, "kv_unmap");
    Library.load(Split, "kv_split");
    Library.load(Fault, "kv_fault");
    Library.load(Layout, "kv_layout");
    Library.load(GetCounts, "kv_get_counts");
  }
  ~KernelVma() {
    if (ready())
      Reset();
  }
  KernelVma(const KernelVma &) = delete;
  KernelVma &operator=(const KernelVma &) = delete;

  bool ready() const { return Library.ready(); }

  decltype(&kv_reset) Reset = nullptr;
  decltype(&kv_map) Map = nullptr;
  decltype(&kv_unmap) Unmap = nullptr;
  decltype(&kv_split) Split = nullptr;
  decltype(&kv_fault) Fault = nullptr;
  decltype(&kv_layout) Layout = nullptr;
  decltype(&kv_get_counts) GetCounts = nullptr;

private:
  fidelity::KernelLibrary Library;
};

//===--- The model's side -------------------------------------------------===//

/// The same operations on a Machine.
class ModelVma {
public:
  ModelVma() : M(empty(), Quiet) {}

  int map(const kv_vma &What) {
    Detached Old;
    Old.Start = What.start;
    Old.End = What.end;
    if (int Err = vmsGatherMunmapVmas(M, Old))
      return Err;
    Vmg G;
    G.Start = What.start;
    G.End = What.end;
    G.Pgoff = What.pgoff;
    G.Flags = What.flags;
    G.File = FileId(What.file);
    G.Prev = Old.Prev;
    G.Next = Old.Next;
    vmsCleanUpArea(M, Old);
    if (vmaMergeNewRange(M, G) == NoVma)
      addNew(What);
    vmsCompleteMunmapVmas(M, Old);
    return 0;
  }

  int unmap(std::uint64_t Start, std::uint64_t Len) {
    return doMunmap(M, Start, Len);
  }

  int split(std::uint64_t Addr, bool NewBelow) {
    VmaId Id = at(Addr);
    if (Id == NoVma || M.Vmas[Id].Start == Addr)
      return 0;
    return splitVma(M, Id, Addr, NewBelow);
  }

  void fault(std::uint64_t Addr, int AnonVma) {
    VmaId Id = at(Addr);
    if (Id != NoVma && !M.Vmas[Id].AnonVma && !(M.Vmas[Id].Flags & VM_SHARED))
      M.Vmas[Id].AnonVma = anonNames()[AnonVma - 1];
  }

  std::vector<kv_vma> layout() {
    std::vector<kv_vma> All;
    for (VmaId Id : M.Tree) {
      const Vma &V = M.Vmas[Id];
      const VmOps *Hooks = M.hooksOf(V);
      int Anon = 0;
      for (int I = 0; I < KV_ANON_VMAS; ++I)
        if (V.AnonVma == anonNames()[I])
          Anon = I + 1;
      All.push_back({V.Start, V.End, V.Pgoff, V.Flags, V.File,
                     Hooks && Hooks->Close, Anon});
    }
    return All;
  }

  kv_counts counts() const {
    kv_counts C{};
    for (const StepRecord &Step : M.Steps) {
      C.opens += std::string_view(Step.Function) == "open";
      C.closes += std::string_view(Step.Function) == "close";
    }
    for (int I = 0; I < KV_FILES; ++I)
      C.file_refs[I] = M.Files[std::size_t(I)].Refs;
    return C;
  }

private:
  static const Scenario &empty() {
    static const Scenario S = [] {
      Scenario S;
      S.Pipe = Pipeline::Legacy612;
      S.Files = {{"f1", 0}, {"f2", 0}};
      return S;
    }();
    return S;
  }

  void addNew(const kv_vma &What) {
    auto Id = VmaId(M.Vmas.size());
    Vma &V = M.Vmas.emplace_back();
    V.Start = What.start;
    V.End = What.end;
    V.Pgoff = What.pgoff;
    V.Flags = What.flags;
    V.File = FileId(What.file);
    if (What.has_close)
      V.Ops = M.addVmOps("closing", Closing);
    if (V.File)
      M.getFile(V.File);
    insertIntoTree(M, Id);
    vmaLinkFile(M, Id);
  }

  VmaId at(std::uint64_t Addr) const {
    for (VmaId Id : M.Tree)
      if (M.Vmas[Id].Start <= Addr && Addr < M.Vmas[Id].End)
        return Id;
    return NoVma;
  }

  const std::array<Name, KV_ANON_VMAS> &anonNames() {
    if (!Anon[0])
      Anon = {M.intern("a1"), M.intern("a2")};
    return Anon;
  }

  static inline const RunOptions Quiet;
  static inline const VmOps Closing{true, {}, false, {}, {}, {}};
  Machine M;
  std::array<Name, KV_ANON_VMAS> Anon{};
};

//===--- Random operations ------------------------------------------------===//

struct Operation {
  enum { Map, Unmap, Split, Fault } What = Map;
  kv_vma Vma{};
  bool NewBelow = false;

  std::string str() const {
    static constexpr const char *Names[] = {"map", "unmap", "split", "fault"};
    return std::string(Names[What]) + " " + hex(Vma.start) + "-" +
           hex(Vma.end) + " pgoff " + std::to_string(Vma.pgoff) + " flags " +
           hex(Vma.flags) + " file " + std::to_string(Vma.file) +
           (Vma.has_close ? " close" : "") + "\n";
  }
};

class Generator {
public:
  explicit Generator(unsigned Seed) : Random(Seed) {}

  Operation next() {
    Operation Op;
    unsigned First = pick(Window);
    unsigned Pages = 1 + pick(pick(4) ? 4 : 12);
    Op.Vma.start = Base + First * Page;
    Op.Vma.end = Op.Vma.start + Pages * Page;
    unsigned Kind = pick(20);
    Op.What = Kind < 12   ? Operation::Map
              : Kind < 15 ? Operation::Unmap
              : Kind < 18 ? Operation::Split
                          : Operation::Fault;
    Op.NewBelow = pick(2);
    Op.Vma.anon_vma = 1 + int(pick(KV_ANON_VMAS));
    if (Op.What != Operation::Map)
      return Op;
    static constexpr FlagSet Choices[] = {VM_READ,
                                          VM_READ,
                                          VM_READ,
                                          VM_READ,
                                          VM_READ,
                                          VM_READ | VM_WRITE,
                                          VM_READ | VM_SHARED | VM_MAYWRITE,
                                          VM_READ | VM_DONTEXPAND};
    Op.Vma.flags = Choices[pick(std::size(Choices))];
    Op.Vma.file = pick(4) ? 1 : int(pick(KV_FILES + 1));
    // Mostly the offset that belongs to the address, so that mappings merge.
    Op.Vma.pgoff = pick(6) ? 1000 + First : 1000 + pick(Window);
    Op.Vma.has_close = Op.Vma.file && !pick(4);
    return Op;
  }

private:
  unsigned pick(std::size_t Below) { return unsigned(Random() % Below); }

  std::mt19937 Random;
};

bool same(const kv_vma &A, const kv_vma &B) {
  return A.start == B.start && A.end == B.end && A.pgoff == B.pgoff &&
         A.flags == B.flags && A.file == B.file && A.has_close == B.has_close &&
         A.anon_vma == B.anon_vma;
}

std::string print(const std::vector<kv_vma> &Layout) {
  std::string Text;
  for (const kv_vma &V : Layout)
    Text += "  " + hex(V.start) + "-" + hex(V.end) + " pgoff " +
            std::to_string(V.pgoff) + " flags " + hex(V.flags) + " file " +
            std::to_string(V.file) + (V.has_close ? " close" : "") + " anon " +
            std::to_string(V.anon_vma) + "\n";
  return Text;
}

/// Merges seen so far, so that the test knows that it tests something.
struct Coverage {
  unsigned long Merges = 0, Splits = 0, Closes = 0;
};

class Pair {
public:
  Pair(KernelVma &Kernel, Coverage &Seen) : Kernel(Kernel), Seen(Seen) {
    Kernel.Reset();
  }

  /// \returns what differs after \p Op, or nothing.
  std::string run(const Operation &Op) {
    int KernelError = 0, ModelError = 0;
    switch (Op.What) {
    case Operation::Map:
      KernelError = Kernel.Map(&Op.Vma);
      ModelError = Model.map(Op.Vma);
      break;
    case Operation::Unmap:
      KernelError = Kernel.Unmap(Op.Vma.start, Op.Vma.end - Op.Vma.start);
      ModelError = Model.unmap(Op.Vma.start, Op.Vma.end - Op.Vma.start);
      break;
    case Operation::Split:
      KernelError = Kernel.Split(Op.Vma.start, Op.NewBelow);
      ModelError = Model.split(Op.Vma.start, Op.NewBelow);
      break;
    case Operation::Fault:
      Kernel.Fault(Op.Vma.start, Op.Vma.anon_vma);
      Model.fault(Op.Vma.start, Op.Vma.anon_vma);
      break;
    }
    return compare(Op, KernelError, ModelError);
  }

private:
  std::string compare(const Operation &Op, int KernelError, int ModelError) {
    std::vector<kv_vma> Expected(4 * Window);
    Expected.resize(
        std::size_t(Kernel.Layout(Expected.data(), int(Expected.size()))));
    std::vector<kv_vma> Actual = Model.layout();
    kv_counts KernelCounts{}, ModelCounts = Model.counts();
    Kernel.GetCounts(&KernelCounts);
    bool Equal = KernelError == ModelError &&
                 std::ranges::equal(Expected, Actual, same) &&
                 KernelCounts.opens == ModelCounts.opens &&
                 KernelCounts.closes == ModelCounts.closes;
    for (int I = 0; I < KV_FILES; ++I)
      Equal &= KernelCounts.file_refs[I] == ModelCounts.file_refs[I];
    note(Op, Expected);
    if (Equal)
      return {};
    return "kernel returns " + std::to_string(KernelError) + ", opens " +
           std::to_string(KernelCounts.opens) + ", closes " +
           std::to_string(KernelCounts.closes) + "\n" + print(Expected) +
           "model returns " + std::to_string(ModelError) + ", opens " +
           std::to_string(ModelCounts.opens) + ", closes " +
           std::to_string(ModelCounts.closes) + "\n" + print(Actual);
  }

  void note(const Operation &Op, const std::vector<kv_vma> &Layout) {
    bool Grown = true;
    for (const kv_vma &V : Layout)
      Grown &= V.start != Op.Vma.start || V.end != Op.Vma.end;
    Seen.Merges += Op.What == Operation::Map && Grown;
    Seen.Splits += Op.What == Operation::Split;
  }

  KernelVma &Kernel;
  Coverage &Seen;
  ModelVma Model;
};

} // namespace

TEST(RealTreeFidelity, SameLayoutsAsVmaCOf612) {
  std::filesystem::path Tree =
      fidelity::linuxTree("PREMAP_LINUX_TREE_6_12", "linux-source-6.12");
  ASSERT_TRUE(exists(Tree / "tools/testing/vma/vma.c"))
      << Tree
      << " is not an unpacked linux-source-6.12; install that package, unpack "
         "it, and name the folder in PREMAP_LINUX_TREE_6_12 (test.sh does "
         "that)";
  KernelVma Kernel(Tree);
  ASSERT_TRUE(Kernel.ready())
      << "the kernel's VMA harness did not build: is liburcu-dev installed?";
  Coverage Seen;
  for (unsigned Sequence = 0; Sequence < Sequences; ++Sequence) {
    Pair Both(Kernel, Seen);
    Generator Random(Sequence);
    std::string Story;
    for (unsigned I = 0; I < OperationsEach; ++I) {
      Operation Op = Random.next();
      Story += Op.str();
      std::string Difference = Both.run(Op);
      ASSERT_EQ(Difference, "") << "sequence " << Sequence << ":\n" << Story;
    }
  }
  // The sequences are only worth something if they merge and split a lot.
  EXPECT_GT(Seen.Merges, Sequences / 2);
  EXPECT_GT(Seen.Splits, Sequences / 2);
}
