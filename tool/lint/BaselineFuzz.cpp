// libFuzzer: no baseline crashes or hangs premap; a refusal says which file,
// and what is read is written as something that reads the same.
#include "tool/lint/Baseline.h"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *Data,
                                      std::size_t Size) {
  const llvm::StringRef Text(reinterpret_cast<const char *>(Data), Size);
  llvm::Expected<premap::Baseline> First =
      premap::Baseline::parse(Text, "baseline.json");
  if (!First) {
    if (llvm::toString(First.takeError()).find("baseline.json") ==
        std::string::npos)
      std::abort();
    return 0;
  }
  const std::string Written = First->text();
  llvm::Expected<premap::Baseline> Again =
      premap::Baseline::parse(Written, "baseline.json");
  if (!Again || Again->text() != Written || Again->size() != First->size())
    std::abort();
  return 0;
}
