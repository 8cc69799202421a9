// `premap configure TREE`: compile databases by Kbuild dry run, one for each
// architecture.
#include "tool/Commands.h"
#include "tool/CommonOptions.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/tree/Configure.h"
#include "tool/tree/Interrupt.h"

#include "CLI/CLI.hpp"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace premap {
namespace {

struct ConfigureArguments {
  CommonOptions Common;
  ConfigureOptions Configure;
};

} // namespace

static void printMissing(const std::map<std::string, std::string> &Missing) {
  for (const auto &[Path, Why] : Missing)
    llvm::outs() << "  " << Path << ": " << Why << '\n';
}

static void printResult(const std::string &Arch, const ConfigureResult &Result,
                        bool Quiet) {
  for (const std::string &Note : Result.Notes)
    complain("note: " + Note);
  if (Quiet)
    return;
  llvm::outs() << Arch << ": " << Result.Commands << " compile commands";
  if (!Result.Missing.empty())
    llvm::outs() << "; " << Result.Missing.size()
                 << " candidates are not compiled:";
  llvm::outs() << '\n';
  printMissing(Result.Missing);
}

static int runConfigure(const ConfigureArguments &Arguments) {
  const CommonOptions &Common = Arguments.Common;
  auto Fail = [](llvm::Error E) { return fail(std::move(E), ExitUsage); };
  auto Tree = KernelTree::open(Common.Tree);
  if (!Tree)
    return Fail(Tree.takeError());
  auto Build = Common.BuildFolder.empty()
                   ? defaultConfigureFolder(*Tree)
                   : buildFolderOf(*Tree, Common.BuildFolder);
  if (!Build)
    return Fail(Build.takeError());

  ConfigureOptions Options = Arguments.Configure;
  Options.Jobs = Common.jobs();
  Options.Progress = Common.progress();
  std::vector<std::string> Archs = Common.Archs;
  if (Archs.empty())
    Archs.push_back(hostArch());
  std::vector<std::string> Candidates;
  {
    Progress Stage(Options.Progress, "text search");
    Candidates = commandCandidates(*Tree, Options.Jobs);
  }
  int Status = ExitOk;
  for (const std::string &Arch : Archs) {
    auto Result = configureArch(*Tree, *Build, Arch, Candidates, Options);
    if (Result) {
      printResult(Arch, *Result, Common.Quiet);
      continue;
    }
    Status = Fail(Result.takeError());
    // The others can still be done.
    if (wasInterrupted())
      break;
  }
  if (!Common.Quiet && Status == ExitOk)
    llvm::outs() << "written to " << *Build << '\n';
  return Status;
}

void addConfigureCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "configure", "Make compile databases by a dry run of Kbuild");
  auto Arguments = std::make_shared<ConfigureArguments>();
  addCommonOptions(*Sub, Arguments->Common);
  Sub->add_option("--config", Arguments->Configure.ConfigFile,
                  "A .config to start from (default: allmodconfig)")
      ->check(CLI::ExistingFile);
  Sub->add_flag("--all", Arguments->Configure.All,
                "Commands of every file, not only of those that a scan reads");
  Sub->add_flag(
      "--again", Arguments->Configure.Again,
      "Start anew instead of reusing the configuration that is there");
  Sub->callback([&Action, Arguments] {
    Action = [Arguments] { return runConfigure(*Arguments); };
  });
}

} // namespace premap
