// Says in words why Kbuild does not compile a file in a configuration, by
// reading the Makefiles, Kconfig and .config as text.
#ifndef PREMAP_TOOL_TREE_NOTBUILT_H
#define PREMAP_TOOL_TREE_NOTBUILT_H

#include "tool/tree/KernelTree.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace premap {

/// True if \p Path is below arch/ and not of the architecture with the folder
/// \p SourceArch. A user-mode kernel (um) uses x86's files as well.
bool isOfOtherArch(llvm::StringRef Path, llvm::StringRef SourceArch);

class NotBuilt {
public:
  /// \p Config is the text of the .config.
  NotBuilt(const KernelTree &Tree, llvm::StringRef Config, std::string Arch);

  /// A reason for the source \p Path (tree-relative), to be read after "ARCH:
  /// ": "CONFIG_BSR cannot be set here (depends on PPC_PSERIES)".
  std::string reason(llvm::StringRef Path);

  /// The options that the Makefiles on the way to the object of \p Path ask
  /// for, from the top down; none if no Makefile lists the object.
  std::optional<std::vector<std::string>> options(llvm::StringRef Path);

  /// Whether the configuration builds \p Path, as far as the Makefiles' lists
  /// tell.
  bool isBuilt(llvm::StringRef Path);

  /// Whether the configuration has the option, as y or as m.
  bool isOn(const std::string &Option) const;

  /// The -I and -D words that the Makefiles of the folders on the way give to
  /// the object of \p Path, from the top down. \p ObjectRoot is the build
  /// folder. Words that only make could expand are left out.
  std::vector<std::string> flags(llvm::StringRef Path,
                                 llvm::StringRef ObjectRoot);

private:
  /// `LEFT += a.o b.o` of a Makefile.
  struct Assignment {
    std::string Left;
    std::vector<std::string> Right;
  };

  const std::vector<Assignment> &assignments(llvm::StringRef Folder);
  /// The options that `obj-$(CONFIG_X) += Target` names on the way from
  /// \p Target to the folder's lists; none if no list has it.
  std::optional<std::vector<std::string>>
  optionsFor(llvm::StringRef Folder, llvm::StringRef Target, unsigned Depth);
  std::vector<std::string> optionsOnTheWay(llvm::StringRef Path);
  bool isListed(llvm::StringRef Path);
  std::string describe(llvm::StringRef Option, llvm::StringRef Folder);
  std::string dependencies(llvm::StringRef Option, llvm::StringRef Folder);

  const KernelTree &Tree;
  std::string Arch;
  llvm::StringMap<std::string> Values; ///< option -> value; "n" if switched off
  std::map<std::string, std::vector<Assignment>, std::less<>> Makefiles;
};

} // namespace premap

#endif
