// `premap run TREE -o OUT`: the main job, from a tree to a folder of patches.
#include "tool/Commands.h"
#include "tool/ConfigFile.h"
#include "tool/ConfigureTree.h"
#include "tool/LintRun.h"
#include "tool/PlanInputs.h"
#include "tool/ReportBuild.h"
#include "tool/RewriteTree.h"
#include "tool/ScanTree.h"
#include "tool/SeriesBuild.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/RunFolder.h"
#include "tool/tree/Sandbox.h"
#include "tool/tree/ShellWords.h"
#include "tool/tree/Subprocess.h"

#include "CLI/CLI.hpp"

#include <memory>

namespace premap {
namespace {

struct RunOptions {
  CommonOptions Common;
  std::string TargetApi = "auto", Out;
  bool NoVerify = false, BestEffort = false, NoTreeScripts = false;
  ConfigOptions Config;
};

/// The architectures of --arch without a database yet.
std::vector<std::string> unconfiguredArchs(const KernelTree &Tree,
                                           const std::string &Build,
                                           const CommonOptions &Options) {
  std::vector<std::string> Missing;
  for (const std::string &Arch : Options.Archs) {
    llvm::Expected<CompileDatabase> One =
        CompileDatabase::load(Tree, Build, {Arch});
    if (One && (One->staleness().empty() || configuredArchs(Build).empty()))
      continue;
    if (!One)
      llvm::consumeError(One.takeError());
    Missing.push_back(Arch);
  }
  return Missing;
}

/// Whether there is any database, or a build of the user's own.
bool isConfigured(const KernelTree &Tree, const std::string &Build) {
  llvm::Expected<CompileDatabase> Any = CompileDatabase::load(Tree, Build, {});
  if (Any)
    // What is stale of the user's own is the user's to make anew.
    return Any->staleness().empty() || configuredArchs(Build).empty();
  llvm::consumeError(Any.takeError());
  return false;
}

/// Configures what is not configured yet.
llvm::Error configureMissing(const CommonOptions &Options) {
  llvm::Expected<KernelTree> Tree = KernelTree::open(Options.Tree);
  if (!Tree)
    return Tree.takeError();
  llvm::Expected<std::string> Build = buildFolderOf(*Tree, Options.BuildFolder);
  if (!Build)
    return Build.takeError();
  CommonOptions Common = Options;
  Common.Archs = unconfiguredArchs(*Tree, *Build, Options);
  if (Options.Archs.empty() ? isConfigured(*Tree, *Build)
                            : Common.Archs.empty())
    return llvm::Error::success();
  if (Options.NoConfigure)
    return llvm::createStringError(
        "'" + Tree->root() +
        "' is not configured, or was for other Makefiles, "
        "and --no-configure forbids it; run: premap configure " +
        shellWord(Tree->root()));
  if (Options.Sandbox)
    if (llvm::Error E = checkSandbox())
      return E;
  ConfigureOptions Configure;
  Configure.Jobs = Options.jobs();
  Configure.Progress = Options.progress();
  std::string Failure;
  configureTree(*Tree, *Build, Common, Configure, [&](const ArchRun &Run) {
    if (Run.First && Failure.empty())
      Failure = Run.Failure;
  });
  if (Failure.empty())
    return llvm::Error::success();
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Failure);
}

/// The series with the defaults of `premap series`; what was not decided is in
/// it, as it is in all.patch. Where the repository cannot be its base, it is
/// made of the files as they are.
llvm::Expected<Series> makeSeries(const RunOptions &Options,
                                  const PrefixMap &Prefixes,
                                  const TreeScan &Scan,
                                  const RewriteResult &Result) {
  SeriesOptions Series;
  Series.NoTreeScripts = Options.NoTreeScripts;
  Series.Filter.Inconclusive = true;
  Series.Request.Prefixes = Prefixes;
  Series.Request.Command = "premap run TREE -o OUT";
  if (llvm::Error E = prepareSeries(Options.Common, Series)) {
    if (E.isA<CannotRun>())
      return std::move(E);
    Series.Request.Repository.reset();
    Series.Request.Notes.push_back("the series has no base commit: " +
                                   llvm::toString(std::move(E)));
  }
  return buildSeries(Scan, Result, Options.Common, Series);
}

/// The plan of the whole tree, as `premap plan` makes it: what has been read
/// for \p Scan, and what is behind inner hooks and helpers.
llvm::Expected<MigrationPlan> makePlan(const RunOptions &Options,
                                       const TreeScan &Scan) {
  ScanScope Scope;
  Scope.AllTables = Scope.FollowHelpers = true;
  Scope.Other = &Scan;
  llvm::Expected<TreeScan> Whole =
      scanTree(Options.Common, Options.TargetApi, Scope);
  if (!Whole)
    return Whole.takeError();
  return planOf(*Whole, plannedFunctions(*Whole, /*AllTables=*/true));
}

/// report.html, with what lint and plan say.
llvm::Expected<std::string> makePage(const RunOptions &Options,
                                     const TreeScan &Scan,
                                     const RewriteResult &Result,
                                     const Series &Made) {
  LintOptions Lint;
  Lint.Common = Options.Common;
  Lint.Config = Options.Config.File;
  llvm::Expected<LintResult> Findings = lintOf(Scan, Lint);
  if (!Findings)
    return Findings.takeError();
  llvm::Expected<MigrationPlan> Plan = makePlan(Options, Scan);
  if (!Plan)
    return Plan.takeError();
  ReportInput Input = reportOf(Scan, "run");
  Input.Rewrite = &Result;
  Input.Patches = &Made;
  Input.Lint = &*Findings;
  Input.Plan = &*Plan;
  Input.PlanIsWhole = true;
  return reportToHtml(Input);
}

int runAll(const RunOptions &Options, const EffectiveConfig &Config) {
  std::string Out = Options.Out;
  if (llvm::Error E = checkRunFolder(Out))
    return fail(std::move(E), ExitUsage);
  if (llvm::Error E = checkCanDiff())
    return fail(std::move(E), ExitUsage);
  if (llvm::Error E = configureMissing(Options.Common))
    return fail(std::move(E), ExitUsage);
  llvm::Expected<TreeScan> Scan = scanTree(Options.Common, Options.TargetApi);
  if (!Scan)
    return fail(Scan.takeError(), ExitUsage);
  RewriteOptions Rewrite;
  Rewrite.Verify = !Options.NoVerify;
  Rewrite.BestEffort = Options.BestEffort;
  Rewrite.Budget = Config.Verify;
  llvm::Expected<RewriteResult> Result =
      rewriteTree(*Scan, Options.Common, {}, Rewrite);
  if (!Result)
    return fail(Result.takeError(), ExitUsage);
  llvm::Expected<Diffs> Patches = unifiedDiffs(Result->Changes);
  if (!Patches)
    return fail(Patches.takeError(), ExitUsage);
  llvm::Expected<Series> Made =
      makeSeries(Options, Config.Prefixes, *Scan, *Result);
  if (!Made)
    return fail(Made.takeError(), ExitUsage);
  llvm::Expected<std::string> Page = makePage(Options, *Scan, *Result, *Made);
  if (!Page)
    return fail(Page.takeError(), ExitUsage);
  if (llvm::Error E = writeRunFolder(Out, Scan->Result, *Result, *Patches,
                                     Made->Files, *Page))
    return fail(std::move(E), ExitUsage);
  say(failedEdits(*Result));
  if (Options.Common.Quiet)
    say(unreadFiles(Scan->Result));
  else
    tell(rewriteSummary(Scan->Result, *Result) + seriesSummary(*Made) +
         "Everything is in " + Options.Out +
         "; open report.html there, or read summary.txt\n");
  return exitCodeOf(Scan->Result, *Result, /*Changed=*/false);
}

} // namespace

void addRunCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "run", "The main job: configure, scan, rewrite and verify into a folder");
  auto Options = std::make_shared<RunOptions>();
  addCommonOptions(*Sub, Options->Common);
  Sub->add_option("-o,--out", Options->Out,
                  "Folder to write; an earlier run's is replaced")
      ->type_name("FOLDER")
      ->required();
  addSandboxOption(*Sub, Options->Common);
  addTargetApiOption(*Sub, Options->TargetApi);
  Sub->add_flag("--no-verify", Options->NoVerify,
                "Skip verification: parse the results again, nothing more");
  addBestEffortOption(*Sub, Options->BestEffort);
  addTreeScriptsOption(*Sub, Options->NoTreeScripts);
  addConfigOptions(*Sub, Options->Config);
  Sub->footer(footer({"premap run ~/src/linux -o out",
                      "premap run ~/src/linux-6.12 -o out --target-api 7.1"}));
  Sub->callback([Options, &Action] {
    Action = [Options] {
      settleTree(Options->Common);
      return runWithSettings(Options->Config, Options->Common.Tree,
                             [&](const EffectiveConfig &Config) {
                               return runAll(*Options, Config);
                             });
    };
  });
}

} // namespace premap
