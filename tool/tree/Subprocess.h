// Runs another program to its end, or to Ctrl-C.
#ifndef PREMAP_TOOL_TREE_SUBPROCESS_H
#define PREMAP_TOOL_TREE_SUBPROCESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

struct Process {
  std::vector<std::string> Argv; ///< the program is looked up in PATH
  /// NAME=VALUE sets, NAME unsets; the rest is ours.
  std::vector<std::string> Environment;
  /// If not empty: what stays of our environment, the rest is not there.
  std::vector<std::string> Keep;
  std::string Directory;  ///< to run in; "" is ours
  std::string OutputFile; ///< for standard output; "" collects it
  /// Nothing of our environment but the places of programs, home and temporary
  /// files, and git's settings of user and system switched off: the output is
  /// the same everywhere.
  bool Plain = false;
};

struct ProcessResult {
  int Status = 0; ///< exit status, 128 + N after signal N as in a shell
  std::string Out, Err;
};

/// A program that did not even begin: it says nothing about what it was asked.
class CannotRun : public llvm::ErrorInfo<CannotRun> {
public:
  explicit CannotRun(std::string Text) : Text(std::move(Text)) {}
  void log(llvm::raw_ostream &Out) const override { Out << Text; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
  static char ID;

private:
  std::string Text;
};

/// Runs \p P with an empty standard input, in a process group of its own, which
/// ends with the program, and if we are killed. Fails if it cannot be started
/// (CannotRun), and on Ctrl-C (then wasInterrupted() is true), after the whole
/// group is gone.
llvm::Expected<ProcessResult> runProcess(const Process &P);

/// Runs \p Argv in \p Directory as a Plain process. No repository above
/// \p Directory counts for git: inside of one, `git apply` skips files without
/// a word. \p Directory is a real path.
llvm::Expected<ProcessResult> runPlainly(std::vector<std::string> Argv,
                                         std::string Directory = "");

/// The path of \p Program in PATH, "" if it is not there.
std::string findProgram(llvm::StringRef Program);

} // namespace premap

#endif
