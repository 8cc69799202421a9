// Chooses the files whose compile commands a scan may ask for.
#ifndef PREMAP_TOOL_TREE_COMMANDCANDIDATES_H
#define PREMAP_TOOL_TREE_COMMANDCANDIDATES_H

#include "tool/tree/KernelTree.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

struct CandidateSet;

struct CommandCandidates {
  /// The sources whose commands a scan needs: every .c file with a hit of the
  /// text search, and those that may define a function that a hit names.
  std::vector<std::string> Files;
  /// A file with hits -> the files that may define what its hits name.
  std::map<std::string, std::set<std::string>> Definers;
};

CommandCandidates commandCandidates(const KernelTree &Tree,
                                    const CandidateSet &Found, unsigned Jobs);

/// The files alone, after a text search of its own.
std::vector<std::string> commandCandidates(const KernelTree &Tree,
                                           unsigned Jobs);

} // namespace premap

#endif
