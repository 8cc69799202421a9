// `premap baseline create|update|prune TREE`: the findings that a project lives
// with for now.
#include "tool/Commands.h"
#include "tool/LintRun.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/lint/Baseline.h"
#include "tool/tree/AtomicWrite.h"

#include "CLI/CLI.hpp"

#include "llvm/Support/FileSystem.h"

#include <memory>

namespace premap {
namespace {

enum class BaselineAction { Create, Update, Prune };

/// What the file shall hold now, from today's \p Findings.
llvm::Expected<Baseline>
nextBaseline(BaselineAction What, const std::string &Path,
             const std::vector<GateFinding> &Findings) {
  if (What != BaselineAction::Prune)
    return Baseline::of(Findings);
  llvm::Expected<Baseline> Old = Baseline::read(Path);
  if (!Old)
    return Old.takeError();
  return Old->pruned(Findings);
}

int runBaseline(BaselineAction What, LintOptions Options) {
  std::string Path = Options.Baseline;
  if (Path.empty())
    Path = Options.Common.Tree + "/" + BaselineName;
  bool Exists = llvm::sys::fs::exists(Path);
  if (What == BaselineAction::Create && Exists) {
    complain(Path + " is there already; `premap baseline update` makes it "
                    "anew, `prune` only shortens it");
    return ExitUsage;
  }
  if (What != BaselineAction::Create && !Exists) {
    complain("there is no " + Path + "; `premap baseline create` makes it");
    return ExitUsage;
  }
  // Whatever a later run asks for, it finds what was there today.
  Options.WithoutBaseline = true;
  Options.Rules = "all";
  Options.Severity = "possible";
  llvm::Expected<LintResult> Result = runLint(Options);
  if (!Result)
    return fail(Result.takeError(), ExitUsage);
  llvm::Expected<Baseline> Next = nextBaseline(What, Path, Result->Findings);
  if (!Next)
    return fail(Next.takeError(), ExitUsage);
  if (llvm::Error E = writeFileAtomically(Path, Next->text()))
    return fail(std::move(E), ExitUsage);
  say(Path + " holds " + std::to_string(Next->size()) +
      (Next->size() == 1 ? " finding\n" : " findings\n"));
  for (const IncompleteFile &I : Result->Incomplete)
    complain(I.File + " was not read: " + I.Reason);
  return Result->Incomplete.empty() ? ExitOk : ExitIncomplete;
}

void addAction(CLI::App &Parent, CommandAction &Action, BaselineAction What,
               const char *Name, const char *Help) {
  CLI::App *Sub = Parent.add_subcommand(Name, Help);
  auto Options = std::make_shared<LintOptions>();
  addLintOptions(*Sub, *Options);
  Sub->callback([Options, What, &Action] {
    Action = [Options, What] {
      settleTree(Options->Common);
      return runBaseline(What, *Options);
    };
  });
}

} // namespace

void addBaselineCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "baseline", "Keep the list of findings that lint does not call new");
  Sub->require_subcommand(1);
  addAction(*Sub, Action, BaselineAction::Create, "create",
            "Write all findings of today into a new file");
  addAction(*Sub, Action, BaselineAction::Update, "update",
            "Write the file anew with all findings of today");
  addAction(*Sub, Action, BaselineAction::Prune, "prune",
            "Take out what is no longer found, and add nothing");
  Sub->footer(footer({"premap baseline create ~/src/linux",
                      "premap baseline prune ~/src/linux"}));
}

} // namespace premap
