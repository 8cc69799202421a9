#include "tool/tree/FileList.h"

#include "guard/GuardedFiles.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/TemporaryMark.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <filesystem>
#include <unistd.h>
#include <vector>

using llvm::StringRef;

namespace premap {

static const char FirstLine[] =
    "premap wrote the files below and may replace them, nothing else";

static llvm::Error cannot(StringRef Verb, StringRef Path, std::error_code EC) {
  return llvm::createStringError(EC, "cannot " + Verb + " '" + Path +
                                         "': " + EC.message());
}

/// One line for any name.
static std::string listed(StringRef Name) {
  std::string Line;
  llvm::raw_string_ostream(Line).write_escaped(Name, /*UseHexEscapes=*/true);
  return Line;
}

namespace {

struct Entry {
  std::string Path; ///< absolute
  std::string Line; ///< in the list
  bool IsFolder = false;
};

} // namespace

/// All that is below \p Folder, what a folder holds before the folder; links
/// are not followed.
static llvm::Expected<std::vector<Entry>> entriesOf(StringRef Folder) {
  namespace stdfs = std::filesystem;
  std::vector<Entry> Entries;
  std::error_code EC;
  const std::string Root = Folder.str();
  for (stdfs::recursive_directory_iterator I(Root, EC), End; !EC && I != End;
       I.increment(EC)) {
    Entry E;
    E.Path = I->path().string();
    E.IsFolder = I->is_directory(EC) && !I->is_symlink(EC);
    E.Line = listed(StringRef(E.Path).drop_front(Root.size() + 1)) +
             (E.IsFolder ? "/" : "");
    Entries.push_back(std::move(E));
    if (EC)
      break;
  }
  if (EC)
    return cannot("read", Folder, EC);
  return std::vector<Entry>(Entries.rbegin(), Entries.rend());
}

/// The lines of \p Folder's list; none without one.
static std::set<std::string> listOf(StringRef Folder) {
  std::set<std::string> Lines;
  const std::string Name = (Folder + "/" + FileListName).str();
  // A link or a FIFO by this name is not ours.
  llvm::ErrorOr<std::string> Text = readRegularFile(Name, Folder.str());
  if (!Text || llvm::sys::fs::is_symlink_file(Name))
    return Lines;
  auto [First, Rest] = StringRef(*Text).split('\n');
  if (First != FirstLine)
    return Lines;
  Lines.insert(FileListName);
  while (!Rest.empty()) {
    auto [Line, Others] = Rest.split('\n');
    Lines.insert(Line.str());
    Rest = Others;
  }
  return Lines;
}

bool hasFileList(StringRef Folder) { return !listOf(Folder).empty(); }

llvm::Expected<std::set<std::string>> foreignEntries(StringRef Folder) {
  removeAbandonedFiles(Folder.str());
  auto Entries = entriesOf(Folder);
  if (!Entries)
    return Entries.takeError();
  std::set<std::string> List = listOf(Folder), Foreign;
  if (isMarkedTemporary(Folder.str()))
    List.insert(TemporaryMarkName);
  for (const Entry &E : *Entries)
    if (!List.count(E.Line))
      Foreign.insert(E.Line);
  return Foreign;
}

llvm::Error writeFileList(StringRef Folder,
                          const std::set<std::string> &Foreign,
                          StringRef Later) {
  auto Entries = entriesOf(Folder);
  if (!Entries)
    return Entries.takeError();
  std::set<std::string> Lines;
  for (const Entry &E : *Entries)
    if (!Foreign.count(E.Line) && E.Line != FileListName &&
        E.Line != TemporaryMarkName)
      Lines.insert(E.Line);
  if (!Later.empty())
    Lines.insert(listed(Later));
  std::string Text = FirstLine;
  Text += '\n';
  for (const std::string &Line : Lines)
    Text += Line + "\n";
  return writeFileAtomically((Folder + "/" + FileListName).str(), Text);
}

void removeListed(const std::string &Folder) {
  std::set<std::string> List = listOf(Folder);
  auto Entries = entriesOf(Folder);
  if (!Entries)
    return llvm::consumeError(Entries.takeError());
  bool HasForeign = false, Failed = false;
  for (const Entry &E : *Entries) {
    if (E.Line == FileListName || E.Line == TemporaryMarkName)
      continue;
    if (!List.count(E.Line))
      HasForeign = true;
    else if ((E.IsFolder ? ::rmdir(E.Path.c_str())
                         : ::unlink(E.Path.c_str())) != 0 &&
             errno != ENOTEMPTY)
      Failed = true;
  }
  // A folder with a mark and without a list is removed whole by the next run:
  // not one that holds what is the user's.
  if (HasForeign)
    unmarkTemporary(Folder);
  // The next run tries again.
  if (Failed)
    return;
  if (!List.empty() && ::unlink((Folder + "/" + FileListName).c_str()) != 0)
    return;
  unmarkTemporary(Folder);
  ::rmdir(Folder.c_str());
}

} // namespace premap
