#include "tool/tree/BorrowedFolders.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::ElementsAre;

namespace premap {
namespace {

TEST(BorrowedFolders, WayBetweenFolders) {
  EXPECT_EQ(pathBetween("arch/x86/kvm", "virt/kvm"), "../../../virt/kvm");
  EXPECT_EQ(pathBetween("drm/amd/amdgpu", "drm/amd/amdkfd"), "../amdkfd");
  EXPECT_EQ(pathBetween("a", "a/b"), "b");
  EXPECT_EQ(pathBetween("a/b", "a"), "..");
}

TEST(BorrowedFolders, NamesOfBorrowedObjects) {
  TemporaryFolder Folder;
  Folder.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\ninclude kvm\n");
  Folder.write("include/linux/fs.h", "");
  Folder.write("arch/x86/kvm/Makefile",
               "include $(srctree)/virt/kvm/Makefile.kvm\n");
  Folder.write("arch/arm64/kvm/Makefile",
               "include $(srctree)/virt/kvm/Makefile.kvm\n");
  Folder.write("drm/amdgpu/Makefile",
               "K := ../amdkfd\ninclude $(K)/Makefile\n");
  Folder.write("drm/other/Makefile", "ccflags-y := -I$(src)/../include\n");
  KernelTree Tree = llvm::cantFail(KernelTree::open(Folder.path()));
  EXPECT_THAT(
      borrowedTargets(Tree, "x86", {"drm/amdkfd/chardev.c", "virt/kvm/main.c"}),
      ElementsAre("arch/x86/kvm/../../../virt/kvm/main.o",
                  "drm/amdgpu/../amdkfd/chardev.o"));
}

} // namespace
} // namespace premap
