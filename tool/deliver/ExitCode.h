// The meaning of every exit status of premap.
#ifndef PREMAP_TOOL_DELIVER_EXITCODE_H
#define PREMAP_TOOL_DELIVER_EXITCODE_H

namespace premap {

enum ExitCode : int {
  ExitOk = 0,
  ExitFindings = 1,   ///< lint findings; with --exit-code, changes
  ExitUsage = 2,      ///< usage or configuration
  ExitIncomplete = 3, ///< some files could not be read or parsed
  ExitRefuted = 4,    ///< a rewrite was refuted
  ExitInternal = 5,   ///< a bug of premap
  ExitInterrupted = 130,
};

} // namespace premap

#endif
