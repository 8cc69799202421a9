// What premap knows of the kernel, its overlay and the headers of its tests,
// against the headers of real kernels.
#include "CliTest.h"
#include "matchers/Contract.h"
#include "tool/TargetSetup.h"
#include "tool/VerifyInputs.h"
#include "verify/InlineContract.h"

#include <cstdlib>
#include <set>

using namespace premap;
using namespace premap::clitest;

namespace {

struct RealKernel {
  const char *Variable; ///< names the tree
  const char *Release;  ///< "": whatever the newest is
};

/// A real kernel, configured for this machine's architecture at least.
class RealTreeContract : public testing::TestWithParam<RealKernel> {
protected:
  void SetUp() override {
    const char *Path = std::getenv(GetParam().Variable);
    if (!Path || !*Path)
      GTEST_SKIP() << GetParam().Variable << " names no kernel";
    Root = Path;
    CommonOptions Options;
    Options.Tree = Root;
    Tree = std::make_unique<KernelTree>(llvm::cantFail(KernelTree::open(Root)));
    llvm::Expected<CompileDatabase> Loaded = loadDatabase(*Tree, Options);
    if (!Loaded)
      FAIL() << llvm::toString(Loaded.takeError());
    Database = std::make_unique<CompileDatabase>(std::move(*Loaded));
    Input.AnyCommand = llvm::cantFail(anyCommand(*Tree, *Database));
    Input.HasFile = [this](const std::string &File) {
      return fs::exists(Root + "/" + File);
    };
    Input.CommandOf =
        [this](const std::string &File) -> std::optional<CompileCommand> {
      std::vector<CompileCommand> Commands = Database->commands(File);
      if (Commands.empty())
        return std::nullopt;
      return Commands.front();
    };
  }

  /// The rows that differ when the first \p Old of a header is \p New.
  std::vector<std::string> rowsAfter(const std::string &Header,
                                     const std::string &Old,
                                     const std::string &New) {
    std::string Path = Root + "/include/linux/" + Header;
    std::string Text = read(Path);
    size_t At = Text.find(Old);
    EXPECT_NE(At, std::string::npos) << Path << " has no " << Old;
    if (At == std::string::npos)
      return {};
    Input.Overlay = {{Path, Text.replace(At, Old.size(), New)}};
    ContractResult Result = llvm::cantFail(holdContract(Input));
    std::vector<std::string> Rows;
    for (const Deviation &D : Result.Deviations)
      Rows.push_back(D.Row);
    return Rows;
  }

  bool hasApi() { return std::string(GetParam().Release) != "6.12"; }

  std::string Root;
  std::unique_ptr<KernelTree> Tree;
  std::unique_ptr<CompileDatabase> Database;
  ContractInput Input;
};

bool isAboutMappings(const std::string &Type) {
  return Type.find("vm_area_") != std::string::npos ||
         Type.find("vma_flag") != std::string::npos ||
         Type.find("mmap_action") != std::string::npos;
}

} // namespace

TEST_P(RealTreeContract, EveryRowIsAsInTheHeaders) {
  premap::ProcessResult Doctor = clitest::premap({"doctor", Root});
  EXPECT_EQ(Doctor.Status, 0) << Doctor.Out;
  EXPECT_EQ(Doctor.Out.find("differs"), std::string::npos) << Doctor.Out;
  EXPECT_NE(
      Doctor.Out.find(" declarations as in " + std::string(GetParam().Release)),
      std::string::npos)
      << Doctor.Out;
}

TEST_P(RealTreeContract, NamesTheRowOfWhatChanges) {
  using Rows = std::vector<std::string>;
  ContractResult Before = llvm::cantFail(holdContract(Input));
  EXPECT_GT(Before.Held, 400u);
  std::string Release = "Releases " + Before.Release + " ";
  EXPECT_EQ(rowsAfter("mm.h",
                      "vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t "
                      "start",
                      "vm_iomap_memory(struct vm_area_struct *vma, int start"),
            Rows{Release + "vm_iomap_memory"});
  EXPECT_EQ(rowsAfter("mm_types.h", "void * vm_private_data;",
                      "long vm_private_data;"),
            (Rows{Release + "vm_area_struct.vm_private_data",
                  "Fields vm_private_data"}));
  EXPECT_EQ(rowsAfter("fb.h", "int (*fb_mmap)(struct fb_info *info",
                      "int (*fb_mmap)(struct device *info"),
            Rows{"Hooks fb_ops.fb_mmap"});
  EXPECT_EQ(hasApi() ? rowsAfter("mm.h", "DECLARE_VMA_BIT(SYNC, 23)",
                                 "DECLARE_VMA_BIT(SYNC, 22)")
                     : rowsAfter("mm.h", "#define VM_SYNC\t\t0x00800000",
                                 "#define VM_SYNC\t\t0x00400000"),
            // The word is made of the bit, and compared as well.
            hasApi() ? (Rows{"Flags SYNC", "Flags SYNC"}) : Rows{"Flags SYNC"});
}

