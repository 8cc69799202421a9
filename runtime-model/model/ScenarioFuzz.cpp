// libFuzzer: no scenario file crashes, hangs or leaves the model inconsistent.
#include "model/Scenario.h"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

using namespace premap::model;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *Data,
                                      std::size_t Size) {
  std::string_view Text(reinterpret_cast<const char *>(Data), Size);
  auto Parsed = parseScenario(Text);
  const auto *S = std::get_if<Scenario>(&Parsed);
  if (!S) {
    // A refusal has a reason.
    if (std::get<ParseError>(Parsed).Message.empty())
      std::abort();
    return 0;
  }
  RunOptions Options;
  Options.Trace = true;
  Result R = run(*S, Options);
  if (R.Return >= 0 && std::uint64_t(R.Return) != S->Mmap.Addr)
    std::abort();
  for (std::size_t I = 1; I < R.Mappings.size(); ++I)
    if (!S->Race && R.Mappings[I].Start < R.Mappings[I - 1].End)
      std::abort();
  (void)toText(*S, R);
  (void)toJson(*S, R).dump();
  return 0;
}
