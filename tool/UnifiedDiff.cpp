#include "tool/UnifiedDiff.h"

#include "tool/AtomicWrite.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

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

static llvm::Expected<std::string> runGitDiff(StringRef Folder) {
  llvm::ErrorOr<std::string> Git = llvm::sys::findProgramByName("git");
  if (!Git)
    return llvm::createStringError(
        Git.getError(), "git is needed to make diffs: apt-get install git");
  llvm::SmallString<256> Out(Folder), Err(Folder);
  llvm::sys::path::append(Out, "out");
  llvm::sys::path::append(Err, "err");
  std::string Chdir = Folder.str();
  // The user's own diff settings must not change what we print.
  StringRef Args[] = {*Git,
                      "-C",
                      Chdir,
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
                      "b"};
  StringRef Env[] = {"PATH=/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM=1",
                     "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C"};
  std::optional<StringRef> Redirects[] = {StringRef("/dev/null"),
                                          StringRef(Out), StringRef(Err)};
  std::string Message;
  int Status = llvm::sys::ExecuteAndWait(*Git, Args, llvm::ArrayRef(Env),
                                         Redirects, 0, 0, &Message);
  // git says 1 for "there are differences".
  if (Status != 0 && Status != 1) {
    auto Said = llvm::MemoryBuffer::getFile(Err);
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "git diff failed: " +
            (Said ? (*Said)->getBuffer().trim().str() : Message));
  }
  auto Text = llvm::MemoryBuffer::getFile(Out);
  if (!Text)
    return llvm::createStringError(Text.getError(),
                                   "cannot read git's output: " +
                                       Text.getError().message());
  return (*Text)->getBuffer().str();
}

llvm::Expected<std::map<std::string, std::string>>
unifiedDiffs(const FileChanges &Changes) {
  std::map<std::string, std::string> Diffs;
  llvm::SmallString<256> Folder;
  if (std::error_code EC =
          llvm::sys::fs::createUniqueDirectory("premap-diff", Folder))
    return llvm::createStringError(EC, "cannot create a temporary folder: " +
                                           EC.message());
  llvm::scope_exit Clean([&] { llvm::sys::fs::remove_directories(Folder); });

  std::vector<std::string> Paths;
  for (const auto &[Path, Change] : Changes) {
    if (Change.Old == Change.New)
      continue;
    if (llvm::Error E = writeSide(Folder, "a", Path, Change.Old))
      return std::move(E);
    if (llvm::Error E = writeSide(Folder, "b", Path, Change.New))
      return std::move(E);
    Paths.push_back(Path);
  }
  if (Paths.empty())
    return Diffs;

  llvm::Expected<std::string> Output = runGitDiff(Folder);
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
