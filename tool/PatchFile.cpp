#include "tool/PatchFile.h"

#include "guard/VisibleText.h"

#include "tool/tree/AtomicWrite.h"
#include "tool/tree/InputFile.h"
#include "tool/tree/Subprocess.h"
#include "tool/tree/TemporaryFolder.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <map>
#include <set>

using llvm::StringRef;

namespace premap {

static llvm::Error complaint(const llvm::Twine &Text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Text);
}

/// Writes \p Path and the folders that it needs.
static llvm::Error writeWithFolders(const std::string &Path, StringRef Text) {
  StringRef Parent = llvm::sys::path::parent_path(Path);
  if (std::error_code EC = llvm::sys::fs::create_directories(Parent))
    return complaint("cannot write " + Parent + ": " + EC.message());
  return writeFileAtomically(Path, Text);
}

/// What git says, in a line and without its advice, which is about options
/// that we do not have.
static std::string complaintOfGit(StringRef Text) {
  std::string Out;
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    Line = Line.trim();
    Line.consume_front("error: ");
    Line.consume_front("fatal: ");
    Line = Line.take_front(Line.find(" (allow with")).rtrim();
    if (!Line.empty())
      Out += (Out.empty() ? "" : "; ") + Line.str();
  }
  return Out;
}

static std::string textOf(const std::string &Path) {
  auto Text = llvm::MemoryBuffer::getFile(Path);
  return Text ? (*Text)->getBuffer().str() : "";
}

/// A mail as a mail program saves it, without the line that mailboxes have.
static bool isMail(StringRef Text) {
  static constexpr llvm::StringLiteral Headers[] = {
      "From: ",         "Subject: ",     "Date: ", "Message-",
      "Return-Path: ",  "Received: ",    "To: ",   "MIME-Version: ",
      "Delivered-To: ", "Content-Type: "};
  for (StringRef Header : Headers)
    if (Text.starts_with_insensitive(Header))
      return true;
  return false;
}

namespace {

/// One patch, still as a mail or plain.
struct PatchText {
  std::string File;
  bool IsMail = false;
};

} // namespace

/// The patches of an mbox in order, to be decoded by git's own mail tools; a
/// plain patch is its own and only element.
static llvm::Expected<std::vector<PatchText>>
patchesIn(const std::string &PatchPath, const TemporaryFolder &Folder) {
  llvm::Expected<std::string> Text = readInput(PatchPath);
  if (!Text)
    return Text.takeError();
  // A pipe can be read once only.
  std::string Copy = Folder.path("patch");
  if (llvm::Error E = writeFileAtomically(Copy, *Text))
    return std::move(E);
  if (isMail(*Text))
    return std::vector<PatchText>{{Copy, true}};
  if (!StringRef(*Text).starts_with("From "))
    return std::vector<PatchText>{{Copy, false}};

  std::string Mails = Folder.path("mails");
  if (std::error_code EC = llvm::sys::fs::create_directory(Mails))
    return complaint("cannot write " + Mails + ": " + EC.message());
  llvm::Expected<ProcessResult> Split =
      runPlainly({"git", "mailsplit", "-o" + Mails, "--", Copy}, Folder.path());
  if (!Split)
    return Split.takeError();
  if (Split->Status != 0)
    return complaint(PatchPath +
                     " is no mailbox: " + complaintOfGit(Split->Err));
  std::vector<PatchText> Patches;
  std::error_code EC;
  for (llvm::sys::fs::directory_iterator I(Mails, EC), End; !EC && I != End;
       I.increment(EC))
    Patches.push_back({I->path(), true});
  std::sort(
      Patches.begin(), Patches.end(),
      [](const PatchText &A, const PatchText &B) { return A.File < B.File; });
  return Patches;
}

/// A mail's patch without its quoted-printable or base64 coat.
static llvm::Expected<std::string> decoded(const std::string &Mail,
                                           const TemporaryFolder &Folder) {
  std::string Message = Folder.path("message"), Patch = Mail + ".patch";
  llvm::Expected<ProcessResult> Info = runPlainly(
      {"sh", "-c", "git mailinfo --encoding=UTF-8 \"$1\" \"$2\" < \"$3\"", "sh",
       Message, Patch, Mail},
      Folder.path());
  if (!Info)
    return Info.takeError();
  if (Info->Status != 0)
    return complaint("git cannot read the mail " + Mail + ": " + Info->Err);
  return Patch;
}

