#include "tool/tree/TemporaryMark.h"

#include "guard/GuardedFiles.h"

#include "llvm/ADT/StringRef.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace premap {

static const char MarkText[] =
    "premap works in this folder; when it is gone, all of it may be removed\n";

static std::string markOf(const std::string &Folder) {
  return Folder + "/" + TemporaryMarkName;
}

std::error_code markTemporary(const std::string &Folder) {
  int Fd = ::open(markOf(Folder).c_str(),
                  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (Fd < 0)
    return errno == EEXIST && isMarkedTemporary(Folder)
               ? std::error_code()
               : std::error_code(errno, std::generic_category());
  const ssize_t Length = sizeof(MarkText) - 1;
  std::error_code EC;
  if (ssize_t Written = ::write(Fd, MarkText, Length); Written != Length)
    EC = std::error_code(Written < 0 ? errno : ENOSPC, std::generic_category());
  ::close(Fd);
  if (EC)
    ::unlink(markOf(Folder).c_str());
  return EC;
}

bool isMarkedTemporary(const std::string &Folder) {
  llvm::ErrorOr<std::string> Text = readRegularFile(markOf(Folder), Folder);
  // A process that was killed while it wrote has put a part of it there.
  return Text && llvm::StringRef(MarkText).starts_with(*Text);
}

void unmarkTemporary(const std::string &Folder) {
  if (isMarkedTemporary(Folder))
    ::unlink(markOf(Folder).c_str());
}

} // namespace premap
