#include "tool/ForeignConversion.h"

#include "tool/HelperSources.h"
#include "tool/TargetSetup.h"
#include "tool/UnitReader.h"
#include "tool/UsedFiles.h"
#include "tool/VerdictCollector.h"
#include "tool/VerifyInputs.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/Progress.h"
#include "tool/tree/WorkerPool.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <map>

using llvm::StringRef;

namespace premap {
namespace {

/// One changed unit in one architecture.
struct Job {
  std::string File; ///< tree-relative
  verify::VerifyInput Input;
  bool BestEffort = false; ///< no configuration compiles it
};

/// The commands of files that no configuration compiles.
struct MadeUpCommands {
  std::map<std::string, CompileCommand> Of; ///< by tree-relative path
  verify::FileTexts Headers;                ///< that they need
  std::map<std::string, std::string> Why;   ///< there is none, by path
};

} // namespace

/// Whether a text may set or be a hook, or help one.
static bool speaksOfMappings(const FileChange &Change) {
  for (StringRef Text : {StringRef(Change.Old), StringRef(Change.New)})
    if (Text.contains("mmap") || Text.contains("vm_area_"))
      return true;
  return false;
}

/// Commands for the changed files that may hold hooks and have none.
static llvm::Expected<MadeUpCommands>
makeUpCommands(const ForeignConversion &What, const KernelTree &Tree,
               const CompileDatabase &Database, const TargetSetup &Setup,
               ResultCache &Cache) {
  std::set<std::string> Files;
  for (const auto &[Path, Change] : What.Changes)
    if (StringRef(Path).ends_with(".c") && speaksOfMappings(Change) &&
        Database.commands(Path).empty() &&
        llvm::sys::fs::exists(Tree.absolute(Path)))
      Files.insert(Path);
  MadeUpCommands Found;
  if (!What.BestEffort || Files.empty())
    return Found;
  TextQueries Search(Tree, What.Common.jobs(), Cache);
  UnitReader Reader(What.Common, Tree, Database, Setup, Search, Cache);
  if (llvm::Error E = Reader.read(Files))
    return std::move(E);
  Found.Headers = Reader.headers();
  Found.Why = std::move(Reader.Unread.NotCompiled);
  Found.Of = std::move(Reader.BestEffort);
  return Found;
}

/// Whether \p Path can be compared; else \p Report says why not.
static bool canCompare(const std::string &Path, const FileChange &Change,
                       const KernelTree &Tree, const CompileDatabase &Database,
                       const MadeUpCommands &MadeUp, VerifyReport &Report) {
  if (!speaksOfMappings(Change)) {
    Report.Notes.push_back(Path + " does not speak of mappings" +
                           (StringRef(Path).ends_with(".h")
                                ? "; unchanged files that include it were not "
                                  "compared"
                                : ""));
    return false;
  }
  if (!StringRef(Path).ends_with(".c")) {
    Report.Notes.push_back(Path + " is no C");
    return false;
  }
  if (Change.Old.empty() && !llvm::sys::fs::exists(Tree.absolute(Path))) {
    Report.Notes.push_back(Path +
                           " is new, so there is nothing to compare it with");
    return false;
  }
  if (!Database.commands(Path).empty() || MadeUp.Of.count(Path))
    return true;
  auto Tried = MadeUp.Why.find(Path);
  Report.Incomplete = true;
  Report.Handlers.push_back(
      {Path,
       State::NotCompiled,
       {{"",
         "it is not compiled: " +
             (Tried == MadeUp.Why.end()
                  ? Database.whyMissing(Path) +
                        "; --best-effort compares it as its neighbours are "
                        "compiled"
                  : Tried->second),
         Path, 0}},
       {}});
  return false;
}

/// Whether either text of a change has an `#include` that ends in \p Name.
static bool includes(const FileChange &Change, StringRef Name) {
  for (StringRef Text : {StringRef(Change.Old), StringRef(Change.New)})
    while (!Text.empty()) {
      StringRef Line;
      std::tie(Line, Text) = Text.split('\n');
      Line = Line.ltrim();
      if (!Line.consume_front("#") || !Line.ltrim().starts_with("include"))
        continue;
      size_t At = Line.find(Name);
      if (At != StringRef::npos && At != 0 &&
          StringRef("/\"<").contains(Line[At - 1]) &&
          StringRef("\">").contains(Line.substr(At + Name.size()).take_front()))
        return true;
    }
  return false;
}

/// A header is compared through the changed files that include it; one that
/// none of them names was not seen at work.
static void accountForHeaders(const FileChanges &Changes,
                              const std::vector<Job> &Jobs,
                              const TargetSetup &Setup, const KernelTree &Tree,
                              VerifyReport &Report) {
  std::set<std::string> Read;
  for (const Job &J : Jobs)
    Read.insert(J.File);
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (const auto &[Path, Change] : Changes) {
      StringRef Name = llvm::sys::path::filename(Path);
      if (!Name.ends_with(".h") || Read.count(Path))
        continue;
      Grew |= llvm::any_of(Changes, [&, &Path = Path](const auto &Other) {
        return Read.count(Other.first) && includes(Other.second, Name) &&
               Read.insert(Path).second;
      });
    }
  }
  for (const auto &[Path, Change] : Changes) {
    if (!StringRef(Path).ends_with(".h") || !speaksOfMappings(Change) ||
        Setup.Overlay.count(Tree.absolute(Path)))
      continue;
    if (Read.count(Path)) {
      Report.Notes.push_back(Path + " was compared through the changed files "
                                    "that include it; what else includes it "
                                    "was not compared");
      continue;
    }
    Report.Incomplete = true;
    Report.Handlers.push_back(
        {Path,
         State::Inconclusive,
         {{"",
           "it changes, but no changed .c file that can be compared includes "
           "it: no hook was checked against the change",
           Path, 0}},
         {}});
  }
}

