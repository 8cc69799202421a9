#include "tool/tree/FolderLock.h"

#include "llvm/Support/FileSystem.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace premap {

static llvm::Error cannotUse(llvm::StringRef Folder, int Error) {
  return llvm::createStringError(
      std::error_code(Error, std::generic_category()),
      "cannot use the folder '" + Folder + "': " + std::strerror(Error));
}

llvm::Expected<FolderLock> FolderLock::acquire(llvm::StringRef Folder) {
  if (std::error_code EC = llvm::sys::fs::create_directories(Folder))
    return cannotUse(Folder, EC.value());
  int Fd = ::open(Folder.str().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (Fd < 0)
    return cannotUse(Folder, errno);
  FolderLock Lock(Fd);
  while (::flock(Fd, LOCK_EX) != 0) {
    if (errno == EINTR)
      continue;
    // File systems without locks exist; there, nobody can be kept out.
    if (errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS)
      break;
    return cannotUse(Folder, errno);
  }
  return Lock;
}

FolderLock::FolderLock(FolderLock &&Other) : Fd(std::exchange(Other.Fd, -1)) {}

FolderLock::~FolderLock() {
  if (Fd >= 0)
    ::close(Fd);
}

} // namespace premap
