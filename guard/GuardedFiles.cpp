#include "guard/GuardedFiles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using llvm::SmallString;
using llvm::StringRef;
using llvm::Twine;
namespace fs = llvm::sys::fs;

namespace premap {

static constexpr char Outside[] =
    "it is outside of the tree, the build folder and the compiler's headers";
static constexpr char NoFile[] = "it is no regular file";

bool isBelow(StringRef RealPath, StringRef RealFolder) {
  if (RealFolder == "/")
    return RealPath.starts_with("/");
  return RealPath.consume_front(RealFolder) &&
         (RealPath.empty() || RealPath.front() == '/');
}

/// Whether the file \p Path, opened as \p Fd, is below \p Folder. The kernel
/// tells it in one call, where there is /proc.
static bool isOpenedBelow(int Fd, const std::string &Path,
                          const std::string &Folder) {
  SmallString<256> Real, RealFolder;
  char Buffer[PATH_MAX];
  std::string Link = "/proc/self/fd/" + std::to_string(Fd);
  ssize_t Length = ::readlink(Link.c_str(), Buffer, sizeof(Buffer));
  if (Length > 0 && size_t(Length) < sizeof(Buffer))
    Real = StringRef(Buffer, size_t(Length));
  else if (fs::real_path(Path, Real))
    return false;
  return !fs::real_path(Folder, RealFolder) && isBelow(Real, RealFolder);
}

llvm::ErrorOr<std::string> readRegularFile(const std::string &Path,
                                           const std::string &Folder) {
  int Fd = ::open(Path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (Fd < 0)
    return std::error_code(errno, std::generic_category());
  llvm::scope_exit Close([Fd] { ::close(Fd); });
  struct stat Status;
  if (::fstat(Fd, &Status) != 0)
    return std::error_code(errno, std::generic_category());
  if (S_ISDIR(Status.st_mode))
    return std::make_error_code(std::errc::is_a_directory);
  if (!S_ISREG(Status.st_mode))
    return std::make_error_code(std::errc::invalid_argument);
  if (!Folder.empty() && !isOpenedBelow(Fd, Path, Folder))
    return std::make_error_code(std::errc::operation_not_permitted);
  auto Text = llvm::MemoryBuffer::getOpenFile(Fd, Path, Status.st_size,
                                              /*RequiresNullTerminator=*/false);
  if (!Text)
    return Text.getError();
  return (*Text)->getBuffer().str();
}

GuardedFiles::GuardedFiles(const std::vector<std::string> &Folders)
    // A file system of its own: the working directory must not be the
    // process's.
    : ProxyFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>(
          llvm::vfs::createPhysicalFileSystem().release())) {
  for (const std::string &Folder : Folders) {
    SmallString<256> Real;
    if (!fs::real_path(Folder, Real))
      RealFolders.push_back(Real.str().str());
  }
}

bool GuardedFiles::allows(StringRef RealPath) const {
  return llvm::any_of(RealFolders, [&](const std::string &Folder) {
    return isBelow(RealPath, Folder);
  });
}

std::error_code GuardedFiles::refuse(const Twine &Path, const char *Why) {
  Refused.emplace(Path.str(), Why);
  saw(Path, &FilesSeen::Refused);
  return std::make_error_code(std::errc::no_such_file_or_directory);
}

/// Notes that \p Path is one of \p As.
void GuardedFiles::saw(const Twine &Path,
                       std::set<std::string> FilesSeen::*As) {
  if (!Seen)
    return;
  SmallString<256> Full;
  Path.toVector(Full);
  if (makeAbsolute(Full))
    Seen->Untold = true;
  else
    (Seen->*As).insert(Full.str().str());
}

llvm::ErrorOr<llvm::vfs::Status> GuardedFiles::status(const Twine &Path) {
  llvm::ErrorOr<llvm::vfs::Status> Status = ProxyFileSystem::status(Path);
  if (!Status)
    saw(Path, &FilesSeen::Absent);
  // Clang takes it for granted that there is a current folder.
  if (!Status || Path.str() == ".")
    return Status;
  SmallString<256> Real;
  if (ProxyFileSystem::getRealPath(Path, Real) || !allows(Real))
    return refuse(Path, Outside);
  if (!Status->isRegularFile() && !Status->isDirectory())
    return refuse(Path, NoFile);
  saw(Path, Status->isDirectory() ? &FilesSeen::Folders : &FilesSeen::Files);
  return Status;
}

bool GuardedFiles::exists(const Twine &Path) { return bool(status(Path)); }

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
GuardedFiles::openFileForRead(const Twine &Path) {
  // Opening a FIFO waits, and opening a device may do something.
  llvm::ErrorOr<llvm::vfs::Status> Status = ProxyFileSystem::status(Path);
  if (!Status) {
    saw(Path, &FilesSeen::Absent);
    return Status.getError();
  }
  if (Status->isDirectory()) {
    saw(Path, &FilesSeen::Folders);
    return std::make_error_code(std::errc::is_a_directory);
  }
  if (!Status->isRegularFile())
    return refuse(Path, NoFile);
  auto File = ProxyFileSystem::openFileForRead(Path);
  if (!File)
    return File;
  // The name of what was opened in the end, as the kernel tells it.
  llvm::ErrorOr<std::string> Real = (*File)->getName();
  if (!Real || !allows(*Real))
    return refuse(Path, Outside);
  saw(Path, &FilesSeen::Files);
  return File;
}

llvm::vfs::directory_iterator GuardedFiles::dir_begin(const Twine &Path,
                                                      std::error_code &EC) {
  if (Seen)
    Seen->Untold = true;
  SmallString<256> Real;
  EC = ProxyFileSystem::getRealPath(Path, Real);
  if (!EC && !allows(Real))
    EC = std::make_error_code(std::errc::no_such_file_or_directory);
  return EC ? llvm::vfs::directory_iterator()
            : ProxyFileSystem::dir_begin(Path, EC);
}

std::error_code GuardedFiles::getRealPath(const Twine &Path,
                                          llvm::SmallVectorImpl<char> &Output) {
  std::error_code EC = ProxyFileSystem::getRealPath(Path, Output);
  if (!EC && !allows(StringRef(Output.data(), Output.size())))
    EC = std::make_error_code(std::errc::no_such_file_or_directory);
  return EC;
}

const char *compilerResources() { return PREMAP_CLANG_RESOURCES; }

llvm::IntrusiveRefCntPtr<GuardedFiles>
filesForParse(std::vector<std::string> Folders, const std::string &Directory) {
  if (Folders.empty())
    Folders.push_back(Directory);
  Folders.push_back(compilerResources());
  return llvm::makeIntrusiveRefCnt<GuardedFiles>(Folders);
}

std::string GuardedFiles::explain(const std::string &Message) const {
  if (!StringRef(Message).contains("file") &&
      !StringRef(Message).contains("reading"))
    return Message;
  StringRef Named = StringRef(Message).split('\'').second.split('\'').first;
  StringRef Name = llvm::sys::path::filename(Named);
  StringRef Folder =
      llvm::sys::path::filename(llvm::sys::path::parent_path(Named));
  // Clang looks for the folder first, and not for the file if there is none.
  for (const auto &[Path, Why] : Refused)
    if (StringRef Last = llvm::sys::path::filename(Path);
        !Named.empty() && (Last == Name || Last == Folder))
      return "'" + Named.str() + "' is not read: " + Why;
  return Message;
}

} // namespace premap
