#include "tool/HelperSources.h"

#include "tool/tree/WordSearch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

/// More is no driver but a subsystem, whose functions the kernel's tables know.
static constexpr size_t MaxFiles = 400;

/// What follows the parenthesis that \p Text starts with, and its partner.
static StringRef behindParentheses(StringRef Text) {
  unsigned Depth = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    Depth += Text[I] == '(';
    Depth -= Text[I] == ')';
    if (Depth == 0)
      return Text.drop_front(I + 1);
  }
  return "";
}

bool definesFunction(StringRef Text, StringRef Name) {
  for (size_t At = Text.find(Name); At != StringRef::npos;
       At = Text.find(Name, At + 1)) {
    StringRef Behind = Text.drop_front(At + Name.size());
    if (!Behind.starts_with("(") || (At && isIdentifierChar(Text[At - 1])))
      continue;
    StringRef Line = Text.take_front(At);
    Line = Line.drop_front(Line.rfind('\n') + 1);
    // The result may stand in a line of its own.
    bool Starts = Line.empty() || isIdentifierChar(Line.front());
    if (!Starts || Line.starts_with("static"))
      continue;
    if (behindParentheses(Behind).ltrim().starts_with("{"))
      return true;
  }
  return false;
}

const std::vector<CompileCommand> &
HelperSources::commands(const std::string &Path) {
  auto [Known, New] = Commands.try_emplace(Path);
  if (New) {
    Known->second = Database.commands(Path);
    if (Known->second.empty())
      Known->second = Nearest.afterNeighbours(Path);
  }
  return Known->second;
}

/// Adds the C files of one folder, and its folders to \p Folders.
static void listFolder(const KernelTree &Tree, const std::string &Folder,
                       std::vector<std::string> &Files,
                       std::vector<std::string> &Folders) {
  std::error_code Problem;
  for (fs::directory_iterator It(Tree.absolute(Folder), Problem,
                                 /*follow_symlinks=*/false),
       End;
       !Problem && It != End; It.increment(Problem)) {
    StringRef Name = path::filename(It->path());
    std::string Path = Folder + "/" + Name.str();
    if (It->type() == fs::file_type::directory_file)
      Folders.push_back(Path);
    else if (It->type() == fs::file_type::regular_file &&
             Name.ends_with(".c") && !Name.ends_with(".mod.c"))
      Files.push_back(Path);
  }
}

const std::vector<std::string> &HelperSources::near(const std::string &Path) {
  std::string Folder = path::parent_path(Path).str();
  auto [Known, New] = Near.try_emplace(Folder);
  if (!New || Folder.empty())
    return Known->second;
  std::vector<std::string> &Files = Known->second, Below, Ignored;
  listFolder(Tree, Folder, Files, Below);
  StringRef Above = path::parent_path(Folder);
  if (!Above.empty())
    listFolder(Tree, Above.str(), Files, Ignored);
  for (const std::string &Inner : Below)
    listFolder(Tree, Inner, Files, Ignored);
  if (Files.size() > MaxFiles)
    Files.resize(MaxFiles);
  return Files;
}

std::vector<CompileCommand>
HelperSources::definers(const std::string &Path,
                        const std::set<std::string> &Functions,
                        const std::string &Arch) {
  std::vector<CompileCommand> Found;
  std::set<std::string> Open = Functions;
  for (const std::string &File : near(Path)) {
    if (Open.empty())
      break;
    if (File == Path)
      continue;
    llvm::ErrorOr<std::string> Text = Tree.read(File);
    if (!Text)
      continue;
    size_t Before = Open.size();
    std::erase_if(Open, [&](const std::string &Name) {
      return definesFunction(*Text, Name);
    });
    if (Open.size() == Before)
      continue;
    for (const CompileCommand &Command : commands(File))
      if (Command.Arch == Arch)
        Found.push_back(Command);
  }
  return Found;
}

} // namespace premap
