#include "tool/tree/AtomicWrite.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cerrno>
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

llvm::Error writeFileAtomically(llvm::StringRef Path, llvm::StringRef Text) {
  llvm::sys::fs::perms Mode =
      llvm::sys::fs::all_read | llvm::sys::fs::owner_write;
  llvm::sys::fs::file_status Status;
  if (!llvm::sys::fs::status(Path, Status) &&
      llvm::sys::fs::is_regular_file(Status))
    Mode = Status.permissions();

  int Fd = -1;
  llvm::SmallString<256> Temporary;
  if (std::error_code EC = llvm::sys::fs::createUniqueFile(
          Path + ".premap-%%%%%%%%", Fd, Temporary, llvm::sys::fs::OF_None,
          Mode))
    return failure(Path, EC);

  std::error_code EC = writeAll(Fd, Text);
  if (::close(Fd) != 0 && !EC)
    EC = std::error_code(errno, std::generic_category());
  if (!EC)
    EC = llvm::sys::fs::setPermissions(Temporary, Mode);
  if (!EC)
    EC = llvm::sys::fs::rename(Temporary, Path);
  if (!EC)
    return llvm::Error::success();
  llvm::sys::fs::remove(Temporary);
  return failure(Path, EC);
}

} // namespace premap
