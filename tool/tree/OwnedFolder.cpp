#include "tool/tree/OwnedFolder.h"

#include "tool/tree/TemporaryMark.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

static std::error_code lastError() {
  return std::error_code(errno, std::generic_category());
}

static llvm::Error cannot(StringRef Verb, StringRef Path, std::error_code EC) {
  return llvm::createStringError(EC, "cannot " + Verb + " '" + Path +
                                         "': " + EC.message());
}

/// Whether something else is mounted at \p Path, a bind mount included.
static bool isMountPoint(const std::string &Path) {
  struct statx Status;
  return ::statx(AT_FDCWD, Path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE,
                 &Status) == 0 &&
         (Status.stx_attributes & Status.stx_attributes_mask &
          STATX_ATTR_MOUNT_ROOT);
}

llvm::Error makeReplaceablePath(StringRef Named, std::string &Path) {
  if (Named.empty())
    return llvm::createStringError("the name of the folder to write is empty");
  llvm::SmallString<256> Full(Named);
  if (std::error_code EC = fs::make_absolute(Full))
    return cannot("use", Named, EC);
  path::remove_dots(Full, /*remove_dot_dot=*/false);
  while (Full.size() > 1 && Full.back() == '/')
    Full.pop_back();
  if (fs::is_symlink_file(Full))
    return llvm::createStringError("'" + Named +
                                   "' is a link; name the folder itself");
  // A folder that is there is one that `..` and links can lead around.
  llvm::SmallString<256> Real, Current;
  if (!fs::real_path(Full, Real)) {
    Full = Real;
    if (isMountPoint(Full.str().str()))
      return llvm::createStringError(
          "'" + Named +
          "' is a mount point and cannot be replaced; name a folder in it");
    if (!fs::current_path(Current) && !fs::real_path(Current, Real) &&
        (Real == Full || StringRef(Real).starts_with((Full + "/").str())))
      return llvm::createStringError(
          "'" + Named +
          "' is the current folder, or holds it, and would be replaced under "
          "your feet; name another folder");
  }
  Path = Full.str().str();
  return llvm::Error::success();
}

llvm::Error checkReplaceable(StringRef Path) {
  fs::file_status Status;
  if (std::error_code EC = fs::status(Path, Status, /*Follow=*/false)) {
    if (EC == std::errc::no_such_file_or_directory)
      return llvm::Error::success();
    return cannot("read", Path, EC);
  }
  if (!fs::is_directory(Status))
    return llvm::createStringError("'" + Path + "' exists and is not a folder");
  auto Foreign = foreignEntries(Path);
  if (!Foreign)
    return Foreign.takeError();
  if (Foreign->empty())
    return llvm::Error::success();
  return llvm::createStringError(
      "'" + Path + "' holds what premap did not write (" + *Foreign->begin() +
      (Foreign->size() > 1
           ? " and " + std::to_string(Foreign->size() - 1) + " more"
           : "") +
      "); name another folder, or move it away");
}

/// Exchanges two names, in two steps where the file system cannot do it in one.
static std::error_code exchange(const std::string &A, const std::string &B) {
  if (::renameat2(AT_FDCWD, A.c_str(), AT_FDCWD, B.c_str(), RENAME_EXCHANGE) ==
      0)
    return {};
  if (errno != EINVAL && errno != ENOSYS)
    return lastError();
  const std::string Aside = A + ".old";
  if (::rename(B.c_str(), Aside.c_str()) != 0)
    return lastError();
  if (::rename(A.c_str(), B.c_str()) != 0) {
    std::error_code EC = lastError();
    ::rename(Aside.c_str(), B.c_str());
    return EC;
  }
  return ::rename(Aside.c_str(), A.c_str()) == 0 ? std::error_code()
                                                 : lastError();
}

static std::error_code renameToNothing(const std::string &From,
                                       const std::string &To) {
  if (::renameat2(AT_FDCWD, From.c_str(), AT_FDCWD, To.c_str(),
                  RENAME_NOREPLACE) == 0)
    return {};
  if (errno != EINVAL && errno != ENOSYS)
    return lastError();
  // rename() replaces nothing but an empty folder.
  return ::rename(From.c_str(), To.c_str()) == 0 ? std::error_code()
                                                 : lastError();
}

llvm::Error putInPlace(TemporaryFolder New, StringRef Target) {
  // mkdtemp() hides it from others; what is made to stay has usual rights.
  mode_t Mask = ::umask(0);
  ::umask(Mask);
  if (::chmod(New.path().c_str(), 0777 & ~Mask) != 0)
    return cannot("open up", New.path(), lastError());
  const std::string To = Target.str();
  std::error_code EC = renameToNothing(New.path(), To);
  if (!EC) {
    unmarkTemporary(To);
    New.release();
    return llvm::Error::success();
  }
  if (EC != std::errc::file_exists && EC != std::errc::directory_not_empty)
    return cannot("create", Target, EC);
  auto keptBeside = [&](llvm::Error Why) {
    std::string Kept = New.release();
    // The next run must not take it for abandoned.
    unmarkTemporary(Kept);
    return llvm::createStringError(llvm::toString(std::move(Why)) +
                                   "; the new folder is left as '" + Kept +
                                   "'");
  };
  if (llvm::Error E = checkReplaceable(Target))
    return keptBeside(std::move(E));
  // Behind the step, what was there is to be removed, if we are killed by the
  // next run.
  if (std::error_code Failed = markTemporary(To))
    return keptBeside(cannot("write into", Target, Failed));
  if (std::error_code Failed = exchange(New.path(), To)) {
    unmarkTemporary(To);
    return keptBeside(cannot("replace", Target, Failed));
  }
  // What came between the look and the step is seen here.
  if (llvm::Error E = checkReplaceable(New.path())) {
    llvm::consumeError(std::move(E));
    if (std::error_code Failed = exchange(New.path(), To))
      return keptBeside(cannot("put back", Target, Failed));
    unmarkTemporary(To);
    return keptBeside(checkReplaceable(Target));
  }
  unmarkTemporary(To);
  removeListed(New.release());
  return llvm::Error::success();
}

} // namespace premap
