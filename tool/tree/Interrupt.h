// Turns Ctrl-C and its relatives into an event that a waiting loop can see, so
// that children are ended and temporary files removed before premap leaves.
#ifndef PREMAP_TOOL_TREE_INTERRUPT_H
#define PREMAP_TOOL_TREE_INTERRUPT_H

namespace premap {

/// While one exists, SIGINT, SIGTERM and SIGHUP do not end the process: they
/// make fd() readable. Guards nest; the outermost restores the old handlers.
class InterruptGuard {
public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard &) = delete;
  InterruptGuard &operator=(const InterruptGuard &) = delete;

  /// Readable once a signal has come; for poll(). Never read from it.
  int fd() const;

  /// In a forked child: gives the signals their default effect back, also those
  /// that main() decided about.
  static void resetInChild();
};

/// True once a signal came while a guard existed. main() then exits with
/// ExitInterrupted, whatever the subcommand returned.
bool wasInterrupted();

} // namespace premap

#endif