static std::vector<Job> jobsFor(const ForeignConversion &What,
                                const KernelTree &Tree,
                                const CompileDatabase &Database,
                                const TargetSetup &Setup,
                                const MadeUpCommands &MadeUp,
                                HelperSources &Helpers, VerifyReport &Report) {
  verify::FileTexts Old = Setup.Overlay;
  Old.insert(MadeUp.Headers.begin(), MadeUp.Headers.end());
  verify::FileTexts New = Old;
  for (const auto &[Path, Change] : What.Changes) {
    if (Setup.Overlay.count(Tree.absolute(Path))) {
      Report.Notes.push_back(Path + " holds the declarations of " +
                             Setup.TargetProfile +
                             " for this preview; its change was left out");
      Report.Incomplete = true;
      continue;
    }
    Old[Tree.absolute(Path)] = Change.Old;
    New[Tree.absolute(Path)] = Change.New;
  }
  std::vector<Job> Jobs;
  for (const auto &[Path, Change] : What.Changes) {
    bool IsHeader = StringRef(Path).ends_with(".h");
    if (IsHeader && speaksOfMappings(Change))
      continue; // in a job of the files that include it
    if (!canCompare(Path, Change, Tree, Database, MadeUp, Report))
      continue;
    std::set<std::string> Used = filesUsedBy(Path, What.Changes);
    std::vector<CompileCommand> Commands = Database.commands(Path);
    auto Nearest = MadeUp.Of.find(Path);
    if (Nearest != MadeUp.Of.end())
      Commands.push_back(Nearest->second);
    for (const CompileCommand &Command : Commands) {
      Job J{Path, {}, Nearest != MadeUp.Of.end()};
      J.Input.Main = unitOf(Command);
      J.Input.Arch = Command.Arch;
      J.Input.Tree = Tree.root();
      J.Input.OldFiles = Old;
      J.Input.NewFiles = New;
      J.Input.TargetApi = Setup.TargetProfile;
      for (const std::string &Other : Used)
        for (const CompileCommand &More : Helpers.commands(Other))
          if (More.Arch == Command.Arch)
            J.Input.Others.push_back(unitOf(More));
      J.Input.Definers = definersNear(Helpers, Path, Command.Arch);
      Jobs.push_back(std::move(J));
    }
  }
  accountForHeaders(What.Changes, Jobs, Setup, Tree, Report);
  return Jobs;
}

llvm::Expected<VerifyReport> verifyForeign(const ForeignConversion &What) {
  llvm::Expected<KernelTree> Tree = KernelTree::open(What.Common.Tree);
  if (!Tree)
    return Tree.takeError();
  llvm::Expected<CompileDatabase> Database = loadDatabase(*Tree, What.Common);
  if (!Database)
    return Database.takeError();
  ResultCache Cache = openCache(What.Common);
  llvm::Expected<TargetSetup> Setup = setUpTarget(
      *Tree, *Database, What.TargetApi, Cache, What.Common.ReadSeconds);
  if (!Setup)
    return Setup.takeError();
  if (!Cache.trouble().empty())
    complain("note: " + Cache.trouble());
  if (llvm::Error E = requireTarget(*Setup, What.TargetApi))
    return std::move(E);

  VerifyReport Report;
  Report.Version = Tree->version();
  Report.TargetApi = Setup->TargetProfile;
  Report.Preview = Setup->Preview;
  Report.AskedFor = true;
  llvm::Expected<MadeUpCommands> MadeUp =
      makeUpCommands(What, *Tree, *Database, *Setup, Cache);
  if (!MadeUp)
    return MadeUp.takeError();
  HelperSources Helpers(*Tree, *Database);
  std::vector<Job> Jobs =
      jobsFor(What, *Tree, *Database, *Setup, *MadeUp, Helpers, Report);

  Progress Line(What.Common.progress(), "verifying");
  WorkerPoolOptions Pool;
  Pool.Jobs = What.Common.jobs();
  Pool.OnProgress = [&](size_t Done, size_t Total) {
    Line.update(Done, Total);
  };
  auto Results = runInWorkers(
      Jobs.size(),
      [&](size_t I) {
        std::vector<uint8_t> Bytes = nlohmann::json::to_cbor(
            verdictsToJson(verify::verifyUnit(Jobs[I].Input, What.Budget)));
        return std::string(Bytes.begin(), Bytes.end());
      },
      Pool);
  if (!Results)
    return Results.takeError();

  VerdictCollector Collect(parseHandlerPatterns(What.Handlers, *Tree), Report);
  for (size_t I = 0; I < Jobs.size(); ++I) {
    const JobResult &Result = (*Results)[I];
    if (!Result.ok()) {
      Collect.addLost(Jobs[I].File, Result.Problem);
      continue;
    }
    const nlohmann::json Said = nlohmann::json::from_cbor(Result.Bytes);
    for (const nlohmann::json &Verdict : Said)
      Collect.add(Jobs[I].File, Jobs[I].Input.Arch, Jobs[I].BestEffort,
                  verify::resultOf(Verdict));
  }
  Collect.addLostHooks(What.Changes);
  if (llvm::Error E = Collect.finish())
    return std::move(E);
  return Report;
}

} // namespace premap
