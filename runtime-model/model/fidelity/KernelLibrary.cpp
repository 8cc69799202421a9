#include "model/fidelity/KernelLibrary.h"

#include <cstdlib>
#include <dlfcn.h>
#include <fstream>

namespace fs = std::filesystem;

namespace premap::model::fidelity {

fs::path linuxTree(const char *Variable, const std::string &Package) {
  const char *Tree = std::getenv(Variable);
  if (Tree && *Tree)
    return Tree;
  if (const char *Cache = std::getenv("PREMAP_CACHE"))
    return fs::path(Cache) / Package;
  const char *Home = std::getenv("HOME");
  return fs::path(Home ? Home : "") / ".cache/premap" / Package;
}

KernelLibrary::KernelLibrary(const fs::path &Tree, const std::string &Script,
                             const std::string &Name) {
  std::string Pattern = fs::temp_directory_path() / "premap-kernel-XXXXXX";
  Scratch = mkdtemp(Pattern.data());
  std::string Build = "sh '" PREMAP_FIDELITY_DIR "/" + Script + "' '" +
                      fs::absolute(Tree).string() + "' '" + Scratch.string() +
                      "'";
  if (std::system(Build.c_str()) == 0)
    Handle = dlopen((Scratch / Name).c_str(), RTLD_NOW);
  std::ifstream Said(Scratch / "missing");
  std::getline(Said, Missing);
}

KernelLibrary::~KernelLibrary() {
  // The library stays open: its caches keep memory that leak checkers should
  // see to be in use.
  fs::remove_all(Scratch);
}

void *KernelLibrary::find(const char *Name) const {
  return dlsym(Handle, Name);
}

} // namespace premap::model::fidelity
