#include "tool/series/TreeRepository.h"

#include "tool/tree/Subprocess.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;

namespace premap {

/// Runs git in \p Root with the user's settings (safe.directory is one), as if
/// the shell had no GIT_ variables that lead elsewhere.
static llvm::Expected<ProcessResult> git(StringRef Root,
                                         std::vector<std::string> Words) {
  Process P;
  P.Argv = {"git",
            "-C",
            Root.str(),
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null"};
  P.Argv.insert(P.Argv.end(), Words.begin(), Words.end());
  P.Environment = {"LC_ALL=C",
                   "GIT_OPTIONAL_LOCKS=0",
                   "GIT_TERMINAL_PROMPT=0",
                   "GIT_NO_REPLACE_OBJECTS=1",
                   "GIT_DIR",
                   "GIT_WORK_TREE",
                   "GIT_INDEX_FILE",
                   "GIT_COMMON_DIR",
                   "GIT_OBJECT_DIRECTORY",
                   "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                   "GIT_NAMESPACE"};
  return runProcess(P);
}

/// The lines of what git prints; the error is git's own first line.
static llvm::Expected<std::vector<std::string>>
ask(StringRef Root, std::vector<std::string> Words) {
  llvm::Expected<ProcessResult> Git = git(Root, std::move(Words));
  if (!Git)
    return Git.takeError();
  if (Git->Status != 0)
    return llvm::createStringError(
        "git refuses " + Root + ": " +
        StringRef(Git->Err).trim().split('\n').first);
  std::vector<std::string> Lines;
  llvm::SmallVector<StringRef> Parts;
  StringRef(Git->Out).split(Parts, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef Part : Parts)
    Lines.push_back(Part.str());
  return Lines;
}

static llvm::Error readHead(TreeRepository &Repository) {
  llvm::Expected<ProcessResult> Head =
      git(Repository.Root, {"log", "-1", "--no-show-signature",
                            "--format=%H %ct", "HEAD", "--"});
  if (!Head)
    return Head.takeError();
  if (Head->Status != 0)
    return llvm::createStringError(
        Repository.Root + " is a git repository without a commit (" +
        StringRef(Head->Err).trim().split('\n').first +
        "), so a series has no base; commit the tree first");
  auto [Commit, Time] = StringRef(Head->Out).trim().split(' ');
  Repository.Head = Commit.str();
  Time.getAsInteger(10, Repository.HeadTime);
  llvm::Expected<ProcessResult> Branch =
      git(Repository.Root, {"symbolic-ref", "-q", "--short", "HEAD"});
  if (!Branch)
    return Branch.takeError();
  if (Branch->Status == 0)
    Repository.Branch = StringRef(Branch->Out).trim().str();
  return llvm::Error::success();
}

llvm::Expected<std::optional<TreeRepository>>
TreeRepository::open(StringRef Root) {
  if (!llvm::sys::fs::exists(Root + "/.git"))
    return std::nullopt;
  llvm::Expected<std::vector<std::string>> Facts =
      ask(Root, {"rev-parse", "--path-format=absolute", "--show-toplevel",
                 "--git-path", "objects", "--show-object-format", "--git-path",
                 "shallow"});
  if (!Facts)
    return Facts.takeError();
  if (Facts->size() != 4)
    return llvm::createStringError("git gives no clear answer about " + Root +
                                   "; a line feed in its path is one reason");
  // .git of something that git does not take for a repository.
  if ((*Facts)[0] != Root)
    return std::nullopt;
  TreeRepository Repository;
  Repository.Root = Root.str();
  Repository.Objects = (*Facts)[1];
  Repository.Format = (*Facts)[2];
  if (llvm::sys::fs::exists((*Facts)[3]))
    Repository.Shallow = (*Facts)[3];
  if (llvm::Error E = readHead(Repository))
    return std::move(E);
  return Repository;
}

llvm::Error TreeRepository::checkNewBranch(StringRef Name) const {
  llvm::Expected<ProcessResult> Good =
      git(Root, {"check-ref-format", "--branch", Name.str()});
  if (!Good)
    return Good.takeError();
  // "@{-1}" is a branch for git, and another one's name.
  if (Good->Status != 0 || StringRef(Good->Out).trim() != Name)
    return llvm::createStringError("'" + Name + "' cannot name a branch");
  llvm::Expected<ProcessResult> There = git(
      Root, {"show-ref", "--verify", "--quiet", ("refs/heads/" + Name).str()});
  if (!There)
    return There.takeError();
  if (There->Status == 0)
    return llvm::createStringError("there is a branch '" + Name +
                                   "' already; name another one, or delete it");
  return llvm::Error::success();
}

llvm::Error TreeRepository::makeBranch(StringRef Name, StringRef Commit) const {
  const std::string Nothing(Commit.size(), '0');
  llvm::Expected<ProcessResult> Done =
      git(Root, {"update-ref", "-m", "premap series",
                 ("refs/heads/" + Name).str(), Commit.str(), Nothing});
  if (!Done)
    return Done.takeError();
  if (Done->Status == 0)
    return llvm::Error::success();
  return llvm::createStringError("cannot make the branch '" + Name +
                                 "': " + StringRef(Done->Err).trim());
}

llvm::Expected<std::optional<GitIdentity>> userIdentity(StringRef Root) {
  llvm::Expected<ProcessResult> Git =
      git(Root, {"-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"});
  if (!Git)
    return Git.takeError();
  auto [Name, Rest] = StringRef(Git->Out).rsplit(" <");
  StringRef Mail = Rest.split('>').first;
  if (Git->Status != 0 || Name.empty() || Mail.empty())
    return std::nullopt;
  return GitIdentity{Name.str(), Mail.str()};
}

} // namespace premap
