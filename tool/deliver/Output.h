// Sends a command's result where the user asked for it.
#ifndef PREMAP_TOOL_DELIVER_OUTPUT_H
#define PREMAP_TOOL_DELIVER_OUTPUT_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include "nlohmann/json.hpp"

#include <string>
#include <vector>

#include <string>
#include <vector>

namespace premap {

/// One `--output FMT[:PATH]`.
struct OutputRequest {
  std::string Format;
  std::string Path; ///< "" means standard output
};

/// Prints "premap: MESSAGE" to standard error. Control characters in it are
/// shown, as in all that say(), tell() and emit() print for people.
void complain(llvm::StringRef Message);

/// All complaints so far but notes.
const std::vector<std::string> &complaints();

/// Whether emit() has written a result to standard output.
bool hasEmitted();

/// Prints \p Text to standard error.
void say(llvm::StringRef Text);

/// Prints \p Text to standard output, without flushing it.
void tell(llvm::StringRef Text);

/// What the format `text` of a command is. Lines of more than 100 columns are
/// folded, see folded().
enum class TextKind {
  ForPeople,
  Lines, ///< each for itself, for editors and grep; folded on a terminal
  Patch, ///< for git, byte for byte; shown if standard output is a terminal
};

/// Renders each request with \p Render(format) and writes it to its file,
/// whole or not at all, or to standard output. No request means `text` to
/// standard output. Fails if a file cannot be written or standard output is
/// closed or full.
llvm::Error emit(const std::vector<OutputRequest> &Requests,
                 llvm::function_ref<std::string(const std::string &)> Render,
                 TextKind Kind = TextKind::ForPeople);

/// Fails if standard output is closed or full. What is not flushed like this
/// would end the process by LLVM's means.
llvm::Error flushStdout();

/// \p J indented, in ASCII, with a final newline; bytes that are no UTF-8 are
/// replaced.
std::string dump(const nlohmann::ordered_json &J);

/// Prints \p E as one complaint and returns \p Status, or ExitInterrupted if a
/// signal is the cause.
int fail(llvm::Error E, int Status);

} // namespace premap

#endif
