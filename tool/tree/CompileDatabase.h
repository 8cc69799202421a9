// Finds the compile commands of a tree's files, in all architectures that were
// configured, or in the database of a user's own build.
#ifndef PREMAP_TOOL_TREE_COMPILEDATABASE_H
#define PREMAP_TOOL_TREE_COMPILEDATABASE_H

#include "matchers/ParseUnit.h"
#include "tool/tree/KernelTree.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

struct TranslatedCommand;

/// One entry of a compile_commands.json, as it stands there.
struct RawCommand {
  std::string Directory;              ///< absolute
  std::string File;                   ///< seen from Directory
  std::string Command;                ///< for a shell; "" if Arguments is given
  std::vector<std::string> Arguments; ///< with the compiler
};

/// Reads one compile_commands.json. The error names the file, and the byte
/// where it stops being JSON or the entry that lacks something.
llvm::Expected<std::vector<RawCommand>>
readCompileCommands(llvm::StringRef Path);

/// The text of a compile_commands.json with \p Commands.
std::string formatCompileCommands(const std::vector<RawCommand> &Commands);

class CompileDatabase {
public:
  /// Loads BUILD/ARCH/compile_commands.json of every architecture that
  /// `premap configure` has finished in \p BuildFolder, or
  /// BUILD/compile_commands.json if there is one. \p Archs, if not empty,
  /// selects. Fails if there is nothing to load, with the command that makes
  /// it, or if an architecture of \p Archs is missing.
  static llvm::Expected<CompileDatabase>
  load(const KernelTree &Tree, llvm::StringRef BuildFolder,
       llvm::ArrayRef<std::string> Archs);

  /// The architectures, sorted. Of a user's own build, those of its commands.
  std::vector<std::string> archs() const;

  /// The commands of the file \p Path (tree-relative), translated for our
  /// Clang; one for each architecture that compiles it, sorted by architecture.
  std::vector<CompileCommand> commands(llvm::StringRef Path) const;

  /// The same with what Clang does not know of each command.
  std::vector<TranslatedCommand> translatedCommands(llvm::StringRef Path) const;

  /// Why there is no command for \p Path, in a sentence that names every
  /// architecture: "x86_64: CONFIG_BSR is not set".
  std::string whyMissing(llvm::StringRef Path) const;

  /// All files with a command, tree-relative, sorted; with \p Arch, those with
  /// a command of that architecture.
  std::vector<std::string> files(llvm::StringRef Arch = "") const;

  /// What is not as it was when the tree was configured, and does not stop the
  /// work: sentences.
  const std::vector<std::string> &staleness() const { return Stale; }

  /// The architecture with most files, the first by name of several; "" if
  /// there is none. Others may have been configured for a few files only.
  std::string mainArch() const;

private:
  /// What the parse of a command may open files of.
  std::vector<std::string> Readable;

  llvm::Error addArch(const KernelTree &Tree, const std::string &Folder,
                      const std::string &Arch);

  std::map<std::string, std::map<std::string, RawCommand>, std::less<>>
      ByFile; ///< path, then architecture
  std::map<std::string, std::map<std::string, std::string>>
      Missing; ///< architecture, then path: why
  std::set<std::string> Archs;
  std::vector<std::string> Stale;
};

/// Where the databases of \p Tree are: \p Named (-p) if not empty, else build/
/// of its cache folder. A database that lies in the tree came with it, perhaps
/// from a stranger, and is used only if it is named.
llvm::Expected<std::string> buildFolderOf(const KernelTree &Tree,
                                          llvm::StringRef Named);

/// build/ of the cache folder of \p Tree: where configure writes by default.
llvm::Expected<std::string> defaultConfigureFolder(const KernelTree &Tree);

/// What `premap configure` writes beside an architecture's database, last.
struct ConfigureRecord {
  std::string Tree;    ///< root
  std::string Version; ///< of the tree
  std::string Arch;
  std::string Config;     ///< "allmodconfig", or the path given with --config
  std::string ConfigHash; ///< of the .config that was made of it
  std::string RulesHash;  ///< of the Makefiles and Kconfig files of the tree
  bool All = false;       ///< commands of all files, not of candidates only
  bool Leftovers = false; ///< of the candidates that others left without one
  std::map<std::string, std::string> Missing; ///< candidate -> why no command
};

std::string formatConfigureRecord(const ConfigureRecord &Record);

/// Why what is in \p ArchFolder cannot be used for \p Tree any more: another
/// tree, another version, another .config than configure made. "" if it can;
/// what an older record does not know is taken for unchanged.
std::string whyUnusable(const ConfigureRecord &Record, const KernelTree &Tree,
                        llvm::StringRef ArchFolder);

/// The architectures that configure has finished in \p BuildFolder, sorted.
std::vector<std::string> configuredArchs(llvm::StringRef BuildFolder);

/// Fails if there is no record, or one that cannot be read; says which file.
llvm::Expected<ConfigureRecord> readConfigureRecord(llvm::StringRef ArchFolder);

} // namespace premap

#endif
