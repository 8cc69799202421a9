#include "tool/tree/ConfigureCheck.h"

#include "tool/tree/CompileFlags.h"
#include "tool/tree/Kbuild.h"
#include "tool/tree/Requirements.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

/// Fails if make, or the shell that it calls, would take the name apart.
static llvm::Error checkName(StringRef Path, const char *Cure) {
  size_t At = Path.find_first_of(" \t\n'\"\\$&;|<>()`*?[:");
  if (At == StringRef::npos)
    return llvm::Error::success();
  return llvm::createStringError("Kbuild cannot work in '" + Path +
                                 "': make and the shell read the character '" +
                                 Path.substr(At, 1) + "' as their own; " +
                                 Cure);
}

llvm::Error checkCanConfigure(const KernelTree &Tree, StringRef Target,
                              const std::string &Arch) {
  std::string Folder = Tree.absolute("arch/" + sourceArch(Arch));
  if (!fs::is_directory(Folder) || Arch.empty() ||
      StringRef(Arch).contains('/'))
    return llvm::createStringError(
        "'" + Tree.root() + "' has no architecture '" + Arch +
        "' (there is no folder arch/" + sourceArch(Arch) + ")");
  if (llvm::Error E = checkName(Tree.root(), "rename the folder"))
    return E;
  if (llvm::Error E = checkName(Target, "name another build folder with -p"))
    return E;
  if (!kbuildHasClangTarget(Tree, sourceArch(Arch)))
    return llvm::createStringError(
        "this kernel cannot be configured for " + Arch +
        " with Clang: scripts/Makefile.clang names no target for it. A gcc "
        "build's compile_commands.json serves, with -p");
  // Kbuild refuses O= for such a tree with three lines of its own.
  for (const char *Leftover : {".config", "include/config"})
    if (fs::exists(Tree.absolute(Leftover)))
      return llvm::createStringError(
          "'" + Tree.root() + "' was built in place (it has " + Leftover +
          "), and Kbuild then refuses other build folders: run `make -C " +
          Tree.root() +
          " mrproper`, or make compile_commands.json there with "
          "`make compile_commands.json` and name the folder with -p");
  for (const char *Own : {"/.config", "/compile_commands.json"})
    if (fs::exists(path::parent_path(Target) + Own))
      return llvm::createStringError(
          "'" + path::parent_path(Target) +
          "' is a build folder of your own; premap writes nothing there. Name "
          "another folder with -p, or use its compile_commands.json as it is: "
          "premap scan -p");
  std::vector<Requirement> Missing = missingOf(kbuildRequirements());
  if (Missing.empty())
    return llvm::Error::success();
  std::string Names;
  for (const Requirement &R : Missing)
    Names += (Names.empty() ? "" : ", ") + R.What;
  return llvm::createStringError(
      "Kbuild needs " + Names +
      ", which this machine lacks; run: " + installCommand(Missing));
}

} // namespace premap
