#include "tool/tree/OwnedFolder.h"

#include "tool/tree/AtomicWrite.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

static const char FirstLine[] =
    "premap wrote the files below and may replace them, nothing else";

static std::error_code lastError() {
  return std::error_code(errno, std::generic_category());
}

static llvm::Error cannot(StringRef Verb, StringRef Path, std::error_code EC) {
  return llvm::createStringError(EC, "cannot " + Verb + " '" + Path +
                                         "': " + EC.message());
}

/// One line for any name.
static std::string listed(StringRef Name) {
  std::string Line;
  llvm::raw_string_ostream(Line).write_escaped(Name, /*UseHexEscapes=*/true);
  return Line;
}

namespace {

struct Entry {
  std::string Path; ///< absolute
  std::string Line; ///< in the list
  bool IsFolder = false;
};

} // namespace

/// All that is below \p Folder, what a folder holds before the folder; links
/// are not followed.
static llvm::Expected<std::vector<Entry>> entriesOf(StringRef Folder) {
  namespace stdfs = std::filesystem;
  std::vector<Entry> Entries;
  std::error_code EC;
  const std::string Root = Folder.str();
  for (stdfs::recursive_directory_iterator I(Root, EC), End; !EC && I != End;
       I.increment(EC)) {
    Entry E;
    E.Path = I->path().string();
    E.IsFolder = I->is_directory(EC) && !I->is_symlink(EC);
    E.Line = listed(StringRef(E.Path).drop_front(Root.size() + 1)) +
             (E.IsFolder ? "/" : "");
    Entries.push_back(std::move(E));
    if (EC)
      break;
  }
  if (EC)
    return cannot("read", Folder, EC);
  return std::vector<Entry>(Entries.rbegin(), Entries.rend());
}

/// The lines of \p Folder's list; none without one.
static std::set<std::string> listOf(StringRef Folder) {
  std::set<std::string> Lines;
  const std::string Name = (Folder + "/" + FileListName).str();
  fs::file_status Status;
  // A link or a FIFO by this name is not ours.
  if (fs::status(Name, Status, /*Follow=*/false) ||
      !fs::is_regular_file(Status))
    return Lines;
  auto Text = llvm::MemoryBuffer::getFile(Name);
  if (!Text)
    return Lines;
  auto [First, Rest] = (*Text)->getBuffer().split('\n');
  if (First != FirstLine)
    return Lines;
  Lines.insert(FileListName);
  while (!Rest.empty()) {
    auto [Line, Others] = Rest.split('\n');
    Lines.insert(Line.str());
    Rest = Others;
  }
  return Lines;
}

llvm::Expected<std::set<std::string>> foreignEntries(StringRef Folder) {
  auto Entries = entriesOf(Folder);
  if (!Entries)
    return Entries.takeError();
  std::set<std::string> List = listOf(Folder), Foreign;
  for (const Entry &E : *Entries)
    if (!List.count(E.Line))
      Foreign.insert(E.Line);
  return Foreign;
}

llvm::Error writeFileList(StringRef Folder,
                          const std::set<std::string> &Foreign,
                          StringRef Later) {
  auto Entries = entriesOf(Folder);
  if (!Entries)
    return Entries.takeError();
  std::set<std::string> Lines;
  for (const Entry &E : *Entries)
    if (!Foreign.count(E.Line) && E.Line != FileListName)
      Lines.insert(E.Line);
  if (!Later.empty())
    Lines.insert(listed(Later));
  std::string Text = FirstLine;
  Text += '\n';
  for (const std::string &Line : Lines)
    Text += Line + "\n";
  return writeFileAtomically((Folder + "/" + FileListName).str(), Text);
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

/// Removes what the list of \p Folder names, and the folder if it is empty
/// then.
static void removeListed(const std::string &Folder) {
  std::set<std::string> List = listOf(Folder);
  if (auto Entries = entriesOf(Folder)) {
    for (const Entry &E : *Entries)
      if (E.Line != FileListName && List.count(E.Line))
        E.IsFolder ? ::rmdir(E.Path.c_str()) : ::unlink(E.Path.c_str());
    if (!List.empty())
      ::unlink((Folder + "/" + FileListName).c_str());
  } else {
    llvm::consumeError(Entries.takeError());
  }
  ::rmdir(Folder.c_str());
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
    New.release();
    return llvm::Error::success();
  }
  if (EC != std::errc::file_exists && EC != std::errc::directory_not_empty)
    return cannot("create", Target, EC);
  auto keptBeside = [&](llvm::Error Why) {
    std::string Kept = New.release();
    return llvm::createStringError(llvm::toString(std::move(Why)) +
                                   "; the new folder is left as '" + Kept +
                                   "'");
  };
  if (llvm::Error E = checkReplaceable(Target))
    return keptBeside(std::move(E));
  if (std::error_code Failed = exchange(New.path(), To))
    return keptBeside(cannot("replace", Target, Failed));
  // What came between the look and the step is seen here.
  if (llvm::Error E = checkReplaceable(New.path())) {
    llvm::consumeError(std::move(E));
    if (std::error_code Failed = exchange(New.path(), To))
      return keptBeside(cannot("put back", Target, Failed));
    return keptBeside(checkReplaceable(Target));
  }
  removeListed(New.release());
  return llvm::Error::success();
}

} // namespace premap
