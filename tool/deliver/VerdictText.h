// One verdict for people.
#ifndef PREMAP_TOOL_DELIVER_VERDICTTEXT_H
#define PREMAP_TOOL_DELIVER_VERDICTTEXT_H

#include "verify/Verdict.h"

#include <set>
#include <string>

namespace premap {

/// What the verdict is about, its named differences with the rules, the
/// counterexample as a call and what either version does with it, and the
/// assumptions but for those in \p Said. Indented; one line for each.
std::string verdictText(const verify::VerifyResult &Verdict,
                        const std::set<std::string> &Said = {});

} // namespace premap

#endif
