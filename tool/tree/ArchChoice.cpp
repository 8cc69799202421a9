#include "tool/tree/ArchChoice.h"

#include "tool/tree/CompileFlags.h"
#include "tool/tree/KconfigText.h"
#include "tool/tree/NotBuilt.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;
namespace fs = llvm::sys::fs;

namespace premap {

std::vector<std::string> archsOf(const KernelTree &Tree) {
  std::vector<std::string> Archs;
  std::error_code EC;
  for (fs::directory_iterator I(Tree.absolute("arch"), EC), End;
       I != End && !EC; I.increment(EC)) {
    std::string Name = llvm::sys::path::filename(I->path()).str();
    if (!fs::exists(I->path() + "/Makefile"))
      continue;
    if (Name == "x86")
      Archs.insert(Archs.end(), {"i386", "x86_64"});
    else
      Archs.push_back(std::move(Name));
  }
  llvm::sort(Archs);
  return Archs;
}

std::set<std::string> mightBuild(const KernelTree &Tree,
                                 const std::string &Arch,
                                 const std::set<std::string> &Paths) {
  KconfigText Kconfig(Tree, Arch);
  NotBuilt Lists(Tree, "", Arch);
  std::set<std::string> Result;
  for (const std::string &Path : Paths) {
    if (isOfOtherArch(Path, sourceArch(Arch)))
      continue;
    auto Options = Lists.options(Path);
    if (Options && llvm::none_of(*Options, [&](StringRef Option) {
          return Kconfig.value(Option) == OptionGuess::No;
        }))
      Result.insert(Path);
  }
  return Result;
}

std::string allmodChoice(const std::string &Arch) {
  return Arch == "powerpc" ? "CONFIG_PPC_4K_PAGES=y" : "";
}

std::optional<std::string>
mostCovering(const std::map<std::string, std::set<std::string>> &Covers,
             const std::set<std::string> &Left) {
  std::optional<std::string> Best;
  size_t Most = 0;
  for (const auto &[Arch, Paths] : Covers) {
    size_t Count = llvm::count_if(
        Left, [&](const std::string &Path) { return Paths.count(Path) != 0; });
    if (Count > Most) {
      Best = Arch;
      Most = Count;
    }
  }
  return Best;
}

} // namespace premap
