#include "tool/tree/AtomicWrite.h"

#include "guard/GuardedFiles.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <vector>

using llvm::StringRef;

namespace premap {

static constexpr char Prefix[] = ".premap-";

static llvm::Error failure(StringRef Path, std::error_code EC) {
  return llvm::createStringError(EC,
                                 "cannot write " + Path + ": " + EC.message());
}

static std::error_code lastError() {
  return std::error_code(errno, std::generic_category());
}

static std::error_code writeAll(int Fd, StringRef Text) {
  while (!Text.empty()) {
    ssize_t Written = ::write(Fd, Text.data(), Text.size());
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written < 0)
      return lastError();
    Text = Text.drop_front(Written);
  }
  if (::fsync(Fd) != 0 && errno != EINVAL && errno != EROFS)
    return lastError();
  return {};
}

/// A device or a FIFO takes the text; it is nothing that could be replaced.
static std::error_code writeThrough(const std::string &Path, StringRef Text) {
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
static std::string behindLinks(StringRef Path) {
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

/// A name for \p Text until it has its own. It says what is in the file, so
/// that a file that a killed process left is known for what it is. Not made of
/// the file's own name, which may be as long as names can be.
static std::string passingName(StringRef Text) {
  auto Hash = llvm::BLAKE3::hash<16>(llvm::ArrayRef(
      reinterpret_cast<const uint8_t *>(Text.data()), Text.size()));
  return Prefix + llvm::toHex(Hash, /*LowerCase=*/true);
}

void removeAbandonedFiles(const std::string &Folder) {
  // Once is enough: what comes later is of processes that live.
  static std::set<std::string> Seen;
  if (!Seen.insert(Folder).second)
    return;
  std::error_code EC;
  for (llvm::sys::fs::directory_iterator I(Folder, EC,
                                           /*follow_symlinks=*/false),
       End;
       !EC && I != End; I.increment(EC)) {
    StringRef Name = llvm::sys::path::filename(I->path());
    if (!Name.starts_with(Prefix) ||
        I->type() != llvm::sys::fs::file_type::regular_file)
      continue;
    llvm::ErrorOr<std::string> Text = readRegularFile(I->path(), Folder);
    if (!Text || passingName(*Text) != Name)
      continue;
    int Fd = ::open(I->path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    // Whoever has it locked is at work.
    if (Fd >= 0 && ::flock(Fd, LOCK_EX | LOCK_NB) == 0)
      ::unlink(I->path().c_str());
    ::close(Fd);
  }
}

/// Access lists and labels, as far as the file system keeps them.
static void copyAttributes(const std::string &From, int To) {
  std::vector<char> Names(1 << 16), Value(1 << 16);
  ssize_t Length = ::listxattr(From.c_str(), Names.data(), Names.size());
  for (ssize_t At = 0; At < Length;) {
    const char *Name = Names.data() + At;
    At += ssize_t(StringRef(Name).size()) + 1;
    ssize_t Size = ::getxattr(From.c_str(), Name, Value.data(), Value.size());
    if (Size >= 0 && ::fsetxattr(To, Name, Value.data(), Size, 0) != 0)
      continue; // one that only the system sets
  }
}

std::error_code copyRights(const std::string &From, int To) {
  struct stat Status;
  if (::stat(From.c_str(), &Status) != 0)
    return lastError();
  // Only root can give a file away; others own it already or may not.
  if (::fchown(To, Status.st_uid, Status.st_gid) != 0 && errno != EPERM)
    return lastError();
  if (::fchmod(To, Status.st_mode & 07777) != 0)
    return lastError();
  copyAttributes(From, To);
  return {};
}

/// A new file in \p Folder with \p Text, under a name for the time being.
static std::error_code makeFile(const std::string &Folder, StringRef Text,
                                int &Fd, std::string &Path) {
  const std::string Named = Folder + "/" + passingName(Text);
  Fd = ::open(Folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (Fd >= 0) {
    std::error_code EC = writeAll(Fd, Text);
    ::flock(Fd, LOCK_EX | LOCK_NB);
    const std::string Self = "/proc/self/fd/" + std::to_string(Fd);
    if (!EC && ::linkat(AT_FDCWD, Self.c_str(), AT_FDCWD, Named.c_str(),
                        AT_SYMLINK_FOLLOW) == 0) {
      Path = Named;
      return {};
    }
    ::close(Fd);
    Fd = -1;
    if (EC)
      return EC;
  }
  // A file system without unnamed files, a machine without /proc, or two that
  // write the same text at once.
  Path = Folder + "/" + Prefix + "XXXXXX";
  Fd = ::mkostemp(Path.data(), O_CLOEXEC);
  if (Fd < 0) {
    std::error_code EC = lastError();
    Path.clear();
    return EC;
  }
  return writeAll(Fd, Text);
}

llvm::Error writeFileAtomically(StringRef Named, StringRef Text) {
  const std::string Path = behindLinks(Named);
  struct stat Status;
  bool Exists = ::stat(Path.c_str(), &Status) == 0;
  if (Exists && !S_ISREG(Status.st_mode) && !S_ISDIR(Status.st_mode)) {
    if (std::error_code EC = writeThrough(Path, Text))
      return failure(Named, EC);
    return llvm::Error::success();
  }
  std::string Folder = llvm::sys::path::parent_path(Path).str();
  if (Folder.empty())
    Folder = ".";
  removeAbandonedFiles(Folder);
  mode_t Mask = ::umask(0);
  ::umask(Mask);
  int Fd = -1;
  std::string Temporary;
  std::error_code EC = makeFile(Folder, Text, Fd, Temporary);
  if (!EC && Exists)
    EC = copyRights(Path, Fd);
  else if (!EC && ::fchmod(Fd, 0666 & ~Mask) != 0)
    EC = lastError();
  if (!EC && ::rename(Temporary.c_str(), Path.c_str()) != 0)
    EC = lastError();
  if (Fd >= 0 && ::close(Fd) != 0 && !EC)
    EC = lastError();
  if (!EC)
    return llvm::Error::success();
  if (!Temporary.empty())
    ::unlink(Temporary.c_str());
  return failure(Named, EC);
}

} // namespace premap
