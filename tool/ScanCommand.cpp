// `premap scan TREE`: finds and classifies every handler.
#include "tool/Commands.h"
#include "tool/PlanInputs.h"
#include "tool/ReportBuild.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/ScanReport.h"

#include "CLI/CLI.hpp"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace premap {
namespace {

struct ScanOptions {
  CommonOptions Common;
  std::string TargetApi = "auto";
  std::string Tables = "file_operations";
  Shard Part;
  std::vector<OutputRequest> Outputs;
};

/// "2/3"; what is wrong with it, or "".
std::string parseShard(const std::string &Text, Shard &Part) {
  auto [Index, Count] = llvm::StringRef(Text).split('/');
  Shard Read;
  if (Index.getAsInteger(10, Read.Index) ||
      Count.getAsInteger(10, Read.Count) || Read.Index < 1 ||
      Read.Index > Read.Count)
    return "'" + Text + "' is not I/N, with I from 1 to N";
  Part = Read;
  return "";
}

int runScan(const ScanOptions &Options) {
  bool AllTables = Options.Tables == "all";
  ScanScope Scope;
  Scope.AllTables = AllTables;
  Scope.Part = Options.Part;
  llvm::Expected<TreeScan> Scan =
      scanTree(Options.Common, Options.TargetApi, Scope);
  if (!Scan)
    return fail(Scan.takeError(), ExitUsage);
  if (!Options.Part.isWhole()) {
    if (!Options.Common.Quiet)
      llvm::errs() << "shard " << Options.Part.Index << "/"
                   << Options.Part.Count << ": " << Scan->UnitsRead
                   << " units read\n";
    return ExitOk;
  }
  std::string Page;
  if (wantsReport(Options.Outputs)) {
    ReportInput Input = reportOf(*Scan, "scan");
    Input.AllTables = AllTables;
    MigrationPlan Plan = planOf(*Scan, plannedFunctions(*Scan, AllTables));
    Input.Plan = &Plan;
    llvm::Expected<std::string> Made = reportToHtml(Input);
    if (!Made)
      return fail(Made.takeError(), ExitUsage);
    Page = std::move(*Made);
  }
  llvm::Error E = emit(Options.Outputs, [&](const std::string &Format) {
    return Format == "html"   ? Page
           : Format == "json" ? dump(scanToJson(Scan->Result, AllTables))
                              : scanToText(Scan->Result, AllTables);
  });
  if (E)
    return fail(std::move(E), ExitUsage);
  return exitCodeOf(Scan->Result);
}

} // namespace

void addScanCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "scan", "Find every mmap handler of a tree and say what it does");
  auto Options = std::make_shared<ScanOptions>();
  addCommonOptions(*Sub, Options->Common);
  addTargetApiOption(*Sub, Options->TargetApi);
  Sub->add_option("--tables", Options->Tables,
                  "file_operations, or all: inner hooks of other tables too")
      ->check(CLI::IsMember({"file_operations", "all"}));
  addOutputOption(*Sub, Options->Outputs, {"text", "json", "html"});
  Sub->add_option_function<std::string>(
         "--shard",
         [Options](const std::string &Text) {
           std::string Problem = parseShard(Text, Options->Part);
           if (!Problem.empty())
             throw CLI::ValidationError("--shard", Problem);
         },
         "Only read the I-th of N parts of the files, into the cache; see "
         "`premap merge`")
      ->type_name("I/N")
      ->excludes("--no-cache")
      ->excludes("--output");
  Sub->footer(footer({"premap scan ~/src/linux --output json:scan.json",
                      "premap scan ~/src/linux --output html:scan.html"}));
  Sub->callback([Options, &Action] {
    Action = [Options] {
      settleTree(Options->Common);
      return runScan(*Options);
    };
  });
}

} // namespace premap
