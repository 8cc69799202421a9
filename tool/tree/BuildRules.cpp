#include "tool/tree/BuildRules.h"

#include "guard/GuardedFiles.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <vector>

using llvm::StringRef;
namespace fs = llvm::sys::fs;

namespace premap {

static bool isBuildRule(StringRef Name) {
  return Name.starts_with("Makefile") || Name.starts_with("Kbuild") ||
         Name.starts_with("Kconfig");
}

/// The build rules of \p Tree, sorted.
static std::vector<std::string> buildRules(const KernelTree &Tree) {
  std::vector<std::string> Found, Pending{""};
  while (!Pending.empty()) {
    std::string Folder = std::move(Pending.back());
    Pending.pop_back();
    std::error_code EC;
    for (fs::directory_iterator I(Tree.absolute(Folder), EC,
                                  /*follow_symlinks=*/false),
         End;
         !EC && I != End; I.increment(EC)) {
      StringRef Name = llvm::sys::path::filename(I->path());
      if (Name.starts_with(".") || (Folder.empty() && Name == "Documentation"))
        continue;
      std::string Path =
          Folder.empty() ? Name.str() : Folder + "/" + Name.str();
      if (I->type() == fs::file_type::directory_file)
        Pending.push_back(std::move(Path));
      else if (isBuildRule(Name))
        Found.push_back(std::move(Path));
    }
  }
  std::sort(Found.begin(), Found.end());
  return Found;
}

static std::string shortHash(llvm::BLAKE3 &Hasher) {
  return llvm::toHex(Hasher.final<16>(), /*LowerCase=*/true);
}

std::string buildRulesHash(const KernelTree &Tree) {
  llvm::BLAKE3 All;
  for (const std::string &Path : buildRules(Tree)) {
    llvm::ErrorOr<std::string> Text = Tree.read(Path);
    // With lengths, so that no two sets of files give the same bytes.
    const std::string Read = Text ? std::move(*Text) : "";
    for (StringRef Part : {StringRef(Path), StringRef(Read)}) {
      All.update(std::to_string(Part.size()) + ":");
      All.update(Part);
    }
  }
  return shortHash(All);
}

std::string fileHash(const std::string &Path) {
  llvm::ErrorOr<std::string> Text = readRegularFile(Path);
  if (!Text)
    return "";
  llvm::BLAKE3 Hasher;
  Hasher.update(StringRef(*Text));
  return shortHash(Hasher);
}

} // namespace premap
