// What one hook is verified in: every unit that holds one of its tables, in
// every architecture that compiles it.
#ifndef PREMAP_TOOL_VERIFYINPUTS_H
#define PREMAP_TOOL_VERIFYINPUTS_H

#include "matchers/ParseUnit.h"
#include "tool/HelperSources.h"
#include "tool/TargetSetup.h"
#include "tool/tree/KernelTree.h"
#include "verify/Verify.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace premap {

/// A hook and where it is used; paths are tree-relative.
struct HookTables {
  std::string Name;                 ///< function
  std::string File;                 ///< that defines it
  std::set<std::string> TableFiles; ///< with a table of it
};

/// The commands of a tree-relative path, one for each architecture.
using CommandLookup =
    std::function<std::vector<CompileCommand>(const std::string &)>;

verify::Unit unitOf(const CompileCommand &Command);

/// VerifyInput::Definers of a hook in \p File; \p Helpers must outlive it.
std::function<std::vector<verify::Unit>(const std::set<std::string> &)>
definersNear(HelperSources &Helpers, const std::string &File,
             const std::string &Arch);

/// One input for each table file and architecture. \p New holds the changed
/// texts, by absolute path; the API's overlay is below them in both versions.
/// \p Helpers, if not null, outlives the inputs and finds what hooks call.
std::vector<verify::VerifyInput>
verifyInputs(const HookTables &Hook, const KernelTree &Tree,
             const CommandLookup &CommandsOf, HelperSources *Helpers,
             const TargetSetup &Api, const VirtualFiles &New);

} // namespace premap

#endif
