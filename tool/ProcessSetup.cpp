#include "tool/ProcessSetup.h"

#include "tool/deliver/ExitCode.h"

#include "llvm/Support/ErrorHandling.h"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <unistd.h>

namespace premap {

/// A file that is opened while one of them is closed would take its place, and
/// what is printed would go into it.
static void keepStandardStreamsTaken() {
  for (int Fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    while (::fcntl(Fd, F_GETFD) < 0)
      // Writing to standard output still fails: that is an error to report.
      if (::open("/dev/null", Fd == STDERR_FILENO ? O_WRONLY : O_RDONLY) < 0)
        return;
}

static void write(const char *Text) {
  if (::write(STDERR_FILENO, Text, std::strlen(Text)) < 0)
    return;
}

[[noreturn]] static void endOfBug(const char *What) {
  write("premap: ");
  write(What);
  write("; this is a bug of premap\n");
  ::_exit(ExitInternal);
}

static void onFatalError(void *, const char *Message, bool) {
  endOfBug(Message);
}

#if __has_feature(address_sanitizer)
/// A sanitizer tells more of a crash than we do.
static void catchCrashes() {}
#else
static void onCrash(int Signal) {
  endOfBug(Signal == SIGABRT  ? "it gave up (SIGABRT)"
           : Signal == SIGFPE ? "it crashed (SIGFPE)"
           : Signal == SIGILL ? "it crashed (SIGILL)"
                              : "it crashed (SIGSEGV)");
}

static void catchCrashes() {
  // A stack that ran over has no room for a handler.
  static char Stack[1 << 16];
  stack_t Alternate{Stack, 0, sizeof(Stack)};
  ::sigaltstack(&Alternate, nullptr);
  struct sigaction Action = {};
  Action.sa_handler = onCrash;
  Action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (int Signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
    ::sigaction(Signal, &Action, nullptr);
}
#endif

void setUpProcess() {
  keepStandardStreamsTaken();
  // A parent that ignores it would have us not see how our children end.
  std::signal(SIGCHLD, SIG_DFL);
  // The calls fail instead, and say it.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  llvm::install_fatal_error_handler(onFatalError);
  catchCrashes();
}

} // namespace premap
