// The text pre-filter: finds the files and lines of a whole tree that may set
// or name an mmap hook. It may find too much, never too little: types decide
// later what a hit is.
//
// What text cannot show: a hook whose name a macro pastes together (m##map),
// and a whole table that is copied from another one (`*fops = base_fops`).
#ifndef PREMAP_TOOL_TREE_CANDIDATESEARCH_H
#define PREMAP_TOOL_TREE_CANDIDATESEARCH_H

#include "tool/tree/KernelTree.h"
#include "tool/tree/SourceWalk.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

/// What the text around a hit looks like.
enum class HitKind {
  Initialiser,   ///< `.mmap = f`, also `mmap: f`
  Assignment,    ///< `ops->mmap = f`, `ops.mmap = f`
  Positional,    ///< a file_operations initialiser without designators
  MacroArgument, ///< `mmap` as an argument, in a file with file_operations
  TableMacro,    ///< a use of a macro whose text sets `.mmap`
  Access,        ///< any other `.mmap` or `->mmap`: a call, a test, a comment
};

/// True for the kinds that may put a function into a table.
bool maySetHook(HitKind Kind);

/// A name for people and JSON: "initialiser", "assignment", ...
const char *hitKindName(HitKind Kind);

struct CandidateHit {
  std::string Path;    ///< relative to the tree
  unsigned Line = 0;   ///< 1-based
  unsigned Offset = 0; ///< bytes from the start of the file, of the word
  HitKind Kind = HitKind::Access;
};

struct CandidateSet {
  std::vector<CandidateHit> Hits;       ///< by path, then offset
  std::vector<std::string> Sources;     ///< .c files with a maySetHook() hit
  std::vector<std::string> Headers;     ///< the same for .h files
  std::vector<std::string> TableMacros; ///< macros whose text sets `.mmap`
  std::vector<UnreadPath> Unread;
  size_t FilesRead = 0;
  size_t BytesRead = 0;
};

/// Reads every C file of \p Tree with \p Jobs threads. All lists are sorted.
CandidateSet searchCandidates(const KernelTree &Tree, unsigned Jobs);

/// The same for one text, without the uses of other files' macros.
/// \p TableMacros gets the macros that the text defines.
std::vector<CandidateHit> candidateHits(llvm::StringRef Path,
                                        llvm::StringRef Text,
                                        std::vector<std::string> &TableMacros);

/// For each of \p Names the .c and .h files whose text looks like a definition
/// of that function (`name(...) {`), sorted. Names without one have no entry.
std::map<std::string, std::vector<std::string>>
findFunctionDefinitions(const KernelTree &Tree,
                        const std::vector<std::string> &Names, unsigned Jobs);

} // namespace premap

#endif
