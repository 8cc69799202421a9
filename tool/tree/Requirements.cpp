#include "tool/tree/Requirements.h"

#include "tool/tree/Subprocess.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"

#include <set>

namespace premap {

const std::vector<Requirement> &kbuildRequirements() {
  static const std::vector<Requirement> Needed{
      {"make", "make", "to run Kbuild"},
      {"clang-22", "clang-22", "to compile Kbuild's helpers and headers"},
      {"ld.lld-22", "lld-22", "to link Kbuild's helpers"},
      {"llvm-nm-22", "llvm-22", "as LLVM's binary utilities for Kbuild"},
      {"flex", "flex", "to build Kconfig"},
      {"bison", "bison", "to build Kconfig"},
      {"bc", "bc", "to make timeconst.h"},
      {"perl", "perl", "to make generated headers"},
      {"python3", "python3", "to make generated headers"},
      {"gelf.h", "libelf-dev", "to build objtool", true},
      {"openssl/evp.h", "libssl-dev", "to build the signing tools", true},
      {"stdio.h", "libc6-dev", "to build Kbuild's helpers", true}};
  return Needed;
}

const std::vector<Requirement> &outputRequirements() {
  static const std::vector<Requirement> Needed{
      {"git", "git", "to make patches"}};
  return Needed;
}

/// Debian's folders: its own, the local administrator's, and the one of the
/// machine's architecture (/usr/include/x86_64-linux-gnu/openssl/...).
static bool hasHeader(const std::string &Name) {
  namespace fs = llvm::sys::fs;
  if (fs::exists("/usr/include/" + Name) ||
      fs::exists("/usr/local/include/" + Name))
    return true;
  std::error_code EC;
  for (fs::directory_iterator I("/usr/include", EC), End; I != End && !EC;
       I.increment(EC))
    if (llvm::StringRef(I->path()).ends_with("-linux-gnu") &&
        fs::exists(I->path() + "/" + Name))
      return true;
  return false;
}

std::vector<Requirement> missingOf(llvm::ArrayRef<Requirement> Needed) {
  std::vector<Requirement> Missing;
  for (const Requirement &R : Needed)
    if (R.IsHeader ? !hasHeader(R.What) : findProgram(R.What).empty())
      Missing.push_back(R);
  return Missing;
}

std::string installCommand(llvm::ArrayRef<Requirement> Missing) {
  std::set<std::string> Packages;
  for (const Requirement &R : Missing)
    Packages.insert(R.Package);
  std::string Command = "apt-get install";
  for (const std::string &Package : Packages)
    Command += " " + Package;
  return Command;
}

} // namespace premap
