// The file system that strangers' text is parsed with: an #include in a tree or
// a patch must not bring what else is on the machine into a message.
#ifndef PREMAP_GUARD_GUARDEDFILES_H
#define PREMAP_GUARD_GUARDEDFILES_H

#include "guard/FilesSeen.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorOr.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

/// Whether \p RealPath, without links, is \p RealFolder or below it.
bool isBelow(llvm::StringRef RealPath, llvm::StringRef RealFolder);

/// The text of the regular file \p Path. Waits for no writer of a FIFO; if
/// \p Folder is not "", the file must be in it, links followed.
llvm::ErrorOr<std::string> readRegularFile(const std::string &Path,
                                           const std::string &Folder = "");

/// The machine's files as far as they are below some folders, links followed.
/// All else is not there; so is what is neither a file nor a folder.
class GuardedFiles : public llvm::vfs::ProxyFileSystem {
public:
  /// \p Folders may be spelled by way of links.
  explicit GuardedFiles(const std::vector<std::string> &Folders);

  /// Adds to \p To from now on what is looked for; null: no more.
  void record(FilesSeen *To) { Seen = To; }

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override;
  bool exists(const llvm::Twine &Path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override;
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine &Path,
                                          std::error_code &EC) override;
  std::error_code getRealPath(const llvm::Twine &Path,
                              llvm::SmallVectorImpl<char> &Output) override;

  /// \p Message, or why the file that it does not find was refused.
  std::string explain(const std::string &Message) const;

private:
  bool allows(llvm::StringRef RealPath) const;
  std::error_code refuse(const llvm::Twine &Path, const char *Why);
  void saw(const llvm::Twine &Path, std::set<std::string> FilesSeen::*As);

  FilesSeen *Seen = nullptr;
  std::vector<std::string> RealFolders;
  std::map<std::string, std::string> Refused; ///< as spelled -> why
};

/// Where the headers are that belong to the Clang that we are linked with.
const char *compilerResources();

/// What a parse may open: the files of \p Folders, or of \p Directory if there
/// are none, and the compiler's own headers.
llvm::IntrusiveRefCntPtr<GuardedFiles>
filesForParse(std::vector<std::string> Folders, const std::string &Directory);

} // namespace premap

#endif
