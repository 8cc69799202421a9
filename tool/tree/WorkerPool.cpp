#include "tool/tree/WorkerPool.h"

#include "tool/tree/Interrupt.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <new>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace premap {
namespace {

using Clock = std::chrono::steady_clock;

/// How often the processor time of workers is looked at.
constexpr std::chrono::milliseconds Look(200);

/// What a worker puts before the bytes of a result.
struct ResultHeader {
  uint64_t Length = 0;
  uint64_t Threw = 0; ///< 1: the bytes are an exception's text
};

struct Worker {
  pid_t Pid = -1;
  int Fd = -1;
  std::optional<size_t> Job;
  Clock::duration UsedBefore{}; ///< processor time, when the job was given
  Clock::duration Used{};       ///< when we looked last
  Clock::duration Idle{};       ///< how long Used has not grown
  unsigned JobsGiven = 0;
  std::string Received;
};

bool readAll(int Fd, void *To, size_t Length) {
  auto *Position = static_cast<char *>(To);
  while (Length) {
    ssize_t Got = ::read(Fd, Position, Length);
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      return false;
    Position += Got;
    Length -= Got;
  }
  return true;
}

bool writeAll(int Fd, const void *From, size_t Length) {
  auto *Position = static_cast<const char *>(From);
  while (Length) {
    ssize_t Put = ::send(Fd, Position, Length, MSG_NOSIGNAL);
    if (Put < 0 && errno == EINTR)
      continue;
    if (Put < 0)
      return false;
    Position += Put;
    Length -= Put;
  }
  return true;
}

/// The whole life of a worker: jobs in, results out, until the parent hangs up.
[[noreturn]] void workerMain(int Fd,
                             llvm::function_ref<std::string(size_t)> Run) {
  uint64_t Job;
  while (readAll(Fd, &Job, sizeof(Job))) {
    ResultHeader Header;
    std::string Bytes;
    try {
      Bytes = Run(Job);
    } catch (const std::bad_alloc &) {
      Bytes = "ran out of memory";
      Header.Threw = 1;
    } catch (const std::exception &E) {
      Bytes = E.what();
      Header.Threw = 1;
    }
    Header.Length = Bytes.size();
    if (!writeAll(Fd, &Header, sizeof(Header)) ||
        !writeAll(Fd, Bytes.data(), Bytes.size()))
      break;
  }
  // Not exit(): the parent's buffers and atexit handlers are the parent's.
  ::_exit(0);
}

/// What the process has used so far; zero if it is gone.
Clock::duration processorTime(pid_t Pid) {
  clockid_t Id;
  timespec Time{};
  if (::clock_getcpuclockid(Pid, &Id) == 0)
    ::clock_gettime(Id, &Time);
  return std::chrono::seconds(Time.tv_sec) +
         std::chrono::nanoseconds(Time.tv_nsec);
}

/// Lets the process take \p More bytes of address space than it has, so that a
/// monstrous text does not take the machine down.
void limitMemory(uint64_t More) {
#if !__has_feature(address_sanitizer)
  uint64_t Pages = 0;
  std::ifstream("/proc/self/statm") >> Pages;
  rlimit Limit{};
  if (::getrlimit(RLIMIT_AS, &Limit) != 0)
    return;
  Limit.rlim_cur =
      std::min<rlim_t>(Limit.rlim_max, Pages * ::sysconf(_SC_PAGESIZE) + More);
  ::setrlimit(RLIMIT_AS, &Limit);
#endif
}

std::string describeExit(int Status) {
  if (WIFSIGNALED(Status)) {
    const char *Name = ::sigabbrev_np(WTERMSIG(Status));
    return Name ? std::string("killed by SIG") + Name
                : "killed by signal " + std::to_string(WTERMSIG(Status));
  }
  return "exited with status " + std::to_string(WEXITSTATUS(Status));
}

class Pool {
public:
  Pool(size_t Count, llvm::function_ref<std::string(size_t)> Run,
       const WorkerPoolOptions &Options)
      : Run(Run), Options(Options), Results(Count) {}
  ~Pool();

