// `premap plan TREE`: who must be done before whom, and what pays first.
#include "tool/Commands.h"
#include "tool/PlanInputs.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/Subprocess.h"
#include "tool/tree/TemporaryFolder.h"

#include "CLI/CLI.hpp"

#include "llvm/ADT/STLExtras.h"

#include <memory>

namespace premap {
namespace {

struct PlanOptions {
  CommonOptions Common;
  std::string TargetApi = "auto";
  std::string Tables = "all";
  std::string Since, SinceBuild;
  std::vector<OutputRequest> Outputs;

  bool allTables() const { return Tables == "all"; }
};

/// What draws graphs.
constexpr char Graphviz[] = "dot";

} // namespace

static llvm::Error needGraphviz(const PlanOptions &Options) {
  bool Draws = llvm::any_of(Options.Outputs, [](const OutputRequest &Request) {
    return Request.Format == "svg";
  });
  if (!Draws || !findProgram(Graphviz).empty())
    return llvm::Error::success();
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "SVG is drawn by dot, which is not installed; run: apt-get install "
      "graphviz, or say --output dot");
}

static llvm::Expected<TreeScan> scanForPlan(const PlanOptions &Options,
                                            const CommonOptions &Common,
                                            const std::string &TargetApi,
                                            bool FollowHelpers) {
  ScanScope Scope;
  Scope.AllTables = Options.allTables();
  Scope.FollowHelpers = FollowHelpers;
  return scanTree(Common, TargetApi, Scope);
}

/// The handlers of the older tree; its facts are not needed any more.
static llvm::Expected<std::vector<PlannedFunction>>
scanOlder(const PlanOptions &Options, ComparedTrees &Since) {
  CommonOptions Common = Options.Common;
  Common.Tree = Options.Since;
  Common.BuildFolder = Options.SinceBuild;
  llvm::Expected<TreeScan> Scan = scanForPlan(Options, Common, "auto", false);
  if (!Scan)
    return Scan.takeError();
  Since.Old = treeOf(*Scan);
  Since.Incomplete = Scan->Result.Incomplete;
  return handlersOf(*Scan, Options.allTables());
}

static llvm::Expected<MigrationPlan> makePlan(const PlanOptions &Options) {
  std::optional<ComparedTrees> Since;
  std::vector<PlannedFunction> Older;
  if (!Options.Since.empty()) {
    Since.emplace();
    auto Found = scanOlder(Options, *Since);
    if (!Found)
      return Found.takeError();
    Older = std::move(*Found);
  }
  llvm::Expected<TreeScan> Scan =
      scanForPlan(Options, Options.Common, Options.TargetApi, true);
  if (!Scan)
    return Scan.takeError();
  std::vector<PlannedFunction> Functions =
      plannedFunctions(*Scan, Options.allTables());
  MigrationPlan Plan = planOf(*Scan, Functions);
  if (Since)
    Since->Changes = compareTrees(Older, Functions);
  Plan.Since = std::move(Since);
  return std::move(Plan);
}

static llvm::Expected<std::string> draw(const std::string &Dot) {
  llvm::Expected<TemporaryFolder> Folder = TemporaryFolder::create();
  if (!Folder)
    return Folder.takeError();
  const std::string File = Folder->path("plan.dot");
  if (llvm::Error E = writeFileAtomically(File, Dot))
    return std::move(E);
  llvm::Expected<ProcessResult> Drawn = runPlainly({Graphviz, "-Tsvg", File});
  if (!Drawn)
    return Drawn.takeError();
  if (Drawn->Status != 0)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "dot failed: " + Drawn->Err);
  return std::move(Drawn->Out);
}

static int runPlan(const PlanOptions &Options) {
  if (llvm::Error E = needGraphviz(Options))
    return fail(std::move(E), ExitUsage);
  llvm::Expected<MigrationPlan> Plan = makePlan(Options);
  if (!Plan)
    return fail(Plan.takeError(), ExitUsage);
  std::string Svg;
  if (llvm::any_of(Options.Outputs, [](const OutputRequest &Request) {
        return Request.Format == "svg";
      })) {
    llvm::Expected<std::string> Drawn = draw(planToDot(*Plan));
    if (!Drawn)
      return fail(Drawn.takeError(), ExitUsage);
    Svg = std::move(*Drawn);
  }
  llvm::Error E = emit(Options.Outputs, [&](const std::string &Format) {
    if (Format == "json")
      return dump(planToJson(*Plan));
    if (Format == "dot")
      return planToDot(*Plan);
    return Format == "svg" ? Svg : planToText(*Plan);
  });
  if (E)
    return fail(std::move(E), ExitUsage);
  bool Complete = Plan->Incomplete.empty() &&
                  (!Plan->Since || Plan->Since->Incomplete.empty());
  return Complete ? ExitOk : ExitIncomplete;
}

void addPlanCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "plan", "Say what the migration waits for, and what pays first");
  auto Options = std::make_shared<PlanOptions>();
  addCommonOptions(*Sub, Options->Common);
  addTargetApiOption(*Sub, Options->TargetApi);
  Sub->add_option("--tables", Options->Tables,
                  "file_operations, or all: inner hooks of other tables too")
      ->check(CLI::IsMember({"file_operations", "all"}))
      ->capture_default_str();
  CLI::Option *Since = Sub->add_option(
      "--since", Options->Since,
      "An older tree: say what was converted, came and went since then");
  Since->type_name("FOLDER");
  Sub->add_option("--since-build", Options->SinceBuild,
                  "Folder of that tree's compile databases (default: its "
                  "cache folder)")
      ->type_name("FOLDER")
      ->needs(Since);
  addOutputOption(*Sub, Options->Outputs, {"text", "json", "dot", "svg"});
  Sub->footer(
      footer({"premap plan ~/src/linux --output text --output svg:plan.svg",
              "premap plan ~/src/linux-7.3 --since ~/src/linux-7.2"}));
  Sub->callback([Options, &Action] {
    Action = [Options] {
      settleTree(Options->Common);
      return runPlan(*Options);
    };
  });
}

} // namespace premap
