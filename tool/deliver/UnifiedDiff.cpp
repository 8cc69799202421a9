#include "tool/deliver/UnifiedDiff.h"

#include "tool/tree/AtomicWrite.h"
#include "tool/tree/Subprocess.h"
#include "tool/tree/TemporaryFolder.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;

namespace premap {

static llvm::Error writeSide(StringRef Folder, StringRef Side, StringRef Path,
                             StringRef Text) {
  llvm::SmallString<256> Name(Folder);
  llvm::sys::path::append(Name, Side, Path);
  if (std::error_code EC =
          llvm::sys::fs::create_directories(llvm::sys::path::parent_path(Name)))
    return llvm::createStringError(EC, "cannot create the folder of " +
                                           Name.str() + ": " + EC.message());
  return writeFileAtomically(Name, Text);
}

/// Cuts git's output into one text per file; the path comes from our own map,
/// because git quotes unusual names.
static std::vector<std::string> splitByFile(StringRef Output) {
  std::vector<std::string> Parts;
  while (!Output.empty()) {
    size_t Next = Output.find("\ndiff --git ", 1);
    size_t Length = Next == StringRef::npos ? Output.size() : Next + 1;
    Parts.push_back(Output.substr(0, Length).str());
    Output = Output.drop_front(Length);
  }
  return Parts;
}

static llvm::Expected<std::string> runGitDiff(const std::string &Folder) {
  // The user's own diff settings must not change what we print.
  llvm::Expected<ProcessResult> Git = runPlainly({"git",
                                                  "-c",
                                                  "core.quotePath=false",
                                                  "-c",
                                                  "core.autocrlf=false",
                                                  "-c",
                                                  "core.safecrlf=false",
                                                  "diff",
                                                  "--no-index",
                                                  "--no-color",
                                                  "--no-ext-diff",
                                                  "--no-textconv",
                                                  "--no-renames",
                                                  "--full-index",
                                                  "--unified=3",
                                                  "--diff-algorithm=myers",
                                                  "--src-prefix=",
                                                  "--dst-prefix=",
                                                  "--",
                                                  "a",
                                                  "b"},
                                                 Folder);
  if (!Git)
    return Git.takeError();
  // git says 1 for "there are differences".
  if (Git->Status > 1)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "git diff failed: " +
                                       llvm::StringRef(Git->Err).trim());
  return Git->Out;
}

llvm::Error checkCanDiff() {
  if (findProgram("git").empty())
    return llvm::createStringError(
        "git is needed to make patches and not in PATH; `premap doctor` says "
        "how to install it");
  return TemporaryFolder::create().takeError();
}

llvm::Expected<std::map<std::string, std::string>>
unifiedDiffs(const FileChanges &Changes) {
  std::map<std::string, std::string> Diffs;
  llvm::Expected<TemporaryFolder> Folder = TemporaryFolder::create();
  if (!Folder)
    return Folder.takeError();
  std::vector<std::string> Paths;
  for (const auto &[Path, Change] : Changes) {
    if (Change.Old == Change.New)
      continue;
    if (llvm::Error E = writeSide(Folder->path(), "a", Path, Change.Old))
      return std::move(E);
    if (llvm::Error E = writeSide(Folder->path(), "b", Path, Change.New))
      return std::move(E);
    Paths.push_back(Path);
  }
  if (Paths.empty())
    return Diffs;

  llvm::Expected<std::string> Output = runGitDiff(Folder->path());
  if (!Output)
    return Output.takeError();
  for (std::string &Part : splitByFile(*Output)) {
    StringRef Header = StringRef(Part).split('\n').first;
    bool Found = false;
    for (const std::string &Path : Paths) {
      if (Header != "diff --git a/" + Path + " b/" + Path)
        continue;
      Diffs[Path] = std::move(Part);
      Found = true;
      break;
    }
    if (!Found)
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     "git printed an unexpected header: " +
                                         Header);
  }
  return Diffs;
}

} // namespace premap
