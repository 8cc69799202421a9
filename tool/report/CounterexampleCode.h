// The code that both sides of a counterexample go through.
#ifndef PREMAP_TOOL_REPORT_COUNTEREXAMPLECODE_H
#define PREMAP_TOOL_REPORT_COUNTEREXAMPLECODE_H

#include "rewriters/EditGroup.h"
#include "verify/Verdict.h"

#include "nlohmann/json.hpp"

namespace premap {

/// {"old": SOURCES, "new": SOURCES}, each as Excerpts::toJson() makes them:
/// the functions that hold the places of \p Verdict's counterexample, of a long
/// one what is around these. Null without such places, as in a counterexample
/// that only the runtime model has.
nlohmann::ordered_json counterexampleCode(const verify::VerifyResult &Verdict,
                                          const FileReader &Old,
                                          const FileReader &New);

} // namespace premap

#endif
