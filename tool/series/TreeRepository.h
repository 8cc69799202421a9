// The git repository that a tree is the work tree of: what is asked of it, and
// the one thing that is put into it.
#ifndef PREMAP_TOOL_SERIES_TREEREPOSITORY_H
#define PREMAP_TOOL_SERIES_TREEREPOSITORY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace premap {

/// A person as git names one.
struct GitIdentity {
  std::string Name, Mail;
};

/// Facts of a repository; nothing here runs a program that its settings name,
/// and no hook.
struct TreeRepository {
  std::string Root;     ///< of the work tree, which is the kernel's
  std::string Objects;  ///< its folder of objects
  std::string Shallow;  ///< its file of cut commits, "" if it has all
  std::string Format;   ///< "sha1", "sha256"
  std::string Head;     ///< the commit that is checked out
  std::string Branch;   ///< "" if HEAD is detached
  int64_t HeadTime = 0; ///< when Head was committed

  /// The repository whose top is \p Root; nothing if \p Root is not the top of
  /// one, also if it is somewhere in one. Fails if git refuses it or there is
  /// no commit yet.
  static llvm::Expected<std::optional<TreeRepository>>
  open(llvm::StringRef Root);

  /// Fails if there is a branch \p Name, or it cannot be the name of one.
  llvm::Error checkNewBranch(llvm::StringRef Name) const;

  /// Makes the branch \p Name at \p Commit, whose objects are in Objects.
  llvm::Error makeBranch(llvm::StringRef Name, llvm::StringRef Commit) const;
};

/// The user's identity, by the environment and git's settings, those of the
/// repository at \p Root included; nothing if there is none. Fails if git
/// cannot be asked.
llvm::Expected<std::optional<GitIdentity>> userIdentity(llvm::StringRef Root);

} // namespace premap

#endif
