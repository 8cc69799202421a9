// Which of the candidates a scan reads.
#ifndef PREMAP_TOOL_SCANSCOPE_H
#define PREMAP_TOOL_SCANSCOPE_H

#include "rewriters/Plan.h"
#include "tool/HandlerPattern.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

struct CandidateSet;
struct TreeScan;

/// One of equal parts of a whole.
struct Shard {
  unsigned Index = 1, Count = 1; ///< Index from 1 to Count
  bool isWhole() const { return Count == 1; }
};

/// How much of a tree is read.
struct ScanScope {
  /// If not empty: only what they may mean, and no account. As typed; see
  /// HandlerPattern.
  std::vector<std::string> Handlers;
  /// Also files whose text shows hooks of other tables only.
  bool AllTables = false;
  /// Also files that define what gets the VMA of a hook of another file.
  bool FollowHelpers = false;
  /// A path without handlers is no error.
  bool MayFindNothing = false;
  /// If not empty: only files that may set or call a hook of this record, and
  /// no account.
  std::string Record = {};
  /// The part of the files that is read; if it is not the whole, they are only
  /// read, for the cache, and nothing comes of it.
  Shard Part = {};
  /// Texts that stand for files: another state of the tree.
  StandInTexts Texts = {};
  /// A scan of the same tree whose units are taken over where nothing that they
  /// were read from differs.
  const TreeScan *Other = nullptr;
};

struct ScanSources {
  std::set<std::string> Files; ///< to parse; tree-relative
  /// Path -> why it is not worth it: its text shows other tables only.
  std::map<std::string, std::string> OtherTables;
};

/// Those of \p Candidates that \p Scope asks for, by their text. \p Patterns
/// are its handlers.
ScanSources sourcesFor(const ScanScope &Scope,
                       const std::vector<HandlerPattern> &Patterns,
                       const CandidateSet &Candidates, const FileReader &Read);

} // namespace premap

#endif