/// Paths that \p Patch names, from `git apply --numstat -z`.
static llvm::Expected<std::set<std::string>> pathsOf(const std::string &Patch,
                                                     const std::string &Work) {
  llvm::Expected<ProcessResult> Stat =
      runPlainly({"git", "apply", "--numstat", "-z", Patch}, Work);
  if (!Stat)
    return Stat.takeError();
  if (Stat->Status != 0)
    return complaint(complaintOfGit(Stat->Err));
  std::set<std::string> Paths;
  StringRef Rest = Stat->Out;
  while (!Rest.empty()) {
    StringRef Row;
    std::tie(Row, Rest) = Rest.split('\0');
    StringRef Path = Row.split('\t').second.split('\t').second;
    // Reports have a line for each file.
    if (std::string Shown = visibleName(Path); Shown != Path)
      return complaint("the name " + Shown + " has control characters");
    if (!Path.empty())
      Paths.insert(Path.str());
  }
  return Paths;
}

namespace {

/// One `rename from`, `copy from` of git's extended headers.
struct Move {
  std::string From, To;
  bool Copy = false;
};

/// The changed files in a folder of their own, where git applies one patch
/// after the other.
class PatchedFiles {
public:
  PatchedFiles(const KernelTree &Tree, const TemporaryFolder &Folder,
               const std::string &PatchPath, bool Reverse)
      : Tree(Tree), PatchPath(PatchPath), Reverse(Reverse),
        Work(Folder.path(Reverse ? "reverted" : "work")) {}

  llvm::Error apply(const std::string &Patch);
  FileChanges finish();

private:
  llvm::Error take(const std::string &Path);

  const KernelTree &Tree;
  const std::string &PatchPath;
  const bool Reverse;
  std::string Work;
  FileChanges Changes;
  std::map<std::string, std::string> NameBefore; ///< of renamed files
};

} // namespace

static std::vector<Move> movesIn(StringRef Patch) {
  std::vector<Move> Moves;
  StringRef Last;
  while (!Patch.empty()) {
    StringRef Line;
    std::tie(Line, Patch) = Patch.split('\n');
    Line = Line.rtrim("\r");
    for (StringRef Kind : {"rename", "copy"}) {
      StringRef From = Last, To = Line;
      if (From.consume_front(Kind) && From.consume_front(" from ") &&
          To.consume_front(Kind) && To.consume_front(" to "))
        Moves.push_back({From.str(), To.str(), Kind == "copy"});
    }
    Last = Line;
  }
  return Moves;
}

/// Puts the tree's text of \p Path where git finds it.
llvm::Error PatchedFiles::take(const std::string &Path) {
  if (Changes.count(Path))
    return llvm::Error::success();
  if (!Tree.relative(Tree.absolute(Path), "/"))
    return complaint(PatchPath + " changes " + Path +
                     ", which is outside of the tree");
  if (!llvm::sys::fs::exists(Tree.absolute(Path))) {
    Changes[Path] = {};
    return llvm::Error::success();
  }
  llvm::ErrorOr<std::string> Old = Tree.read(Path);
  if (!Old)
    return complaint("cannot read " + Path +
                     " of the tree: " + Old.getError().message());
  Changes[Path].Old = std::move(*Old);
  return writeWithFolders(Work + "/" + Path, Changes[Path].Old);
}

