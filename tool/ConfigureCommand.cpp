// `premap configure TREE`: compile databases by Kbuild dry run, one for each
// architecture.
#include "guard/VisibleText.h"
#include "tool/Commands.h"
#include "tool/CommonOptions.h"
#include "tool/ConfigureTree.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/tree/Interrupt.h"
#include "tool/tree/Sandbox.h"

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
  tell(std::to_string(Missing.size()) + " candidates are not compiled:\n");
  for (const auto &[Path, Why] : Missing)
    tell("  " + visibleName(Path) + ": " + visibleName(Why) + "\n");
}

/// What is printed to stdout is the same in each run; the seconds are not.
static void printRun(const ArchRun &Run, bool Quiet) {
  for (const std::string &Note : Run.Result.Notes)
    complain("note: " + Note);
  if (Quiet || !Run.Failure.empty())
    return;
  llvm::outs() << Run.Arch << ": ";
  if (Run.Result.Pointless) {
    llvm::outs() << "its configuration compiles nothing that is missing\n";
  } else {
    llvm::outs() << Run.Result.Commands << " compile commands";
    if (!Run.First)
      llvm::outs() << ", the first ones of " << Run.Gained
                   << " files with handlers";
    llvm::outs() << '\n';
  }
  llvm::outs().flush();
  complain("note: " + Run.Arch + " took " + std::to_string(Run.Seconds) + " s" +
           (Run.Result.Reused ? ", with an earlier run's configuration" : ""));
}

static void printOutOfReach(const ArchsResult &Result) {
  for (const auto &[Arch, Paths] : Result.OutOfReach) {
    tell("Clang cannot configure " + visibleName(Arch) +
         ", which may compile:\n");
    for (const std::string &Path : Paths)
      tell("  " + visibleName(Path) + "\n");
  }
}

static int runConfigure(const ConfigureArguments &Arguments) {
  const CommonOptions &Common = Arguments.Common;
  auto Fail = [](llvm::Error E) { return fail(std::move(E), ExitUsage); };
  if (Common.NoConfigure)
    return Fail(llvm::createStringError(
        "--no-configure leaves `premap configure` nothing to do"));
  if (Common.Sandbox)
    if (llvm::Error E = checkSandbox())
      return Fail(std::move(E));
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
  bool Failed = false;
  ArchsResult Result =
      configureTree(*Tree, *Build, Common, Options, [&](const ArchRun &Run) {
        if (!Run.Failure.empty())
          complain((Run.First ? "" : "note: ") + Run.Failure);
        // What nobody asked for by name may fail.
        Failed |= Run.First && !Run.Failure.empty();
        printRun(Run, Common.Quiet);
      });
  if (wasInterrupted())
    return ExitInterrupted;
  if (!Common.Quiet) {
    if (!Result.Missing.empty())
      printMissing(Result.Missing);
    printOutOfReach(Result);
    if (!Failed)
      tell("written to " + visibleName(*Build) + "\n");
  }
  return Failed ? ExitUsage : ExitOk;
}

void addConfigureCommand(CLI::App &App, CommandAction &Action) {
  CLI::App *Sub = App.add_subcommand(
      "configure",
      "Make compile databases by a dry run of Kbuild: for the architectures of "
      "--arch or, without, for the host's and for those that compile what it "
      "leaves out");
  auto Arguments = std::make_shared<ConfigureArguments>();
  addCommonOptions(*Sub, Arguments->Common);
  Sub->add_option("--config", Arguments->Configure.ConfigFile,
                  "A .config to start from (default: allmodconfig)")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  Sub->add_flag("--all", Arguments->Configure.All,
                "Commands of every file, not only of those that a scan reads");
  addSandboxOption(*Sub, Arguments->Common);
  Sub->add_flag(
      "--again", Arguments->Configure.Again,
      "Start anew instead of reusing the configuration that is there");
  Sub->footer(footer({"premap configure ~/src/linux",
                      "premap configure ~/src/linux --arch x86_64,arm64 "
                      "--sandbox"}));
  Sub->callback([&Action, Arguments] {
    Action = [Arguments] {
      settleTree(Arguments->Common);
      return runConfigure(*Arguments);
    };
  });
}

} // namespace premap
