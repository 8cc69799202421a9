// Findings in the forms that people, scripts and CI services read. Each result
// is complete and sorted, the same bytes for any number of processes.
#ifndef PREMAP_TOOL_LINT_LINTREPORT_H
#define PREMAP_TOOL_LINT_LINTREPORT_H

#include "tool/lint/LintResult.h"

#include "nlohmann/json.hpp"

#include <string>

namespace premap {

/// "%3A" for a colon.
std::string percentCode(char C);

/// Like a compiler's messages: `file:line:col: warning: .. [LM03, likely]`,
/// with notes for the way there, and a last line that counts.
std::string lintToText(const LintResult &R);

/// The same without the count: nothing if there is nothing.
std::string lintToMessages(const LintResult &R);

/// premap.lint/1.
nlohmann::ordered_json lintToJson(const LintResult &R);

/// GitHub's workflow commands, one line for each new finding.
std::string lintToGitHub(const LintResult &R);

/// GitLab's code quality report: an array, new findings only.
nlohmann::ordered_json lintToGitLab(const LintResult &R);

/// reviewdog's diagnostics, one JSON object in each line, new findings only.
std::string lintToRdjsonl(const LintResult &R);

/// SARIF 2.1.0. See Sarif.cpp.
nlohmann::ordered_json lintToSarif(const LintResult &R,
                                   const std::string &ToolVersion);

} // namespace premap

#endif
