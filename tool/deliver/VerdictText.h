// One verdict of premap.verify/1 for people.
#ifndef PREMAP_TOOL_DELIVER_VERDICTTEXT_H
#define PREMAP_TOOL_DELIVER_VERDICTTEXT_H

#include "nlohmann/json.hpp"

#include <set>
#include <string>

namespace premap {

/// What the verdict is about, its named differences with the rules, the
/// counterexample as a call and what either version does with it, and the
/// assumptions but for those in \p Said. Indented; one line for each.
std::string verdictText(const nlohmann::json &Verdict,
                        const std::set<std::string> &Said = {});

} // namespace premap

#endif
