#include "tool/tree/Subprocess.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;

namespace premap {
namespace {

/// Waits until \p Done; false after ten seconds.
template <typename Predicate> bool soon(Predicate Done) {
  for (unsigned I = 0; I != 500; ++I) {
    if (Done())
      return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

pid_t numberIn(const std::string &Path) {
  pid_t Pid = 0;
  std::ifstream(Path) >> Pid;
  return Pid;
}

bool isGone(pid_t Pid) {
  std::ifstream In("/proc/" + std::to_string(Pid) + "/stat");
  std::string Name, State;
  return !(In >> Pid >> Name >> State) || State == "Z";
}

TEST(Subprocess, StatusAndTexts) {
  ProcessResult R = llvm::cantFail(
      runPlainly({"sh", "-c", "echo out; echo err >&2; exit 7"}));
  EXPECT_EQ(R.Status, 7);
  EXPECT_EQ(R.Out, "out\n");
  EXPECT_EQ(R.Err, "err\n");
  EXPECT_EQ(llvm::cantFail(runPlainly({"sh", "-c", "kill -SEGV $$"})).Status,
            128 + SIGSEGV);
}

/// Not the program's own 127, which is an answer.
TEST(Subprocess, AProgramThatDoesNotBeginIsAnError) {
  EXPECT_EQ(llvm::cantFail(runPlainly({"sh", "-c", "exit 127"})).Status, 127);
  TemporaryFolder Folder;
  const std::string Program = Folder.path("no-interpreter");
  std::ofstream(Program) << "#!/no/such/interpreter\n";
  std::filesystem::permissions(Program, std::filesystem::perms::owner_all);
  for (Process P : {Process{{Program}, {}, {}, "", "", false},
                    Process{{"true"}, {}, {}, "/no/such/folder", "", false}}) {
    llvm::Expected<ProcessResult> R = runProcess(P);
    ASSERT_FALSE(R);
    EXPECT_TRUE(R.errorIsA<CannotRun>());
    EXPECT_THAT(llvm::toString(R.takeError()),
                testing::HasSubstr("No such file or directory"));
  }
}

TEST(Subprocess, OnlyWhatIsKeptOfTheEnvironmentIsSeen) {
  ::setenv("PREMAP_TEST_TOKEN", "hunter2", 1);
  Process P;
  P.Argv = {"env"};
  EXPECT_THAT(llvm::cantFail(runProcess(P)).Out, testing::HasSubstr("hunter2"));
  P.Keep = {"PATH"};
  P.Environment = {"LC_ALL=C"};
  std::string Out = llvm::cantFail(runProcess(P)).Out;
  ::unsetenv("PREMAP_TEST_TOKEN");
  EXPECT_THAT(Out, testing::Not(testing::HasSubstr("hunter2")));
  EXPECT_THAT(Out, testing::HasSubstr("LC_ALL=C\n"));
}

/// What a program leaves in the background has our pipes, and would be waited
/// for.
TEST(Subprocess, WhatItLeavesBehindEndsWithIt) {
  TemporaryFolder Folder;
  const std::string File = Folder.path("pid");
  auto Start = std::chrono::steady_clock::now();
  ProcessResult R =
      llvm::cantFail(runPlainly({"sh", "-c", "sleep 60 & echo $! > " + File}));
  EXPECT_EQ(R.Status, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - Start, 30s);
  pid_t Pid = numberIn(File);
  ASSERT_GT(Pid, 0);
  EXPECT_TRUE(soon([&] { return isGone(Pid); }));
}

TEST(Subprocess, AllOfItEndsWhenWeAreKilled) {
  TemporaryFolder Folder;
  const std::string Own = Folder.path("own"), Its = Folder.path("its");
  pid_t Parent = ::fork();
  if (Parent == 0) {
    llvm::consumeError(runPlainly({"sh", "-c",
                                   "sleep 60 & echo $! > " + Its +
                                       "; echo $$ > " + Own + "; wait"})
                           .takeError());
    ::_exit(0);
  }
  ASSERT_TRUE(soon([&] { return numberIn(Own) > 0 && numberIn(Its) > 0; }));
  ::kill(Parent, SIGKILL);
  ::waitpid(Parent, nullptr, 0);
  EXPECT_TRUE(soon([&] { return isGone(numberIn(Own)); }));
  EXPECT_TRUE(soon([&] { return isGone(numberIn(Its)); }));
}

} // namespace
} // namespace premap