/// What verification knows by name is what the kernel's own text does.
TEST_P(RealTreeContract, InlinesDoWhatTheirModelsDo) {
  verify::InlineContract Result = verify::holdInlines(unitOf(Input.AnyCommand));
  EXPECT_EQ(Result.Error, "");
  for (const verify::InlineNote &D : Result.Deviations)
    ADD_FAILURE() << D.Name << ": " << D.Text;
  // Two are about a lock, one is a jump that the kernel patches.
  const std::set<std::string> Open{"vma_start_write", "vma_assert_write_locked",
                                   "mem_alloc_profiling_enabled"};
  for (const verify::InlineNote &U : Result.Undecided)
    EXPECT_TRUE(Open.count(U.Name)) << U.Name << ": " << U.Text;
  EXPECT_GE(Result.Equal.size(), hasApi() ? 45u : 13u);
}

TEST_P(RealTreeContract, NamesTheInlineThatChanges) {
  std::string Path = Root + "/include/linux/mm.h", Text = read(Path);
  const std::string Body = "(vma->vm_end - vma->vm_start) >> PAGE_SHIFT;";
  size_t At = Text.find(Body);
  ASSERT_NE(At, std::string::npos);
  Text.insert(At + Body.size() - 1, " + 1");
  verify::InlineContract Result =
      verify::holdInlines(unitOf(Input.AnyCommand), {{Path, Text}});
  EXPECT_EQ(Result.Error, "");
  ASSERT_EQ(Result.Deviations.size(), 1u);
  EXPECT_EQ(Result.Deviations[0].Name, "vma_pages");
}

/// Tests that run on headers which the kernel does not have prove nothing.
TEST_P(RealTreeContract, TheSampleTreeDeclaresWhatTheKernelDoes) {
  ContractResult Known = llvm::cantFail(holdContract(Input));
  const std::string Sample = PREMAP_TESTDATA "/tree";
  CompileCommand Command;
  Command.Directory = Sample;
  Command.Folders = {PREMAP_TESTDATA};
  Command.File = Sample + "/drivers/char/bar.c";
  std::string Api = Known.Release == "6.12"  ? "0"
                    : Known.Release == "7.2" ? "720"
                                             : "730";
  Command.Arguments = {"-nostdinc",
                       "-I" + Sample + "/arch/x86/include",
                       "-I" + Sample + "/include",
                       "-I" PREMAP_TESTDATA "/convert/include",
                       "-include",
                       Sample + "/include/linux/kconfig.h",
                       "-D__KERNEL__",
                       "-std=gnu11",
                       "-DPREMAP_API=" + Api,
                       "drivers/char/bar.c"};
  std::vector<std::string> Headers;
  for (const auto &Entry :
       fs::recursive_directory_iterator(Sample + "/include"))
    if (Entry.path().extension() == ".h")
      Headers.push_back(fs::relative(Entry.path(), Sample + "/include"));
  HeaderShapes Ours, Theirs;
  llvm::cantFail(
      readHeaders(Command, {}, Headers, [&](clang::CompilerInstance &CI) {
        Ours = shapesOfUnit(CI);
      }));
  llvm::cantFail(readHeaders(
      Input.AnyCommand, {}, Headers,
      [&](clang::CompilerInstance &CI) { Theirs = shapesOfUnit(CI); }));
  unsigned Compared = 0;
  for (const auto &[Name, Type] : Ours) {
    if (!isAboutMappings(Type))
      continue;
    ++Compared;
    auto Found = Theirs.find(Name);
    EXPECT_EQ(Found == Theirs.end() ? "none" : Found->second, Type) << Name;
  }
  EXPECT_GT(Compared, 40u);
}

INSTANTIATE_TEST_SUITE_P(
    All, RealTreeContract,
    testing::Values(RealKernel{"PREMAP_LINUX_TREE", ""},
                    RealKernel{"PREMAP_LINUX_TREE_7_2", "7.2"},
                    RealKernel{"PREMAP_LINUX_TREE_6_12", "6.12"}),
    [](const auto &Info) { return std::string(Info.param.Variable + 7); });
