// `premap lint TREE [PATH...]`: the gate.
#include "kernel/Rules.h"
#include "tool/Commands.h"
#include "tool/LintRun.h"
#include "tool/ReportBuild.h"
#include "tool/Version.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/CoccicheckModes.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/lint/LintReport.h"
#include "tool/lint/RuleChoice.h"
#include "tool/lint/RuleText.h"
#include "tool/tree/KernelTree.h"

#include "CLI/CLI.hpp"

#include <memory>

namespace premap {
namespace {

struct LintCommandOptions {
  LintOptions Lint;
  std::string Explain;
  bool ListRules = false;
  std::vector<OutputRequest> Outputs;
  std::string Mode; ///< of coccicheck, instead of Outputs
};

/// New findings, in a form of coccicheck's.
llvm::Expected<std::string> inMode(const LintResult &Result,
                                   const LintCommandOptions &Options) {
  std::vector<MarkedPlace> Places;
  for (const GateFinding &F : Result.Findings)
    if (F.IsNew)
      Places.push_back(
          {F.Where.File, F.Where.Line, F.Where.Column,
           F.Message + " [" + F.Rule + ", " + toString(F.How) + "]"});
  llvm::Expected<KernelTree> Tree = KernelTree::open(Options.Lint.Common.Tree);
  if (!Tree)
    return Tree.takeError();
  return placesInMode(
      Options.Mode, std::move(Places),
      [&](const std::string &Path) -> std::optional<std::string> {
        llvm::ErrorOr<std::string> Text = Tree->read(Path);
        return Text ? std::optional(std::move(*Text)) : std::nullopt;
      });
}

std::string render(const LintResult &Result, const std::string &Format) {
  if (Format == "json")
    return dump(lintToJson(Result));
  if (Format == "sarif")
    return dump(lintToSarif(Result, versionText()));
  if (Format == "github")
    return lintToGitHub(Result);
  if (Format == "gitlab")
    return dump(lintToGitLab(Result));
  if (Format == "rdjsonl")
    return lintToRdjsonl(Result);
  return lintToText(Result);
}

/// The findings as a page, with the code around them.
llvm::Expected<std::string> pageOf(const LintResult &Result,
                                   const LintCommandOptions &Options) {
  llvm::Expected<KernelTree> Tree = KernelTree::open(Options.Lint.Common.Tree);
  if (!Tree)
    return Tree.takeError();
  ReportInput Input = reportOf(*Tree, "lint");
  Input.Lint = &Result;
  return reportToHtml(Input);
}

int printText(const std::string &Text) {
  llvm::Error E = emit({}, [&](const std::string &) { return Text; });
  return E ? fail(std::move(E), ExitUsage) : ExitOk;
}

int runLintCommand(const LintCommandOptions &Options) {
  llvm::Expected<LintResult> Result = runLint(Options.Lint);
  if (!Result)
    return fail(Result.takeError(), ExitUsage);
  llvm::Expected<std::string> Places =
      Options.Mode.empty() ? std::string() : inMode(*Result, Options);
  if (!Places)
    return fail(Places.takeError(), ExitUsage);
  llvm::Expected<std::string> Page =
      wantsReport(Options.Outputs) ? pageOf(*Result, Options) : std::string();
  if (!Page)
    return fail(Page.takeError(), ExitUsage);
  llvm::Error E = emit(
      Options.Outputs,
      [&](const std::string &Format) {
        return Format == "html"       ? *Page
               : Options.Mode.empty() ? render(*Result, Format)
                                      : *Places;
      },
      TextKind::Lines);
  if (E)
    return fail(std::move(E), ExitUsage);
  // Whoever reads only the status of a run with findings would not know.
  if (!Result->Incomplete.empty())
    complain("not everything was read: " +
             std::to_string(Result->Incomplete.size()) + " of the files are " +
             "listed in the result");
  return Result->exitCode();
}

} // namespace

void addLintCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "lint", "Find mmap bugs, and new uses of what is deprecated");
  auto Options = std::make_shared<LintCommandOptions>();
  addLintOptions(*Sub, Options->Lint);
  Sub->add_option("PATH", Options->Lint.Paths,
                  "Files, folders or handlers (default: the whole tree)");
  Sub->add_option("--rules", Options->Lint.Rules,
                  "Rules to look for: ids and globs separated by commas, - in "
                  "front takes away, all")
      ->type_name("LIST");
  Sub->add_option("--severity,--confidence", Options->Lint.Severity,
                  "The least sure findings to report")
      ->check(CLI::IsMember({"certain", "likely", "possible"}))
      ->capture_default_str();
  CLI::Option *Rev = Sub->add_option(
      "--new-from-rev", Options->Lint.NewFromRev,
      "Report what the commit REV does not have; both states are analysed");
  Rev->type_name("REV");
  Sub->add_option("--diff", Options->Lint.Diff,
                  "Report what this patch or mbox brings, - for standard "
                  "input; applied already or not")
      ->type_name("FILE")
      ->excludes(Rev);
  Sub->add_option("--explain", Options->Explain,
                  "Say of a rule why it is one, with a wrong and a right "
                  "example, and do nothing else")
      ->type_name("RULE");
  Sub->add_flag("--list-rules", Options->ListRules,
                "List the rules and do nothing else");
  addOutputOption(
      *Sub, Options->Outputs,
      {"text", "json", "sarif", "github", "gitlab", "rdjsonl", "html"});
  Sub->add_option("--mode", Options->Mode,
                  "What is new, in the form of make coccicheck MODE=...: "
                  "report, context or org")
      ->check(CLI::IsMember({"report", "context", "org"}))
      ->excludes("--output");
  Sub->footer(footer({"premap lint ~/src/linux --new-from-rev origin/master "
                      "--output sarif:mmap.sarif",
                      "premap lint --explain PM004"},
                     "Silence one: /* premap: ignore[LM03] reason */ on its "
                     "line or the one before."));
  Sub->callback([Options, &Action] {
    Action = [Options] {
      if (Options->ListRules)
        return printText(listOfRules());
      if (!Options->Explain.empty()) {
        std::string Text = explanationOf(Options->Explain);
        if (!Text.empty())
          return printText(Text);
        const kernel::Rule *OfConversions = kernel::ruleOf(Options->Explain);
        complain(OfConversions
                     ? "lint does not look for " + Options->Explain + ", " +
                           std::string(OfConversions->Title) +
                           ": `premap explain HANDLER` says where that is in "
                           "the way of a conversion"
                     : "there is no rule '" + Options->Explain +
                           "'; `premap lint --list-rules` shows them");
        return static_cast<int>(ExitUsage);
      }
      settleTree(Options->Lint.Common, Options->Lint.Paths);
      return runLintCommand(*Options);
    };
  });
}

} // namespace premap
