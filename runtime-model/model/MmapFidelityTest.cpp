// Drives the model and the kernel's own mmap_region(), from the hooks down to
// the page tables, with the same random sequences and compares all that can be
// seen after every operation.
#include "model/fidelity/KernelSpace.h"
#include "model/fidelity/ModelSpace.h"

#include <gtest/gtest.h>

using namespace premap::model;
using namespace premap::model::fidelity;
namespace fs = std::filesystem;

namespace {

constexpr unsigned Sequences = 100000;

/// What the sequences led to, so that the test knows that it tests something.
struct Coverage {
  std::vector<unsigned> Calls = std::vector<unsigned>(tracedFunctions().size());
  unsigned Operations = 0, Merges = 0, Failed = 0, Warned = 0, Bugs = 0;

  void note(const Operation &Op, const Outcome &From) {
    ++Operations;
    bool NewVma = false;
    for (int Entry : From.Trace) {
      auto Index = std::size_t(Entry & 0xffff);
      ++Calls[Index];
      NewVma |= std::string_view(tracedFunctions()[Index]) == "__mmap_new_vma";
    }
    bool Mapped = Op.Kind == Operation::Map && From.Return > 0;
    Merges += Mapped && !From.stopped() && !NewVma;
    Failed += From.Return < 0;
    Warned += From.State.warnings != 0;
    Bugs += From.Return == KM_BUG;
  }
};

class Pair {
public:
  Pair(const fs::path &Tree, Pipelines Release)
      : Kernel(Tree), Model(Release) {}

  const KernelSpace &kernel() const { return Kernel; }
  const Coverage &seen() const { return Seen; }

  /// \returns how many operations go well before the two differ; all of them
  /// if the sequence is ended by a BUG() or a deadlock that both have.
  std::size_t run(const Sequence &Ops) {
    Kernel.reset();
    Model.reset();
    for (std::size_t I = 0; I < Ops.size(); ++I) {
      Kernel.perform(Ops[I], FromKernel);
      Model.perform(Ops[I], FromModel);
      if (!same(FromKernel, FromModel))
        return I;
      Seen.note(Ops[I], FromKernel);
      if (FromKernel.stopped())
        break;
    }
    return Ops.size();
  }

  /// Without the operations, statements and failures of \p Ops that can be
  /// left out, such that the last operation still differs.
  Sequence shorten(Sequence Ops) {
    Ops.resize(run(Ops) + 1);
    for (bool Shorter = true; Shorter;) {
      Shorter = false;
      for (std::size_t I = Ops.size(); I-- > 0;)
        Shorter |= dropOperation(Ops, I) || dropParts(Ops, I);
    }
    return Ops;
  }

  /// \p Ops, and both states after the last of them.
  std::string explain(const Sequence &Ops) {
    run(Ops);
    std::string Text;
    for (const Operation &Op : Ops)
      Text += Op.str();
    return Text + "kernel\n" + FromKernel.str() + "model\n" + FromModel.str();
  }

private:
  /// \returns whether \p Shorter differs too; then it is the new \p Ops.
  bool accept(Sequence &Ops, Sequence Shorter) {
    std::size_t Good = run(Shorter);
    if (Good == Shorter.size())
      return false;
    Shorter.resize(Good + 1);
    Ops = std::move(Shorter);
    return true;
  }

  bool dropOperation(Sequence &Ops, std::size_t I) {
    if (I >= Ops.size())
      return false;
    Sequence Shorter = Ops;
    Shorter.erase(Shorter.begin() + std::ptrdiff_t(I));
    return accept(Ops, std::move(Shorter));
  }

  bool dropParts(Sequence &Ops, std::size_t I) {
    bool Dropped = false;
    for (auto Part : {dropStatement, dropFailure})
      for (std::size_t J = 0; I < Ops.size();) {
        Sequence Shorter = Ops;
        if (!Part(Shorter[I], J))
          break;
        if (accept(Ops, std::move(Shorter)))
          Dropped = true;
        else
          ++J;
      }
    return Dropped;
  }

  template <typename T> static bool drop(std::vector<T> &From, std::size_t J) {
    if (J >= From.size())
      return false;
    From.erase(From.begin() + std::ptrdiff_t(J));
    return true;
  }
  static bool dropStatement(Operation &Op, std::size_t J) {
    return drop(Op.Handler, J);
  }
  static bool dropFailure(Operation &Op, std::size_t J) {
    return drop(Op.Fail, J);
  }

  KernelSpace Kernel;
  ModelSpace Model;
  Outcome FromKernel, FromModel;
  Coverage Seen;
};

void compare(const fs::path &Tree, Pipelines Release) {
  ASSERT_TRUE(fs::exists(Tree / "mm/vma.c"))
      << Tree << " is no kernel tree: test.sh brings one";
  Pair Both(Tree, Release);
  if (!Both.kernel().missing().empty())
    GTEST_SKIP() << Tree << " has not, or elsewhere than known: "
                 << Both.kernel().missing();
  ASSERT_TRUE(Both.kernel().ready())
      << "the kernel's VMA harness did not build: is liburcu-dev installed?";
  for (unsigned Seed = 0; Seed < Sequences; ++Seed) {
    Sequence Ops = randomSequence(Seed);
    ASSERT_EQ(Both.run(Ops), Ops.size()) << "seed " << Seed << ":\n"
                                         << Both.explain(Both.shorten(Ops));
  }
  const Coverage &Seen = Both.seen();
  for (std::size_t I = 0; I < Seen.Calls.size(); ++I)
    EXPECT_GT(Seen.Calls[I], Sequences / 100) << tracedFunctions()[I];
  EXPECT_GT(Seen.Operations, 6 * Sequences);
  EXPECT_GT(Seen.Merges, Sequences / 2);
  EXPECT_GT(Seen.Failed, Sequences / 2);
  EXPECT_GT(Seen.Warned, Sequences / 10);
  EXPECT_GT(Seen.Bugs, Sequences / 200);
}

} // namespace

TEST(RealTreeFidelity, NewestKernelDoesWhatTheModelDoes) {
  compare(linuxTree("PREMAP_LINUX_TREE", "linux-source-7.3"),
          {Pipeline::Legacy73, Pipeline::Prepare73, Pipeline::Compat73});
}

TEST(RealTreeFidelity, Linux72DoesWhatTheModelDoes) {
  compare(linuxTree("PREMAP_LINUX_TREE_7_2", "linux-source-7.2"),
          {Pipeline::Legacy72, Pipeline::Prepare72, Pipeline::Compat72});
}