  llvm::Expected<std::vector<JobResult>> runAll();

private:
  llvm::Error start(Worker &W);
  llvm::Error giveNextJob(Worker &W);
  void finishJob(Worker &W, JobResult Result);
  llvm::Error receive(Worker &W);
  int end(Worker &W);
  std::string overdue(Worker &W, Clock::duration Passed) const;
  llvm::Error killOverdue();

  llvm::function_ref<std::string(size_t)> Run;
  const WorkerPoolOptions &Options;
  InterruptGuard Guard;
  std::vector<Worker> Workers;
  std::vector<JobResult> Results;
  size_t NextJob = 0, Done = 0;
  Clock::time_point LastLook = Clock::now();
};

Pool::~Pool() {
  for (Worker &W : Workers)
    if (W.Pid > 0)
      end(W);
}

llvm::Error Pool::start(Worker &W) {
  int Ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Ends) != 0)
    return llvm::createStringError(
        std::error_code(errno, std::generic_category()),
        llvm::Twine("cannot start a worker process: ") + std::strerror(errno));
  pid_t Parent = ::getpid();
  pid_t Pid = ::fork();
  if (Pid < 0) {
    int Error = errno;
    ::close(Ends[0]);
    ::close(Ends[1]);
    return llvm::createStringError(
        std::error_code(Error, std::generic_category()),
        llvm::Twine("cannot start a worker process: ") + std::strerror(Error));
  }
  if (Pid == 0) {
    // Ctrl-C reaches the whole foreground group; the parent decides.
    InterruptGuard::resetInChild();
    ::signal(SIGINT, SIG_IGN);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != Parent)
      ::_exit(0);
    // A crash is reported by name; a core file of each would fill the disk.
    struct rlimit NoCore = {0, 0};
    ::setrlimit(RLIMIT_CORE, &NoCore);
    limitMemory(Options.MemoryLimit);
    ::close(Ends[0]);
    for (const Worker &Other : Workers)
      if (Other.Fd >= 0)
        ::close(Other.Fd);
    workerMain(Ends[1], Run);
  }
  ::close(Ends[1]);
  W = Worker();
  W.Pid = Pid;
  W.Fd = Ends[0];
  return llvm::Error::success();
}

/// Ends it, keeping its job; returns the status that waitpid() tells. If it is
/// on its way out by itself, that status is its own.
int Pool::end(Worker &W) {
  // It may be stopped, and then does not see that we hang up.
  ::kill(W.Pid, SIGKILL);
  ::close(W.Fd);
  int Status = 0;
  while (::waitpid(W.Pid, &Status, 0) < 0 && errno == EINTR)
    ;
  std::optional<size_t> Job = W.Job;
  W = Worker();
  W.Job = Job;
  return Status;
}

llvm::Error Pool::giveNextJob(Worker &W) {
  if (W.Pid > 0 && W.JobsGiven >= Options.JobsPerWorker)
    end(W);
  if (NextJob == Results.size()) {
    if (W.Pid > 0)
      end(W);
    return llvm::Error::success();
  }
  if (W.Pid <= 0)
    if (llvm::Error E = start(W)) {
      // The others do the work of this one.
      bool Alone = llvm::none_of(
          Workers, [](const Worker &Other) { return Other.Job.has_value(); });
      if (Alone)
        return E;
      llvm::consumeError(std::move(E));
      return llvm::Error::success();
    }
  uint64_t Job = NextJob++;
  W.Job = Job;
  ++W.JobsGiven;
  W.UsedBefore = W.Used = processorTime(W.Pid);
  W.Idle = {};
  // If the worker is gone, its closed socket says so in the next poll().
  writeAll(W.Fd, &Job, sizeof(Job));
  return llvm::Error::success();
}

void Pool::finishJob(Worker &W, JobResult Result) {
  Results[*W.Job] = std::move(Result);
  W.Job.reset();
  W.Received.clear();
  ++Done;
  if (Options.OnProgress)
    Options.OnProgress(Done, Results.size());
}

