// The command line as a whole: what is wrong with it, in one sentence.
#ifndef PREMAP_TOOL_COMMANDLINE_H
#define PREMAP_TOOL_COMMANDLINE_H

#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace premap {

/// Takes `-C DIR` out of \p Arguments, wherever it stands, and goes there, so
/// that all other paths are seen from DIR. \returns what is wrong, or "".
std::string enterFolder(std::vector<std::string> &Arguments);

/// Whether a result in JSON was asked for on standard output.
bool asksForJson(const std::vector<std::string> &Arguments);

/// \p Problem, which \p App found in \p Arguments, as a sentence; with a
/// suggestion where something is spelled wrong.
std::string sentenceFor(const CLI::ParseError &Problem, const CLI::App &App,
                        const std::vector<std::string> &Arguments);

} // namespace premap

#endif
