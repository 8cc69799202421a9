#include "tool/tree/InputFile.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using testing::HasSubstr;

namespace premap {
namespace {

std::string problemOf(const std::string &Path) {
  llvm::Expected<std::string> Text = readInput(Path);
  return Text ? "none" : llvm::toString(Text.takeError());
}

TEST(InputFile, FilesAreReadWhole) {
  TemporaryFolder Folder;
  std::string Long(300'000, 'x');
  Folder.write("a", Long);
  EXPECT_EQ(llvm::cantFail(readInput(Folder.path("a"))), Long);
  Folder.write("b", "");
  EXPECT_EQ(llvm::cantFail(readInput(Folder.path("b"))), "");
}

TEST(InputFile, PipesAreWaitedFor) {
  TemporaryFolder Folder;
  std::string Fifo = Folder.path("fifo");
  ASSERT_EQ(::mkfifo(Fifo.c_str(), 0600), 0);
  std::thread Writer([&] {
    ::usleep(100'000);
    int Fd = ::open(Fifo.c_str(), O_WRONLY);
    for (const char *Part : {"one ", "two"}) {
      EXPECT_GT(::write(Fd, Part, std::string(Part).size()), 0);
      ::usleep(50'000);
    }
    ::close(Fd);
  });
  EXPECT_EQ(llvm::cantFail(readInput(Fifo)), "one two");
  Writer.join();
}

TEST(InputFile, WhatHasNoEndIsRefused) {
  TemporaryFolder Folder;
  EXPECT_EQ(problemOf("/dev/zero"), "cannot read /dev/zero: it is a device");
  EXPECT_EQ(problemOf(Folder.path()),
            "cannot read " + Folder.path() + ": it is a folder");
  EXPECT_THAT(problemOf(Folder.path("none")), HasSubstr("No such file"));
  Folder.write("sparse", "");
  ASSERT_EQ(::truncate(Folder.path("sparse").c_str(), 1ll << 40), 0);
  EXPECT_THAT(problemOf(Folder.path("sparse")), HasSubstr("too large"));
}

} // namespace
} // namespace premap
