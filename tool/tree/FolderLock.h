// Lets one process at a time work in a folder.
#ifndef PREMAP_TOOL_TREE_FOLDERLOCK_H
#define PREMAP_TOOL_TREE_FOLDERLOCK_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace premap {

class FolderLock {
public:
  /// Locks \p Folder, which is created if it is missing; waits while another
  /// process has it. A killed process leaves no lock. Fails if the folder
  /// cannot be made or opened.
  static llvm::Expected<FolderLock> acquire(llvm::StringRef Folder);
  ~FolderLock();
  FolderLock(FolderLock &&Other);
  FolderLock(const FolderLock &) = delete;
  FolderLock &operator=(const FolderLock &) = delete;

private:
  explicit FolderLock(int Fd) : Fd(Fd) {}
  int Fd;
};

} // namespace premap

#endif
