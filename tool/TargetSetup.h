// Which API the tree has, which one conversions are made for, and the overlay
// that brings it to a tree without one.
#ifndef PREMAP_TOOL_TARGETSETUP_H
#define PREMAP_TOOL_TARGETSETUP_H

#include "matchers/ApiFeatures.h"
#include "matchers/ParseUnit.h"
#include "tool/CommonOptions.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"
#include "tool/tree/ResultCache.h"

#include "llvm/Support/Error.h"

#include <string>

namespace premap {

struct TargetSetup {
  ApiFeatures Tree, Target;
  std::string TreeProfile, TargetProfile;
  bool Preview = false; ///< the target's API is not the tree's own
  VirtualFiles Overlay; ///< empty unless Preview
};

/// The command that the tree's headers are read with. Fails for a tree without
/// any compile command.
llvm::Expected<CompileCommand> anyCommand(const KernelTree &Tree,
                                          const CompileDatabase &Database);

/// \p TargetApi is a release, or "auto": the tree's own API or, if it has none,
/// a preview for defaultPreviewApi(). Fails for a tree without any compile
/// command, for a release on a tree that has an API of its own, and for headers
/// that take more than \p ReadSeconds of processor time or crash the parse.
llvm::Expected<TargetSetup>
setUpTarget(const KernelTree &Tree, const CompileDatabase &Database,
            const std::string &TargetApi, ResultCache &Cache,
            unsigned ReadSeconds = CommonOptions().ReadSeconds);

/// The results that earlier runs left, unless \p Options want none.
ResultCache openCache(const CommonOptions &Options);

/// The compile databases of \p Tree where \p Options say that they are.
llvm::Expected<CompileDatabase> loadDatabase(const KernelTree &Tree,
                                             const CommonOptions &Options);

/// What `auto` previews on a tree without mmap_prepare.
const char *defaultPreviewApi();

/// Changing code wants a decision: fails for "auto" on a tree without the API.
llvm::Error requireTarget(const TargetSetup &Setup,
                          const std::string &TargetApi);

} // namespace premap

#endif
