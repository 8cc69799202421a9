#include "tool/ChangedTexts.h"

#include "tool/PatchFile.h"
#include "tool/tree/CleanTree.h"
#include "tool/tree/SourceWalk.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <mutex>
#include <set>

using llvm::StringRef;

namespace premap {

static llvm::Error complaint(const llvm::Twine &Text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Text);
}

/// What git prints, or its complaint.
static llvm::Expected<std::string> ask(const KernelTree &Tree,
                                       std::vector<std::string> Words) {
  llvm::Expected<ProcessResult> Git = userGit(Tree.root(), std::move(Words));
  if (!Git)
    return Git.takeError();
  if (Git->Status != 0)
    return complaint(StringRef(Git->Err).trim().split('\n').first);
  return std::move(Git->Out);
}

/// The commit that \p Rev names.
static llvm::Expected<std::string> commitOf(const KernelTree &Tree,
                                            const std::string &Rev) {
  llvm::Expected<std::string> Inside =
      ask(Tree, {"rev-parse", "--is-inside-work-tree"});
  if (!Inside)
    return complaint("--new-from-rev needs a git work tree, and " +
                     Tree.root() +
                     " is none: " + llvm::toString(Inside.takeError()));
  llvm::Expected<std::string> Commit =
      ask(Tree, {"rev-parse", "--verify", "--quiet", "--end-of-options",
                 Rev + "^{commit}"});
  if (Commit)
    return StringRef(*Commit).trim().str();
  llvm::consumeError(Commit.takeError());
  llvm::Expected<std::string> Shallow =
      ask(Tree, {"rev-parse", "--is-shallow-repository"});
  bool IsShallow = Shallow && StringRef(*Shallow).trim() == "true";
  if (!Shallow)
    llvm::consumeError(Shallow.takeError());
  return complaint(
      "there is no commit " + Rev + " in " + Tree.root() +
      (IsShallow ? ", which is a shallow clone; `git fetch --unshallow` or "
                   "`git fetch --depth=1 origin " +
                       Rev + "` brings it"
                 : "; `git fetch origin " + Rev + "` may bring it"));
}

static bool isSource(StringRef Path) {
  return (Path.ends_with(".c") || Path.ends_with(".h")) && !Path.contains('\n');
}

static llvm::Expected<std::set<std::string>>
pathsFrom(const KernelTree &Tree, std::vector<std::string> Words) {
  llvm::Expected<std::string> List = ask(Tree, std::move(Words));
  if (!List)
    return List.takeError();
  std::set<std::string> Paths;
  llvm::SmallVector<StringRef> Names;
  StringRef(*List).split(Names, '\0', -1, /*KeepEmpty=*/false);
  for (StringRef Name : Names)
    if (isSource(Name))
      Paths.insert(Name.str());
  return Paths;
}

/// A file of a commit.
struct Blob {
  std::string Path, Id;
  size_t Size = 0;
};

/// Those of \p Paths that are files in \p Commit.
static llvm::Expected<std::vector<Blob>>
blobsAt(const KernelTree &Tree, const std::string &Commit,
        llvm::ArrayRef<std::string> Paths) {
  std::vector<std::string> Words{
      "--literal-pathspecs", "ls-tree", "-z", "-l", Commit, "--"};
  Words.insert(Words.end(), Paths.begin(), Paths.end());
  llvm::Expected<std::string> List = ask(Tree, std::move(Words));
  if (!List)
    return List.takeError();
  std::vector<Blob> Blobs;
  llvm::SmallVector<StringRef> Entries;
  StringRef(*List).split(Entries, '\0', -1, /*KeepEmpty=*/false);
  for (StringRef Entry : Entries) {
    // "100644 blob 0123..   4711\tpath"
    auto [Meta, Path] = Entry.split('\t');
    llvm::SmallVector<StringRef, 4> Parts;
    Meta.split(Parts, ' ', -1, /*KeepEmpty=*/false);
    Blob Found{Path.str(), "", 0};
    if (Parts.size() != 4 || !Parts[0].starts_with("100") ||
        Parts[3].getAsInteger(10, Found.Size))
      continue;
    Found.Id = Parts[2].str();
    Blobs.push_back(std::move(Found));
  }
  return Blobs;
}

