#include "tool/tree/WorkerPool.h"

#include "tool/tree/Interrupt.h"

#include "llvm/ADT/Twine.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <exception>
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

/// What a worker puts before the bytes of a result.
struct ResultHeader {
  uint64_t Length = 0;
  uint64_t Threw = 0; ///< 1: the bytes are an exception's text
};

struct Worker {
  pid_t Pid = -1;
  int Fd = -1;
  std::optional<size_t> Job;
  Clock::time_point Deadline;
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
  int end(Worker &W, bool Kill);
  int millisecondsToDeadline() const;
  llvm::Error killOverdue();

  llvm::function_ref<std::string(size_t)> Run;
  const WorkerPoolOptions &Options;
  InterruptGuard Guard;
  std::vector<Worker> Workers;
  std::vector<JobResult> Results;
  size_t NextJob = 0, Done = 0;
};

Pool::~Pool() {
  for (Worker &W : Workers)
    if (W.Pid > 0)
      end(W, /*Kill=*/true);
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

/// Hangs up and reaps; returns the status that waitpid() tells.
int Pool::end(Worker &W, bool Kill) {
  if (Kill)
    ::kill(W.Pid, SIGKILL);
  ::close(W.Fd);
  int Status = 0;
  while (::waitpid(W.Pid, &Status, 0) < 0 && errno == EINTR)
    ;
  W = Worker();
  return Status;
}

llvm::Error Pool::giveNextJob(Worker &W) {
  if (W.Pid > 0 && W.JobsGiven >= Options.JobsPerWorker)
    end(W, /*Kill=*/false);
  if (NextJob == Results.size()) {
    if (W.Pid > 0)
      end(W, /*Kill=*/false);
    return llvm::Error::success();
  }
  if (W.Pid <= 0)
    if (llvm::Error E = start(W))
      return E;
  uint64_t Job = NextJob++;
  W.Job = Job;
  ++W.JobsGiven;
  W.Deadline = Clock::now() + Options.TimeLimit;
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
    std::optional<size_t> Job = W.Job;
    Result.Problem = describeExit(end(W, /*Kill=*/false));
    W.Job = Job;
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
  finishJob(W, std::move(Result));
  return giveNextJob(W);
}

int Pool::millisecondsToDeadline() const {
  auto Next = Clock::time_point::max();
  for (const Worker &W : Workers)
    if (W.Job)
      Next = std::min(Next, W.Deadline);
  auto Left =
      std::chrono::ceil<std::chrono::milliseconds>(Next - Clock::now()).count();
  return int(std::clamp<int64_t>(Left, 0, 60'000));
}

llvm::Error Pool::killOverdue() {
  for (Worker &W : Workers) {
    if (!W.Job || Clock::now() < W.Deadline)
      continue;
    JobResult Result;
    Result.Problem = "took longer than " +
                     std::to_string(std::chrono::ceil<std::chrono::seconds>(
                                        Options.TimeLimit)
                                        .count()) +
                     " s";
    std::optional<size_t> Job = W.Job;
    end(W, /*Kill=*/true);
    W.Job = Job;
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
    int Ready = ::poll(Polled.data(), Polled.size(), millisecondsToDeadline());
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
