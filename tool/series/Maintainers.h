// The tree's MAINTAINERS as data: which section speaks for a file. For
// recipients the tree's own get_maintainer.pl is asked; see Recipients.h.
#ifndef PREMAP_TOOL_SERIES_MAINTAINERS_H
#define PREMAP_TOOL_SERIES_MAINTAINERS_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace premap {

/// One section of MAINTAINERS.
struct MaintainerSection {
  std::string Title;                        ///< "XEN HYPERVISOR INTERFACE"
  std::vector<std::string> People;          ///< the M: lines
  std::vector<std::string> Lists;           ///< the L: lines, addresses only
  std::vector<std::string> Profiles;        ///< the P: lines
  std::vector<std::string> Files, Excluded; ///< the F: and X: lines
};

class Maintainers {
public:
  /// What is no section is left out; a text without any gives none.
  static Maintainers parse(llvm::StringRef Text);

  /// The section with the most precise F: line for \p Path, the first of
  /// several; null if only the one for everything fits.
  const MaintainerSection *sectionOf(llvm::StringRef Path) const;

private:
  std::vector<MaintainerSection> Sections;
};

} // namespace premap

#endif
