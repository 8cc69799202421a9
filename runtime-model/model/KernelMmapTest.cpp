// The harness itself: that the mmap_region() which it cuts out of a kernel tree
// does what is known from reading mm/vma.c and mm/util.c.
#include "model/fidelity/KernelSpace.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <gtest/gtest.h>

using namespace premap::model;
using namespace premap::model::fidelity;
namespace fs = std::filesystem;

namespace {

HandlerStep ops(int Number, int MappedError = 0) {
  HandlerStep Step;
  Step.Kind = HandlerStep::SetVmOps;
  Step.Name = opsName(Number);
  Step.Ops = vmOps(Number, MappedError, 0);
  return Step;
}

HandlerStep named(HandlerStep::KindType Kind, const char *Name) {
  HandlerStep Step;
  Step.Kind = Kind;
  Step.Name = Name;
  return Step;
}

HandlerStep returning(int Error) {
  HandlerStep Step;
  Step.Error = Error;
  return Step;
}

/// Pages [First, First + Count) of the window are the same pages of f1.
Operation mapping(unsigned First, unsigned Count, std::vector<HandlerStep> Hook,
                  km_hook Kind = KM_MMAP_PREPARE) {
  Operation Op;
  Op.Hook = Kind;
  Op.Call.Addr = WindowStart + First * Page;
  Op.Call.Len = Count * Page;
  Op.Call.Pgoff = First;
  Op.Call.File = "f1";
  Op.Call.Prot = VM_READ | VM_WRITE;
  Op.Handler = std::move(Hook);
  return Op;
}

/// What the last of \p Ops leads to.
Outcome after(KernelSpace &Kernel, const std::vector<Operation> &Ops) {
  Outcome Last;
  Kernel.reset();
  for (const Operation &Op : Ops)
    Kernel.perform(Op, Last);
  return Last;
}

unsigned count(const Outcome &From, std::string_view Function) {
  return unsigned(std::ranges::count_if(From.Trace, [&](int Entry) {
    return tracedFunctions()[std::size_t(Entry & 0xffff)] == Function;
  }));
}

/// set_vma_user_defined_fields() is for new VMAs.
void expectFirstFieldsToSurviveAMerge(KernelSpace &Kernel) {
  Outcome O = after(
      Kernel,
      {mapping(0, 2, {ops(1), named(HandlerStep::SetPrivateData, "p1")}),
       mapping(2, 2, {ops(9), named(HandlerStep::SetPrivateData, "p2")})});
  ASSERT_EQ(O.State.vma_count, 1) << O.str();
  EXPECT_EQ(O.State.vmas[0].ops, 1);
  EXPECT_EQ(O.State.vmas[0].private_data, 1);
}

/// mmap_action_finish() unmaps, except below a stacked file's .mmap.
void expectFailedMappedToClose(KernelSpace &Kernel) {
  std::vector<HandlerStep> Hook = {ops(KM_OPS_CLOSE | KM_OPS_MAPPED, -EBUSY)};
  Outcome Native = after(Kernel, {mapping(0, 1, Hook)});
  EXPECT_EQ(Native.Return, -EBUSY);
  EXPECT_EQ(count(Native, "close"), 1U) << Native.str();
  Outcome Stacked = after(Kernel, {mapping(0, 1, Hook, KM_STACKED_MMAP)});
  EXPECT_EQ(Stacked.Return, -EBUSY);
  EXPECT_EQ(count(Stacked, "mapped"), 1U) << Stacked.str();
  EXPECT_EQ(count(Stacked, "close"), 0U) << Stacked.str();
}

/// A merge has no use for the reference that came with the file.
void expectSwappedFileToBeLostOnAMerge(KernelSpace &Kernel) {
  std::vector<HandlerStep> Hook = {named(HandlerStep::SetFile, "f2")};
  Outcome O = after(Kernel, {mapping(0, 1, Hook), mapping(1, 1, Hook)});
  ASSERT_EQ(O.State.vma_count, 1) << O.str();
  EXPECT_EQ(O.State.vmas[0].file, 2);
  EXPECT_EQ(O.State.refs[1], 2);
}

/// Charge after a hook failed that was to replace 2 of 4 charged pages.
long chargeAfterFailedHook(KernelSpace &Kernel) {
  Outcome O =
      after(Kernel, {mapping(0, 4, {}), mapping(1, 2, {returning(-EPERM)})});
  EXPECT_EQ(O.Return, -EPERM);
  return O.State.charge;
}

} // namespace

TEST(RealTreeKernelMmap, DoesWhatItsSourceSays) {
  KernelSpace Kernel(linuxTree("PREMAP_LINUX_TREE", "linux-source-7.3"));
  if (!Kernel.missing().empty())
    GTEST_SKIP() << Kernel.missing();
  ASSERT_TRUE(Kernel.ready());
  expectFirstFieldsToSurviveAMerge(Kernel);
  expectFailedMappedToClose(Kernel);
  expectSwappedFileToBeLostOnAMerge(Kernel);
  // The new mapping owns the whole charge, and gives all of it back.
  EXPECT_EQ(chargeAfterFailedHook(Kernel), 2);
}

TEST(RealTreeKernelMmap, Linux72LosesTheChargeOfReplacedPages) {
  KernelSpace Kernel(linuxTree("PREMAP_LINUX_TREE_7_2", "linux-source-7.2"));
  ASSERT_TRUE(Kernel.ready()) << Kernel.missing();
  expectFirstFieldsToSurviveAMerge(Kernel);
  EXPECT_EQ(chargeAfterFailedHook(Kernel), 4);
}

/// A kernel that has renamed a function does not fail, it is named.
TEST(RealTreeKernelMmap, NamesTheFunctionThatATreeHasNot) {
  fs::path Tree = linuxTree("PREMAP_LINUX_TREE", "linux-source-7.3");
  ASSERT_TRUE(fs::exists(Tree / "mm/util.c")) << Tree;
  std::string Pattern = fs::temp_directory_path() / "premap-tree-XXXXXX";
  fs::path Other = mkdtemp(Pattern.data());
  for (const fs::directory_entry &Entry : fs::directory_iterator(Tree))
    if (Entry.path().filename() != "mm")
      fs::create_symlink(Entry.path(), Other / Entry.path().filename());
  fs::create_directory(Other / "mm");
  for (const fs::directory_entry &Entry : fs::directory_iterator(Tree / "mm"))
    if (Entry.path().filename() != "util.c")
      fs::create_symlink(Entry.path(), Other / "mm" / Entry.path().filename());
  std::ofstream(Other / "mm/util.c") << "/* moved */\n";
  KernelSpace Kernel(Other);
  EXPECT_FALSE(Kernel.ready());
  EXPECT_EQ(Kernel.missing(), "a function, mm/util.c: vma_set_file");
  fs::remove_all(Other);
}
