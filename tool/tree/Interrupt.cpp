#include "tool/tree/Interrupt.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace premap {

static const int Signals[] = {SIGINT, SIGTERM, SIGHUP};

// A signal handler reaches nothing but globals.
static volatile sig_atomic_t Interrupted = 0;
static int PipeEnds[2] = {-1, -1};
static unsigned Depth = 0;
static struct sigaction OldActions[3];

static void onSignal(int) {
  int SavedErrno = errno;
  Interrupted = 1;
  // A full pipe is readable already, which is all that is wanted.
  if (::write(PipeEnds[1], "!", 1) < 0)
    errno = SavedErrno;
  errno = SavedErrno;
}

InterruptGuard::InterruptGuard() {
  if (Depth++ != 0)
    return;
  if (PipeEnds[0] < 0 && ::pipe2(PipeEnds, O_CLOEXEC | O_NONBLOCK) != 0)
    PipeEnds[0] = PipeEnds[1] = -1;
  struct sigaction Action = {};
  Action.sa_handler = onSignal;
  sigemptyset(&Action.sa_mask);
  for (unsigned I = 0; I != 3; ++I)
    ::sigaction(Signals[I], &Action, &OldActions[I]);
  // nohup's choice stays in force.
  if (OldActions[2].sa_handler == SIG_IGN)
    ::sigaction(SIGHUP, &OldActions[2], nullptr);
}

InterruptGuard::~InterruptGuard() {
  if (--Depth != 0)
    return;
  for (unsigned I = 0; I != 3; ++I)
    ::sigaction(Signals[I], &OldActions[I], nullptr);
}

int InterruptGuard::fd() const { return PipeEnds[0]; }

void InterruptGuard::resetInChild() {
  for (int Signal : Signals)
    ::signal(Signal, SIG_DFL);
  for (int Signal :
       {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGPIPE, SIGXFSZ})
    ::signal(Signal, SIG_DFL);
}

bool wasInterrupted() { return Interrupted != 0; }

} // namespace premap