/// Adds the texts of \p Paths in \p Commit to \p Texts; none for those that are
/// not there, or no files. Git is asked twice, however many they are.
static llvm::Error addTextsAt(const KernelTree &Tree, const std::string &Commit,
                              llvm::ArrayRef<std::string> Paths,
                              StandInTexts &Texts) {
  for (const std::string &Path : Paths)
    Texts[Path] = std::nullopt;
  llvm::Expected<std::vector<Blob>> Blobs = blobsAt(Tree, Commit, Paths);
  if (!Blobs)
    return Blobs.takeError();
  if (Blobs->empty())
    return llvm::Error::success();
  std::vector<std::string> Words{"show", "--no-textconv"};
  for (const Blob &B : *Blobs)
    Words.push_back(B.Id);
  llvm::Expected<std::string> All = ask(Tree, std::move(Words));
  if (!All)
    return All.takeError();
  StringRef Rest = *All;
  for (const Blob &B : *Blobs) {
    if (Rest.size() < B.Size)
      return complaint("git shows less of " + B.Path + " than it counts");
    Texts[B.Path] = Rest.take_front(B.Size).str();
    Rest = Rest.drop_front(B.Size);
  }
  return llvm::Error::success();
}

llvm::Expected<TreeStates> statesSinceRev(const KernelTree &Tree,
                                          const std::string &Rev) {
  llvm::Expected<std::string> Commit = commitOf(Tree, Rev);
  if (!Commit)
    return Commit.takeError();
  llvm::Expected<std::set<std::string>> Paths = pathsFrom(
      Tree, {"diff", "--name-only", "-z", "--no-renames", "--no-ext-diff",
             "--no-textconv", "--relative", *Commit, "--", "."});
  if (!Paths)
    return Paths.takeError();
  llvm::Expected<std::set<std::string>> Untracked = pathsFrom(
      Tree, {"ls-files", "-z", "--others", "--exclude-standard", "--", "."});
  if (!Untracked)
    return Untracked.takeError();
  TreeStates States;
  for (const std::string &Path : *Untracked)
    States.Before[Path] = std::nullopt;
  // As many as a command line takes anywhere.
  constexpr size_t AtOnce = 500;
  std::vector<std::string> Names(Paths->begin(), Paths->end());
  for (llvm::ArrayRef<std::string> Rest = Names; !Rest.empty();
       Rest = Rest.drop_front(std::min(AtOnce, Rest.size())))
    if (llvm::Error E =
            addTextsAt(Tree, *Commit, Rest.take_front(AtOnce), States.Before))
      return std::move(E);
  return States;
}

llvm::Expected<TreeStates> statesAroundPatch(const KernelTree &Tree,
                                             const std::string &Named) {
  llvm::Expected<PatchedTexts> Patched = applyOrRevertPatch(Tree, Named);
  if (!Patched)
    return Patched.takeError();
  TreeStates States;
  StandInTexts &Other = Patched->Reverted ? States.Before : States.After;
  for (auto &[Path, Change] : Patched->Changes)
    if (isSource(Path))
      Other[Path] = Change.New.empty()
                        ? std::nullopt
                        : std::optional<std::string>(std::move(Change.New));
  return States;
}

/// Whether \p Text has an `#include` of a file that is called \p Name.
static bool includesHeader(StringRef Text, StringRef Name) {
  for (size_t At = Text.find(Name); At != StringRef::npos;
       At = Text.find(Name, At + 1)) {
    StringRef Line = Text.take_front(At);
    Line = Line.substr(Line.rfind('\n') + 1).ltrim();
    bool IsDirective =
        Line.consume_front("#") && Line.ltrim().starts_with("include");
    bool Begins = At && StringRef("/\"<").contains(Text[At - 1]);
    StringRef Behind = Text.substr(At + Name.size()).take_front();
    if (IsDirective && Begins && !Behind.empty() &&
        StringRef("\">").contains(Behind))
      return true;
  }
  return false;
}

std::vector<std::string> affectedSources(const KernelTree &Tree,
                                         const TreeStates &States,
                                         unsigned Jobs) {
  std::set<std::string> Affected, Headers;
  auto take = [&](StringRef Path) {
    if (Path.ends_with(".c"))
      Affected.insert(Path.str());
    else
      Headers.insert(llvm::sys::path::filename(Path).str());
  };
  for (const StandInTexts *Texts : {&States.Before, &States.After})
    for (const auto &[Path, Text] : *Texts)
      take(Path);
  std::vector<std::string> Files = listSources(Tree).Files;
  std::set<std::string> Wanted = Headers;
  while (!Wanted.empty()) {
    std::mutex Lock;
    std::vector<std::string> Found;
    forEachSource(Tree, Files, Jobs, [&](size_t I, StringRef Text) {
      for (const std::string &Name : Wanted)
        if (includesHeader(Text, Name)) {
          std::lock_guard Guard(Lock);
          Found.push_back(Files[I]);
          return;
        }
    });
    Wanted.clear();
    for (StringRef Path : Found)
      if (Path.ends_with(".c"))
        Affected.insert(Path.str());
      else if (std::string Name = llvm::sys::path::filename(Path).str();
               Headers.insert(Name).second)
        Wanted.insert(Name);
  }
  return {Affected.begin(), Affected.end()};
}

} // namespace premap
