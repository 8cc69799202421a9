#include "tool/deliver/ScanResult.h"

namespace premap {

std::vector<const HandlerResult *>
ScanResult::find(const std::string &Handler) const {
  std::vector<const HandlerResult *> Found;
  for (const HandlerResult &H : Handlers)
    if (H.Record.Id == Handler || H.Record.Name == Handler)
      Found.push_back(&H);
  return Found;
}

llvm::Expected<const HandlerResult *> findHandler(const ScanResult &Result,
                                                  const std::string &Handler) {
  std::vector<const HandlerResult *> Found = Result.find(Handler);
  if (Found.size() == 1)
    return Found.front();
  std::string Message = Found.empty() ? "there is no mmap handler " + Handler
                                      : Handler + " is not unique; say one of";
  for (const HandlerResult *H : Found)
    Message += " " + H->Record.Id;
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Message);
}

} // namespace premap
