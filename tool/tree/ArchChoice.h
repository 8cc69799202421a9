// Chooses, by the text of Kconfig and Makefiles, which architectures are worth
// configuring for files that have no compile command yet.
#ifndef PREMAP_TOOL_TREE_ARCHCHOICE_H
#define PREMAP_TOOL_TREE_ARCHCHOICE_H

#include "tool/tree/KernelTree.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace premap {

/// The architectures of \p Tree, as ARCH= takes them, sorted: i386 and x86_64
/// for arch/x86.
std::vector<std::string> archsOf(const KernelTree &Tree);

/// Which of \p Paths an allmodconfig of \p Arch may build.
std::set<std::string> mightBuild(const KernelTree &Tree,
                                 const std::string &Arch,
                                 const std::set<std::string> &Paths);

/// What an allmodconfig of \p Arch is to choose beside its defaults, a line for
/// .config; "" if nothing. Pages of 64 KiB are powerpc's default, with which
/// the code for the usual ones is compiled nowhere.
std::string allmodChoice(const std::string &Arch);

/// The architecture that covers most of \p Left, the first by name of several;
/// none if none covers any. Configuring costs about the same for each, so that
/// the fewest architectures are the fewest seconds.
std::optional<std::string>
mostCovering(const std::map<std::string, std::set<std::string>> &Covers,
             const std::set<std::string> &Left);

} // namespace premap

#endif
