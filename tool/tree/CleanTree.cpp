#include "tool/tree/CleanTree.h"

#include "tool/tree/Subprocess.h"

namespace premap {

llvm::Error requireCleanTree(llvm::StringRef Root) {
  llvm::Expected<ProcessResult> Status =
      runPlainly({"git", "-C", Root.str(), "status", "--porcelain",
                  "--untracked-files=no", "--", "."});
  if (!Status)
    return Status.takeError();
  if (Status->Status != 0)
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        Root + " is not a git work tree, so --in-place could not be undone; "
               "commit it to git, or say --allow-dirty");
  llvm::StringRef First = llvm::StringRef(Status->Out).split('\n').first;
  if (First.empty())
    return llvm::Error::success();
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      Root + " has uncommitted changes (" + First.trim() +
          "); commit or stash them, or say --allow-dirty");
}

} // namespace premap
