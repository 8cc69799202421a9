#include "tool/tree/AtomicWrite.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace premap {

static llvm::Error failure(llvm::StringRef Path, std::error_code EC) {
  return llvm::createStringError(EC,
                                 "cannot write " + Path + ": " + EC.message());
}

static std::error_code writeAll(int Fd, llvm::StringRef Text) {
  while (!Text.empty()) {
    ssize_t Written = ::write(Fd, Text.data(), Text.size());
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written < 0)
      return std::error_code(errno, std::generic_category());
    Text = Text.drop_front(Written);
  }
  if (::fsync(Fd) != 0 && errno != EINVAL && errno != EROFS)
    return std::error_code(errno, std::generic_category());
  return {};
}

static std::error_code lastError() {
  return std::error_code(errno, std::generic_category());
}

/// A device or a FIFO takes the text; it is nothing that could be replaced.
static std::error_code writeThrough(const std::string &Path,
                                    llvm::StringRef Text) {
  // A FIFO that nobody reads would block for ever.
  int Fd = ::open(Path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (Fd < 0)
    return lastError();
  ::fcntl(Fd, F_SETFL, 0);
  std::error_code EC = writeAll(Fd, Text);
  if (::close(Fd) != 0 && !EC)
    EC = lastError();
  return EC;
}

/// The file that \p Path leads to, if it is a link; the file need not exist.
static std::string behindLinks(llvm::StringRef Path) {
  namespace stdfs = std::filesystem;
  const unsigned MostLinks = 40; // as in the kernel
  stdfs::path Place = Path.str();
  std::error_code EC;
  for (unsigned I = 0; I != MostLinks && stdfs::is_symlink(Place, EC); ++I) {
    stdfs::path Next = stdfs::read_symlink(Place, EC);
    if (EC)
      break;
    Place = Place.parent_path() / Next;
  }
  return Place.string();
}

llvm::Error writeFileAtomically(llvm::StringRef Named, llvm::StringRef Text) {
  const std::string Path = behindLinks(Named);
  struct stat Status;
  bool Exists = ::stat(Path.c_str(), &Status) == 0;
  if (Exists && !S_ISREG(Status.st_mode) && !S_ISDIR(Status.st_mode)) {
    if (std::error_code EC = writeThrough(Path, Text))
      return failure(Named, EC);
    return llvm::Error::success();
  }
  mode_t Mask = ::umask(0);
  ::umask(Mask);
  mode_t Mode = Exists ? Status.st_mode & 07777 : 0666 & ~Mask;

  // Not made of the file's own name, which may be as long as names can be.
  std::string Temporary =
      (llvm::sys::path::parent_path(Path) +
       (llvm::sys::path::has_parent_path(Path) ? "/" : "") + ".premap-XXXXXX")
          .str();
  int Fd = ::mkostemp(Temporary.data(), O_CLOEXEC);
  if (Fd < 0)
    return failure(Named, lastError());
  std::error_code EC = writeAll(Fd, Text);
  // Only root can give a file away; others own it already or may not.
  if (!EC && Exists && ::fchown(Fd, Status.st_uid, Status.st_gid) != 0 &&
      errno != EPERM)
    EC = lastError();
  if (!EC && ::fchmod(Fd, Mode) != 0)
    EC = lastError();
  if (::close(Fd) != 0 && !EC)
    EC = lastError();
  if (!EC && ::rename(Temporary.c_str(), Path.c_str()) != 0)
    EC = lastError();
  if (!EC)
    return llvm::Error::success();
  ::unlink(Temporary.c_str());
  return failure(Named, EC);
}

} // namespace premap
