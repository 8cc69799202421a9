// What premap needs on the machine beside itself, and where Debian has it.
#ifndef PREMAP_TOOL_TREE_REQUIREMENTS_H
#define PREMAP_TOOL_TREE_REQUIREMENTS_H

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace premap {

struct Requirement {
  std::string What;    ///< a program, or a header as it is included
  std::string Package; ///< Debian's package
  std::string Purpose; ///< "to ...", for people
  bool IsHeader = false;
};

/// For running Kbuild with LLVM: make, clang-22, lld, flex, bison, bc, ...
const std::vector<Requirement> &kbuildRequirements();

/// For the patches and reports: git.
const std::vector<Requirement> &outputRequirements();

/// The entries of \p Needed that this machine lacks: programs are looked up in
/// PATH, headers where the host's compiler looks.
std::vector<Requirement> missingOf(llvm::ArrayRef<Requirement> Needed);

/// "apt-get install A B" for the packages of \p Missing, each once, sorted.
std::string installCommand(llvm::ArrayRef<Requirement> Missing);

} // namespace premap

#endif
