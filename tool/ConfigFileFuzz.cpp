// libFuzzer: no settings file crashes or hangs premap; what is read has values
// that the verifier can work with, and a refusal says where and why.
#include "tool/ConfigFile.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *Data,
                                      std::size_t Size) {
  static const int Fd = ::memfd_create("settings", MFD_CLOEXEC);
  static const std::string Path = "/proc/self/fd/" + std::to_string(Fd);
  if (::ftruncate(Fd, 0) != 0 || ::pwrite(Fd, Data, Size, 0) != ssize_t(Size))
    std::abort();
  llvm::Expected<premap::ConfigFile> File = premap::readConfigFile(Path);
  if (!File) {
    if (llvm::toString(File.takeError()).find(Path) == std::string::npos)
      std::abort();
    return 0;
  }
  const premap::VerifyBudget &Budget = File->Budget;
  if (Budget.Seconds == 0u || Budget.Paths == 0u || Budget.LoopBound == 0u)
    std::abort();
  for (const auto &[Acquire, Release] : File->Resources)
    if (Acquire.empty() || Release.empty() || Acquire == Release)
      std::abort();
  return 0;
}
