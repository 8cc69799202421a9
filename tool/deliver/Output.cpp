#include "tool/deliver/Output.h"

#include "guard/VisibleText.h"
#include "tool/deliver/Colour.h"
#include "tool/deliver/ExitCode.h"
#include "tool/deliver/FoldedText.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/Interrupt.h"

#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

namespace premap {

static std::vector<std::string> Complaints;
static bool Emitted = false;

const std::vector<std::string> &complaints() { return Complaints; }

bool hasEmitted() { return Emitted; }

void complain(llvm::StringRef Message) {
  if (!Message.starts_with("note: "))
    Complaints.push_back(Message.str());
  say(("premap: " + Message + "\n").str());
}

void say(llvm::StringRef Text) { llvm::errs() << visible(Text); }

void tell(llvm::StringRef Text) { llvm::outs() << folded(visible(Text)); }

llvm::Error flushStdout() {
  llvm::raw_fd_ostream &Out = llvm::outs();
  Out.flush();
  if (!Out.has_error())
    return llvm::Error::success();
  std::error_code EC = Out.error();
  Out.clear_error();
  // A reader that has seen enough (`| head`) is no failure.
  if (EC == std::errc::broken_pipe)
    return llvm::Error::success();
  return llvm::createStringError(EC, "cannot write to standard output: " +
                                         EC.message());
}

static llvm::Error writeToStdout(const std::string &Text) {
  Emitted = true;
  llvm::outs() << Text;
  return flushStdout();
}

/// \p Text of \p Kind as it is written.
static std::string laidOut(std::string Text, TextKind Kind, bool OnTerminal) {
  if (Kind == TextKind::Patch)
    return OnTerminal ? visible(Text) : Text;
  Text = visible(Text);
  return Kind == TextKind::ForPeople || OnTerminal ? folded(Text) : Text;
}

llvm::Error emit(const std::vector<OutputRequest> &Requests,
                 llvm::function_ref<std::string(const std::string &)> Render,
                 TextKind Kind) {
  static const std::vector<OutputRequest> Default{{"text", ""}};
  for (const OutputRequest &Request : Requests.empty() ? Default : Requests) {
    bool ToStdout = Request.Path.empty();
    std::string Text = Render(Request.Format);
    if (Request.Format == "text")
      Text =
          laidOut(std::move(Text), Kind, ToStdout && ::isatty(STDOUT_FILENO));
    if (Request.Format == "text" && ToStdout && hasColour())
      Text = coloured(Text);
    if (llvm::Error E = ToStdout ? writeToStdout(Text)
                                 : writeFileAtomically(Request.Path, Text))
      return E;
  }
  return llvm::Error::success();
}

std::string dump(const nlohmann::ordered_json &J) {
  return J.dump(2, ' ', /*ensure_ascii=*/true,
                nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

int fail(llvm::Error E, int Status) {
  std::string Message = llvm::toString(std::move(E));
  if (wasInterrupted())
    return ExitInterrupted;
  complain(Message);
  return Status;
}

} // namespace premap
