// Chooses the subcommand and returns its exit status.
#include "tool/Commands.h"
#include "tool/CommonOptions.h"
#include "tool/ProcessSetup.h"
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

int main(int Argc, char **Argv) {
  premap::setUpProcess();
  CLI::App App{"Migrates mmap handlers of the Linux kernel to mmap_prepare",
               "premap"};
  App.require_subcommand(1);
  App.set_version_flag("--version", "premap " PREMAP_VERSION);
  premap::CommandAction Action;
  premap::addConfigureCommand(App, Action);
  premap::addDoctorCommand(App, Action);
  premap::addRunCommand(App, Action);
  premap::addScanCommand(App, Action);
  premap::addExplainCommand(App, Action);
  premap::addRewriteCommand(App, Action);
  premap::addVerifyCommand(App, Action);
  premap::addModelCommand(App, Action);
  if (Argc > 1 && Argv[1][0] != '-' &&
      App.get_subcommands(
             [&](const CLI::App *Sub) { return Sub->check_name(Argv[1]); })
          .empty()) {
    premap::complain("'" + std::string(Argv[1]) +
                     "' is no command; `premap --help` lists them");
    return premap::ExitUsage;
  }
  try {
    App.parse(Argc, Argv);
  } catch (const CLI::ParseError &E) {
    return App.exit(E) == 0 ? premap::ExitOk : premap::ExitUsage;
  }
  int Status = runAction(Action);
  if (llvm::Error E = premap::flushStdout())
    Status = premap::fail(std::move(E), premap::ExitUsage);
  // Nobody is left to be told that standard error is full; LLVM would abort.
  llvm::errs().flush();
  llvm::errs().clear_error();
  return premap::wasInterrupted() ? premap::ExitInterrupted : Status;
}
