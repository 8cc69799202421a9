// `premap doctor [TREE]`: what is missing, and the command that installs it;
// and whether the tree's headers say what premap knows of them.
#include "guard/VisibleText.h"
#include "matchers/Contract.h"
#include "tool/ArchSurvey.h"
#include "tool/Commands.h"
#include "tool/CommonOptions.h"
#include "tool/TargetSetup.h"
#include "tool/VerifyInputs.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/plan/Columns.h"
#include "tool/tree/CacheParts.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/Kbuild.h"
#include "tool/tree/Requirements.h"
#include "tool/tree/Sandbox.h"
#include "tool/tree/ShellWords.h"
#include "tool/tree/WorkerPool.h"
#include "verify/InlineContract.h"

#include "CLI/CLI.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace premap {
namespace {

/// Prints one line per finding and remembers whether one was bad.
class Doctor {
public:
  explicit Doctor(llvm::raw_ostream &Out) : Out(Out) {}

  int status() const {
    if (Died)
      return Died;
    return !Healthy ? ExitUsage : Agrees ? ExitOk : ExitFindings;
  }

  void good(const llvm::Twine &Text) { tell("ok", Text); }
  void note(const llvm::Twine &Text) { tell("note", Text); }
  void unseen(const llvm::Twine &Text) { tell("unseen", Text); }
  void bad(const llvm::Twine &Text) {
    tell("missing", Text);
    Healthy = false;
  }
  /// Something is there, and is not what premap takes it for.
  void differs(const llvm::Twine &Text) {
    tell("differs", Text);
    Agrees = false;
  }
  /// Something was derived from what the tree is no more.
  void stale(const llvm::Twine &Text) {
    tell("stale", Text);
    Agrees = false;
  }
  /// What belongs to the line before.
  void more(const llvm::Twine &Text) { tell("", Text); }
  /// What to type against it, whole for a shell.
  void run(const std::string &Command);

  void checkMachine();
  void checkSandbox();
  void checkCache();
  void checkTree(const CommonOptions &Options);

private:
  void tell(llvm::StringRef Word, const llvm::Twine &Text);
  void checkBuild(const KernelTree &Tree, const CommonOptions &Options);
  void checkArchs(const KernelTree &Tree, const std::string &Build,
                  const CompileDatabase *Database,
                  const CommonOptions &Options);
  void checkHeaders(const KernelTree &Tree, const CompileDatabase &Database,
                    unsigned ReadSeconds);
  void checkContract(const KernelTree &Tree, const CompileDatabase &Database);
  void checkInlines(const CompileCommand &Any);
  llvm::raw_ostream &Out;
  /// A part of the examination came to no end.
  void died(llvm::Error Why) { Died = fail(std::move(Why), ExitInternal); }
  bool Healthy = true;
  bool Agrees = true;
  int Died = 0; ///< the status then
};

} // namespace

/// One finding: \p Word in its column, and \p Text beside it.
void Doctor::tell(llvm::StringRef Word, const llvm::Twine &Text) {
  constexpr size_t Column = 9;
  std::string Head = Word.str();
  Head.resize(Column, ' ');
  Out << wrapped(Head, visible(Text.str()));
}

void Doctor::run(const std::string &Command) {
  constexpr char Head[] = "         run: ";
  const std::string Lines = wrapped(Head, visible(Command));
  Out << llvm::join(llvm::split(llvm::StringRef(Lines).rtrim(), '\n'), " \\\n")
      << '\n';
}

void Doctor::checkMachine() {
  good("LLVM and Clang " LLVM_VERSION_STRING);
  std::vector<Requirement> Needed = kbuildRequirements();
  Needed.insert(Needed.end(), outputRequirements().begin(),
                outputRequirements().end());
  std::vector<Requirement> Missing = missingOf(Needed);
  for (const Requirement &R : Missing)
    bad(llvm::Twine(R.What) + ", " + R.Purpose);
  if (Missing.empty())
    good("everything that Kbuild and the patches need");
  else
    run(installCommand(Missing));
}

void Doctor::checkSandbox() {
  std::string Names;
  for (const std::string &Name : kbuildEnvironment())
    Names += " " + Name;
  note("Kbuild (`configure`, and `run` where it configures) runs the tree's "
       "own makefiles; of the environment they see" +
       Names);
  if (llvm::Error E = premap::checkSandbox())
    note(llvm::toString(std::move(E)));
  else
    good("bubblewrap, for --sandbox");
}

