#include "tool/tree/Sandbox.h"

#include "guard/GuardedFiles.h"
#include "tool/tree/Subprocess.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>
#include <set>

using llvm::StringRef;

namespace premap {

/// Where people keep what nobody else is to see.
static std::set<std::string> privateFolders() {
  std::set<std::string> Folders{"/home", "/root", "/run", "/tmp", "/var/tmp"};
  if (const char *Home = std::getenv("HOME"))
    Folders.insert(Home);
  std::erase_if(Folders, [](const std::string &Folder) {
    return !StringRef(Folder).starts_with("/") || Folder == "/" ||
           !llvm::sys::fs::is_directory(Folder);
  });
  return Folders;
}

std::vector<std::string> sandboxWords(StringRef Readable, StringRef Writable) {
  std::vector<std::string> Words{
      "bwrap",      "--unshare-all", "--new-session", "--die-with-parent",
      "--cap-drop", "ALL",           "--ro-bind",     "/",
      "/",          "--dev",         "/dev",          "--proc",
      "/proc"};
  for (const std::string &Folder : privateFolders())
    Words.insert(Words.end(), {"--tmpfs", Folder});
  // Compilers may be installed in a home folder. The system's programs come
  // first: a version manager's stand-ins need more of the home folder than is
  // shown.
  llvm::SmallVector<StringRef> Places;
  std::vector<std::string> Open, Hidden;
  if (const char *Path = std::getenv("PATH"))
    StringRef(Path).split(Places, ':', -1, /*KeepEmpty=*/false);
  auto IsHidden = [](StringRef Place) {
    return llvm::any_of(privateFolders(), [&](const std::string &Folder) {
      return isBelow(Place, Folder);
    });
  };
  for (StringRef Place : Places)
    if (!IsHidden(Place))
      Open.push_back(Place.str());
    else if (llvm::sys::fs::is_directory(Place)) {
      Words.insert(Words.end(), {"--ro-bind", Place.str(), Place.str()});
      Hidden.push_back(Place.str());
    }
  Open.insert(Open.end(), Hidden.begin(), Hidden.end());
  Words.insert(Words.end(), {"--ro-bind", Readable.str(), Readable.str(),
                             "--bind", Writable.str(), Writable.str(),
                             "--setenv", "TMPDIR", "/tmp", "--setenv", "PATH",
                             llvm::join(Open, ":"), "--chdir", "/", "--"});
  return Words;
}

llvm::Error checkSandbox() {
  if (findProgram("bwrap").empty())
    return llvm::createStringError(
        "--sandbox needs bubblewrap (bwrap), which is not in PATH; run: "
        "apt-get install bubblewrap");
  Process Try;
  Try.Argv = sandboxWords("/usr", "/usr");
  Try.Argv.push_back("true");
  llvm::Expected<ProcessResult> Tried = runProcess(Try);
  if (!Tried)
    return Tried.takeError();
  if (Tried->Status == 0)
    return llvm::Error::success();
  return llvm::createStringError(
      "bubblewrap does not work on this machine, so there is no --sandbox: " +
      StringRef(Tried->Err).trim().split('\n').first);
}

} // namespace premap
