#include "tool/tree/InputFile.h"

#include "tool/tree/Interrupt.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/Twine.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace premap {

static constexpr size_t Most = 256 << 20;

static llvm::Error cannotRead(const std::string &Path, const char *Why) {
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "cannot read " + (Path == "-" ? "standard input" : Path) + ": " + Why);
}

/// Why nothing comes from \p Fd, or what has no end; null if it is fine.
static const char *whyUnreadable(int Fd) {
  struct stat Status;
  if (::fstat(Fd, &Status) != 0)
    return std::strerror(errno);
  if (S_ISDIR(Status.st_mode))
    return "it is a folder";
  if (S_ISBLK(Status.st_mode) || (S_ISCHR(Status.st_mode) && !::isatty(Fd)))
    return "it is a device";
  return nullptr;
}

/// Reads to the end. False with errno after a failure or Ctrl-C.
static bool readAll(int Fd, std::string &Text) {
  InterruptGuard Guard;
  std::vector<char> Buffer(1 << 16);
  while (Text.size() <= Most) {
    // A pipe that nobody has opened yet is no pipe that has ended.
    pollfd Polled[] = {{Guard.fd(), POLLIN, 0}, {Fd, POLLIN, 0}};
    ::poll(Polled, 2, -1);
    if (wasInterrupted())
      return false;
    if (!Polled[1].revents)
      continue;
    ssize_t Got = ::read(Fd, Buffer.data(), Buffer.size());
    if (Got < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (Got <= 0)
      return Got == 0;
    Text.append(Buffer.data(), Got);
  }
  errno = EFBIG;
  return false;
}

llvm::Expected<std::string> readInput(const std::string &Path) {
  // Not by its name in /dev, which a socket cannot be opened by.
  bool IsStdin = Path == "-" || Path == "/dev/stdin";
  int Fd = IsStdin ? STDIN_FILENO
                   : ::open(Path.c_str(),
                            O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (Fd < 0)
    return cannotRead(Path, std::strerror(errno));
  llvm::scope_exit Close([&] {
    if (!IsStdin)
      ::close(Fd);
  });
  if (const char *Why = whyUnreadable(Fd))
    return cannotRead(Path, Why);
  std::string Text;
  if (!readAll(Fd, Text))
    return cannotRead(Path,
                      wasInterrupted() ? "interrupted" : std::strerror(errno));
  return Text;
}

} // namespace premap
