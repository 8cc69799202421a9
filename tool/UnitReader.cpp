#include "tool/UnitReader.h"

#include "matchers/FactExtractor.h"
#include "matchers/TextTables.h"
#include "tool/InactiveBranch.h"
#include "tool/UnitFamilyReading.h"
#include "tool/VmaHelpers.h"
#include "tool/tree/CachedJobs.h"
#include "tool/tree/CandidateSearch.h"
#include "tool/tree/Progress.h"
#include "tool/tree/UnitFamilies.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

static std::string toBytes(const nlohmann::json &Value) {
  std::vector<uint8_t> Bytes = nlohmann::json::to_cbor(Value);
  return std::string(Bytes.begin(), Bytes.end());
}

static std::string answer(const UnitFacts &Facts,
                          const std::vector<std::string> &Headers) {
  return toBytes({{"facts", Facts}, {"headers", Headers}});
}

/// Reads those of \p Commands, by place, that can be read in families.
static llvm::Expected<std::map<size_t, std::string>>
readFamilies(llvm::ArrayRef<CompileCommand> Commands,
             llvm::ArrayRef<size_t> Open, const KernelTree &Tree,
             const VirtualFiles &Overlay, WorkerPoolOptions Pool,
             PackAnswer Pack) {
  std::vector<CompileCommand> Theirs;
  for (size_t I : Open)
    Theirs.push_back(Commands[I]);
  auto TextOf = [&](const std::string &Path) {
    if (auto At = Overlay.find(Path); At != Overlay.end())
      return At->second;
    std::optional<std::string> File = Tree.relative(Path, "/");
    llvm::ErrorOr<std::string> Text =
        File ? Tree.read(*File) : llvm::ErrorOr<std::string>(std::error_code());
    return Text ? *Text : std::string();
  };
  std::vector<UnitFamily> Families = unitFamilies(Theirs, TextOf, Pool.Jobs);
  auto Limit = std::chrono::ceil<std::chrono::seconds>(Pool.TimeLimit);
  // Their worker waits for its forks, which have a limit of their own.
  Pool.IdleLimit = std::chrono::hours(1);
  auto Results = runInWorkers(
      Families.size(),
      [&](size_t I) {
        auto Said =
            readFamily(Families[I], Tree.root(), Overlay, Limit,
                       [&](const UnitReading &Its) {
                         return Pack(answer(Its.Facts, Its.Headers), Its.Seen);
                       });
        nlohmann::json List = nlohmann::json::array();
        for (const auto &[Index, Bytes] : Said)
          List.push_back(
              {Index, nlohmann::json::binary({Bytes.begin(), Bytes.end()})});
        return toBytes(List);
      },
      Pool);
  if (!Results)
    return Results.takeError();
  std::map<size_t, std::string> Read;
  for (const JobResult &Job : *Results) {
    if (!Job.ok())
      continue;
    for (const nlohmann::json &Said : nlohmann::json::from_cbor(Job.Bytes)) {
      const nlohmann::json::binary_t &Bytes = Said[1].get_binary();
      if (!Bytes.empty())
        Read[Open[Said[0].get<size_t>()]].assign(Bytes.begin(), Bytes.end());
    }
  }
  return Read;
}

llvm::Expected<std::vector<UnitReader::Reading>>
UnitReader::extract(llvm::ArrayRef<CompileCommand> Commands,
                    const VirtualFiles &Overlay, const char *Stage) {
  std::vector<Reading> Readings(Commands.size());
  if (Commands.empty())
    return Readings;
  Progress Report(Options.progress(), Stage);
  WorkerPoolOptions Pool;
  Pool.Jobs = Options.jobs();
  Pool.TimeLimit = std::chrono::seconds(Options.ReadSeconds);
  Pool.OnProgress = [&](size_t Done, size_t Total) {
    Report.update(Done, Total);
  };
  auto Results = runCached(
      Cache, parseKeys("facts of " + Tree.root(), Commands, Overlay),
      [&](size_t I, FilesSeen &Seen) {
        std::vector<std::string> Headers;
        UnitFacts Facts = extractFacts(Commands[I], Tree.root(), Overlay,
                                       {&Headers, nullptr, &Seen});
        return answer(Facts, Headers);
      },
      Pool,
      [&](llvm::ArrayRef<size_t> Open, PackAnswer Pack) {
        return readFamilies(Commands, Open, Tree, Overlay, Pool, Pack);
      });
  if (!Results)
    return Results.takeError();
  for (size_t I = 0; I < Commands.size(); ++I) {
    const JobResult &Job = (*Results)[I];
    if (!Job.ok()) {
      Readings[I].Problem = "reading it " + Job.Problem;
      continue;
    }
    nlohmann::json Said = nlohmann::json::from_cbor(Job.Bytes);
    Said.at("facts").get_to(Readings[I].Facts);
    Said.at("headers").get_to(Readings[I].Headers);
  }
  return Readings;
}

