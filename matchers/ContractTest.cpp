// The tables and the sample tree say the same of every release; where a header
// says something else, the row is named.
#include "matchers/Contract.h"

#include "kernel/Releases.h"
#include "matchers/ApiOverlay.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace premap;
using testing::ElementsAre;
using testing::IsEmpty;

static const std::string Tree = PREMAP_TESTDATA "/tree";

static std::string readHeader(const std::string &Name) {
  std::ifstream In(Tree + "/include/" + Name);
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

/// The sample header \p Name with the first \p Old replaced by \p New.
static VirtualFiles changed(const std::string &Name, const std::string &Old,
                            const std::string &New) {
  std::string Text = readHeader(Name);
  size_t At = Text.find(Old);
  EXPECT_NE(At, std::string::npos) << Old;
  Text.replace(At, Old.size(), New);
  return {{Tree + "/include/" + Name, Text}};
}

static ContractResult contract(int Api, const VirtualFiles &Overlay = {}) {
  ContractInput Input;
  Input.AnyCommand.Directory = Tree;
  Input.AnyCommand.Folders = {PREMAP_TESTDATA};
  Input.AnyCommand.File = Tree + "/drivers/char/bar.c";
  Input.AnyCommand.Arch = "x86_64";
  Input.AnyCommand.Arguments = {"-nostdinc",
                                "-I" + Tree + "/arch/x86/include",
                                "-I" + Tree + "/include",
                                "-I" PREMAP_TESTDATA "/convert/include",
                                "-include",
                                Tree + "/include/linux/kconfig.h",
                                "-D__KERNEL__",
                                "-std=gnu11",
                                "-DPREMAP_API=" + std::to_string(Api),
                                "drivers/char/bar.c"};
  Input.Overlay = Overlay;
  Input.HasFile = [](const std::string &Path) {
    return std::filesystem::exists(Tree + "/" + Path);
  };
  Input.CommandOf = [](const std::string &) { return std::nullopt; };
  auto Result = holdContract(Input);
  if (Result)
    return *Result;
  ADD_FAILURE() << llvm::toString(Result.takeError());
  return {};
}

static std::string listed(const std::vector<Deviation> &Deviations) {
  std::string Text;
  for (const Deviation &D : Deviations)
    Text += D.Row + ": " + D.Expected + " | " + D.Found + "\n";
  return Text;
}

static std::vector<std::string> rows(const ContractResult &Result) {
  std::vector<std::string> Rows;
  for (const Deviation &D : Result.Deviations)
    Rows.push_back(D.Row);
  return Rows;
}

TEST(ContractTest, TheSampleTreeIsOfEveryRelease) {
  const std::vector<std::pair<int, std::string>> Releases{
      {0, "6.12"},  {616, "6.16"}, {617, "6.17"}, {618, "6.18"}, {619, "6.19"},
      {700, "7.0"}, {710, "7.1"},  {720, "7.2"},  {730, "7.3"}};
  ASSERT_EQ(Releases.size(), kernel::releases().size());
  for (const auto &[Api, Name] : Releases) {
    ContractResult Result = contract(Api);
    EXPECT_EQ(Result.Release, Name);
    EXPECT_EQ(listed(Result.Deviations), "") << Name;
    EXPECT_GT(Result.Held, 150u);
  }
}

TEST(ContractTest, OneParameter) {
  ContractResult Result =
      contract(730, changed("linux/mm.h",
                            "int vm_iomap_memory(struct vm_area_"
                            "struct *vma, phys_addr_t start,",
                            "int vm_iomap_memory(struct vm_area_struct *vma, "
                            "unsigned long start,"));
  ASSERT_EQ(Result.Deviations.size(), 1u) << listed(Result.Deviations);
  EXPECT_EQ(
      Result.Deviations.front(),
      (Deviation{
          "Releases 7.3 vm_iomap_memory",
          "int (struct vm_area_struct *, phys_addr_t, unsigned long)",
          "int (struct vm_area_struct *, unsigned long, unsigned long)"}));
}

TEST(ContractTest, ANewAndAMissingName) {
  EXPECT_THAT(rows(contract(730, changed("linux/mm.h", "#if PREMAP_API < 730",
                                         "#if PREMAP_API < 731"))),
              ElementsAre("Releases 7.3 is_cow_mapping"));
  EXPECT_THAT(rows(contract(0, changed("linux/mm.h", "int vm_map_pages_zero(",
                                       "int vm_map_no_pages("))),
              ElementsAre("Releases 6.12 vm_map_pages_zero"));
}

TEST(ContractTest, OneField) {
  // Releases, Fields and the overlay have it.
  EXPECT_THAT(rows(contract(0, changed("linux/mm_types.h", "void *vm_private",
                                       "long vm_private"))),
              ElementsAre("Releases 6.12 vm_area_struct.vm_private_data",
                          "Fields vm_private_data"));
  EXPECT_THAT(
      rows(contract(730, changed("linux/mm_types.h", "	void *private_data;",
                                 "	long private_data;"))),
      ElementsAre("Releases 7.3 vm_area_desc.private_data",
                  "overlay vm_area_desc.private_data"));
}

TEST(ContractTest, OneFlag) {
  EXPECT_THAT(rows(contract(730, changed("linux/mm.h", "VMA_SYNC_BIT = 23",
                                         "VMA_SYNC_BIT = 22"))),
              ElementsAre("Flags SYNC"));
  EXPECT_THAT(rows(contract(0, changed("linux/mm.h", "VM_DONTCOPY 0x00020000",
                                       "VM_DONTCOPY 0x00080000"))),
              ElementsAre("Flags DONTCOPY"));
  EXPECT_THAT(rows(contract(730, changed("linux/mm.h", "VMA_IO_BIT, VMA_PFNMAP",
                                         "VMA_IO_BIT, VMA_LOCKED"))),
              ElementsAre("Flags SetByRemap"));
  EXPECT_THAT(rows(contract(0, changed("linux/mm.h", "(VM_IO | VM_DONTEXPAND",
                                       "(VM_IO | VM_DONTCOPY"))),
              ElementsAre("Flags Special"));
}

TEST(ContractTest, OneHook) {
  EXPECT_THAT(
      rows(contract(0, changed("linux/fb.h", "int (*fb_mmap)(struct fb_info *",
                               "int (*fb_mmap)(struct device *"))),
      ElementsAre("Hooks fb_ops.fb_mmap"));
  EXPECT_THAT(rows(contract(730, changed("linux/fs.h", "int (*mmap_prepare)(",
                                         "void (*mmap_prepare)("))),
              ElementsAre("Hooks file_operations.mmap_prepare"));
}

TEST(ContractTest, OneCall) {
  EXPECT_THAT(rows(contract(0, changed("linux/slab.h", "void kfree(",
                                       "void kfree(void); void kfree_of("))),
              ElementsAre("Calls kfree"));
}
