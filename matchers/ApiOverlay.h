// Adds the declarations of a newer release's API to the headers of a tree that
// does not have them, in memory.
#ifndef PREMAP_MATCHERS_APIOVERLAY_H
#define PREMAP_MATCHERS_APIOVERLAY_H

#include "matchers/ApiFeatures.h"
#include "matchers/ParseUnit.h"

#include "llvm/Support/Error.h"

#include <functional>
#include <optional>
#include <string>

namespace premap::kernel {
struct Release;
}

namespace premap {

/// The text of a header, by its path relative to the tree's root; none if there
/// is no such file.
using HeaderReader =
    std::function<std::optional<std::string>(const std::string &Path)>;

/// The headers of the tree at the absolute path \p Root that have to be
/// replaced to preview \p Target, one of targetNames(), by absolute path, and
/// those to be added. Empty if \p Own, the tree's features, are the target's.
///
/// An error names the target, if it is unknown or if the tree has the API of
/// another release already, or the header that lacks a declaration to hold on
/// to.
llvm::Expected<VirtualFiles> apiOverlay(const std::string &Root,
                                        const ApiFeatures &Own,
                                        const std::string &Target,
                                        const HeaderReader &Read);

/// As above, reading the tree's files.
llvm::Expected<VirtualFiles> apiOverlay(const std::string &Root,
                                        const ApiFeatures &Own,
                                        const std::string &Target);

/// What the overlay of \p Target adds to headers.
HeaderShapes overlayShapes(const kernel::Release &Target);

} // namespace premap

#endif
