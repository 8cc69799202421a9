// Reads one parsed translation unit into plain facts.
#ifndef PREMAP_MATCHERS_FACTEXTRACTOR_H
#define PREMAP_MATCHERS_FACTEXTRACTOR_H

#include "guard/FilesSeen.h"
#include "matchers/Facts.h"
#include "matchers/HeaderShapes.h"
#include "matchers/ParseUnit.h"

#include <functional>
#include <string>
#include <vector>

namespace premap {

/// What else one parse may tell; null: nobody asks.
struct UnitExtras {
  /// The files under the tree that were opened besides the main one, sorted.
  std::vector<std::string> *Headers = nullptr;
  HeaderShapes *Shapes = nullptr; ///< of all declarations
  FilesSeen *Seen = nullptr;      ///< what the parse looked for on the disk
  /// Called when the preprocessor exists and has read nothing.
  std::function<void(clang::CompilerInstance &)> OnStart = {};
};

/// Parses \p Command and returns what the unit says about mmap hooks, sorted by
/// position. Paths are relative to \p TreeRoot (absolute). Errors of the parse
/// are in Diagnostics; ParseFailed is set if there were any, and the facts are
/// then what could still be read.
UnitFacts extractFacts(const CompileCommand &Command,
                       const std::string &TreeRoot,
                       const VirtualFiles &Overlay = {},
                       const UnitExtras &Extras = {});

} // namespace premap

#endif
