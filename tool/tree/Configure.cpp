#include "tool/tree/Configure.h"

#include "guard/GuardedFiles.h"
#include "tool/tree/ArchChoice.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/BorrowedFolders.h"
#include "tool/tree/BuildRules.h"
#include "tool/tree/CompileFlags.h"
#include "tool/tree/ConfigureCheck.h"
#include "tool/tree/DryRun.h"
#include "tool/tree/FolderLock.h"
#include "tool/tree/InputFile.h"
#include "tool/tree/Kbuild.h"
#include "tool/tree/NotBuilt.h"
#include "tool/tree/OwnedFolder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <optional>
#include <set>

using llvm::StringRef;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace premap {

std::string hostArch() {
  llvm::Triple Host(llvm::sys::getProcessTriple());
  if (Host.isX86())
    return Host.isArch64Bit() ? "x86_64" : "i386";
  if (Host.isAArch64())
    return "arm64";
  if (Host.isPPC())
    return "powerpc";
  if (Host.isMIPS())
    return "mips";
  if (Host.isRISCV())
    return "riscv";
  if (Host.isLoongArch())
    return "loongarch";
  if (Host.isSystemZ())
    return "s390";
  return Host.getArchName().str();
}

namespace {

/// One architecture's run.
class ArchConfigurer {
public:
  ArchConfigurer(const KernelTree &Tree, StringRef BuildFolder, StringRef Arch,
                 llvm::ArrayRef<std::string> Candidates,
                 const ConfigureOptions &Options)
      : Tree(Tree), Target((BuildFolder + "/" + Arch).str()), Arch(Arch.str()),
        Candidates(Candidates), Options(Options) {}

  llvm::Expected<ConfigureResult> run();

private:
  bool canReuse() const;
  Kbuild kbuild(const std::string &Folder) const {
    return Kbuild(Tree, Folder, Arch, Options.Sandboxed);
  }
  std::string configName() const;
  bool buildsNothingWanted(const std::string &Folder) const;
  bool gainsNothing() const;
  llvm::Error configure(const std::string &Folder);
  llvm::Error prepare(const std::string &Folder);
  llvm::Error makeConfig(const Kbuild &Make, const std::string &Folder);
  llvm::Error dryRun(const std::string &Folder);
  llvm::Error dryRunTargets(const std::string &Folder,
                            llvm::ArrayRef<std::string> Goals);
  llvm::Error askForAliases(const std::string &Folder);
  std::vector<std::string> unanswered() const;
  llvm::Error makeHeaders(const std::string &Folder);
  void explainMissing(const std::string &Folder);
  std::string databaseText() const;
  llvm::Error finish();
  llvm::Error makeFailed(StringRef What, const ProcessResult &Result) const;

  const KernelTree &Tree;
  std::string Target, Arch;
  llvm::ArrayRef<std::string> Candidates;
  const ConfigureOptions &Options;
  std::string RulesHash; ///< of the tree, before we look at it
  std::map<std::string, DryRunCommand> Commands;
  ConfigureResult Result;
};

} // namespace

/// What the record says about the configuration: two runs with the same name
/// have the same .config.
std::string ArchConfigurer::configName() const {
  if (Options.ConfigFile.empty()) {
    const std::string Choice = allmodChoice(Arch);
    return "allmodconfig" + (Choice.empty() ? "" : " with " + Choice);
  }
  fs::file_status Status;
  if (fs::status(Options.ConfigFile, Status))
    return Options.ConfigFile;
  return Options.ConfigFile + "@" +
         std::to_string(
             Status.getLastModificationTime().time_since_epoch().count());
}

bool ArchConfigurer::canReuse() const {
  if (Options.Again || !fs::exists(Target + "/.config"))
    return false;
  auto Record = readConfigureRecord(Target);
  if (!Record) {
    llvm::consumeError(Record.takeError());
    return false;
  }
  return whyUnusable(*Record, Tree, Target).empty() &&
         Record->Config == configName() &&
         (Record->RulesHash.empty() || Record->RulesHash == RulesHash);
}

llvm::Error ArchConfigurer::makeFailed(StringRef What,
                                       const ProcessResult &R) const {
  std::string Says = firstMakeError(R.Err);
  if (Says.empty())
    Says = "make exited with status " + std::to_string(R.Status);
  return llvm::createStringError("Kbuild's " + What + " for " + Arch +
                                 " failed: " + Says);
}

llvm::Error ArchConfigurer::makeConfig(const Kbuild &Make,
                                       const std::string &Folder) {
  std::string Goal = "allmodconfig";
  if (!Options.ConfigFile.empty()) {
    Goal = "olddefconfig";
    llvm::Expected<std::string> Text = readInput(Options.ConfigFile);
    if (!Text)
      return Text.takeError();
    if (llvm::Error E = writeFileAtomically(Folder + "/.config", *Text))
      return E;
  }
  std::vector<std::string> Words{"-s", Goal};
  const std::string Choice = allmodChoice(Arch);
  if (Options.ConfigFile.empty() && !Choice.empty()) {
    const std::string File = Folder + "/premap-choice.config";
    if (llvm::Error E = writeFileAtomically(File, Choice + "\n"))
      return E;
    Words.push_back("KCONFIG_ALLCONFIG=" + File);
  }
  auto Made = Make.make(Words);
  if (!Made)
    return Made.takeError();
  if (Made->Status != 0 || !fs::exists(Folder + "/.config"))
    return makeFailed(Goal, *Made);
  return llvm::Error::success();
}

llvm::Error ArchConfigurer::configure(const std::string &Folder) {
  Progress Stage(Options.Progress, Arch + ": configuration");
  return makeConfig(kbuild(Folder), Folder);
}

/// What comes after the configuration takes a minute and more.
bool ArchConfigurer::buildsNothingWanted(const std::string &Folder) const {
  if (Options.OnlyFor.empty())
    return false;
  llvm::ErrorOr<std::string> Config = readRegularFile(Folder + "/.config");
  NotBuilt Lists(Tree, Config ? *Config : "", Arch);
  return llvm::none_of(Options.OnlyFor, [&](const std::string &Path) {
    return Lists.isBuilt(Path);
  });
}

/// The lists promised a file, and make has no command for any: a folder that
/// nothing descends into, say.
bool ArchConfigurer::gainsNothing() const {
  return !Options.OnlyFor.empty() &&
         llvm::none_of(Options.OnlyFor, [&](const std::string &Path) {
           auto Found = Commands.find(Path);
           return Found != Commands.end() && Found->second.Configured;
         });
}

llvm::Error ArchConfigurer::prepare(const std::string &Folder) {
  Kbuild Make = kbuild(Folder);
  Progress Stage(Options.Progress, Arch + ": generated headers");
  auto Made = Make.make({"-s", "-k", "-j" + std::to_string(Options.Jobs),
                         "prepare", "modules_prepare"});
  if (!Made)
    return Made.takeError();
  if (Made->Status == 0)
    return llvm::Error::success();
  // Some architectures link a vDSO here, which LLVM may not be able to do; the
  // headers are what is needed.
  if (!fs::exists(Folder + "/include/generated/autoconf.h") ||
      (fs::exists(Tree.absolute("Kbuild")) &&
       !fs::exists(Folder + "/include/generated/asm-offsets.h")))
    return makeFailed("prepare", *Made);
  Result.Notes.push_back(
      llvm::toString(makeFailed("prepare", *Made)) +
      "; the headers needed first are there, so the work goes on, but files "
      "that include what is missing will not parse");
  return llvm::Error::success();
}

/// The commands that make prints for \p Goals join those of earlier calls.
llvm::Error ArchConfigurer::dryRunTargets(const std::string &Folder,
                                          llvm::ArrayRef<std::string> Goals) {
  // In the folder itself, where there is room if there is room for the rest.
  std::string Output = Folder + "/premap-dry-run";
  std::vector<std::string> MakeWords{"-n", "-k", "V=1", dryRunMarkerVariable()};
  MakeWords.insert(MakeWords.end(), Goals.begin(), Goals.end());
  auto Made = kbuild(Folder).make(MakeWords, Output);
  if (!Made)
    return Made.takeError();
  auto Text = llvm::MemoryBuffer::getFile(Output);
  fs::remove(Output);
  if (!Text)
    return llvm::createStringError(Text.getError(),
                                   "cannot read '" + Output +
                                       "': " + Text.getError().message());
  auto New = parseDryRun((*Text)->getBuffer(), Folder, Tree);
  // With -k, objects that Kbuild has no rule for are failures too: only a run
  // without any command is one.
  if (New.empty() && Made->Status != 0 && Commands.empty() && !Goals.empty()) {
    StringRef Says = Made->Err;
    if (!Says.contains("No rule to make target"))
      return makeFailed("dry run", *Made);
  }
  for (auto &[Path, Command] : New) {
    auto [Entry, IsNew] = Commands.try_emplace(Path, Command);
    if (!IsNew && !Entry->second.Configured)
      Entry->second = Command;
  }
  return llvm::Error::success();
}

/// The candidates of this architecture without a configured command.
std::vector<std::string> ArchConfigurer::unanswered() const {
  std::vector<std::string> Paths;
  for (const std::string &Path : Candidates) {
    if (isOfOtherArch(Path, sourceArch(Arch)))
      continue;
    auto Found = Commands.find(Path);
    if (Found == Commands.end() || !Found->second.Configured)
      Paths.push_back(Path);
  }
  return Paths;
}

static std::string objectOf(StringRef Source) {
  return Source.drop_back(1).str() + "o";
}

/// Asks for the objects that have no command yet under the names that another
/// folder would build them by.
llvm::Error ArchConfigurer::askForAliases(const std::string &Folder) {
  std::vector<std::string> Goals =
      borrowedTargets(Tree, sourceArch(Arch), unanswered());
  if (Goals.empty())
    return llvm::Error::success();
  return dryRunTargets(Folder, Goals);
}

llvm::Error ArchConfigurer::dryRun(const std::string &Folder) {
  Progress Stage(Options.Progress, Arch + ": compile commands");
  if (Options.All)
    return dryRunTargets(Folder, {"vmlinux", "modules"});
  std::vector<std::string> Goals;
  for (const std::string &Path : unanswered())
    Goals.push_back(objectOf(Path));
  if (Goals.empty())
    return llvm::Error::success();
  if (llvm::Error E = dryRunTargets(Folder, Goals))
    return E;
  return askForAliases(Folder);
}

/// The word behind -o.
static std::string outputOf(const RawCommand &Command) {
  auto Flag = llvm::find(Command.Arguments, "-o");
  if (Flag == Command.Arguments.end() ||
      std::next(Flag) == Command.Arguments.end())
    return "";
  return *std::next(Flag);
}

/// Some folders generate headers of their own when they are built
/// (security/selinux/flask.h). Builds the candidates' objects with the one rule
/// switched off that compiles kernel code, so that only their headers, and the
/// programs that write these, are made.
llvm::Error ArchConfigurer::makeHeaders(const std::string &Folder) {
  const char Rule[] = "rule_cc_o_c";
  llvm::ErrorOr<std::string> Makefile = Tree.read("scripts/Makefile.build");
  // Without that rule everything would be compiled.
  if (!Makefile || !StringRef(*Makefile).contains(Rule))
    return llvm::Error::success();
  std::vector<std::string> MakeWords{"-s", "-k",
                                     "-j" + std::to_string(Options.Jobs),
                                     std::string(Rule) + "=:"};
  const size_t WithoutGoals = MakeWords.size();
  for (const std::string &Path : Candidates) {
    auto Found = Commands.find(Path);
    if (Found != Commands.end() && Found->second.Configured)
      if (std::string Object = outputOf(Found->second.Command); !Object.empty())
        MakeWords.push_back(std::move(Object));
  }
  if (MakeWords.size() == WithoutGoals)
    return llvm::Error::success();
  Progress Stage(Options.Progress, Arch + ": headers of single folders");
  auto Made = kbuild(Folder).make(MakeWords);
  if (!Made)
    return Made.takeError();
  if (Made->Status != 0)
    Result.Notes.push_back(llvm::toString(makeFailed("headers", *Made)) +
                           "; files that include what is missing will not "
                           "parse");
  return llvm::Error::success();
}

void ArchConfigurer::explainMissing(const std::string &Folder) {
  llvm::ErrorOr<std::string> Config = readRegularFile(Folder + "/.config");
  NotBuilt Why(Tree, Config ? *Config : "", Arch);
  for (const std::string &Path : Candidates) {
    auto Found = Commands.find(Path);
    if (Found == Commands.end() || !Found->second.Configured)
      Result.Missing[Path] = Why.reason(Path);
  }
}

/// The database as it is valid once the folder is in its place.
std::string ArchConfigurer::databaseText() const {
  std::vector<RawCommand> List;
  for (const auto &[Path, Command] : Commands)
    if (Command.Configured)
      List.push_back(Command.Command);
  return formatCompileCommands(List);
}

static std::string replaceAll(std::string Text, StringRef From, StringRef To) {
  for (size_t At = 0; (At = Text.find(From.str(), At)) != std::string::npos;
       At += To.size())
    Text.replace(At, From.size(), To.str());
  return Text;
}

/// The record comes last: a folder without one is not finished.
llvm::Error ArchConfigurer::finish() {
  ConfigureRecord Record;
  Record.Tree = Tree.root();
  Record.Version = Tree.version();
  Record.Arch = Arch;
  Record.Config = configName();
  Record.ConfigHash = fileHash(Target + "/.config");
  Record.RulesHash = RulesHash;
  Record.All = Options.All;
  Record.Leftovers = Options.Leftovers;
  Record.Missing = Result.Missing;
  return writeFileAtomically(Target + "/premap.json",
                             formatConfigureRecord(Record));
}

llvm::Expected<ConfigureResult> ArchConfigurer::run() {
  if (llvm::Error E = checkCanConfigure(Tree, Target, Arch))
    return std::move(E);
  // Two runs may share a folder that both reuse.
  auto Lock = FolderLock::acquire(path::parent_path(Target));
  if (!Lock)
    return Lock.takeError();
  RulesHash = buildRulesHash(Tree);
  Result.Reused = canReuse();
  std::optional<TemporaryFolder> Fresh;
  std::set<std::string> NotOurs;
  if (Result.Reused) {
    if (auto Foreign = foreignEntries(Target))
      NotOurs = std::move(*Foreign);
    else
      return Foreign.takeError();
  } else {
    if (llvm::Error E = checkReplaceable(Target))
      return std::move(E);
    auto Folder = TemporaryFolder::beside(Target);
    if (!Folder)
      return Folder.takeError();
    Fresh.emplace(std::move(*Folder));
    if (llvm::Error E = configure(Fresh->path()))
      return std::move(E);
  }
  std::string Folder = Fresh ? Fresh->path() : Target;
  if (buildsNothingWanted(Folder)) {
    Result.Pointless = true;
    return std::move(Result);
  }
  if (Fresh)
    if (llvm::Error E = prepare(Folder))
      return std::move(E);
  if (llvm::Error E = dryRun(Folder))
    return std::move(E);
  if (gainsNothing()) {
    Result.Pointless = true;
    return std::move(Result);
  }
  if (llvm::Error E = makeHeaders(Folder))
    return std::move(E);
  explainMissing(Folder);
  for (const auto &[Path, Command] : Commands)
    Result.Commands += Command.Configured;
  std::string Database = replaceAll(databaseText(), Folder, Target);
  if (llvm::Error E =
          writeFileAtomically(Folder + "/compile_commands.json", Database))
    return std::move(E);
  if (llvm::Error E = writeFileList(Folder, NotOurs, "premap.json"))
    return std::move(E);
  if (Fresh)
    if (llvm::Error E = putInPlace(std::move(*Fresh), Target))
      return std::move(E);
  if (llvm::Error E = finish())
    return std::move(E);
  return std::move(Result);
}

llvm::Expected<ConfigureResult>
configureArch(const KernelTree &Tree, StringRef BuildFolder, StringRef Arch,
              llvm::ArrayRef<std::string> Candidates,
              const ConfigureOptions &Options) {
  return ArchConfigurer(Tree, BuildFolder, Arch, Candidates, Options).run();
}

} // namespace premap