void UnitReader::takeOver(
    const std::vector<UnitFacts> &Units, const UnitHeaders &Headers,
    const std::map<std::string, CompileCommand> &BestEffort,
    const std::set<std::string> &Differing) {
  for (const UnitFacts &Unit : Units) {
    auto From = Headers.find({Unit.File, Unit.Arch});
    bool Differs = From == Headers.end() || Differing.count(Unit.File) ||
                   llvm::any_of(From->second, [&](const std::string &Header) {
                     return Differing.count(Header) != 0;
                   });
    // A branch that nothing compiles is read anew with its unit.
    if (Differs || Unit.ParseFailed || !Unit.Assumes.empty())
      continue;
    Others[{Unit.File, Unit.Arch}] = Unit;
    this->Headers.insert(*From);
    if (auto Command = BestEffort.find(Unit.File); Command != BestEffort.end())
      OthersBestEffort.insert(*Command);
  }
}

const UnitFacts *UnitReader::takenOver(const std::string &File,
                                       const std::string &Arch) const {
  auto At = Others.find({File, Arch});
  return At == Others.end() ? nullptr : &At->second;
}

/// The target's declarations, and the texts that stand for files.
VirtualFiles UnitReader::overlay() const {
  VirtualFiles Files = Api.Overlay;
  Files.merge(Tree.virtualFiles());
  return Files;
}

llvm::Error UnitReader::read(const std::set<std::string> &Files) {
  std::set<std::string> Compiled, Others;
  for (const std::string &File : Files) {
    if (!Known.insert(File).second)
      continue;
    // A name led to it after all.
    Unread.OtherTables.erase(File);
    if (Database.commands(File).empty()) {
      Unread.NotCompiled[File] = Database.whyMissing(File);
      Others.insert(File);
    } else {
      Compiled.insert(File);
    }
  }
  size_t FirstUnit = Units.size();
  if (llvm::Error E = readCompiled(Compiled))
    return E;
  if (llvm::Error E = readBestEffort(Others))
    return E;
  return readInactiveBranches(FirstUnit);
}

/// Once for each architecture.
llvm::Error UnitReader::readCompiled(const std::set<std::string> &Files) {
  std::vector<CompileCommand> Commands;
  for (const std::string &File : Files)
    for (CompileCommand &Command : Database.commands(File))
      if (const UnitFacts *Known = takenOver(File, Command.Arch))
        Units.push_back(*Known);
      else
        Commands.push_back(std::move(Command));
  auto Readings = extract(Commands, overlay(), "reading");
  if (!Readings)
    return Readings.takeError();
  for (size_t I = 0; I < Commands.size(); ++I) {
    Reading &R = (*Readings)[I];
    if (!R.Problem.empty()) {
      std::optional<std::string> File =
          Tree.relative(Commands[I].File, Commands[I].Directory);
      Unread.ParseFailed[*File] = R.Problem;
      continue;
    }
    if (R.Facts.ParseFailed)
      Unread.ParseFailed.try_emplace(R.Facts.File,
                                     R.Facts.Diagnostics.empty()
                                         ? "does not parse"
                                         : R.Facts.Diagnostics.front());
    Headers[{R.Facts.File, R.Facts.Arch}] = std::move(R.Headers);
    Units.push_back(std::move(R.Facts));
  }
  return llvm::Error::success();
}

