#include "tool/tree/CompileDatabase.h"

#include "guard/GuardedFiles.h"
#include "tool/tree/BuildRules.h"
#include "tool/tree/CompileFlags.h"
#include "tool/tree/ShellWords.h"

#include "nlohmann/json.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;
using nlohmann::json;
namespace fs = llvm::sys::fs;

namespace premap {

static const char DatabaseName[] = "/compile_commands.json";
static const char RecordName[] = "/premap.json";

static llvm::Expected<json> readJson(StringRef Path) {
  // Of a build folder that may be a stranger's: a FIFO would wait for ever.
  llvm::ErrorOr<std::string> Text = readRegularFile(Path.str());
  if (!Text)
    return llvm::createStringError(
        Text.getError(), "cannot read '" + Path + "': " +
                             (Text.getError() == std::errc::invalid_argument
                                  ? "it is no regular file"
                                  : Text.getError().message()));
  StringRef Bytes = *Text;
  try {
    return json::parse(Bytes.begin(), Bytes.end());
  } catch (const json::parse_error &E) {
    return llvm::createStringError(
        "'" + Path + "' is not JSON: it breaks at byte " + llvm::Twine(E.byte) +
        " of " + llvm::Twine(Bytes.size()));
  } catch (const json::out_of_range &) {
    return llvm::createStringError("'" + Path +
                                   "' has a number that is too large to read");
  }
}

static llvm::Error badEntry(StringRef Path, size_t Index, StringRef What) {
  return llvm::createStringError("'" + Path + "': entry " +
                                 llvm::Twine(Index + 1) + " " + What);
}

static bool isString(const json &Object, const char *Key) {
  return Object.contains(Key) && Object[Key].is_string();
}

static llvm::Expected<RawCommand> readEntry(StringRef Path, size_t Index,
                                            const json &Entry) {
  if (!Entry.is_object())
    return badEntry(Path, Index, "is not an object");
  for (const char *Key : {"directory", "file"})
    if (!isString(Entry, Key))
      return badEntry(Path, Index, std::string("has no \"") + Key + "\"");
  RawCommand Command;
  Command.Directory = Entry["directory"];
  Command.File = Entry["file"];
  if (isString(Entry, "command")) {
    Command.Command = Entry["command"];
    return Command;
  }
  if (!Entry.contains("arguments") || !Entry["arguments"].is_array() ||
      !llvm::all_of(Entry["arguments"],
                    [](const json &A) { return A.is_string(); }))
    return badEntry(Path, Index,
                    "has neither a \"command\" nor an array of \"arguments\"");
  Command.Arguments = Entry["arguments"].get<std::vector<std::string>>();
  return Command;
}

llvm::Expected<std::vector<RawCommand>> readCompileCommands(StringRef Path) {
  llvm::Expected<json> Database = readJson(Path);
  if (!Database)
    return Database.takeError();
  if (!Database->is_array())
    return llvm::createStringError("'" + Path +
                                   "' is not a compile database: it holds no "
                                   "array");
  std::vector<RawCommand> Commands;
  Commands.reserve(Database->size());
  for (const json &Entry : *Database) {
    llvm::Expected<RawCommand> Command =
        readEntry(Path, Commands.size(), Entry);
    if (!Command)
      return Command.takeError();
    Commands.push_back(std::move(*Command));
  }
  return Commands;
}

std::string formatCompileCommands(const std::vector<RawCommand> &Commands) {
  json Database = json::array();
  for (const RawCommand &Command : Commands) {
    json Entry = {{"directory", Command.Directory}, {"file", Command.File}};
    if (Command.Arguments.empty())
      Entry["command"] = Command.Command;
    else
      Entry["arguments"] = Command.Arguments;
    Database.push_back(std::move(Entry));
  }
  // File names need not be UTF-8; a replacement would name another file, but
  // throwing would lose the whole run.
  return Database.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string formatConfigureRecord(const ConfigureRecord &Record) {
  json Text = {
      {"schema", "premap.configure/1"}, {"tree", Record.Tree},
      {"version", Record.Version},      {"arch", Record.Arch},
      {"config", Record.Config},        {"config_hash", Record.ConfigHash},
      {"rules_hash", Record.RulesHash}, {"all", Record.All},
      {"leftovers", Record.Leftovers},  {"missing", Record.Missing}};
  return Text.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

llvm::Expected<ConfigureRecord> readConfigureRecord(StringRef ArchFolder) {
  std::string Path = (ArchFolder + RecordName).str();
  llvm::Expected<json> Text = readJson(Path);
  if (!Text)
    return Text.takeError();
  try {
    ConfigureRecord Record;
    if (Text->at("schema") != "premap.configure/1")
      return llvm::createStringError("'" + Path +
                                     "' was written by another premap: delete "
                                     "the folder and configure again");
    Text->at("tree").get_to(Record.Tree);
    Text->at("version").get_to(Record.Version);
    Text->at("arch").get_to(Record.Arch);
    Text->at("config").get_to(Record.Config);
    Text->at("all").get_to(Record.All);
    // Older records have none of these; they were for all candidates.
    Record.ConfigHash = Text->value("config_hash", "");
    Record.RulesHash = Text->value("rules_hash", "");
    Record.Leftovers = Text->value("leftovers", false);
    Text->at("missing").get_to(Record.Missing);
    return Record;
  } catch (const json::exception &) {
    return llvm::createStringError("'" + Path +
                                   "' is damaged: delete the folder and "
                                   "configure again");
  }
}

llvm::Expected<std::string> defaultConfigureFolder(const KernelTree &Tree) {
  llvm::Expected<std::string> Cache = Tree.cacheFolder();
  if (!Cache)
    return Cache.takeError();
  return *Cache + "/build";
}

llvm::Expected<std::string> buildFolderOf(const KernelTree &Tree,
                                          StringRef Named) {
  if (!Named.empty()) {
    llvm::SmallString<256> Path(Named);
    if (std::error_code EC = fs::make_absolute(Path))
      return llvm::createStringError(EC, "cannot use '" + Named +
                                             "': " + EC.message());
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    return Path.str().str();
  }
  return defaultConfigureFolder(Tree);
}

static Words wordsOf(const RawCommand &Command) {
  return Command.Arguments.empty() ? splitShellWords(Command.Command)
                                   : Command.Arguments;
}

static void replaceAll(std::string &Text, const std::string &From,
                       const std::string &To) {
  for (size_t At = 0; (At = Text.find(From, At)) != std::string::npos;
       At += To.size())
    Text.replace(At, From.size(), To);
}

/// Texts that stand for files are found by their real names, however the build
/// reaches the tree.
static void nameByRoot(RawCommand &Command, const KernelTree &Tree,
                       const std::string &Path) {
  StringRef Spelled = Command.File;
  if (Spelled.consume_back("/" + Path) && Spelled.starts_with("/") &&
      Spelled != Tree.root()) {
    std::string Link = Spelled.str() + "/", Root = Tree.root() + "/";
    replaceAll(Command.Command, Link, Root);
    for (std::string &Argument : Command.Arguments)
      replaceAll(Argument, Link, Root);
  }
  Command.File = Tree.absolute(Path);
}

/// Reads one database; \p Arch is "" for a user's own build, where every
/// command says it by the headers that it includes.
llvm::Error CompileDatabase::addArch(const KernelTree &Tree,
                                     const std::string &Folder,
                                     const std::string &Arch) {
  auto Commands = readCompileCommands(Folder + DatabaseName);
  if (!Commands)
    return Commands.takeError();
  if (!Arch.empty())
    Archs.insert(Arch);
  for (RawCommand &Command : *Commands) {
    std::optional<std::string> Path =
        Tree.relative(Command.File, Command.Directory);
    if (!Path)
      continue;
    nameByRoot(Command, Tree, *Path);
    std::string Its = Arch;
    if (Its.empty())
      Its = translateCommand(Command.Directory, Command.File, wordsOf(Command),
                             "")
                .Command.Arch;
    Archs.insert(Its);
    // The first command counts: the same file may be compiled twice.
    ByFile[*Path].emplace(Its, std::move(Command));
  }
  return llvm::Error::success();
}

std::string whyUnusable(const ConfigureRecord &Record, const KernelTree &Tree,
                        StringRef ArchFolder) {
  const std::string Config = (ArchFolder + "/.config").str();
  if (Record.Tree != Tree.root())
    return "'" + ArchFolder.str() + "' belongs to the tree '" + Record.Tree +
           "', not to '" + Tree.root() + "'";
  if (!Record.Version.empty() && Record.Version != Tree.version())
    return "'" + ArchFolder.str() + "' was configured for Linux " +
           Record.Version + ", and the tree is " + Tree.version() + " by now";
  if (!Record.ConfigHash.empty() && Record.ConfigHash != fileHash(Config))
    return "'" + Config + "' is not what configure made";
  return "";
}

/// Whether \p Release, "6.12.1-rc1-local", is of the version \p Version.
static bool isOfVersion(StringRef Release, StringRef Version) {
  return Release.consume_front(Version) &&
         (Release.empty() ||
          (!llvm::isDigit(Release.front()) && Release.front() != '.'));
}

/// What of a user's own build does not belong to the tree as it is.
static void noteStaleBuild(const KernelTree &Tree, const std::string &Build,
                           std::vector<std::string> &Notes) {
  llvm::ErrorOr<std::string> Text =
      readRegularFile(Build + "/include/config/kernel.release");
  StringRef Release = Text ? StringRef(*Text).trim() : "";
  if (Text && !isOfVersion(Release, Tree.version()))
    Notes.push_back("'" + Build + "' is a build of Linux " + Release.str() +
                    ", and the tree is " + Tree.version() + "; build it anew");
  llvm::ErrorOr<std::string> Config = readRegularFile(Build + "/.config");
  if (Config && StringRef(*Config).trim().empty())
    Notes.push_back("'" + Build + "/.config' is empty; configure it anew");
}

std::vector<std::string> configuredArchs(StringRef Build) {
  std::vector<std::string> Names;
  std::error_code EC;
  for (fs::directory_iterator I(Build, EC), End; I != End && !EC;
       I.increment(EC))
    if (fs::exists(I->path() + RecordName))
      Names.push_back(llvm::sys::path::filename(I->path()).str());
  llvm::sort(Names);
  return Names;
}

llvm::Expected<CompileDatabase>
CompileDatabase::load(const KernelTree &Tree, StringRef BuildFolder,
                      llvm::ArrayRef<std::string> Archs) {
  CompileDatabase Database;
  Database.Readable = {Tree.root(), BuildFolder.str()};
  if (fs::exists(BuildFolder + DatabaseName)) {
    if (llvm::Error E = Database.addArch(Tree, BuildFolder.str(), ""))
      return std::move(E);
    if (Database.ByFile.empty())
      return llvm::createStringError("'" + BuildFolder + DatabaseName +
                                     "' has no command for a file of '" +
                                     Tree.root() + "'");
    for (const std::string &Arch : Archs)
      if (!Database.Archs.count(Arch))
        return llvm::createStringError("'" + BuildFolder + DatabaseName +
                                       "' has no command for " + Arch);
    noteStaleBuild(Tree, BuildFolder.str(), Database.Stale);
    return Database;
  }
  std::vector<std::string> Finished = configuredArchs(BuildFolder);
  std::vector<std::string> Wanted = Archs.empty() ? Finished : Archs.vec();
  // The user's own -p has to go with it, or it would not help.
  llvm::Expected<std::string> Usual = defaultConfigureFolder(Tree);
  bool IsUsual = Usual && *Usual == BuildFolder;
  llvm::consumeError(Usual.takeError());
  std::string Place = IsUsual ? "" : " -p " + shellWord(BuildFolder);
  std::string Hint = "run: premap configure " + shellWord(Tree.root()) + Place;
  std::string Rules;
  for (const std::string &Arch : Wanted) {
    if (!llvm::is_contained(Finished, Arch))
      return llvm::createStringError("'" + Tree.root() +
                                     "' is not configured for " + Arch + "; " +
                                     Hint + " --arch " + shellWord(Arch));
    std::string Folder = (BuildFolder + "/" + Arch).str();
    auto Record = readConfigureRecord(Folder);
    if (!Record)
      return Record.takeError();
    if (std::string Why = whyUnusable(*Record, Tree, Folder); !Why.empty())
      return llvm::createStringError(Why + "; " + Hint);
    if (Rules.empty() && !Record->RulesHash.empty())
      Rules = buildRulesHash(Tree);
    if (Record->RulesHash != Rules && !Record->RulesHash.empty())
      Database.Stale.push_back("Makefiles or Kconfig files changed since " +
                               Arch + " was configured; " + Hint);
    Database.Missing[Arch] = std::move(Record->Missing);
    if (llvm::Error E = Database.addArch(Tree, Folder, Arch))
      return std::move(E);
  }
  if (Wanted.empty())
    return llvm::createStringError(
        "'" + Tree.root() + "' is not configured" +
        (IsUsual ? "" : " in '" + BuildFolder + "'") + "; " + Hint +
        (fs::exists(Tree.root() + DatabaseName)
             ? ", or use the compile_commands.json that lies in the tree: -p " +
                   shellWord(Tree.root())
             : ""));
  return Database;
}

std::vector<std::string> CompileDatabase::archs() const {
  return std::vector<std::string>(Archs.begin(), Archs.end());
}

/// A command may say that it runs anywhere, in / or the user's home; only where
/// there is what Kbuild generates does it tell where the build is.
static bool isKernelBuild(StringRef Folder) {
  return fs::exists(Folder + "/include/generated/autoconf.h");
}

std::vector<TranslatedCommand>
CompileDatabase::translatedCommands(StringRef Path) const {
  std::vector<TranslatedCommand> Result;
  auto Found = ByFile.find(Path);
  if (Found == ByFile.end())
    return Result;
  for (const auto &[Arch, Raw] : Found->second) {
    TranslatedCommand &T = Result.emplace_back(
        translateCommand(Raw.Directory, Raw.File, wordsOf(Raw), Arch));
    T.Command.Folders = Readable;
    if (isKernelBuild(Raw.Directory))
      T.Command.Folders.push_back(Raw.Directory);
  }
  return Result;
}

std::vector<CompileCommand> CompileDatabase::commands(StringRef Path) const {
  std::vector<CompileCommand> Result;
  for (TranslatedCommand &T : translatedCommands(Path))
    Result.push_back(std::move(T.Command));
  return Result;
}

std::string CompileDatabase::whyMissing(StringRef Path) const {
  std::string Text;
  for (const std::string &Arch : Archs) {
    auto Of = Missing.find(Arch);
    std::string Why = "no compile command";
    if (Of != Missing.end())
      if (auto Reason = Of->second.find(Path.str()); Reason != Of->second.end())
        Why = Reason->second;
    Text += (Text.empty() ? "" : "; ") + Arch + ": " + Why;
  }
  return Text;
}

std::vector<std::string> CompileDatabase::files(StringRef Arch) const {
  std::vector<std::string> Result;
  for (const auto &[Path, Commands] : ByFile)
    if (Arch.empty() || Commands.count(Arch.str()))
      Result.push_back(Path);
  return Result;
}

std::string CompileDatabase::mainArch() const {
  std::map<std::string, size_t> Count;
  for (const auto &[Path, Commands] : ByFile)
    for (const auto &[Arch, Command] : Commands)
      ++Count[Arch];
  auto Most = llvm::max_element(
      Count, [](const auto &A, const auto &B) { return A.second < B.second; });
  return Most == Count.end() ? "" : Most->first;
}

} // namespace premap
