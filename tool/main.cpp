// Chooses the subcommand and returns its exit status.
#include "tool/CommandLine.h"
#include "tool/Commands.h"
#include "tool/ProcessSetup.h"
#include "tool/Version.h"
#include "tool/cli/CommandText.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/Output.h"
#include "tool/tree/Interrupt.h"

#include "CLI/CLI.hpp"

#include "llvm/Support/raw_ostream.h"

#include <exception>
#include <new>

#if __has_feature(address_sanitizer)
// Debian's LLVM and Z3 are not instrumented; what they keep is not ours.
extern "C" const char *__lsan_default_suppressions() {
  return "leak:libclang-cpp\nleak:libLLVM\nleak:libz3\n";
}
#endif

/// What escapes a command is a bug, or the machine has no memory left.
static int runAction(const premap::CommandAction &Action) {
  try {
    return Action();
  } catch (const std::bad_alloc &) {
    premap::complain("there is not enough memory");
  } catch (const std::exception &E) {
    premap::complain(std::string(E.what()) + "; this is a bug of premap");
  }
  return premap::ExitInternal;
}

/// For programs that read JSON, which get nothing else.
static void emitError(int Status) {
  nlohmann::ordered_json Error{{"schema", "premap.error/1"},
                               {"status", Status},
                               {"messages", premap::complaints()}};
  if (llvm::Error E = premap::emit({{"json", ""}}, [&](const std::string &) {
        return premap::dump(Error);
      }))
    premap::complain(llvm::toString(std::move(E)));
}

/// Parses and runs. \returns the exit status.
static int runCommandLine(std::vector<std::string> Arguments) {
  bool AsksForHelp = Arguments.size() == 2 &&
                     (Arguments[1] == "--help" || Arguments[1] == "-h");
  if (!Arguments.empty() && Arguments.front() == "kbuild" && !AsksForHelp)
    return runAction([&] {
      return premap::runKbuild({Arguments.begin() + 1, Arguments.end()});
    });
  CLI::App App{"Migrates mmap handlers of the Linux kernel to mmap_prepare",
               "premap"};
  App.require_subcommand(1);
  premap::setHelp(App);
  App.set_version_flag("--version", premap::versionText());
  std::string Folder; // enterFolder() has dealt with it
  App.add_option("-C", Folder,
                 "Folder to go to first; with any command, in any place")
      ->type_name("FOLDER");
  App.footer(premap::footer(
      {"premap doctor ~/src/linux", "premap run ~/src/linux -o out"},
      "premap COMMAND --help says more."));
  premap::CommandAction Action;
  premap::addConfigureCommand(App, Action);
  premap::addDoctorCommand(App, Action);
  premap::addRunCommand(App, Action);
  premap::addScanCommand(App, Action);
  premap::addMergeCommand(App, Action);
  premap::addLintCommand(App, Action);
  premap::addBaselineCommand(App, Action);
  premap::addKbuildCommand(App, Action);
  premap::addExplainCommand(App, Action);
  premap::addPlanCommand(App, Action);
  premap::addRewriteCommand(App, Action);
  premap::addVerifyCommand(App, Action);
  premap::addSeriesCommand(App, Action);
  premap::addModelCommand(App, Action);
  premap::addCacheCommand(App, Action);
  premap::addDocumentationCommand(App, Action);
  if (std::string Problem = premap::enterFolder(Arguments); !Problem.empty()) {
    premap::complain(Problem);
    return premap::ExitUsage;
  }
  try {
    // CLI11 takes the last one first.
    App.parse(std::vector<std::string>(Arguments.rbegin(), Arguments.rend()));
  } catch (const CLI::Success &E) {
    return App.exit(E); // --help, --version
  } catch (const CLI::ParseError &E) {
    premap::complain(premap::sentenceFor(E, App, Arguments));
    return premap::ExitUsage;
  }
  return runAction(Action);
}

int main(int Argc, char **Argv) {
  premap::setUpProcess();
  std::vector<std::string> Arguments(Argv + 1, Argv + Argc);
  int Status = runCommandLine(Arguments);
  bool Failed = Status == premap::ExitUsage || Status == premap::ExitInternal;
  if (Failed && premap::asksForJson(Arguments) && !premap::hasEmitted())
    emitError(Status);
  if (llvm::Error E = premap::flushStdout())
    Status = premap::fail(std::move(E), premap::ExitUsage);
  // Nobody is left to be told that standard error is full; LLVM would abort.
  llvm::errs().flush();
  llvm::errs().clear_error();
  return premap::wasInterrupted() ? premap::ExitInterrupted : Status;
}
