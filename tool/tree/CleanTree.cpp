#include "tool/tree/CleanTree.h"

#include "tool/tree/Subprocess.h"

#include "llvm/ADT/SmallVector.h"

namespace premap {

/// Runs git in \p Root with the user's settings, safe.directory among them, but
/// without the programs that the repository's own settings name: it may be a
/// stranger's.
static llvm::Expected<ProcessResult> git(llvm::StringRef Root,
                                         std::vector<std::string> Words) {
  const std::vector<std::string> Start{"git", "-C", Root.str(), "-c",
                                       "core.fsmonitor=false"};
  Process Ask;
  Ask.Environment = {"LC_ALL=C", "GIT_OPTIONAL_LOCKS=0"};
  Ask.Argv = Start;
  Ask.Argv.insert(Ask.Argv.end(),
                  {"config", "--show-scope", "--name-only", "--get-regexp",
                   "^filter\\..*\\.(clean|smudge|process|required)$"});
  llvm::Expected<ProcessResult> Filters = runProcess(Ask);
  if (!Filters)
    return Filters.takeError();
  Process Run = Ask;
  Run.Argv = Start;
  llvm::SmallVector<llvm::StringRef> Lines;
  llvm::StringRef(Filters->Out).split(Lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef Line : Lines) {
    auto [Scope, Name] = Line.split('\t');
    if (Scope != "local" && Scope != "worktree")
      continue;
    Run.Argv.push_back("-c");
    Run.Argv.push_back((Name + "=").str());
  }
  Run.Argv.insert(Run.Argv.end(), Words.begin(), Words.end());
  return runProcess(Run);
}

static llvm::Error noWorkTree(llvm::StringRef Root, const ProcessResult &Git) {
  llvm::StringRef Says = llvm::StringRef(Git.Err).trim().split('\n').first;
  return llvm::createStringError(
      Root + " is not a git work tree (" + Says +
      "), so --in-place could not be undone; commit it to git, or say "
      "--allow-dirty");
}

llvm::Error requireCleanTree(llvm::StringRef Root) {
  llvm::Expected<ProcessResult> Status =
      git(Root, {"status", "--porcelain", "--untracked-files=no", "--", "."});
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
  llvm::Expected<ProcessResult> Known = git(Root, Words);
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
