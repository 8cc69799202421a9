#include "tool/tree/BorrowedFolders.h"

#include "guard/GuardedFiles.h"
#include "tool/tree/NotBuilt.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <map>

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

std::string pathBetween(StringRef From, StringRef To) {
  auto FromAt = path::begin(From), FromEnd = path::end(From);
  auto ToAt = path::begin(To), ToEnd = path::end(To);
  while (FromAt != FromEnd && ToAt != ToEnd && *FromAt == *ToAt) {
    ++FromAt;
    ++ToAt;
  }
  std::string Way;
  for (; FromAt != FromEnd; ++FromAt)
    Way += "../";
  for (; ToAt != ToEnd; ++ToAt)
    Way += (*ToAt + "/").str();
  if (!Way.empty())
    Way.pop_back();
  return Way;
}

namespace {

struct Folder {
  std::string Path;
  std::string Makefile;
};

} // namespace

/// Collects the folders below \p Path whose Makefile may reach outside: by
/// `../`, or by including another folder's Makefile.
static void collect(const KernelTree &Tree, const std::string &Path,
                    StringRef SourceArch, std::vector<Folder> &Folders) {
  if (Path == "tools" || Path == "scripts" || Path == "Documentation" ||
      isOfOtherArch(Path + "/", SourceArch))
    return;
  std::string Makefile;
  std::error_code EC;
  for (fs::directory_iterator I(Tree.absolute(Path), EC,
                                /*follow_symlinks=*/false),
       End;
       I != End && !EC; I.increment(EC)) {
    StringRef Name = path::filename(I->path());
    if (Name.starts_with("."))
      continue;
    if (I->type() == fs::file_type::directory_file)
      collect(Tree, Path.empty() ? Name.str() : Path + "/" + Name.str(),
              SourceArch, Folders);
    else if (Name == "Makefile" || Name == "Kbuild")
      if (auto Text = readRegularFile(I->path(), Tree.root()))
        Makefile += *Text;
  }
  StringRef Text = Makefile;
  if (Text.contains("../") || Text.contains("include "))
    Folders.push_back({Path, std::move(Makefile)});
}

std::vector<std::string> borrowedTargets(const KernelTree &Tree,
                                         StringRef SourceArch,
                                         llvm::ArrayRef<std::string> Paths) {
  std::vector<std::string> Targets;
  if (Paths.empty())
    return Targets;
  std::vector<Folder> Folders;
  collect(Tree, "", SourceArch, Folders);
  for (const std::string &Path : Paths) {
    StringRef Owner = path::parent_path(Path);
    std::string Object = path::stem(Path).str() + ".o";
    for (const Folder &User : Folders)
      if (!User.Path.empty() && User.Path != Owner &&
          StringRef(User.Makefile).contains(path::filename(Owner)))
        Targets.push_back(User.Path + "/" + pathBetween(User.Path, Owner) +
                          "/" + Object);
  }
  llvm::sort(Targets);
  return Targets;
}

} // namespace premap
