#include "tool/tree/WorkerPool.h"

#include "tool/tree/Interrupt.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <csignal>
#include <set>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;
using testing::HasSubstr;

namespace premap {
namespace {

std::vector<JobResult> runAll(size_t Count,
                              llvm::function_ref<std::string(size_t)> Run,
                              WorkerPoolOptions Options = {}) {
  auto Results = runInWorkers(Count, Run, Options);
  if (!Results) {
    ADD_FAILURE() << llvm::toString(Results.takeError());
    return {};
  }
  return std::move(*Results);
}

TEST(WorkerPool, ResultsComeInJobOrderForAnyNumberOfWorkers) {
  auto Run = [](size_t I) {
    // The first jobs are the slowest.
    ::usleep(I < 4 ? 20'000 : 0);
    return "result " + std::to_string(I);
  };
  for (unsigned Jobs : {1u, 2u, 7u, 64u}) {
    WorkerPoolOptions Options;
    Options.Jobs = Jobs;
    std::vector<JobResult> Results = runAll(40, Run, Options);
    ASSERT_EQ(Results.size(), 40u);
    for (size_t I = 0; I != 40; ++I) {
      EXPECT_TRUE(Results[I].ok());
      EXPECT_EQ(Results[I].Bytes, "result " + std::to_string(I));
    }
  }
}

TEST(WorkerPool, NoJobsIsNoWork) {
  EXPECT_TRUE(runAll(0, [](size_t) { return std::string(); }).empty());
}

TEST(WorkerPool, CarriesLargeAndBinaryResults) {
  auto Run = [](size_t I) {
    return I == 1 ? std::string() : std::string(3'000'000 + I, char(I));
  };
  WorkerPoolOptions Options;
  Options.Jobs = 3;
  std::vector<JobResult> Results = runAll(3, Run, Options);
  ASSERT_EQ(Results.size(), 3u);
  EXPECT_EQ(Results[0].Bytes, std::string(3'000'000, '\0'));
  EXPECT_TRUE(Results[1].ok());
  EXPECT_EQ(Results[1].Bytes, "");
  EXPECT_EQ(Results[2].Bytes, std::string(3'000'002, '\2'));
}

TEST(WorkerPool, ACrashCostsItsOwnJobOnly) {
  auto Run = [](size_t I) -> std::string {
    if (I == 3)
      ::abort();
    if (I == 5)
      ::kill(::getpid(), SIGKILL);
    if (I == 6)
      ::_exit(7);
    return "ok";
  };
  WorkerPoolOptions Options;
  Options.Jobs = 2;
  std::vector<JobResult> Results = runAll(9, Run, Options);
  ASSERT_EQ(Results.size(), 9u);
  EXPECT_EQ(Results[3].Problem, "killed by SIGABRT");
  EXPECT_EQ(Results[5].Problem, "killed by SIGKILL");
  EXPECT_EQ(Results[6].Problem, "exited with status 7");
  for (size_t I : {0, 1, 2, 4, 7, 8})
    EXPECT_EQ(Results[I].Bytes, "ok") << I;
}

TEST(WorkerPool, ExceptionIsTheJobsProblem) {
  auto Run = [](size_t I) -> std::string {
    if (I == 0)
      throw std::runtime_error("bad table");
    return "ok";
  };
  std::vector<JobResult> Results = runAll(2, Run);
  EXPECT_EQ(Results[0].Problem, "bad table");
  EXPECT_EQ(Results[0].Bytes, "");
  EXPECT_TRUE(Results[1].ok());
}

TEST(WorkerPool, ProcessorTimeIsLimited) {
  auto Run = [](size_t I) -> std::string {
    volatile unsigned Steps = 0;
    while (I == 1)
      Steps = Steps + 1;
    // Waiting costs nothing.
    if (I == 2)
      ::usleep(1'500'000);
    return "ok";
  };
  WorkerPoolOptions Options;
  Options.Jobs = 2;
  Options.TimeLimit = 1000ms;
  std::vector<JobResult> Results = runAll(4, Run, Options);
  EXPECT_EQ(Results[1].Problem, "took longer than 1 s of processor time");
  for (size_t I : {0, 2, 3})
    EXPECT_EQ(Results[I].Bytes, "ok") << I;
}

TEST(WorkerPool, TheLimitIsForOneJob) {
  auto Run = [](size_t) -> std::string {
    timespec Now{};
    auto used = [&Now] {
      ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &Now);
      return Now.tv_sec * 1000 + Now.tv_nsec / 1'000'000;
    };
    for (long Start = used(); used() < Start + 300;)
      ;
    return "ok";
  };
  WorkerPoolOptions Options;
  Options.TimeLimit = 1000ms;
  for (const JobResult &Result : runAll(5, Run, Options))
    EXPECT_EQ(Result.Bytes, "ok") << Result.Problem;
}

TEST(WorkerPool, AJobThatStandsStillIsEnded) {
  auto Run = [](size_t I) -> std::string {
    if (I == 1)
      ::raise(SIGSTOP);
    while (I == 2)
      ::pause();
    return "ok";
  };
  WorkerPoolOptions Options;
  Options.Jobs = 2;
  Options.IdleLimit = 2000ms;
  std::vector<JobResult> Results = runAll(4, Run, Options);
  EXPECT_EQ(Results[1].Problem, "did nothing for 2 s");
  EXPECT_EQ(Results[2].Problem, "did nothing for 2 s");
  for (size_t I : {0, 3})
    EXPECT_EQ(Results[I].Bytes, "ok") << I;
}

#if !__has_feature(address_sanitizer)
TEST(WorkerPool, MemoryIsLimited) {
  auto Run = [](size_t I) -> std::string {
    std::vector<char> Big(I == 1 ? size_t(1) << 30 : 1);
    // Or else the compiler sees that nobody needs it.
    *const_cast<volatile char *>(Big.data()) = 1;
    return Big.size() == 1 ? "ok" : "too much";
  };
  WorkerPoolOptions Options;
  Options.MemoryLimit = 256 << 20;
  std::vector<JobResult> Results = runAll(3, Run, Options);
  EXPECT_EQ(Results[1].Problem, "ran out of memory");
  for (size_t I : {0, 2})
    EXPECT_EQ(Results[I].Bytes, "ok") << I;
}
#endif

TEST(WorkerPool, WorkersAreReplacedAfterTheirShare) {
  WorkerPoolOptions Options;
  Options.Jobs = 1;
  Options.JobsPerWorker = 5;
  std::vector<JobResult> Results = runAll(
      20, [](size_t) { return std::to_string(::getpid()); }, Options);
  std::set<std::string> Pids;
  for (const JobResult &Result : Results)
    Pids.insert(Result.Bytes);
  EXPECT_EQ(Pids.size(), 4u);
  EXPECT_EQ(Results[0].Bytes, Results[4].Bytes);
  EXPECT_NE(Results[4].Bytes, Results[5].Bytes);
}

TEST(WorkerPool, ProgressCountsEveryJobOnce) {
  std::vector<size_t> Seen;
  WorkerPoolOptions Options;
  Options.Jobs = 3;
  Options.OnProgress = [&](size_t Done, size_t Total) {
    EXPECT_EQ(Total, 6u);
    Seen.push_back(Done);
  };
  runAll(
      6,
      [](size_t I) -> std::string {
        if (I == 2)
          ::abort();
        return "";
      },
      Options);
  EXPECT_EQ(Seen, (std::vector<size_t>{1, 2, 3, 4, 5, 6}));
}

/// Ctrl-C is tried on a process of its own: the flag that it sets is for good.
TEST(WorkerPool, CtrlCKillsTheWorkersAndLeaves) {
  int Pids[2];
  ASSERT_EQ(::pipe(Pids), 0);
  pid_t Parent = ::fork();
  ASSERT_GE(Parent, 0);
  if (Parent == 0) {
    WorkerPoolOptions Options;
    Options.Jobs = 2;
    auto Results = runInWorkers(
        2,
        [&](size_t) -> std::string {
          pid_t Self = ::getpid();
          if (::write(Pids[1], &Self, sizeof(Self)) < 0)
            ::abort();
          for (;;)
            ::pause();
        },
        Options);
    std::string Message =
        Results ? "no error" : llvm::toString(Results.takeError());
    ::_exit(Message == "interrupted" && wasInterrupted() ? 42 : 1);
  }
  pid_t Workers[2];
  for (pid_t &Worker : Workers)
    ASSERT_EQ(::read(Pids[0], &Worker, sizeof(Worker)),
              ssize_t(sizeof(Worker)));
  ASSERT_EQ(::kill(Parent, SIGINT), 0);
  int Status = 0;
  ASSERT_EQ(::waitpid(Parent, &Status, 0), Parent);
  EXPECT_TRUE(WIFEXITED(Status));
  EXPECT_EQ(WEXITSTATUS(Status), 42);
  for (pid_t Worker : Workers) {
    EXPECT_EQ(::kill(Worker, 0), -1);
    EXPECT_EQ(errno, ESRCH);
  }
  ::close(Pids[0]);
  ::close(Pids[1]);
}

} // namespace
} // namespace premap