void Doctor::checkCache() {
  llvm::Expected<std::string> Cache = cacheRoot();
  if (!Cache)
    return bad(llvm::toString(Cache.takeError()));
  // The folder itself is made when it is needed.
  llvm::StringRef Existing = *Cache;
  while (!llvm::sys::fs::exists(Existing) && Existing.contains('/'))
    Existing = Existing.rsplit('/').first;
  if (!llvm::sys::fs::can_write(Existing.empty() ? "/" : Existing))
    return bad("permission to write '" + llvm::Twine(*Cache) +
               "': set PREMAP_CACHE to another folder");
  auto Space = llvm::sys::fs::disk_space(Existing.empty() ? "/" : Existing);
  // A configured architecture takes about 60 MB.
  if (Space && Space->available < 200'000'000)
    return bad("room for caches: '" + llvm::Twine(*Cache) + "' has " +
               llvm::Twine(Space->available / 1'000'000) +
               " MB left; set PREMAP_CACHE to another folder");
  auto Parts = cacheParts(*Cache);
  if (!Parts)
    return bad(llvm::toString(Parts.takeError()));
  uint64_t Sum = 0;
  for (const CachePart &Part : *Parts)
    Sum += Part.Bytes;
  good("caches go to " + llvm::Twine(*Cache) + ", which holds " +
       sizeText(Sum) +
       "; `premap cache show` says what takes how much, `premap cache clean` "
       "removes it");
}

void Doctor::checkBuild(const KernelTree &Tree, const CommonOptions &Options) {
  auto Build = buildFolderOf(Tree, Options.BuildFolder);
  if (!Build)
    return bad(llvm::toString(Build.takeError()));
  auto Database = CompileDatabase::load(Tree, *Build, Options.Archs);
  if (!Database) {
    bad(llvm::toString(Database.takeError()));
    return checkArchs(Tree, *Build, nullptr, Options);
  }
  for (const std::string &Sentence : Database->staleness())
    stale(Sentence);
  std::string Archs;
  for (const std::string &Arch : Database->archs())
    Archs += " " + Arch;
  good("compile commands of " + llvm::Twine(Database->files().size()) +
       " files for" + Archs + " in " + *Build);
  checkArchs(Tree, *Build, &*Database, Options);
  checkHeaders(Tree, *Database, Options.ReadSeconds);
}

/// "arm64 (12), riscv (3)", most first.
static std::string countedArchs(const std::map<std::string, size_t> &Counts) {
  std::vector<std::pair<std::string, size_t>> Sorted(Counts.begin(),
                                                     Counts.end());
  llvm::sort(Sorted, [](const auto &A, const auto &B) {
    return A.second != B.second ? A.second > B.second : A.first < B.first;
  });
  std::vector<std::string> Texts;
  for (const auto &[Arch, Count] : Sorted)
    Texts.push_back(Arch + " (" + std::to_string(Count) + ")");
  return llvm::join(Texts, ", ");
}

/// Which architectures there are, and what another one would be good for.
void Doctor::checkArchs(const KernelTree &Tree, const std::string &Build,
                        const CompileDatabase *Database,
                        const CommonOptions &Options) {
  ArchSurvey Survey = surveyArchs(Tree, Database, Options.jobs());
  note("Clang can configure " + llvm::join(Survey.Configurable, ", "));
  if (!Survey.OutOfReach.empty())
    note("and not " + llvm::join(Survey.OutOfReach, ", ") +
         ", of which Kbuild knows no target of Clang's");
  if (Survey.Left.empty())
    return;
  std::map<std::string, size_t> Reachable, Other;
  for (const auto &[Arch, Count] : Survey.MayCompile)
    (llvm::is_contained(Survey.Configurable, Arch) ? Reachable : Other)[Arch] =
        Count;
  note(llvm::Twine(Survey.Left.size()) +
       " files that may hold a handler have no compile command; what can be "
       "parsed all the same is read best-effort");
  if (!Reachable.empty()) {
    more("of these may compile: " + countedArchs(Reachable));
    run("premap configure " + shellWord(Tree.root()) +
        (Options.BuildFolder.empty() ? "" : " -p " + shellWord(Build)));
  }
  if (!Other.empty())
    more("out of reach: " + countedArchs(Other));
}

