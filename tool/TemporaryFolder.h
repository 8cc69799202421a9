// A folder that goes away with the object, for work that must leave nothing
// behind when it fails.
#ifndef PREMAP_TOOL_TEMPORARYFOLDER_H
#define PREMAP_TOOL_TEMPORARYFOLDER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace premap {

class TemporaryFolder {
public:
  /// A new folder in the system's folder for temporary files. Ends the process
  /// with a message if there cannot be one.
  TemporaryFolder();
  /// A new folder beside \p Sibling, on the same file system; the parent is
  /// created if it is missing.
  static llvm::Expected<TemporaryFolder> beside(llvm::StringRef Sibling);
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder &&Other);
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  /// The real path of the folder, or of \p Name in it.
  std::string path(llvm::StringRef Name = "") const;

  /// Writes a file, folders included. Ends the process if it cannot.
  void write(llvm::StringRef Name, llvm::StringRef Text) const;

  /// Puts the folder at \p Target; one that is there is replaced.
  llvm::Error moveTo(llvm::StringRef Target);

private:
  explicit TemporaryFolder(std::string Path);
  std::string Path; ///< "" once moved
};

} // namespace premap

#endif