llvm::Error PatchedFiles::apply(const std::string &Patch) {
  if (std::error_code EC = llvm::sys::fs::create_directory(Work))
    return complaint("cannot write " + Work + ": " + EC.message());
  auto Paths = pathsOf(Patch, Work);
  if (!Paths)
    return complaint(PatchPath + " is no patch that git understands: " +
                     llvm::toString(Paths.takeError()));
  for (Move M : movesIn(textOf(Patch))) {
    Paths->insert(M.From);
    if (Reverse) {
      Paths->insert(M.To);
      std::swap(M.From, M.To);
    }
    auto Before = NameBefore.find(M.From);
    if (!M.Copy)
      NameBefore[M.To] = Before == NameBefore.end() ? M.From : Before->second;
  }
  for (const std::string &Path : *Paths)
    if (llvm::Error E = take(Path))
      return E;
  std::vector<std::string> Words{"git", "apply", "--whitespace=nowarn"};
  if (Reverse)
    Words.push_back("--reverse");
  Words.push_back(Patch);
  auto Apply = runPlainly(Words, Work);
  if (!Apply)
    return Apply.takeError();
  if (Apply->Status != 0)
    return complaint(PatchPath + " does not apply to " + Tree.root() + ": " +
                     complaintOfGit(Apply->Err));
  // Its text would be that of a file of this machine.
  for (const std::string &Path : *Paths)
    if (llvm::sys::fs::is_symlink_file(Work + "/" + Path))
      return complaint(PatchPath + " makes a link of " + Path);
  return llvm::Error::success();
}

FileChanges PatchedFiles::finish() {
  for (auto &[Path, Change] : Changes)
    Change.New = textOf(Work + "/" + Path);
  for (const auto &[Now, Before] : NameBefore) {
    auto Moved = Changes.find(Now);
    if (Moved == Changes.end() || Moved->second.New.empty())
      continue;
    Changes[Before].New = std::move(Moved->second.New);
    Changes.erase(Moved);
  }
  // What came and went in between.
  std::erase_if(Changes, [](const auto &Entry) {
    return Entry.second.Old == Entry.second.New;
  });
  return std::move(Changes);
}

namespace {

/// The patches of one file, decoded, in order.
struct PatchSeries {
  TemporaryFolder Folder;
  std::string Name; ///< for messages
  std::vector<std::string> Files;

  llvm::Expected<FileChanges> apply(const KernelTree &Tree, bool Reverse) const;
};

} // namespace

static llvm::Expected<PatchSeries> readSeries(const std::string &Named) {
  if (llvm::Error E = checkCanDiff())
    return std::move(E);
  llvm::Expected<TemporaryFolder> Place = TemporaryFolder::create();
  if (!Place)
    return Place.takeError();
  PatchSeries Series{
      std::move(*Place), Named == "-" ? "standard input" : Named, {}};
  auto Patches = patchesIn(Named, Series.Folder);
  if (!Patches)
    return Patches.takeError();
  for (PatchText &Patch : *Patches) {
    if (Patch.IsMail) {
      auto Plain = decoded(Patch.File, Series.Folder);
      if (!Plain)
        return Plain.takeError();
      // A cover letter has no patch.
      if (StringRef(textOf(*Plain)).trim().empty())
        continue;
      Patch.File = *Plain;
    }
    Series.Files.push_back(Patch.File);
  }
  if (Series.Files.empty())
    return complaint(Series.Name + " holds no patch");
  return Series;
}

llvm::Expected<FileChanges> PatchSeries::apply(const KernelTree &Tree,
                                               bool Reverse) const {
  PatchedFiles Patched(Tree, Folder, Name, Reverse);
  std::vector<std::string> Order = Files;
  if (Reverse)
    std::reverse(Order.begin(), Order.end());
  for (const std::string &File : Order)
    if (llvm::Error E = Patched.apply(File))
      return std::move(E);
  return Patched.finish();
}

llvm::Expected<FileChanges> applyPatchFile(const KernelTree &Tree,
                                           const std::string &Named) {
  llvm::Expected<PatchSeries> Series = readSeries(Named);
  if (!Series)
    return Series.takeError();
  return Series->apply(Tree, /*Reverse=*/false);
}

llvm::Expected<PatchedTexts> applyOrRevertPatch(const KernelTree &Tree,
                                                const std::string &Named) {
  llvm::Expected<PatchSeries> Series = readSeries(Named);
  if (!Series)
    return Series.takeError();
  llvm::Expected<FileChanges> Forward = Series->apply(Tree, false);
  if (Forward)
    return PatchedTexts{std::move(*Forward), false};
  llvm::Expected<FileChanges> Back = Series->apply(Tree, true);
  if (!Back) {
    llvm::consumeError(Back.takeError());
    return Forward.takeError();
  }
  llvm::consumeError(Forward.takeError());
  return PatchedTexts{std::move(*Back), true};
}

} // namespace premap
