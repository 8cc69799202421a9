// From facts to edits: plan a conversion, make its edits, apply them.
#ifndef PREMAP_REWRITERS_REWRITE_H
#define PREMAP_REWRITERS_REWRITE_H

#include "rewriters/Plan.h"

#include "llvm/Support/Error.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

struct ApiFeatures;

/// Replaces Length bytes at Offset of Path by Text.
struct Edit {
  std::string Path; ///< relative to the tree's root
  unsigned Offset = 0, Length = 0;
  std::string Text;
  std::string Why; ///< the plan step that it belongs to

  unsigned end() const { return Offset + Length; }
  bool operator==(const Edit &O) const {
    return Path == O.Path && Offset == O.Offset && Length == O.Length &&
           Text == O.Text;
  }
};

/// All edits of one conversion, sorted by (Path, Offset): all or nothing.
struct EditGroup {
  std::vector<Edit> Edits;
  std::vector<std::string> paths() const; ///< sorted, each once
};

/// Decides how to convert \p Input for a tree with \p Api, or says everything
/// that forbids it. Reads the text of touched files through \p Read.
PlanResult plan(const ConversionInput &Input, const ApiFeatures &Api,
                const FileReader &Read);

/// The edits of an accepted plan. Fails if a range cannot be edited.
llvm::Expected<EditGroup> makeEdits(const Plan &P, const ConversionInput &Input,
                                    const ApiFeatures &Api,
                                    const FileReader &Read);

/// The union of several conversions' groups: equal edits once, overlapping ones
/// are an error that names both.
llvm::Expected<EditGroup> mergeGroups(const std::vector<EditGroup> &Groups);

/// \p Text with the edits of \p Path of \p Group.
std::string applyEdits(const std::string &Text, const EditGroup &Group,
                       const std::string &Path);

/// New texts by path, for all paths of \p Group.
llvm::Expected<std::map<std::string, std::string>>
applyGroup(const EditGroup &Group, const FileReader &Read);

} // namespace premap

#endif
