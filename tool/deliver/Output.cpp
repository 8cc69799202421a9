#include "tool/deliver/Output.h"

#include "tool/deliver/ExitCode.h"
#include "tool/tree/AtomicWrite.h"
#include "tool/tree/Interrupt.h"

#include "llvm/Support/raw_ostream.h"

namespace premap {

void complain(llvm::StringRef Message) {
  llvm::errs() << "premap: " << Message << '\n';
}

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
  llvm::outs() << Text;
  return flushStdout();
}

llvm::Error emit(const std::vector<OutputRequest> &Requests,
                 llvm::function_ref<std::string(const std::string &)> Render) {
  if (Requests.empty())
    return writeToStdout(Render("text"));
  for (const OutputRequest &Request : Requests) {
    std::string Text = Render(Request.Format);
    llvm::Error E = Request.Path.empty()
                        ? writeToStdout(Text)
                        : writeFileAtomically(Request.Path, Text);
    if (E)
      return E;
  }
  return llvm::Error::success();
}

std::string dump(const nlohmann::ordered_json &J) {
  return J.dump(2, ' ', false,
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
