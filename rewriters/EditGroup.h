// The edits of one conversion, and what becomes of a text by them.
#ifndef PREMAP_REWRITERS_EDITGROUP_H
#define PREMAP_REWRITERS_EDITGROUP_H

#include "llvm/Support/Error.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace premap {

/// The text of a tree-relative path, or nothing if it cannot be read.
using FileReader =
    std::function<std::optional<std::string>(const std::string &Path)>;

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
