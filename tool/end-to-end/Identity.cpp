#include "Identity.h"

#include "tool/VerifyInputs.h"
#include "tool/tree/WorkerPool.h"

#include <algorithm>
#include <map>
#include <sys/resource.h>

namespace premap {

/// A file with a table of \p Handler; its own file if that has one.
static std::string tableFile(const nlohmann::json &Handler) {
  std::string Own = Handler.at("file"), First;
  for (const nlohmann::json &Op : Handler.at("ops")) {
    std::string File = Op.at("file");
    if (File == Own)
      return Own;
    if (First.empty() && llvm::StringRef(File).ends_with(".c"))
      First = File;
  }
  return First;
}

std::vector<IdentityJob> identityJobs(const nlohmann::json &Scan,
                                      const KernelTree &Tree,
                                      const CompileDatabase &Database,
                                      const std::string &Arch) {
  std::map<std::pair<std::string, std::string>, IdentityJob> Jobs;
  auto CommandsOf = [&](const std::string &File) {
    return Database.commands(File);
  };
  for (const nlohmann::json &Handler : Scan.at("handlers")) {
    std::string Name = Handler.at("name"), Own = Handler.at("file");
    bool IsPrepare = Handler.at("state") == "already_converted";
    for (verify::VerifyInput &Input :
         verifyInputs({Name, Own, {tableFile(Handler)}}, Tree, CommandsOf,
                      /*Helpers=*/nullptr, TargetSetup(), VirtualFiles()))
      if (Input.Arch == Arch)
        Jobs.try_emplace({Name, Own},
                         IdentityJob{Name, IsPrepare, std::move(Input)});
  }
  std::vector<IdentityJob> Result;
  for (auto &[Key, Job] : Jobs)
    Result.push_back(std::move(Job));
  return Result;
}

static nlohmann::json runOne(const IdentityJob &Job) {
  verify::Verdict Worst = verify::Verdict::Equivalent;
  nlohmann::json Differences = nlohmann::json::array();
  std::uint64_t Milliseconds = 0;
  unsigned Paths = 0;
  for (const verify::VerifyResult &R : verify::verifyUnit(Job.Input)) {
    Worst = std::max(Worst, R.Result);
    Milliseconds += R.Milliseconds;
    Paths += R.Paths.Old;
    for (const verify::Difference &D : R.Differences)
      Differences.push_back({D.Id, D.Message});
  }
  rusage Usage{};
  getrusage(RUSAGE_SELF, &Usage);
  return {{"verdict", Worst},
          {"differences", Differences},
          {"ms", Milliseconds},
          {"paths", Paths},
          {"peak", Usage.ru_maxrss}};
}

std::vector<IdentityResult> runIdentity(const std::vector<IdentityJob> &Jobs,
                                        unsigned Processes) {
  WorkerPoolOptions Pool;
  Pool.Jobs = Processes;
  auto Reports = runInWorkers(
      Jobs.size(), [&](size_t I) { return runOne(Jobs[I]).dump(); }, Pool);
  if (!Reports)
    llvm::report_fatal_error(Reports.takeError());
  std::vector<IdentityResult> Results;
  for (size_t I = 0; I < Jobs.size(); ++I) {
    IdentityResult R;
    R.Handler = Jobs[I].Handler;
    R.File = Jobs[I].Input.Main.File;
    const JobResult &Report = (*Reports)[I];
    if (Report.ok()) {
      nlohmann::json J = nlohmann::json::parse(Report.Bytes);
      R.Verdict = J.at("verdict");
      for (const nlohmann::json &D : J.at("differences"))
        R.Differences.push_back({D.at(0), D.at(1), ""});
      R.Milliseconds = J.at("ms");
      R.Paths = J.at("paths");
      R.PeakKilobytes = J.at("peak");
    } else {
      R.Verdict = verify::Verdict::Different;
      R.Differences.push_back({"", Report.Problem, ""});
    }
    Results.push_back(std::move(R));
  }
  return Results;
}

} // namespace premap