/// Whether the text of \p File names a hook in a table, or gets a VMA.
bool UnitReader::mayHoldAHook(const std::string &File) const {
  llvm::ErrorOr<std::string> Text = Tree.read(File);
  if (!Text)
    return false;
  StringRef Whole = *Text;
  return Whole.contains("struct vm_area_struct") ||
         Whole.contains("struct vm_area_desc") ||
         llvm::any_of(readTablesFromText(File, Whole),
                      [](const OpsEntry &E) { return !E.Handler.empty(); });
}

/// How much of what a scan wants to know \p Unit does not say: entries,
/// functions and tables in places that did not parse, and hooks of the file
/// without a body.
static size_t holesIn(const UnitFacts &Unit) {
  auto IsBroken = [&](const std::string &Path, unsigned Line) {
    return llvm::any_of(Unit.Broken, [&](const BrokenPlace &Place) {
      return Place.Path == Path && Place.FirstLine <= Line &&
             Line <= Place.LastLine;
    });
  };
  size_t Holes = 0;
  for (const OpsEntry &Entry : Unit.Ops) {
    Holes += IsBroken(Entry.Where.Path, Entry.Where.Line);
    Holes += !Entry.HandlerFile.empty() &&
             llvm::none_of(Unit.Functions, [&](const FunctionFacts &F) {
               return F.Name == Entry.Handler;
             });
  }
  for (const FunctionFacts &Function : Unit.Functions)
    Holes += IsBroken(Function.File, Function.Line);
  for (const VmOpsTable &Table : Unit.VmOps)
    Holes += IsBroken(Table.File, Table.Line);
  return Holes;
}

/// Gives every file of \p All the best reading that its commands allow.
llvm::Error UnitReader::tryAll(Attempts &All) {
  VirtualFiles Overlay = overlay();
  Overlay.insert(MadeUp.headers().begin(), MadeUp.headers().end());
  for (;;) {
    std::vector<Attempt *> Round;
    std::vector<CompileCommand> Commands;
    for (auto &[File, A] : All) {
      if (A.Holes == 0 || A.Left.empty())
        continue;
      Round.push_back(&A);
      Commands.push_back(std::move(A.Left.front()));
      A.Left.erase(A.Left.begin());
    }
    if (Round.empty())
      return llvm::Error::success();
    auto Readings = extract(Commands, Overlay, "reading best-effort");
    if (!Readings)
      return Readings.takeError();
    for (size_t I = 0; I < Round.size(); ++I) {
      Attempt &A = *Round[I];
      Reading &R = (*Readings)[I];
      if (!R.Problem.empty()) {
        A.Error = R.Problem;
        continue;
      }
      size_t Holes = holesIn(R.Facts);
      if (Holes >= A.Holes)
        continue;
      A.Holes = Holes;
      A.Facts = std::move(R.Facts);
      Headers[{A.Facts.File, A.Facts.Arch}] = std::move(R.Headers);
      A.Command = std::move(Commands[I]);
    }
  }
}

llvm::Error UnitReader::readBestEffort(const std::set<std::string> &Files) {
  Attempts All;
  for (const std::string &File : Files) {
    auto Command = OthersBestEffort.find(File);
    const UnitFacts *Known = Command == OthersBestEffort.end()
                                 ? nullptr
                                 : takenOver(File, Command->second.Arch);
    if (Known) {
      BestEffort.insert(*Command);
      Units.push_back(*Known);
    } else if (mayHoldAHook(File)) {
      All[File].Left = MadeUp.afterNeighbours(File);
    }
  }
  if (llvm::Error E = tryAll(All))
    return E;
  std::set<std::string> Holey;
  for (const auto &[File, A] : All)
    if (A.Holes)
      Holey.insert(File);
  for (auto &[File, Commands] : MadeUp.ofOtherArchs(Holey))
    All[File].Left = std::move(Commands);
  if (llvm::Error E = tryAll(All))
    return E;
  for (auto &[File, A] : All) {
    if (A.Holes == SIZE_MAX) {
      if (!A.Error.empty())
        Unread.NotCompiled[File] += "; read best-effort: " + A.Error;
      continue;
    }
    BestEffort[File] = std::move(A.Command);
    Units.push_back(std::move(A.Facts));
  }
  return llvm::Error::success();
}