llvm::Error Pool::receive(Worker &W) {
  char Buffer[65536];
  ssize_t Got = ::recv(W.Fd, Buffer, sizeof(Buffer), MSG_DONTWAIT);
  if (Got < 0 && (errno == EINTR || errno == EAGAIN))
    return llvm::Error::success();
  if (Got <= 0) {
    JobResult Result;
    Result.Problem = describeExit(end(W));
    finishJob(W, std::move(Result));
    return giveNextJob(W);
  }
  W.Received.append(Buffer, Got);
  ResultHeader Header;
  if (W.Received.size() < sizeof(Header))
    return llvm::Error::success();
  std::memcpy(&Header, W.Received.data(), sizeof(Header));
  if (W.Received.size() - sizeof(Header) < Header.Length)
    return llvm::Error::success();
  JobResult Result;
  std::string &Field = Header.Threw ? Result.Problem : Result.Bytes;
  Field = W.Received.substr(sizeof(Header));
  if (Header.Threw && Field.empty())
    Field = "failed without a message";
  // Who knows what the exception left behind.
  if (Header.Threw)
    end(W);
  finishJob(W, std::move(Result));
  return giveNextJob(W);
}

/// What the worker's job did wrong so far, "" if nothing. \p Passed is the time
/// since the last look.
std::string Pool::overdue(Worker &W, Clock::duration Passed) const {
  auto Used = processorTime(W.Pid);
  // If we were stopped, so were our children, perhaps.
  W.Idle = Used == W.Used ? W.Idle + std::min<Clock::duration>(Passed, 2 * Look)
                          : Clock::duration();
  W.Used = Used;
  auto seconds = [](Clock::duration Time) {
    return std::to_string(
        std::chrono::ceil<std::chrono::seconds>(Time).count());
  };
  if (Used - W.UsedBefore >= Options.TimeLimit)
    return "took longer than " + seconds(Options.TimeLimit) +
           " s of processor time";
  if (W.Idle >= Options.IdleLimit)
    return "did nothing for " + seconds(Options.IdleLimit) + " s";
  return "";
}

llvm::Error Pool::killOverdue() {
  Clock::duration Passed = Clock::now() - LastLook;
  if (Passed < Look)
    return llvm::Error::success();
  LastLook = Clock::now();
  for (Worker &W : Workers) {
    if (!W.Job)
      continue;
    JobResult Result;
    Result.Problem = overdue(W, Passed);
    if (Result.ok())
      continue;
    end(W);
    finishJob(W, std::move(Result));
    if (llvm::Error E = giveNextJob(W))
      return E;
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<JobResult>> Pool::runAll() {
  Workers.resize(std::min<size_t>(std::max(1u, Options.Jobs), Results.size()));
  for (Worker &W : Workers)
    if (llvm::Error E = giveNextJob(W))
      return std::move(E);
  while (Done != Results.size()) {
    std::vector<pollfd> Polled{{Guard.fd(), POLLIN, 0}};
    std::vector<Worker *> Owners{nullptr};
    for (Worker &W : Workers)
      if (W.Job) {
        Polled.push_back({W.Fd, POLLIN, 0});
        Owners.push_back(&W);
      }
    int Ready = ::poll(Polled.data(), Polled.size(), Look.count());
    if (wasInterrupted())
      return llvm::createStringError("interrupted");
    if (Ready < 0 && errno != EINTR)
      return llvm::createStringError(
          llvm::Twine("cannot wait for the worker processes: ") +
          std::strerror(errno));
    for (size_t I = 1; Ready > 0 && I != Polled.size(); ++I)
      if (Polled[I].revents)
        if (llvm::Error E = receive(*Owners[I]))
          return std::move(E);
    if (llvm::Error E = killOverdue())
      return std::move(E);
  }
  return std::move(Results);
}

} // namespace

llvm::Expected<std::vector<JobResult>>
runInWorkers(size_t Count, llvm::function_ref<std::string(size_t)> Run,
             const WorkerPoolOptions &Options) {
  return Pool(Count, Run, Options).runAll();
}

} // namespace premap
