#include "tool/tree/Branches.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace premap {

namespace {

struct Header {
  uint64_t About = 0, Length = 0;
};

} // namespace

static void putAll(int Fd, const void *From, size_t Length) {
  auto *At = static_cast<const char *>(From);
  while (Length) {
    ssize_t Put = ::write(Fd, At, Length);
    if (Put < 0 && errno == EINTR)
      continue;
    if (Put <= 0)
      return;
    At += Put;
    Length -= size_t(Put);
  }
}

/// All that comes, until nobody can write any more.
static std::string getAll(int Fd) {
  std::string Bytes;
  char Buffer[65536];
  for (;;) {
    ssize_t Got = ::read(Fd, Buffer, sizeof(Buffer));
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      return Bytes;
    Bytes.append(Buffer, size_t(Got));
  }
}

bool Branches::fork() {
  int Ends[2];
  if (::pipe2(Ends, O_CLOEXEC) != 0)
    return false;
  pid_t Parent = ::getpid();
  pid_t Pid = ::fork();
  if (Pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != Parent)
      ::_exit(0);
    rlimit Limit{};
    Limit.rlim_cur = Limit.rlim_max = rlim_t(TimeLimit.count());
    ::setrlimit(RLIMIT_CPU, &Limit);
    ::close(Ends[0]);
    if (Out >= 0)
      ::close(Out);
    Out = Ends[1];
    Said.clear();
    return true;
  }
  ::close(Ends[1]);
  std::string Bytes = Pid < 0 ? "" : getAll(Ends[0]);
  ::close(Ends[0]);
  while (Pid > 0 && ::waitpid(Pid, nullptr, 0) < 0 && errno == EINTR)
    ;
  // One that died while it wrote has said less.
  for (size_t At = 0; Bytes.size() - At >= sizeof(Header);) {
    Header Next;
    std::memcpy(&Next, Bytes.data() + At, sizeof(Next));
    At += sizeof(Next);
    if (Bytes.size() - At < Next.Length)
      break;
    Said[Next.About] = Bytes.substr(At, Next.Length);
    At += Next.Length;
  }
  return false;
}

void Branches::end() {
  std::string Bytes;
  for (const auto &[About, What] : Said) {
    Header Next{About, What.size()};
    Bytes.append(reinterpret_cast<const char *>(&Next), sizeof(Next));
    Bytes += What;
  }
  putAll(Out, Bytes.data(), Bytes.size());
  // Not exit(): buffers and handlers are those of who forked.
  ::_exit(0);
}

} // namespace premap