/// Reads, of the units from \p FirstUnit on, the branches in which handlers are
/// that nothing compiles.
llvm::Error UnitReader::readInactiveBranches(size_t FirstUnit) {
  std::vector<CompileCommand> Commands;
  std::vector<std::pair<size_t, std::string>> Of; ///< unit, what is assumed
  VirtualFiles Overlay = overlay();
  Overlay.insert(MadeUp.headers().begin(), MadeUp.headers().end());
  for (size_t I = FirstUnit; I != Units.size(); ++I) {
    const UnitFacts &Unit = Units[I];
    std::string Path = Tree.absolute(Unit.File);
    llvm::ErrorOr<std::string> Text = Tree.read(Unit.File);
    if (!Text || Api.Overlay.count(Path))
      continue;
    auto Branch = branchWithHandlers(Unit, *Text);
    if (!Branch)
      continue;
    std::vector<CompileCommand> Its = Database.commands(Unit.File);
    if (auto MadeUp = BestEffort.find(Unit.File); MadeUp != BestEffort.end())
      Its.push_back(MadeUp->second);
    auto Command = llvm::find_if(
        Its, [&](const CompileCommand &C) { return C.Arch == Unit.Arch; });
    if (Command == Its.end())
      continue;
    Commands.push_back(*Command);
    Commands.back().BestEffort = true;
    Overlay[Path] = std::move(Branch->Text);
    Of.emplace_back(I, std::move(Branch->Assumes));
  }
  auto Readings = extract(Commands, Overlay, "reading inactive branches");
  if (!Readings)
    return Readings.takeError();
  for (size_t I = 0; I < Of.size(); ++I) {
    Reading &R = (*Readings)[I];
    if (!R.Problem.empty())
      continue;
    keepNewOnly(R.Facts, Units[Of[I].first]);
    R.Facts.Assumes = std::move(Of[I].second);
    Units.push_back(std::move(R.Facts));
  }
  return llvm::Error::success();
}

/// Those of \p Names that are not yet \p Followed, to which they are added.
static std::vector<std::string> follow(const std::set<std::string> &Names,
                                       std::set<std::string> &Followed) {
  std::vector<std::string> New;
  std::set_difference(Names.begin(), Names.end(), Followed.begin(),
                      Followed.end(), std::back_inserter(New));
  Followed.insert(New.begin(), New.end());
  return New;
}

llvm::Error UnitReader::followHelpers() {
  std::set<std::string> Followed;
  for (;;) {
    std::set<std::string> Names = vmaHelpers(Units).Undefined;
    std::vector<std::string> New = follow(Names, Followed);
    if (New.empty())
      return llvm::Error::success();
    std::set<std::string> Sources;
    for (const auto &[Name, Files] : Search.definitions(New))
      for (const std::string &File : Files)
        // What mm does with a VMA inside is no driver's affair.
        if (StringRef(File).ends_with(".c") &&
            !StringRef(File).starts_with("mm/"))
          Sources.insert(File);
    if (llvm::Error E = read(Sources))
      return E;
  }
}

/// Names of hooks that can be linked to from other files, or are defined in
/// none of the files read so far.
std::set<std::string> UnitReader::externalHandlers() const {
  std::set<std::string> Names;
  for (const UnitFacts &Unit : Units)
    for (const OpsEntry &E : Unit.Ops)
      if (!E.Handler.empty() && E.HandlerFile.empty())
        Names.insert(E.Handler);
  return Names;
}

llvm::Error UnitReader::followNames(
    std::map<std::string, std::vector<std::string>> &NamedIn) {
  std::set<std::string> Followed;
  for (;;) {
    std::set<std::string> Names = externalHandlers();
    std::vector<std::string> New = follow(Names, Followed);
    if (New.empty())
      return llvm::Error::success();

    std::set<std::string> Sources;
    for (const auto &[Name, Files] : Search.spelledIn(New)) {
      std::vector<std::string> &Named = NamedIn[Name];
      Named.insert(Named.end(), Files.begin(), Files.end());
      for (const std::string &File : Files)
        if (StringRef(File).ends_with(".c"))
          Sources.insert(File);
    }
    if (llvm::Error E = read(Sources))
      return E;
  }
}

} // namespace premap
