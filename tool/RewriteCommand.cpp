// `premap rewrite TREE [HANDLER...]`: converts handlers; a unified diff on
// standard output, or the tree's own files with --in-place.
#include "tool/ChooseConversions.h"
#include "tool/Commands.h"
#include "tool/ConfigFile.h"
#include "tool/FamilyMove.h"
#include "tool/RewriteFound.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/CoccicheckModes.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/RewriteReport.h"
#include "tool/tree/CleanTree.h"
#include "tool/tree/Interrupt.h"
#include "tool/tree/ReplaceTexts.h"

#include "CLI/CLI.hpp"

#include <memory>

namespace premap {
namespace {

struct RewriteCommandOptions {
  CommonOptions Common;
  std::string TargetApi = "auto", Family;
  std::vector<std::string> Handlers;
  std::vector<OutputRequest> Outputs;
  std::string Mode; ///< of coccicheck, instead of a diff
  ConfigOptions Config;
  bool InPlace = false, AllowDirty = false, NoVerify = false;
  bool BestEffort = false, Interactive = false;
  bool ExitCodeForChanges = false;
};

llvm::Error writeInPlace(const TreeScan &Scan, const FileChanges &Changes) {
  std::vector<NewText> Files;
  for (const auto &[Path, Change] : Changes)
    Files.push_back({Path, Change.Old, Change.New});
  llvm::Error E = replaceTexts(Scan.Tree, Files);
  if (!E || !wasInterrupted())
    return E;
  // Whoever pressed Ctrl-C wants to know how the tree is left.
  complain(llvm::toString(std::move(E)));
  return llvm::createStringError("interrupted");
}

/// The handlers that were converted, in a form of coccicheck's.
std::string inMode(const std::string &Mode, const TreeScan &Scan,
                   const RewriteResult &Result) {
  std::vector<MarkedPlace> Places;
  for (const RewriteOutcome &O : Result.Outcomes)
    for (const HandlerResult *H : Scan.Result.find(O.Id)) {
      if (!isDone(O.Outcome) || !H->Accepted)
        continue;
      std::string Message = H->Record.Name + "() can be an mmap_prepare hook";
      if (!H->Accepted->Action.empty())
        Message += ", by " + H->Accepted->Action + "()";
      Places.push_back({H->Record.File, H->Record.Line, 0, Message});
    }
  return placesInMode(Mode, std::move(Places),
                      [&](const std::string &Path) { return Scan.read(Path); });
}

int runRewrite(const RewriteCommandOptions &Options,
               const verify::VerifyOptions &Budget) {
  if (llvm::Error E = checkCanDiff())
    return fail(std::move(E), ExitUsage);
  llvm::Expected<ConversionScan> Found = scanToConvert(
      Options.Common, Options.TargetApi, Options.Handlers, Options.Family);
  if (!Found)
    return fail(Found.takeError(), ExitUsage);
  const TreeScan &Scan = Found->Scan;
  if (Options.InPlace && !Options.AllowDirty)
    if (llvm::Error E = requireCleanTree(Scan.Tree.root()))
      return fail(std::move(E), ExitUsage);

  RewriteOptions Rewrite;
  Rewrite.Verify = !Options.NoVerify;
  Rewrite.BestEffort = Options.BestEffort;
  Rewrite.Budget = Budget;
  llvm::Expected<RewriteResult> Result =
      rewriteFound(*Found, Options.Common, Rewrite);
  if (!Result)
    return fail(Result.takeError(), ExitUsage);
  if (Options.Interactive)
    if (llvm::Error E = chooseConversions(Scan, *Result))
      return fail(std::move(E), ExitUsage);
  auto Diffs = unifiedDiffs(Result->Changes);
  if (!Diffs)
    return fail(Diffs.takeError(), ExitUsage);

  if (Options.InPlace && !Options.AllowDirty) {
    std::vector<std::string> Paths;
    for (const auto &[Path, Change] : Result->Changes)
      Paths.push_back(Path);
    if (llvm::Error E = requireTracked(Scan.Tree.root(), Paths))
      return fail(std::move(E), ExitUsage);
  }
  llvm::Error E = llvm::Error::success();
  if (Options.InPlace)
    E = writeInPlace(Scan, Result->Changes);
  else if (!Options.Mode.empty() && Options.Mode != "patch")
    E = emit(
        {},
        [&](const std::string &) {
          return inMode(Options.Mode, Scan, *Result);
        },
        TextKind::Lines);
  else if (Options.Outputs.empty())
    E = emit(
        {}, [&](const std::string &) { return joinDiffs(*Diffs); },
        TextKind::Patch);
  if (!E && !Options.Outputs.empty())
    E = emit(
        Options.Outputs,
        [&](const std::string &Format) {
          return Format == "json"
                     ? dump(rewriteToJson(Scan.Result, *Result, *Diffs))
                     : joinDiffs(*Diffs);
        },
        TextKind::Patch);
  if (E)
    return fail(std::move(E), ExitUsage);
  say(failedEdits(*Result));
  say(Options.Common.Quiet ? unreadFiles(Scan.Result)
                           : rewriteSummary(Scan.Result, *Result));
  return exitCodeOf(Scan.Result, *Result,
                    Options.ExitCodeForChanges && !Result->Changes.empty());
}

} // namespace

void addRewriteCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "rewrite", "Convert handlers: a unified diff on standard output");
  auto Options = std::make_shared<RewriteCommandOptions>();
  addCommonOptions(*Sub, Options->Common);
  addHandlerOption(*Sub, Options->Handlers, " (default: all)");
  addFamilyOption(*Sub, Options->Family);
  addTargetApiOption(*Sub, Options->TargetApi);
  Sub->add_flag("--in-place", Options->InPlace,
                "Write the files of a clean git tree");
  Sub->add_flag("--allow-dirty", Options->AllowDirty,
                "With --in-place: also where git sees changes");
  Sub->add_flag("--interactive", Options->Interactive,
                "Ask about each conversion, as git add -p does; explanation "
                "and verdict are at hand");
  Sub->add_flag("--no-verify", Options->NoVerify,
                "Skip verification: parse the result again, nothing more");
  addBestEffortOption(*Sub, Options->BestEffort);
  Sub->add_flag("--exit-code", Options->ExitCodeForChanges,
                "Exit with 1 if there are changes");
  addConfigOptions(*Sub, Options->Config);
  addOutputOption(*Sub, Options->Outputs, {"text", "json"});
  Sub->add_option("--mode", Options->Mode,
                  "In the form of make coccicheck MODE=...: patch, report, "
                  "context or org")
      ->check(CLI::IsMember({"patch", "report", "context", "org"}))
      ->excludes("--in-place")
      ->excludes("--output");
  Sub->footer(
      footer({"premap rewrite ~/src/linux drivers/block/ublk_drv.c | git apply",
              "premap rewrite ~/src/linux drivers/xen --interactive "
              "--in-place"}));
  Sub->callback([Options, &Action] {
    Action = [Options] {
      settleTree(Options->Common, Options->Handlers);
      return runWithConfig(Options->Config, Options->Common.Tree,
                           [&](const verify::VerifyOptions &Budget) {
                             return runRewrite(*Options, Budget);
                           });
    };
  });
}

} // namespace premap
