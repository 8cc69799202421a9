// `premap rewrite TREE [HANDLER...]`: converts handlers; a unified diff on
// standard output, or the tree's own files with --in-place.
#include "tool/Commands.h"
#include "tool/ConfigFile.h"
#include "tool/RewriteTree.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/RewriteReport.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/CleanTree.h"

#include "CLI/CLI.hpp"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace premap {
namespace {

struct RewriteCommandOptions {
  CommonOptions Common;
  std::string TargetApi = "auto";
  std::vector<std::string> Handlers;
  std::vector<OutputRequest> Outputs;
  ConfigOptions Config;
  bool InPlace = false, AllowDirty = false, NoVerify = false;
  bool ExitCodeForChanges = false;
};

/// All files are written, or the first failure is reported and the files
/// before it keep their new text: each is whole.
llvm::Error writeInPlace(const TreeScan &Scan, const FileChanges &Changes) {
  for (const auto &[Path, Change] : Changes)
    if (Scan.read(Path) != Change.Old)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          Path + " changed while premap was running; nothing was written");
  for (const auto &[Path, Change] : Changes)
    if (llvm::Error E =
            writeFileAtomically(Scan.Tree.absolute(Path), Change.New))
      return E;
  return llvm::Error::success();
}

int runRewrite(const RewriteCommandOptions &Options,
               const verify::VerifyOptions &Budget) {
  llvm::Expected<TreeScan> Scan =
      scanTree(Options.Common, Options.TargetApi, {Options.Handlers, false});
  if (!Scan)
    return fail(Scan.takeError(), ExitUsage);
  if (llvm::Error E = requireTarget(Scan->Api, Options.TargetApi))
    return fail(std::move(E), ExitUsage);
  if (Options.InPlace && !Options.AllowDirty)
    if (llvm::Error E = requireCleanTree(Scan->Tree.root()))
      return fail(std::move(E), ExitUsage);

  RewriteOptions Rewrite;
  Rewrite.Verify = !Options.NoVerify;
  Rewrite.Budget = Budget;
  llvm::Expected<RewriteResult> Result =
      rewriteTree(*Scan, Options.Common, Options.Handlers, Rewrite);
  if (!Result)
    return fail(Result.takeError(), ExitUsage);
  auto Diffs = unifiedDiffs(Result->Changes);
  if (!Diffs)
    return fail(Diffs.takeError(), ExitUsage);

  llvm::Error E = llvm::Error::success();
  if (Options.InPlace)
    E = writeInPlace(*Scan, Result->Changes);
  else if (Options.Outputs.empty())
    E = emit({}, [&](const std::string &) { return joinDiffs(*Diffs); });
  if (!E && !Options.Outputs.empty())
    E = emit(Options.Outputs, [&](const std::string &Format) {
      return Format == "json"
                 ? dump(rewriteToJson(Scan->Result, *Result, *Diffs))
                 : joinDiffs(*Diffs);
    });
  if (E)
    return fail(std::move(E), ExitUsage);
  llvm::errs() << failedEdits(*Result);
  if (!Options.Common.Quiet)
    llvm::errs() << rewriteSummary(Scan->Result, *Result);
  return exitCodeOf(Scan->Result, *Result,
                    Options.ExitCodeForChanges && !Result->Changes.empty());
}

} // namespace

void addRewriteCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "rewrite", "Convert handlers: a unified diff on standard output");
  auto Options = std::make_shared<RewriteCommandOptions>();
  addCommonOptions(*Sub, Options->Common);
  Sub->add_option("HANDLER", Options->Handlers,
                  "file:function, or function where unique (default: all)");
  addTargetApiOption(*Sub, Options->TargetApi);
  Sub->add_flag("--in-place", Options->InPlace,
                "Write the files of a clean git tree");
  Sub->add_flag("--allow-dirty", Options->AllowDirty,
                "With --in-place: also where git sees changes");
  Sub->add_flag("--no-verify", Options->NoVerify,
                "Skip verification: parse the result again, nothing more");
  Sub->add_flag("--exit-code", Options->ExitCodeForChanges,
                "Exit with 1 if there are changes");
  addConfigOptions(*Sub, Options->Config);
  addOutputOption(*Sub, Options->Outputs, {"text", "json"});
  Sub->footer("Example: premap rewrite ~/src/linux drivers/char/hpet.c:"
              "hpet_mmap --target-api 7.1 | git apply");
  Sub->callback([Options, &Action] {
    Action = [Options] {
      return runWithConfig(Options->Config, Options->Common.Tree,
                           [&](const verify::VerifyOptions &Budget) {
                             return runRewrite(*Options, Budget);
                           });
    };
  });
}

} // namespace premap
