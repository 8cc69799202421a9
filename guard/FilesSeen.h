// What a parse found where it looked for files: as long as all of it is still
// so, the same parse gives the same result.
#ifndef PREMAP_GUARD_FILESSEEN_H
#define PREMAP_GUARD_FILESSEEN_H

#include <set>
#include <string>

namespace premap {

/// Absolute paths as they were asked for, `..` and links included.
struct FilesSeen {
  std::set<std::string> Files;
  std::set<std::string> Folders;
  std::set<std::string> Absent;
  /// What is there, and was refused: all that counts is where a link leads.
  std::set<std::string> Refused;
  /// A folder was listed, or a path has no absolute form: that nothing has
  /// changed cannot be told by the paths above.
  bool Untold = false;
};

} // namespace premap

#endif
