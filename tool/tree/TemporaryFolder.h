// A folder that goes away with the object, for work that must leave nothing
// behind when it fails. What a killed process leaves, the next one removes.
#ifndef PREMAP_TOOL_TREE_TEMPORARYFOLDER_H
#define PREMAP_TOOL_TREE_TEMPORARYFOLDER_H

#include "tool/tree/Interrupt.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace premap {

class TemporaryFolder {
public:
  /// For tests: as create(), without the mark, and ends the process if there
  /// cannot be one.
  TemporaryFolder();
  /// A new folder in the system's folder for temporary files. Ctrl-C waits
  /// until it is gone.
  static llvm::Expected<TemporaryFolder> create();
  /// A new folder beside \p Sibling, on the same file system; the parent is
  /// created if it is missing. Ctrl-C waits here too.
  static llvm::Expected<TemporaryFolder> beside(llvm::StringRef Sibling);
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder &&Other);
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  /// The real path of the folder, or of \p Name in it.
  std::string path(llvm::StringRef Name = "") const;

  /// For tests: writes a file, folders included, or ends the process.
  void write(llvm::StringRef Name, llvm::StringRef Text) const;

  /// Keeps the folder, with its mark; returns where it is.
  std::string release();

private:
  TemporaryFolder(std::string Path, int Lock,
                  std::unique_ptr<InterruptGuard> Guard);
  static llvm::Expected<TemporaryFolder> make(const std::string &Prefix);
  std::string Path;                      ///< "" once released
  int Lock = -1;                         ///< tells other processes that we live
  std::unique_ptr<InterruptGuard> Guard; ///< outlives the folder
};

} // namespace premap

#endif
