#include "tool/tree/KernelTree.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using testing::HasSubstr;

namespace premap {
namespace {

const char TopMakefile[] = "# SPDX-License-Identifier: GPL-2.0\n"
                           "VERSION = 6\n"
                           "PATCHLEVEL = 12\n"
                           "SUBLEVEL = 117\n"
                           "EXTRAVERSION = -rc2\n"
                           "NAME = Nobody\n";

class KernelTreeTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("tree/Makefile", TopMakefile);
    Folder.write("tree/include/linux/fs.h", "");
    Folder.write("tree/virt/kvm/kvm_main.c", "");
    Folder.write("tree/arch/x86/kvm/Makefile", "");
  }

  std::string error(const std::string &Path) {
    auto Tree = KernelTree::open(Path);
    return Tree ? "" : llvm::toString(Tree.takeError());
  }

  KernelTree tree() { return llvm::cantFail(KernelTree::open(Root)); }

  TemporaryFolder Folder;
  std::string Root = Folder.path("tree");
};

TEST_F(KernelTreeTest, ReadsTheVersion) {
  EXPECT_EQ(tree().version(), "6.12.117-rc2");
  Folder.write("tree/Makefile", "VERSION=7\nPATCHLEVEL=1\nSUBLEVEL = 0\n"
                                "EXTRAVERSION =\n");
  EXPECT_EQ(tree().version(), "7.1.0");
}

TEST_F(KernelTreeTest, RootIsTheRealPath) {
  ASSERT_EQ(::symlink("tree", Folder.path("link").c_str()), 0);
  KernelTree Linked =
      llvm::cantFail(KernelTree::open(Folder.path("link") + "/arch/../"));
  EXPECT_EQ(Linked.root(), tree().root());
  EXPECT_EQ(llvm::cantFail(Linked.cacheFolder()),
            llvm::cantFail(tree().cacheFolder()));
}

TEST_F(KernelTreeTest, SaysWhatIsWrong) {
  EXPECT_EQ(error(Root + "/nowhere"), "'" + Root + "/nowhere' does not exist");
  EXPECT_EQ(error(Root + "/Makefile"),
            "'" + Root + "/Makefile' is not a folder");
  EXPECT_THAT(error(Root + "/virt"), HasSubstr("is not a kernel source tree: "
                                               "its Makefile is missing"));
  Folder.write("other/Makefile", "all:\n\ttrue\nVERSION_FLAGS = 3\n");
  EXPECT_THAT(error(Folder.path("other")),
              HasSubstr("its Makefile states no VERSION and PATCHLEVEL"));
  Folder.write("other/Makefile", TopMakefile);
  EXPECT_THAT(error(Folder.path("other")), HasSubstr("no include/linux/fs.h"));
}

TEST_F(KernelTreeTest, PathsAreNormalised) {
  KernelTree Tree = tree();
  EXPECT_EQ(Tree.relative("arch/x86/kvm/../../../virt/kvm/kvm_main.c", Root),
            "virt/kvm/kvm_main.c");
  EXPECT_EQ(Tree.relative(Root + "//virt/./kvm/kvm_main.c", "/"),
            "virt/kvm/kvm_main.c");
  EXPECT_EQ(Tree.relative("kvm_main.c", Root + "/virt/kvm"),
            "virt/kvm/kvm_main.c");
  // A file that does not exist (any more) has a name all the same.
  EXPECT_EQ(Tree.relative("virt/kvm/../gone/old.c", Root), "virt/gone/old.c");
  EXPECT_EQ(Tree.absolute("virt/kvm/kvm_main.c"),
            Tree.root() + "/virt/kvm/kvm_main.c");
}

TEST_F(KernelTreeTest, WhatIsOutsideHasNoPath) {
  KernelTree Tree = tree();
  Folder.write("outside.c", "");
  Folder.write("tree-2/a.c", "");
  EXPECT_EQ(Tree.relative("../outside.c", Root), std::nullopt);
  EXPECT_EQ(Tree.relative(Folder.path("tree-2/a.c"), "/"), std::nullopt);
  EXPECT_EQ(Tree.relative(Root, "/"), std::nullopt);
  ASSERT_EQ(::symlink("../outside.c", (Root + "/inside.c").c_str()), 0);
  EXPECT_EQ(Tree.relative("inside.c", Root), std::nullopt);
}

TEST_F(KernelTreeTest, CacheFolderFollowsTheEnvironment) {
  KernelTree Tree = tree();
  ::setenv("XDG_CACHE_HOME", "/cache", 1);
  ::unsetenv("PREMAP_CACHE");
  EXPECT_THAT(llvm::cantFail(Tree.cacheFolder()),
              testing::StartsWith("/cache/premap/trees/tree-"));
  ::setenv("PREMAP_CACHE", "/own", 1);
  EXPECT_THAT(llvm::cantFail(Tree.cacheFolder()),
              testing::StartsWith("/own/trees/tree-"));
  ::unsetenv("PREMAP_CACHE");
  ::unsetenv("XDG_CACHE_HOME");
}

TEST_F(KernelTreeTest, TreesOfOneNameHaveTwoCaches) {
  Folder.write("b/tree/Makefile", TopMakefile);
  Folder.write("b/tree/include/linux/fs.h", "");
  KernelTree Other = llvm::cantFail(KernelTree::open(Folder.path("b/tree")));
  EXPECT_NE(llvm::cantFail(Other.cacheFolder()),
            llvm::cantFail(tree().cacheFolder()));
}

} // namespace
} // namespace premap
