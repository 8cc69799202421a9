#include "tool/PatchFile.h"

#include "tool/RunProgram.h"
#include "tool/TemporaryFolder.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <set>

using llvm::StringRef;

namespace premap {

static llvm::Error complaint(const llvm::Twine &Text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Text);
}

static std::string textOf(const std::string &Path) {
  auto Text = llvm::MemoryBuffer::getFile(Path);
  return Text ? (*Text)->getBuffer().str() : "";
}

/// The patches of an mbox in order, decoded by git's own mail tools; a plain
/// patch is its own and only element.
static llvm::Expected<std::vector<std::string>>
patchesIn(const std::string &PatchPath, const TemporaryFolder &Folder) {
  auto Text = llvm::MemoryBuffer::getFile(PatchPath);
  if (!Text)
    return complaint("cannot read " + PatchPath + ": " +
                     Text.getError().message());
  if (!(*Text)->getBuffer().starts_with("From "))
    return std::vector<std::string>{PatchPath};

  std::string Mails = Folder.path("mails");
  if (std::error_code EC = llvm::sys::fs::create_directory(Mails))
    return complaint("cannot write " + Mails + ": " + EC.message());
  llvm::Expected<ProgramResult> Split =
      runProgram({"git", "mailsplit", "-o" + Mails, "--", PatchPath});
  if (!Split)
    return Split.takeError();
  if (Split->ExitStatus != 0)
    return complaint(PatchPath + " is no mailbox: " + Split->ErrorOutput);
  std::vector<std::string> Patches;
  std::error_code EC;
  for (llvm::sys::fs::directory_iterator I(Mails, EC), End; !EC && I != End;
       I.increment(EC))
    Patches.push_back(I->path());
  std::sort(Patches.begin(), Patches.end());
  return Patches;
}

/// A mail's patch without its quoted-printable or base64 coat.
static llvm::Expected<std::string> decoded(const std::string &Mail,
                                           const TemporaryFolder &Folder) {
  std::string Message = Folder.path("message"), Patch = Mail + ".patch";
  llvm::Expected<ProgramResult> Info = runProgram(
      {"sh", "-c", "git mailinfo --encoding=UTF-8 \"$1\" \"$2\" < \"$3\"", "sh",
       Message, Patch, Mail});
  if (!Info)
    return Info.takeError();
  if (Info->ExitStatus != 0)
    return complaint("git cannot read the mail " + Mail + ": " +
                     Info->ErrorOutput);
  return Patch;
}

/// Paths that \p Patch names, from `git apply --numstat -z`.
static llvm::Expected<std::set<std::string>> pathsOf(const std::string &Patch,
                                                     const std::string &Work) {
  llvm::Expected<ProgramResult> Stat =
      runProgram({"git", "apply", "--numstat", "-z", Patch}, Work);
  if (!Stat)
    return Stat.takeError();
  if (Stat->ExitStatus != 0)
    return complaint(Stat->ErrorOutput);
  std::set<std::string> Paths;
  StringRef Rest = Stat->Output;
  while (!Rest.empty()) {
    StringRef Row;
    std::tie(Row, Rest) = Rest.split('\0');
    StringRef Path = Row.split('\t').second.split('\t').second;
    if (!Path.empty())
      Paths.insert(Path.str());
  }
  return Paths;
}

llvm::Expected<FileChanges> applyPatchFile(const KernelTree &Tree,
                                           const std::string &PatchPath) {
  TemporaryFolder Folder;
  llvm::SmallString<256> Absolute(PatchPath);
  llvm::sys::fs::make_absolute(Absolute);
  auto Patches = patchesIn(Absolute.str().str(), Folder);
  if (!Patches)
    return Patches.takeError();
  std::string Work = Folder.path("work");
  if (std::error_code EC = llvm::sys::fs::create_directory(Work))
    return complaint("cannot write " + Work + ": " + EC.message());

  FileChanges Changes;
  for (std::string Patch : *Patches) {
    if (Patches->size() > 1 || Patch != Absolute.str()) {
      auto Plain = decoded(Patch, Folder);
      if (!Plain)
        return Plain.takeError();
      // A cover letter has no patch.
      if (StringRef(textOf(*Plain)).trim().empty())
        continue;
      Patch = *Plain;
    }
    auto Paths = pathsOf(Patch, Work);
    if (!Paths)
      return complaint(PatchPath + " is no patch that git understands: " +
                       llvm::toString(Paths.takeError()));
    for (const std::string &Path : *Paths) {
      if (Changes.count(Path))
        continue;
      if (!Tree.relative(Tree.absolute(Path), "/"))
        return complaint(PatchPath + " changes " + Path +
                         ", which is outside of the tree");
      Changes[Path].Old = textOf(Tree.absolute(Path));
      if (llvm::sys::fs::exists(Tree.absolute(Path)))
        Folder.write("work/" + Path, Changes[Path].Old);
    }
    auto Apply =
        runProgram({"git", "apply", "--whitespace=nowarn", Patch}, Work);
    if (!Apply)
      return Apply.takeError();
    if (Apply->ExitStatus != 0)
      return complaint(PatchPath + " does not apply to " + Tree.root() + ": " +
                       StringRef(Apply->ErrorOutput).trim());
  }
  if (Changes.empty())
    return complaint(PatchPath + " changes no file");
  for (auto &[Path, Change] : Changes)
    Change.New = textOf(Work + "/" + Path);
  return Changes;
}

} // namespace premap
