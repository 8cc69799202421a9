// Runs make on a kernel tree, into an output folder outside of it.
#ifndef PREMAP_TOOL_TREE_KBUILD_H
#define PREMAP_TOOL_TREE_KBUILD_H

#include "tool/tree/KernelTree.h"
#include "tool/tree/Subprocess.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace premap {

class Kbuild {
public:
  Kbuild(const KernelTree &Tree, std::string OutputFolder, std::string Arch,
         bool Sandboxed)
      : Tree(Tree), OutputFolder(std::move(OutputFolder)),
        Arch(std::move(Arch)), Sandboxed(Sandboxed) {}

  /// Runs `make WORDS` with LLVM 22's tools. A failure of make is a result, not
  /// an error. Standard output goes to \p OutputFile if it is not empty.
  /// Of our environment make sees kbuildEnvironment() only.
  llvm::Expected<ProcessResult> make(llvm::ArrayRef<std::string> MakeWords,
                                     std::string OutputFile = "") const;

private:
  const KernelTree &Tree;
  std::string OutputFolder, Arch;
  bool Sandboxed;
};

/// The variables of the environment that the tree's makefiles get to see.
const std::vector<std::string> &kbuildEnvironment();

/// False if the tree's Kbuild has Clang's targets by architecture and none for
/// \p SourceArch: it then refuses to be run with LLVM.
bool kbuildHasClangTarget(const KernelTree &Tree, llvm::StringRef SourceArch);

/// The line of make's standard error that says most, without make's own
/// bookkeeping ("make[2]: *** [Makefile:12: x] Error 1"); "" if there is none.
std::string firstMakeError(llvm::StringRef StandardError);

} // namespace premap

#endif
