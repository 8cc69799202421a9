// A kernel's source tree: checks that it is one, and translates between paths
// of the file system and paths of the tree.
#ifndef PREMAP_TOOL_TREE_KERNELTREE_H
#define PREMAP_TOOL_TREE_KERNELTREE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/ErrorOr.h"

#include <map>
#include <optional>
#include <string>

namespace premap {

/// Texts that stand for files of a tree, by tree-relative path; none: the file
/// is not there.
using StandInTexts = std::map<std::string, std::optional<std::string>>;

class KernelTree {
public:
  /// Opens the tree at \p Path. The error is one sentence that names the path
  /// and says what is wrong: no such folder, no permission, not a kernel tree.
  /// A kernel tree has a top Makefile with VERSION and PATCHLEVEL, and
  /// include/linux/fs.h.
  static llvm::Expected<KernelTree> open(llvm::StringRef Path);

  /// Absolute, symbolic links resolved, no slash at the end.
  const std::string &root() const { return Root; }

  /// VERSION.PATCHLEVEL.SUBLEVEL with EXTRAVERSION, as `make kernelversion`
  /// prints it, from the text of the top Makefile: "6.12.117".
  const std::string &version() const { return Version; }

  /// The absolute path of the tree-relative path \p Relative.
  std::string absolute(llvm::StringRef Relative) const;

  /// The tree-relative path, without `.`, `..` and doubled slashes, of the file
  /// \p Path; a relative \p Path is seen from \p Directory. Where a symbolic
  /// link is on the way, it is followed. Empty if the file, existing or not, is
  /// outside of the tree.
  std::optional<std::string> relative(llvm::StringRef Path,
                                      llvm::StringRef Directory) const;

  /// The text of the tree-relative path \p Relative. What is no regular file,
  /// or lies outside of the tree behind a link, is not read.
  llvm::ErrorOr<std::string> read(llvm::StringRef Relative) const;

  /// Lets \p Texts stand for files from now on: another state of the tree. Who
  /// reads its files by other means asks texts().
  void standIn(StandInTexts Texts) { Stand = std::move(Texts); }
  const StandInTexts &texts() const { return Stand; }
  /// Those of them that are there, for a parse: by absolute path.
  std::map<std::string, std::string> virtualFiles() const;

  /// The folder for what premap derives from this tree, the same for every
  /// spelling of its path. Not created. Fails if the environment names no
  /// place for caches (no XDG_CACHE_HOME, no HOME).
  llvm::Expected<std::string> cacheFolder() const;

private:
  std::string Root, Version;
  StandInTexts Stand;
};

/// Where all caches of premap live: PREMAP_CACHE, else premap/ under
/// XDG_CACHE_HOME, else ~/.cache/premap.
llvm::Expected<std::string> cacheRoot();

} // namespace premap

#endif
