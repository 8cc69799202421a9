#include "tool/ChangedTexts.h"

#include "tool/PatchFile.h"
#include "tool/tree/CleanTree.h"
#include "tool/tree/SourceWalk.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"

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

/// The text of \p Path in \p Commit; none if it is not there, or no file.
static llvm::Expected<std::optional<std::string>>
textAt(const KernelTree &Tree, const std::string &Commit,
       const std::string &Path) {
  llvm::Expected<std::string> Entry =
      ask(Tree, {"--literal-pathspecs", "ls-tree", "-z", Commit, "--", Path});
  if (!Entry)
    return Entry.takeError();
  // "100644 blob 0123..\tpath"
  StringRef Meta = StringRef(*Entry).split('\t').first;
  llvm::SmallVector<StringRef, 3> Parts;
  Meta.split(Parts, ' ');
  if (Parts.size() != 3 || !Parts[0].starts_with("100"))
    return std::nullopt;
  llvm::Expected<std::string> Text =
      ask(Tree, {"cat-file", "blob", Parts[2].str()});
  if (!Text)
    return Text.takeError();
  return std::optional<std::string>(std::move(*Text));
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
  for (const std::string &Path : *Paths) {
    llvm::Expected<std::optional<std::string>> Text =
        textAt(Tree, *Commit, Path);
    if (!Text)
      return Text.takeError();
    States.Before[Path] = std::move(*Text);
  }
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
