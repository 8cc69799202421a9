#include "tool/tree/TemporaryFolder.h"

#include "tool/tree/AtomicWrite.h"
#include "tool/tree/FileList.h"
#include "tool/tree/TemporaryMark.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

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

/// Locks the folder \p Path for this process; -1 if another one has it, if it
/// is gone, or if it is not ours.
static int lockFolder(const std::string &Path) {
  int Fd =
      ::open(Path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (Fd < 0)
    return -1;
  struct stat Opened, Named;
  if (::flock(Fd, LOCK_EX | LOCK_NB) == 0 && ::fstat(Fd, &Opened) == 0 &&
      ::stat(Path.c_str(), &Named) == 0 && Opened.st_ino == Named.st_ino &&
      Opened.st_dev == Named.st_dev && Opened.st_uid == ::geteuid())
    return Fd;
  ::close(Fd);
  return -1;
}

/// Removes what killed processes left with names that start with \p Prefix.
static void removeAbandoned(StringRef Prefix) {
  StringRef Parent = path::parent_path(Prefix);
  std::error_code EC;
  for (fs::directory_iterator I(Parent.empty() ? "." : Parent, EC,
                                /*follow_symlinks=*/false),
       End;
       !EC && I != End; I.increment(EC)) {
    const std::string Path = I->path();
    if (!path::filename(Path).starts_with(path::filename(Prefix)) ||
        I->type() != fs::file_type::directory_file)
      continue;
    int Lock = lockFolder(Path);
    if (Lock < 0)
      continue;
    if (isMarkedTemporary(Path)) {
      if (hasFileList(Path))
        removeListed(Path);
      else
        fs::remove_directories(Path, /*IgnoreErrors=*/true);
    } else {
      ::rmdir(Path.c_str()); // of a process that did not come to the mark
    }
    ::close(Lock);
  }
}

TemporaryFolder::TemporaryFolder(std::string Path, int Lock,
                                 std::unique_ptr<InterruptGuard> Guard)
    : Path(std::move(Path)), Lock(Lock), Guard(std::move(Guard)) {}

TemporaryFolder::TemporaryFolder() {
  llvm::Expected<TemporaryFolder> New = create();
  if (!New)
    llvm::report_fatal_error(New.takeError(), /*gen_crash_diag=*/false);
  Path = std::exchange(New->Path, "");
  Lock = std::exchange(New->Lock, -1);
  unmarkTemporary(Path);
}

llvm::Expected<TemporaryFolder>
TemporaryFolder::make(const std::string &Prefix) {
  // First: a signal just behind mkdtemp() must find the destructor.
  auto Guard = std::make_unique<InterruptGuard>();
  removeAbandoned(Prefix);
  for (;;) {
    std::string Path = Prefix + "XXXXXX";
    if (!::mkdtemp(Path.data()))
      return cannot("create", Path, lastError());
    int Lock = lockFolder(Path);
    // Another process may have taken it for abandoned between the two calls.
    if (!fs::exists(Path))
      continue;
    TemporaryFolder New(std::move(Path), Lock, std::move(Guard));
    if (std::error_code EC = markTemporary(New.Path))
      return cannot("write into", New.Path, EC);
    return New;
  }
}

llvm::Expected<TemporaryFolder> TemporaryFolder::create() {
  llvm::SmallString<128> Place, Real;
  path::system_temp_directory(/*ErasedOnReboot=*/true, Place);
  // A path that is not there stays as it is, for the message.
  StringRef Parent = fs::real_path(Place, Real) ? Place.str() : Real.str();
  return make((Parent + "/premap-tmp-").str());
}

llvm::Expected<TemporaryFolder> TemporaryFolder::beside(StringRef Sibling) {
  StringRef Parent = path::parent_path(Sibling);
  if (!Parent.empty())
    if (std::error_code EC = fs::create_directories(Parent))
      return cannot("create", Parent, EC);
  return make((Sibling + ".premap-tmp-").str());
}

TemporaryFolder::~TemporaryFolder() {
  if (!Path.empty())
    fs::remove_directories(Path, /*IgnoreErrors=*/true);
  if (Lock >= 0)
    ::close(Lock);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder &&Other)
    : Path(std::exchange(Other.Path, "")), Lock(std::exchange(Other.Lock, -1)),
      Guard(std::move(Other.Guard)) {}

std::string TemporaryFolder::path(StringRef Name) const {
  return Name.empty() ? Path : Path + "/" + Name.str();
}

void TemporaryFolder::write(StringRef Name, StringRef Text) const {
  std::string File = path(Name);
  if (std::error_code EC = fs::create_directories(path::parent_path(File)))
    llvm::report_fatal_error(cannot("create", File, EC), false);
  if (llvm::Error E = writeFileAtomically(File, Text))
    llvm::report_fatal_error(std::move(E), false);
}

std::string TemporaryFolder::release() { return std::exchange(Path, ""); }

} // namespace premap
