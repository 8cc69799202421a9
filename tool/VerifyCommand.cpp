// `premap verify TREE [HANDLER...]`: checks premap's own conversions, or with
// --new and --patch those of anybody else.
#include "tool/Commands.h"
#include "tool/ConfigFile.h"
#include "tool/FamilyMove.h"
#include "tool/ForeignConversion.h"
#include "tool/PatchFile.h"
#include "tool/ReportBuild.h"
#include "tool/RewriteFound.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/deliver/RewriteReport.h"
#include "tool/deliver/VerifyReport.h"
#include "tool/tree/InputFile.h"

#include "CLI/CLI.hpp"

#include <memory>

namespace premap {
namespace {

struct VerifyCommandOptions {
  CommonOptions Common;
  std::string TargetApi = "auto", Family, Patch;
  bool Trace = false;
  std::vector<std::string> Handlers, NewTexts;
  std::vector<OutputRequest> Outputs;
  ConfigOptions Config;
  bool BestEffort = false;
};

/// Splits PATH=FILE and reads FILE.
llvm::Expected<FileChanges> readNewTexts(const VerifyCommandOptions &Options,
                                         const KernelTree &Tree) {
  FileChanges Changes;
  for (const std::string &Text : Options.NewTexts) {
    size_t Equals = Text.find('=');
    if (Equals == std::string::npos || Equals == 0)
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     "--new wants PATH=FILE, not '" + Text +
                                         "'");
    std::optional<std::string> Inside =
        Tree.relative(Text.substr(0, Equals), Tree.root());
    if (!Inside)
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     "--new " + Text.substr(0, Equals) +
                                         " is outside of the tree " +
                                         Tree.root());
    const std::string &Path = *Inside;
    std::string File = Text.substr(Equals + 1);
    if (Changes.count(Path))
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     "--new names " + Path + " twice");
    llvm::ErrorOr<std::string> Old = Tree.read(Path);
    if (!Old)
      return llvm::createStringError(
          Old.getError(),
          "cannot read " + Path + " of the tree: " + Old.getError().message());
    llvm::Expected<std::string> New = readInput(File);
    if (!New)
      return New.takeError();
    Changes[Path] = {std::move(*Old), std::move(*New)};
  }
  return Changes;
}

/// \p Page has the parts beside \p Report.
int finish(const VerifyCommandOptions &Options, const VerifyReport &Report,
           const ReportInput &Page) {
  std::string Html;
  if (wantsReport(Options.Outputs)) {
    llvm::Expected<std::string> Made = reportToHtml(Page);
    if (!Made)
      return fail(Made.takeError(), ExitUsage);
    Html = std::move(*Made);
  }
  llvm::Error E = emit(Options.Outputs, [&](const std::string &Format) {
    return Format == "html"   ? Html
           : Format == "json" ? dump(verifyToJson(Report))
                              : verifyToText(Report);
  });
  return E ? fail(std::move(E), ExitUsage) : exitCodeOf(Report);
}

int verifyForeign(const VerifyCommandOptions &Options,
                  const verify::VerifyOptions &Budget) {
  llvm::Expected<KernelTree> Tree = KernelTree::open(Options.Common.Tree);
  if (!Tree)
    return fail(Tree.takeError(), ExitUsage);
  llvm::Expected<FileChanges> Changes =
      Options.Patch.empty() ? readNewTexts(Options, *Tree)
                            : applyPatchFile(*Tree, Options.Patch);
  if (!Changes)
    return fail(Changes.takeError(), ExitUsage);
  if (Changes->empty())
    complain("note: no text of a file changes, only modes or names at most; "
             "there is nothing to compare");
  ForeignConversion Conversion{Options.Common, Options.TargetApi,
                               *Changes,       Options.Handlers,
                               Budget,         Options.BestEffort};
  llvm::Expected<VerifyReport> Report = verifyForeign(Conversion);
  if (!Report)
    return fail(Report.takeError(), ExitUsage);
  ReportInput Page = reportOf(*Tree, "verify");
  Page.Verdicts = &*Report;
  Page.Changes = &*Changes;
  return finish(Options, *Report, Page);
}

int verifyOwn(const VerifyCommandOptions &Options,
              const verify::VerifyOptions &Budget) {
  llvm::Expected<ConversionScan> Found = scanToConvert(
      Options.Common, Options.TargetApi, Options.Handlers, Options.Family);
  if (!Found)
    return fail(Found.takeError(), ExitUsage);
  const TreeScan &Scan = Found->Scan;
  RewriteOptions Rewrite;
  Rewrite.Budget = Budget;
  Rewrite.BestEffort = Options.BestEffort;
  llvm::Expected<RewriteResult> Result =
      rewriteFound(*Found, Options.Common, Rewrite);
  if (!Result)
    return fail(Result.takeError(), ExitUsage);
  VerifyReport Report = reportOf(Scan.Result, *Result);
  Report.AskedFor = !Options.Handlers.empty();
  say(failedEdits(*Result) + unreadFiles(Scan.Result));
  ReportInput Page = reportOf(Scan, "verify");
  Page.Rewrite = &*Result;
  return finish(Options, Report, Page);
}

int runVerify(const VerifyCommandOptions &Options) {
  if (!Options.Patch.empty() && !Options.NewTexts.empty()) {
    complain("say either --new or --patch");
    return ExitUsage;
  }
  bool Foreign = !Options.Patch.empty() || !Options.NewTexts.empty();
  return runWithConfig(Options.Config, Options.Common.Tree,
                       [&](verify::VerifyOptions Budget) {
                         Budget.Trace = Options.Trace;
                         return Foreign ? verifyForeign(Options, Budget)
                                        : verifyOwn(Options, Budget);
                       });
}

} // namespace

void addVerifyCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "verify", "Prove a conversion, or show the input that breaks it");
  auto Options = std::make_shared<VerifyCommandOptions>();
  addCommonOptions(*Sub, Options->Common);
  addHandlerOption(*Sub, Options->Handlers, " (default: all)");
  Sub->add_option("--new", Options->NewTexts,
                  "FILE's text stands for TREE/PATH; repeatable")
      ->type_name("PATH=FILE")
      ->allow_extra_args(false);
  Sub->add_option("--patch", Options->Patch,
                  "A patch or mbox, - for standard input: every handler that "
                  "it converts")
      ->type_name("FILE");
  Sub->add_flag("--trace", Options->Trace,
                "Tell every path that was followed: its guards, what it does, "
                "where and why it stopped");
  addFamilyOption(*Sub, Options->Family);
  addTargetApiOption(*Sub, Options->TargetApi);
  addBestEffortOption(*Sub, Options->BestEffort);
  addConfigOptions(*Sub, Options->Config);
  addOutputOption(*Sub, Options->Outputs, {"text", "json", "html"});
  Sub->footer(footer({"premap verify ~/src/linux --patch mine.patch",
                      "premap verify ~/src/linux foo_mmap --new "
                      "drivers/char/foo.c=new-foo.c"}));
  Sub->callback([Options, &Action] {
    Action = [Options] {
      settleTree(Options->Common, Options->Handlers);
      return runVerify(*Options);
    };
  });
}

} // namespace premap
