// `premap explain TREE HANDLER`: all that is known about one handler.
#include "tool/Commands.h"
#include "tool/ConfigFile.h"
#include "tool/RewriteTree.h"
#include "tool/ScanTree.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Explanation.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/RewriteReport.h"
#include "tool/deliver/ScanReport.h"

#include "CLI/CLI.hpp"
#include "llvm/ADT/StringExtras.h"

#include <memory>

namespace premap {
namespace {

struct ExplainOptions {
  CommonOptions Common;
  std::string TargetApi = "auto";
  std::vector<std::string> Handlers;
  std::vector<OutputRequest> Outputs;
  bool NoVerify = false;
  ConfigOptions Config;
};

int runExplain(const ExplainOptions &Options,
               const verify::VerifyOptions &Budget) {
  if (Options.Handlers.size() != 1) {
    complain("explain wants one HANDLER");
    return ExitUsage;
  }
  llvm::Expected<TreeScan> Scan =
      scanTree(Options.Common, Options.TargetApi, {Options.Handlers, false});
  if (!Scan)
    return fail(Scan.takeError(), ExitUsage);
  if (Scan->Wanted.size() > 1)
    return fail(llvm::createStringError(llvm::inconvertibleErrorCode(),
                                        Options.Handlers.front() +
                                            " is not unique; say one of " +
                                            llvm::join(Scan->Wanted, " ")),
                ExitUsage);
  llvm::Expected<const HandlerResult *> Handler =
      findHandler(Scan->Result, Scan->Wanted.front());
  if (!Handler)
    return fail(Handler.takeError(), ExitUsage);

  RewriteOptions Rewrite;
  Rewrite.Verify = !Options.NoVerify;
  Rewrite.Budget = Budget;
  Rewrite.BestEffort = true; // the text says that it is
  llvm::Expected<RewriteResult> Result =
      rewriteTree(*Scan, Options.Common, {(*Handler)->Record.Id}, Rewrite);
  if (!Result)
    return fail(Result.takeError(), ExitUsage);
  Explanation What{Scan->Result, **Handler, Result->Outcomes.front(),
                   [&](const std::string &Path) { return Scan->read(Path); }};
  llvm::Error E = emit(Options.Outputs, [&](const std::string &Format) {
    return Format == "json" ? dump(explanationToJson(What))
                            : explanationToText(What);
  });
  if (E)
    return fail(std::move(E), ExitUsage);
  say(failedEdits(*Result) + unreadFiles(Scan->Result));
  return Result->Outcomes.front().Outcome == State::EditFailed
             ? ExitInternal
             : exitCodeOf(Scan->Result);
}

} // namespace

void addExplainCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "explain", "Say what one handler does, and the plan or every obstacle");
  auto Options = std::make_shared<ExplainOptions>();
  addCommonOptions(*Sub, Options->Common);
  addHandlerOption(*Sub, Options->Handlers, "");
  addTargetApiOption(*Sub, Options->TargetApi);
  Sub->add_flag("--no-verify", Options->NoVerify, "Leave the verdict out");
  addConfigOptions(*Sub, Options->Config);
  addOutputOption(*Sub, Options->Outputs, {"text", "json"});
  Sub->footer(footer({"premap explain ~/src/linux ublk_ch_mmap",
                      "premap explain ~/src/linux drivers/char/mem.c:mmap_mem "
                      "--output json"}));
  Sub->callback([Options, &Action] {
    Action = [Options] {
      settleTree(Options->Common, Options->Handlers);
      return runWithConfig(Options->Config, Options->Common.Tree,
                           [&](const verify::VerifyOptions &Budget) {
                             return runExplain(*Options, Budget);
                           });
    };
  });
}

} // namespace premap
