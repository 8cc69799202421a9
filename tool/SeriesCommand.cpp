// `premap series TREE -o DIR`: verified conversions as mails that maintainers
// take, and as a branch if one is wanted. Nothing is ever sent.
#include "tool/Commands.h"
#include "tool/ConfigFile.h"
#include "tool/FamilyMove.h"
#include "tool/RewriteFound.h"
#include "tool/SeriesBuild.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/RewriteReport.h"
#include "tool/deliver/RunFolder.h"

#include "CLI/CLI.hpp"

#include <memory>

namespace premap {
namespace {

struct SeriesCommandOptions {
  CommonOptions Common;
  std::string TargetApi = "auto", Family, Out;
  std::vector<std::string> Only;
  bool BestEffort = false;
  ConfigOptions Config;
  SeriesOptions Series;
};

/// The command that makes the same series: without what only says where it
/// goes and how fast.
std::string commandOf(const SeriesCommandOptions &Options) {
  const SeriesOptions &S = Options.Series;
  std::string Out = "premap series TREE -o DIR";
  auto add = [&](const std::string &Name, const std::string &Value) {
    if (!Value.empty())
      Out += " --" + Name + " " + Value;
  };
  for (const std::string &Arch : Options.Common.Archs)
    add("arch", Arch);
  add("target-api", Options.TargetApi == "auto" ? "" : Options.TargetApi);
  if (S.By != GroupBy::Driver)
    add("group-by", nlohmann::json(S.By).get<std::string>());
  for (const std::string &Only : Options.Only)
    add("only", Only);
  add("family", Options.Family);
  add("limit", S.Limit ? std::to_string(S.Limit) : "");
  auto number = [](const std::optional<unsigned> &Number) {
    return Number ? std::to_string(*Number) : "";
  };
  add("seconds", number(Options.Config.Budget.Seconds));
  add("paths", number(Options.Config.Budget.Paths));
  add("loop-bound", number(Options.Config.Budget.LoopBound));
  if (!S.Filter.Assumptions)
    Out += " --no-include-assumptions";
  if (S.Filter.Inconclusive)
    Out += " --include-inconclusive";
  if (Options.BestEffort)
    Out += " --best-effort";
  if (S.NoTreeScripts)
    Out += " --no-tree-scripts";
  return Out;
}

int runSeries(SeriesCommandOptions Options, const EffectiveConfig &Config) {
  std::string Out = Options.Out;
  if (llvm::Error E = checkRunFolder(Out))
    return fail(std::move(E), ExitUsage);
  SeriesRequest &Request = Options.Series.Request;
  Request.Command = commandOf(Options);
  Request.Prefixes = Config.Prefixes;
  if (Request.Previous.empty() != (Request.Version == 1))
    return fail(llvm::createStringError(
                    "--reroll N, from 2 on, and --previous DIR, the folder of "
                    "the version before, belong together"),
                ExitUsage);
  if (llvm::Error E = prepareSeries(Options.Common, Options.Series))
    return fail(std::move(E), ExitUsage);
  llvm::Expected<ConversionScan> Found = scanToConvert(
      Options.Common, Options.TargetApi, Options.Only, Options.Family);
  if (!Found)
    return fail(Found.takeError(), ExitUsage);
  const TreeScan &Scan = Found->Scan;
  RewriteOptions Rewrite;
  Rewrite.BestEffort = Options.BestEffort;
  Rewrite.Budget = Config.Verify;
  llvm::Expected<RewriteResult> Result =
      rewriteFound(*Found, Options.Common, Rewrite);
  if (!Result)
    return fail(Result.takeError(), ExitUsage);
  llvm::Expected<Series> Made =
      buildSeries(Scan, *Result, Options.Common, Options.Series);
  if (!Made)
    return fail(Made.takeError(), ExitUsage);
  if (llvm::Error E = writeFolder(Out, Made->Files))
    return fail(std::move(E), ExitUsage);
  if (llvm::Error E = makeBranch(*Made, Request))
    return fail(std::move(E), ExitUsage);
  say(failedEdits(*Result));
  say(Options.Common.Quiet
          ? unreadFiles(Scan.Result)
          : rewriteSummary(Scan.Result, *Result) + seriesSummary(*Made));
  return exitCodeOf(Scan.Result, *Result, /*Changed=*/false);
}

void addChoice(CLI::App &Sub, SeriesCommandOptions &Options) {
  static const std::map<std::string, GroupBy> Groups{
      {"driver", GroupBy::Driver},
      {"maintainer", GroupBy::Maintainer},
      {"dir", GroupBy::Folder},
      {"class", GroupBy::Class},
      {"one", GroupBy::One}};
  Sub.add_option("--group-by", Options.Series.By,
                 "What shares a patch: driver, maintainer, dir, class, one "
                 "(default: driver)")
      ->transform(CLI::CheckedTransformer(Groups));
  Sub.add_option("--only", Options.Only,
                 "HANDLER, file, folder or glob; repeatable: convert these and "
                 "read no other file")
      ->type_name("HANDLER")
      ->allow_extra_args(false);
  Sub.add_option("--limit", Options.Series.Limit, "At most so many patches")
      ->check(CLI::Range(1u, 1000000u));
  Sub.add_flag("--include-assumptions,!--no-include-assumptions",
               Options.Series.Filter.Assumptions,
               "Take in what has named differences, which its patch tells "
               "(default)");
  Sub.add_flag("--include-inconclusive", Options.Series.Filter.Inconclusive,
               "Take in what verification did not decide, which its patch "
               "tells");
  addFamilyOption(Sub, Options.Family);
  addBestEffortOption(Sub, Options.BestEffort);
}

void addForm(CLI::App &Sub, SeriesCommandOptions &Options) {
  SeriesRequest &Request = Options.Series.Request;
  Sub.add_option("--branch", Request.Branch,
                 "Leave the commits on a new branch of the tree's repository; "
                 "work tree and index stay as they are")
      ->type_name("NAME");
  Sub.add_option("-v,--reroll", Request.Version,
                 "Make version N of the series; wants --previous")
      ->check(CLI::Range(1u, 1000u));
  Sub.add_option("--previous", Request.Previous,
                 "The folder of the version before, for a range-diff and the "
                 "list of changes")
      ->type_name("FOLDER");
  Sub.add_flag("--signoff", Request.SignOff,
               "Add your Signed-off-by, by git's user.name and user.email");
  Sub.add_flag("--allow-dirty", Options.Series.AllowDirty,
               "Also where git sees changes, but for the files of the series");
  addTreeScriptsOption(Sub, Options.Series.NoTreeScripts);
}

} // namespace

void addSeriesCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "series", "Make a patch series with cover letter and recipients");
  auto Options = std::make_shared<SeriesCommandOptions>();
  addCommonOptions(*Sub, Options->Common);
  Sub->add_option("-o,--out", Options->Out,
                  "Folder to write; an earlier series' is replaced")
      ->type_name("FOLDER")
      ->required();
  addSandboxOption(*Sub, Options->Common);
  addTargetApiOption(*Sub, Options->TargetApi);
  addChoice(*Sub, *Options);
  addForm(*Sub, *Options);
  addConfigOptions(*Sub, Options->Config);
  Sub->footer(footer({"premap series ~/src/linux -o out --only drivers/xen",
                      "premap series ~/src/linux -o v2 -v 2 --previous out"},
                     "Nothing is sent, and nobody is signed for. Dates are "
                     "those of the commit that is checked out, or "
                     "SOURCE_DATE_EPOCH."));
  Sub->callback([Options, &Action] {
    Action = [Options] {
      settleTree(Options->Common);
      return runWithSettings(Options->Config, Options->Common.Tree,
                             [&](const EffectiveConfig &Config) {
                               return runSeries(*Options, Config);
                             });
    };
  });
}

} // namespace premap
