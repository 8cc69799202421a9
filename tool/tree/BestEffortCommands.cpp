#include "tool/tree/BestEffortCommands.h"

#include "guard/GuardedFiles.h"
#include "tool/tree/ArchChoice.h"
#include "tool/tree/CompileFlags.h"
#include "tool/tree/Kbuild.h"
#include "tool/tree/NotBuilt.h"
#include "tool/tree/StandInHeaders.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

#include <algorithm>

using llvm::StringRef;
namespace path = llvm::sys::path;

namespace premap {

/// The folder below arch/ that \p Path is in, "" if it is in none.
static std::string archOfPath(StringRef Path) {
  return Path.consume_front("arch/") ? Path.split('/').first.str() : "";
}

/// How many leading folders two paths share.
static size_t commonFolders(StringRef A, StringRef B) {
  size_t Count = 0;
  for (size_t I = 0; I < std::min(A.size(), B.size()) && A[I] == B[I]; ++I)
    Count += A[I] == '/';
  return Count;
}

/// The command of the file of \p Arch that is nearest to \p Path: in the same
/// folder, or in the one whose path has most in common.
CompileCommand BestEffortCommands::neighbour(StringRef Path,
                                             const std::string &Arch) const {
  std::vector<std::string> Files = Database.files(Arch);
  auto Nearness = [&](const std::string &File) {
    return std::make_pair(commonFolders(File, Path),
                          path::parent_path(File) == path::parent_path(Path));
  };
  auto Best =
      llvm::max_element(Files, [&](const std::string &A, const std::string &B) {
        return Nearness(A) < Nearness(B);
      });
  std::vector<CompileCommand> Commands = Database.commands(*Best);
  return *llvm::find_if(
      Commands, [&](const CompileCommand &C) { return C.Arch == Arch; });
}

/// What Kbuild says of the object by name.
static std::vector<std::string> nameFlags(StringRef Path) {
  std::string Name = path::stem(Path).str();
  std::replace(Name.begin(), Name.end(), '-', '_');
  return {"-DKBUILD_MODFILE=\"" + Path.drop_back(2).str() + "\"",
          "-DKBUILD_BASENAME=\"" + Name + "\"",
          "-DKBUILD_MODNAME=\"" + Name + "\"", "-D__KBUILD_MODNAME=" + Name};
}

static bool isNameFlag(StringRef Word) {
  return Word.starts_with("-DKBUILD_MODFILE=") ||
         Word.starts_with("-DKBUILD_BASENAME=") ||
         Word.starts_with("-DKBUILD_MODNAME=") ||
         Word.starts_with("-D__KBUILD_MODNAME=");
}

/// \p Like for another file, with the options on that its Makefiles ask for and
/// \p ConfigFile lacks.
CompileCommand BestEffortCommands::adapt(CompileCommand Like, StringRef Path,
                                         const std::string &ConfigFile) const {
  llvm::ErrorOr<std::string> Config = readRegularFile(ConfigFile);
  NotBuilt Lists(Tree, Config ? *Config : "", Like.Arch);
  std::vector<std::string> &Words = Like.Arguments;
  Words.pop_back();
  std::erase_if(Words, isNameFlag);
  for (const std::string &Option :
       Lists.options(Path).value_or(std::vector<std::string>()))
    if (!Lists.isOn(Option))
      Words.push_back("-D" + Option + "=1");
  llvm::append_range(Words, Lists.flags(Path, Like.Directory));
  llvm::append_range(Words, nameFlags(Path));
  Like.File = Tree.absolute(Path);
  Words.push_back(Like.File);
  Like.BestEffort = true;
  return Like;
}

std::vector<CompileCommand>
BestEffortCommands::afterNeighbours(StringRef Path) const {
  std::string Owner = archOfPath(Path), Main = Database.mainArch();
  std::vector<std::string> Archs = Database.archs();
  llvm::sort(Archs, [&](const std::string &A, const std::string &B) {
    return std::make_pair(A != Main, A) < std::make_pair(B != Main, B);
  });
  std::vector<CompileCommand> Commands;
  for (const std::string &Arch : Archs) {
    if (Database.files(Arch).empty() ||
        (!Owner.empty() && isOfOtherArch(Path, sourceArch(Arch))))
      continue;
    CompileCommand Like = neighbour(Path, Arch);
    std::string Config = Like.Directory + "/.config";
    Commands.push_back(adapt(std::move(Like), Path, Config));
  }
  return Commands;
}

/// Drops the words that only the architecture \p SourceArch gets.
static std::vector<std::string>
withoutArch(const std::vector<std::string> &Words, StringRef SourceArch) {
  std::vector<std::string> Kept;
  std::string Folder = ("arch/" + SourceArch + "/").str();
  auto Concerns = [&](StringRef Word) {
    size_t At = Word.find(Folder);
    return At != StringRef::npos &&
           (At == 0 || StringRef("/I").contains(Word[At - 1]));
  };
  for (size_t I = 0; I != Words.size(); ++I) {
    StringRef Word = Words[I];
    bool TakesNext = Word == "-I" || Word == "-isystem" || Word == "-include";
    if (Concerns(Word) || Word.starts_with("-m") ||
        Word.starts_with("--target="))
      continue;
    if (TakesNext && I + 1 != Words.size() && Concerns(Words[I + 1])) {
      ++I;
      continue;
    }
    Kept.push_back(Word.str());
  }
  return Kept;
}

/// The command of an architecture that is not configured: what the nearest
/// compiled file has, and the architecture's own headers.
CompileCommand BestEffortCommands::commandOf(const std::string &Arch,
                                             StringRef Path) {
  CompileCommand Like = neighbour(Path, Database.mainArch());
  std::string Source = sourceArch(Arch);
  std::string Folder = Like.Directory + "/best-effort/" + Arch;
  if (Prepared.insert(Arch).second)
    Headers.merge(standInHeaders(
        Tree, Arch, Like.Directory + "/include/generated/autoconf.h", Folder));
  std::string Own = Tree.absolute("arch/" + Source);
  std::string Generated = Folder + "/arch/" + Source + "/include/generated";
  std::vector<std::string> Words{"clang", "-I" + Own + "/include",
                                 "-I" + Generated, "-I" + Folder + "/include"};
  std::string File = Like.Arguments.back();
  Like.Arguments.pop_back();
  llvm::append_range(
      Words, withoutArch(Like.Arguments, sourceArch(Database.mainArch())));
  for (const std::string &Late : {Own + "/include/uapi", Generated + "/uapi",
                                  Own + "/include/asm/mach-generic", Own})
    Words.push_back("-I" + Late);
  Words.push_back(File);
  CompileCommand Its =
      translateCommand(Like.Directory, File, Words, Arch).Command;
  Its.Folders = Like.Folders;
  // There is no .config: the options that are asked for are switched on.
  return adapt(std::move(Its), Path, /*ConfigFile=*/"");
}

std::map<std::string, std::vector<CompileCommand>>
BestEffortCommands::ofOtherArchs(const std::set<std::string> &Paths) {
  constexpr size_t Enough = 3;
  std::vector<std::string> Configured = Database.archs(), Archs;
  for (const std::string &Arch : archsOf(Tree))
    if (!llvm::is_contained(Configured, Arch) &&
        !targetOf(sourceArch(Arch)).empty())
      Archs.push_back(Arch);
  // Their headers have been read by Clang before.
  auto Rank = [&](const std::string &Arch) {
    return std::make_pair(!kbuildHasClangTarget(Tree, sourceArch(Arch)), Arch);
  };
  llvm::sort(Archs, [&](const std::string &A, const std::string &B) {
    return Rank(A) < Rank(B);
  });
  std::map<std::string, std::vector<CompileCommand>> Commands;
  for (const std::string &Arch : Archs) {
    std::set<std::string> Asked;
    for (const std::string &Path : Paths)
      if (archOfPath(Path).empty() && Commands[Path].size() < Enough)
        Asked.insert(Path);
    // All its Kconfig files are read for that.
    std::set<std::string> Its;
    if (!Asked.empty())
      Its = mightBuild(Tree, Arch, Asked);
    for (const std::string &Path : Paths) {
      std::string Owner = archOfPath(Path);
      bool Fits = Owner.empty() ? Its.count(Path) != 0
                                : !isOfOtherArch(Path, sourceArch(Arch));
      if (Fits && Commands[Path].size() < Enough)
        Commands[Path].push_back(commandOf(Arch, Path));
    }
  }
  return Commands;
}

} // namespace premap
