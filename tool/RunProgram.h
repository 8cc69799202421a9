// Runs a short helper program and takes its output.
#ifndef PREMAP_TOOL_RUNPROGRAM_H
#define PREMAP_TOOL_RUNPROGRAM_H

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

struct ProgramResult {
  int ExitStatus = 0;
  std::string Output, ErrorOutput;
};

/// Runs \p Arguments (the first is the program's name, searched in PATH) with
/// no input and with git's and the locale's settings of the user switched off,
/// so that the output is the same everywhere. \p Directory "" means the current
/// one. Fails if the program is not installed or cannot be started; a non-zero
/// exit status is no failure.
llvm::Expected<ProgramResult>
runProgram(const std::vector<std::string> &Arguments,
           const std::string &Directory = "");

} // namespace premap

#endif