/// checkContract() in a worker: a tree's headers may hang or crash a parse.
void Doctor::checkHeaders(const KernelTree &Tree,
                          const CompileDatabase &Database,
                          unsigned ReadSeconds) {
  Out.flush();
  WorkerPoolOptions Pool;
  Pool.TimeLimit = std::chrono::seconds(ReadSeconds);
  auto Results = runInWorkers(
      1,
      [&](size_t) {
        std::string Said;
        llvm::raw_string_ostream Lines(Said);
        Doctor Worker(Lines);
        Worker.checkContract(Tree, Database);
        return std::string{Worker.Healthy ? '1' : '0',
                           Worker.Agrees ? '1' : '0'} +
               Said;
      },
      Pool);
  if (!Results)
    return died(Results.takeError());
  const JobResult &Job = Results->front();
  if (!Job.ok())
    return died(llvm::createStringError("reading the headers of " +
                                        Tree.root() + " " + Job.Problem));
  Healthy &= Job.Bytes[0] == '1';
  Agrees &= Job.Bytes[1] == '1';
  Out << llvm::StringRef(Job.Bytes).drop_front(2);
}

void Doctor::checkContract(const KernelTree &Tree,
                           const CompileDatabase &Database) {
  llvm::Expected<CompileCommand> Any = anyCommand(Tree, Database);
  if (!Any)
    return bad(llvm::toString(Any.takeError()));
  ContractInput Input;
  Input.AnyCommand = *Any;
  Input.HasFile = [&](const std::string &Path) {
    return llvm::sys::fs::exists(Tree.absolute(Path));
  };
  Input.CommandOf =
      [&](const std::string &Path) -> std::optional<CompileCommand> {
    std::vector<CompileCommand> Commands = Database.commands(Path);
    if (Commands.empty())
      return std::nullopt;
    return Commands.front();
  };
  llvm::Expected<ContractResult> Result = holdContract(Input);
  if (!Result)
    return bad(llvm::toString(Result.takeError()));
  for (const Deviation &D : Result->Deviations)
    differs(D.Row + ": expected " +
            (D.Expected.empty() ? "no declaration" : D.Expected) + ", found " +
            (D.Found.empty() ? "none" : D.Found));
  for (const std::string &Row : Result->Unseen)
    unseen(Row);
  std::string Held =
      std::to_string(Result->Held) + " declarations as in " + Result->Release;
  if (Result->Deviations.empty())
    good(Held);
  else
    more("beside them, " + Held);
  checkInlines(*Any);
}

/// The functions that verification takes as known by their name.
void Doctor::checkInlines(const CompileCommand &Any) {
  verify::InlineContract Result = verify::holdInlines(unitOf(Any));
  if (!Result.Error.empty())
    return bad(Result.Error);
  for (const verify::InlineNote &D : Result.Deviations)
    differs("Inlines " + D.Name + ": " + D.Text);
  for (const verify::InlineNote &Open : Result.Undecided)
    unseen("Inlines " + Open.Name + ": not compared: " + Open.Text);
  good(llvm::Twine(Result.Equal.size()) +
       " inlines do what the verifier takes them for");
}

void Doctor::checkTree(const CommonOptions &Options) {
  auto Tree = KernelTree::open(Options.Tree);
  if (!Tree)
    return bad("a kernel tree: " +
               llvm::Twine(llvm::toString(Tree.takeError())));
  good("kernel " + llvm::Twine(Tree->version()) + " in " + Tree->root());
  checkBuild(*Tree, Options);
}

static int runDoctor(const CommonOptions &Options) {
  Doctor D(llvm::outs());
  D.checkMachine();
  D.checkSandbox();
  D.checkCache();
  if (!Options.Tree.empty())
    D.checkTree(Options);
  return D.status();
}

void addDoctorCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "doctor", "Say what is missing, and the command that installs it");
  auto Options = std::make_shared<CommonOptions>();
  addCommonOptions(*Sub, *Options);
  Sub->footer(footer({"premap doctor", "premap doctor ~/src/linux"}));
  Sub->callback([&Action, Options] {
    Action = [Options] { return runDoctor(*Options); };
  });
}

} // namespace premap
