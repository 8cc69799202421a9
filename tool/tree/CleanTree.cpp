#include "tool/tree/CleanTree.h"

#include "guard/GuardedFiles.h"
#include "tool/tree/Subprocess.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>
#include <tuple>
#include <utility>

namespace premap {

/// Settings for git, behind those that the user's environment has already. Not
/// as words of the command line, where a name with "=" in it is another one.
static std::vector<std::string>
settings(const std::vector<std::pair<std::string, std::string>> &Pairs) {
  unsigned Count = 0;
  if (const char *Has = std::getenv("GIT_CONFIG_COUNT"))
    if (llvm::StringRef(Has).getAsInteger(10, Count))
      Count = 0;
  std::vector<std::string> Environment;
  for (const auto &[Key, Value] : Pairs) {
    std::string Number = std::to_string(Count++);
    Environment.push_back("GIT_CONFIG_KEY_" + Number + "=" + Key);
    Environment.push_back("GIT_CONFIG_VALUE_" + Number + "=" + Value);
  }
  Environment.push_back("GIT_CONFIG_COUNT=" + std::to_string(Count));
  return Environment;
}

/// The programs by which the repository's own settings have git change texts.
static std::vector<std::string> filtersIn(llvm::StringRef Output) {
  std::vector<std::string> Names;
  // Scope and name, each with a NUL behind it.
  while (!Output.empty()) {
    llvm::StringRef Scope, Name;
    std::tie(Scope, Output) = Output.split('\0');
    std::tie(Name, Output) = Output.split('\0');
    if (Scope == "local" || Scope == "worktree")
      Names.push_back(Name.str());
  }
  return Names;
}

llvm::Expected<ProcessResult> userGit(llvm::StringRef Root,
                                      std::vector<std::string> Words) {
  std::vector<std::pair<std::string, std::string>> Off{
      {"core.fsmonitor", "false"}, {"core.hooksPath", "/dev/null"}};
  Process Run;
  Run.Argv = {"git", "-C", Root.str()};
  // What is asked is about this folder, whatever git calls premap. A clone that
  // lacks objects fetches them, by programs of its choice.
  Run.Environment = {"LC_ALL=C",
                     "GIT_OPTIONAL_LOCKS=0",
                     "GIT_ALLOW_PROTOCOL=none",
                     "GIT_NO_LAZY_FETCH=1",
                     "GIT_DIR",
                     "GIT_WORK_TREE",
                     "GIT_INDEX_FILE",
                     "GIT_COMMON_DIR",
                     "GIT_PREFIX"};
  const size_t Plain = Run.Environment.size();
  Process Ask = Run;
  for (std::string &Setting : settings(Off))
    Ask.Environment.push_back(std::move(Setting));
  Ask.Argv.insert(Ask.Argv.end(),
                  {"config", "-z", "--show-scope", "--name-only",
                   "--get-regexp",
                   "^filter\\..*\\.(clean|smudge|process|required)$"});
  llvm::Expected<ProcessResult> Filters = runProcess(Ask);
  if (!Filters)
    return Filters.takeError();
  for (std::string &Name : filtersIn(Filters->Out))
    Off.emplace_back(std::move(Name), "");
  Run.Environment.resize(Plain);
  for (std::string &Setting : settings(Off))
    Run.Environment.push_back(std::move(Setting));
  Run.Argv.insert(Run.Argv.end(), Words.begin(), Words.end());
  return runProcess(Run);
}

static llvm::Error noWorkTree(llvm::StringRef Root, const ProcessResult &Git) {
  llvm::StringRef Says = llvm::StringRef(Git.Err).trim().split('\n').first;
  if (Says.contains("dubious ownership"))
    return llvm::createStringError(
        Root +
        " belongs to another user, and git asks nothing of it; if you "
        "trust it: git config --global --add safe.directory " +
        Root + ", or say --allow-dirty");
  return llvm::createStringError(
      Root + " is not a git work tree (" + Says +
      "), so --in-place could not be undone; commit it to git, or say "
      "--allow-dirty");
}

/// Fails unless \p Root is in the work tree that git speaks of: a setting may
/// send it to another one (core.worktree).
static llvm::Error requireOwnWorkTree(llvm::StringRef Root) {
  llvm::Expected<ProcessResult> Top =
      userGit(Root, {"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  if (Top->Status != 0)
    return noWorkTree(Root, *Top);
  llvm::StringRef Folder = Top->Out;
  Folder.consume_back("\n");
  llvm::SmallString<256> RealTop, RealRoot;
  if (!llvm::sys::fs::real_path(Folder, RealTop) &&
      !llvm::sys::fs::real_path(Root, RealRoot) && isBelow(RealRoot, RealTop))
    return llvm::Error::success();
  return llvm::createStringError("git takes " + Folder +
                                 " for the work tree of " + Root +
                                 "; mend core.worktree, or say --allow-dirty");
}

llvm::Error requireCleanTree(llvm::StringRef Root) {
  if (llvm::Error E = requireOwnWorkTree(Root))
    return E;
  // In a submodule the settings are those of another repository.
  llvm::Expected<ProcessResult> Status =
      userGit(Root, {"status", "--porcelain", "--untracked-files=no",
                 "--ignore-submodules=all", "--", "."});
  if (!Status)
    return Status.takeError();
  if (Status->Status != 0)
    return noWorkTree(Root, *Status);
  llvm::StringRef First = llvm::StringRef(Status->Out).split('\n').first;
  if (First.empty())
    return llvm::Error::success();
  return llvm::createStringError(
      Root + " has uncommitted changes (" + First.trim() +
      "); commit or stash them, or say --allow-dirty");
}

llvm::Error requireTracked(llvm::StringRef Root,
                           const std::vector<std::string> &Paths) {
  if (Paths.empty())
    return llvm::Error::success();
  std::vector<std::string> Words{"--literal-pathspecs", "ls-files",
                                 "--error-unmatch", "--"};
  Words.insert(Words.end(), Paths.begin(), Paths.end());
  llvm::Expected<ProcessResult> Known = userGit(Root, Words);
  if (!Known)
    return Known.takeError();
  if (Known->Status == 0)
    return llvm::Error::success();
  return llvm::createStringError(
      "git does not keep all files that --in-place would change (" +
      llvm::StringRef(Known->Err).trim().split('\n').first +
      "); add and commit them, or say --allow-dirty");
}

} // namespace premap
