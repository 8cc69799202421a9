#include "tool/tree/ReplaceTexts.h"

#include "tool/tree/AtomicWrite.h"
#include "tool/tree/TemporaryFolder.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using llvm::StringRef;

namespace premap {

static std::error_code lastError() {
  return std::error_code(errno, std::generic_category());
}

namespace {

/// One file on its way to its new text.
class Change {
public:
  Change(const NewText &File, std::string Target, std::string Slot)
      : File(File), Target(std::move(Target)), Slot(std::move(Slot)) {}

  const std::string &name() const { return File.Path; }
  llvm::Error prepare();
  std::error_code make();
  std::error_code undo();

private:
  std::error_code overwrite(StringRef Text);

  const NewText &File;
  std::string Target;  ///< without links
  std::string Slot;    ///< the new text, then the old file, in our folder
  bool Shared = false; ///< has several names, and has to be written through
  bool Exchanged = false;
};

} // namespace

llvm::Error Change::prepare() {
  struct stat Status;
  if (::stat(Target.c_str(), &Status) != 0)
    return llvm::createStringError(lastError(), "cannot write " + File.Path +
                                                    ": " +
                                                    lastError().message());
  Shared = Status.st_nlink > 1;
  // For a shared one this is what the next run finds if we are killed.
  if (llvm::Error E = writeFileAtomically(Slot, Shared ? File.Old : File.New))
    return E;
  int Fd = ::open(Slot.c_str(), O_RDONLY | O_CLOEXEC);
  std::error_code EC = Fd < 0 ? lastError() : copyRights(Target, Fd);
  ::close(Fd);
  // What cannot be written must not be replaced either.
  if (!EC && ::access(Target.c_str(), W_OK) != 0)
    EC = lastError();
  if (EC)
    return llvm::createStringError(EC, "cannot write " + File.Path + ": " +
                                           EC.message());
  return llvm::Error::success();
}

std::error_code Change::overwrite(StringRef Text) {
  int Fd = ::open(Target.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (Fd < 0)
    return lastError();
  std::error_code EC;
  for (size_t At = 0; At < Text.size() && !EC;) {
    ssize_t Written =
        ::pwrite(Fd, Text.data() + At, Text.size() - At, off_t(At));
    if (Written >= 0)
      At += size_t(Written);
    else if (errno != EINTR)
      EC = lastError();
  }
  if (!EC && (::ftruncate(Fd, off_t(Text.size())) != 0 || ::fsync(Fd) != 0))
    EC = lastError();
  if (::close(Fd) != 0 && !EC)
    EC = lastError();
  return EC;
}

std::error_code Change::make() {
  if (Shared) {
    std::error_code EC = overwrite(File.New);
    if (EC)
      overwrite(File.Old);
    return EC;
  }
  Exchanged = ::renameat2(AT_FDCWD, Slot.c_str(), AT_FDCWD, Target.c_str(),
                          RENAME_EXCHANGE) == 0;
  if (Exchanged)
    return {};
  if (errno != EINVAL && errno != ENOSYS && errno != EXDEV)
    return lastError();
  // A file system without exchange, or another one than the tree's own.
  return llvm::errorToErrorCode(writeFileAtomically(Target, File.New));
}

std::error_code Change::undo() {
  if (Shared)
    return overwrite(File.Old);
  if (!Exchanged)
    return llvm::errorToErrorCode(writeFileAtomically(Target, File.Old));
  if (::renameat2(AT_FDCWD, Slot.c_str(), AT_FDCWD, Target.c_str(),
                  RENAME_EXCHANGE) == 0 ||
      ::rename(Slot.c_str(), Target.c_str()) == 0)
    return {};
  return lastError();
}

/// Undoes all of \p Done; says how the files are then.
static std::string undoAll(std::vector<Change *> Done) {
  std::string Stays;
  for (size_t I = Done.size(); I-- != 0;)
    if (Done[I]->undo())
      Stays += (Stays.empty() ? "" : ", ") + Done[I]->name();
  return Stays.empty() ? "no file is changed" : "these stay changed: " + Stays;
}

static llvm::Error allOrNone(std::vector<Change> &Changes) {
  std::vector<Change *> Done;
  for (Change &C : Changes) {
    std::error_code EC = C.make();
    if (!EC && !wasInterrupted()) {
      Done.push_back(&C);
      continue;
    }
    if (!EC)
      Done.push_back(&C);
    std::string Why =
        EC ? "cannot write " + C.name() + ": " + EC.message() : "interrupted";
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   Why + "; " + undoAll(std::move(Done)));
  }
  return llvm::Error::success();
}

llvm::Error replaceTexts(const KernelTree &Tree,
                         const std::vector<NewText> &Files) {
  if (Files.empty())
    return llvm::Error::success();
  for (const NewText &File : Files)
    if (llvm::ErrorOr<std::string> Text = Tree.read(File.Path);
        !Text || *Text != File.Old)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          File.Path + " changed while premap was running; nothing was written");
  // Ctrl-C waits until the files belong together again.
  auto Folder = TemporaryFolder::beside(Tree.absolute(".premap"));
  if (!Folder)
    return llvm::createStringError(llvm::toString(Folder.takeError()) +
                                   "; no file is changed");
  std::vector<Change> Changes;
  for (const NewText &File : Files) {
    llvm::SmallString<256> Real;
    if (std::error_code EC =
            llvm::sys::fs::real_path(Tree.absolute(File.Path), Real))
      return llvm::createStringError(EC, "cannot write " + File.Path + ": " +
                                             EC.message());
    Changes.emplace_back(File, Real.str().str(),
                         Folder->path(std::to_string(Changes.size())));
  }
  for (Change &C : Changes)
    if (llvm::Error E = C.prepare())
      return llvm::createStringError(llvm::toString(std::move(E)) +
                                     "; no file is changed");
  return allOrNone(Changes);
}

} // namespace premap
