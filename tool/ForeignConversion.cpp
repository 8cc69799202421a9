#include "tool/ForeignConversion.h"

#include "tool/CompileDatabase.h"
#include "tool/Progress.h"
#include "tool/TargetSetup.h"
#include "tool/WorkerPool.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <map>

namespace premap {
namespace {

/// One changed unit in one architecture.
struct Job {
  std::string File; ///< tree-relative
  verify::VerifyInput Input;
};

} // namespace

static verify::Unit unitOf(const CompileCommand &Command) {
  return {Command.Directory, Command.File, Command.Arguments};
}

/// \p Handlers without the file part: verification pairs functions by name.
static std::string functionOf(const std::string &Handler) {
  return Handler.substr(Handler.rfind(':') + 1);
}

static std::vector<Job> jobsFor(const ForeignConversion &What,
                                const KernelTree &Tree,
                                const CompileDatabase &Database,
                                const TargetSetup &Setup,
                                VerifyReport &Report) {
  verify::FileTexts Old = Setup.Overlay, New = Setup.Overlay;
  for (const auto &[Path, Change] : What.Changes) {
    Old[Tree.absolute(Path)] = Change.Old;
    New[Tree.absolute(Path)] = Change.New;
  }
  std::vector<Job> Jobs;
  for (const auto &[Path, Change] : What.Changes) {
    if (!llvm::StringRef(Path).ends_with(".c"))
      continue;
    if (Database.commands(Path).empty()) {
      Report.Incomplete = true;
      Report.Handlers.push_back({Path,
                                 State::NotCompiled,
                                 {{"", Database.whyMissing(Path), Path, 0}},
                                 {}});
      continue;
    }
    for (const CompileCommand &Command : Database.commands(Path)) {
      Job J{Path, {}};
      J.Input.Main = unitOf(Command);
      J.Input.Arch = Command.Arch;
      J.Input.Tree = Tree.root();
      J.Input.OldFiles = Old;
      J.Input.NewFiles = New;
      J.Input.TargetApi = Setup.TargetProfile;
      for (const auto &[Other, Ignored] : What.Changes)
        if (Other != Path)
          for (const CompileCommand &More : Database.commands(Other))
            if (More.Arch == Command.Arch)
              J.Input.Others.push_back(unitOf(More));
      Jobs.push_back(std::move(J));
    }
  }
  return Jobs;
}

/// Whether the user asked for the pair of hooks \p Verdict.
static bool isWanted(const nlohmann::json &Verdict,
                     const std::vector<std::string> &Handlers) {
  if (Handlers.empty())
    return true;
  return std::any_of(
      Handlers.begin(), Handlers.end(), [&](const std::string &Handler) {
        std::string Name = functionOf(Handler);
        return Name == Verdict.at("old_handler").get<std::string>() ||
               Name == Verdict.at("new_handler").get<std::string>();
      });
}

static void add(VerifyReport &Report, std::map<std::string, size_t> &ById,
                nlohmann::json Verdict) {
  std::string Id = Verdict.at("id");
  auto [Place, New] = ById.try_emplace(Id, Report.Handlers.size());
  if (New)
    Report.Handlers.push_back({Id, State::Converted, {}, {}});
  VerifiedHandler &H = Report.Handlers[Place->second];
  H.Verdicts.push_back(std::move(Verdict));
  verify::Verdict Worst = verify::Verdict::Equivalent;
  for (const nlohmann::json &V : H.Verdicts)
    Worst = std::max(Worst, V.at("verdict").get<verify::Verdict>());
  H.Outcome = stateOf(Worst);
}

llvm::Expected<VerifyReport> verifyForeign(const ForeignConversion &What) {
  llvm::Expected<KernelTree> Tree = KernelTree::open(What.Common.Tree);
  if (!Tree)
    return Tree.takeError();
  llvm::Expected<CompileDatabase> Database =
      CompileDatabase::load(*Tree, What.Common.BuildFolder, What.Common.Archs);
  if (!Database)
    return Database.takeError();
  llvm::Expected<TargetSetup> Setup =
      setUpTarget(*Tree, *Database, What.TargetApi);
  if (!Setup)
    return Setup.takeError();
  if (llvm::Error E = requireTarget(*Setup, What.TargetApi))
    return std::move(E);

  VerifyReport Report;
  Report.Version = Tree->version();
  Report.TargetApi = Setup->TargetProfile;
  Report.Preview = Setup->Preview;
  std::vector<Job> Jobs = jobsFor(What, *Tree, *Database, *Setup, Report);

  Progress Line(What.Common.progress(), "verifying");
  WorkerPoolOptions Pool;
  Pool.Jobs = What.Common.jobs();
  Pool.OnProgress = [&](size_t Done, size_t Total) {
    Line.update(Done, Total);
  };
  auto Results = runInWorkers(
      Jobs.size(),
      [&](size_t I) {
        nlohmann::json Verdicts = nlohmann::json::array();
        for (const verify::VerifyResult &R :
             verify::verifyUnit(Jobs[I].Input, What.Budget))
          Verdicts.push_back(verify::toJson(R, /*WithTime=*/false));
        std::vector<uint8_t> Bytes = nlohmann::json::to_cbor(Verdicts);
        return std::string(Bytes.begin(), Bytes.end());
      },
      Pool);
  if (!Results)
    return Results.takeError();

  std::map<std::string, size_t> ById;
  for (size_t I = 0; I < Jobs.size(); ++I) {
    const JobResult &Result = (*Results)[I];
    if (!Result.ok()) {
      Report.Incomplete = true;
      Report.Handlers.push_back(
          {Jobs[I].File,
           State::Inconclusive,
           {{"", "checking it " + Result.Problem, Jobs[I].File, 0}},
           {}});
      continue;
    }
    nlohmann::json Verdicts = nlohmann::json::from_cbor(Result.Bytes);
    for (nlohmann::json &Verdict : Verdicts)
      if (isWanted(Verdict, What.Handlers))
        add(Report, ById, std::move(Verdict));
  }
  if (Report.Handlers.empty())
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "the changed files have no mmap hook" +
            std::string(What.Handlers.empty() ? ""
                                              : " of the handlers asked for"));
  std::sort(Report.Handlers.begin(), Report.Handlers.end(),
            [](const VerifiedHandler &A, const VerifiedHandler &B) {
              return A.Id < B.Id;
            });
  return Report;
}

} // namespace premap
