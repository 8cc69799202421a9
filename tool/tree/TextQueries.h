// What the text of a whole tree says; the same question about the same files is
// answered from the cache.
#ifndef PREMAP_TOOL_TREE_TEXTQUERIES_H
#define PREMAP_TOOL_TREE_TEXTQUERIES_H

#include "tool/tree/CandidateSearch.h"
#include "tool/tree/KernelTree.h"
#include "tool/tree/ResultCache.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace premap {

/// For each name, files in order.
using FilesByName = std::map<std::string, std::vector<std::string>>;

class TextQueries {
public:
  /// Both must outlive the object; the tree must not change meanwhile.
  TextQueries(const KernelTree &Tree, unsigned Jobs, ResultCache &Cache)
      : Tree(Tree), Jobs(Jobs), Cache(Cache) {}

  /// searchCandidates().
  CandidateSet candidates();
  /// findFunctionDefinitions().
  FilesByName definitions(const std::vector<std::string> &Names);
  /// The files that spell each of \p Names as a word; names that none spells
  /// have no entry.
  FilesByName spelledIn(const std::vector<std::string> &Names);

private:
  std::string answer(llvm::StringRef Question,
                     const std::vector<std::string> &Names,
                     llvm::function_ref<std::string()> Ask);
  const std::string &stateOfFiles();

  const KernelTree &Tree;
  unsigned Jobs;
  ResultCache &Cache;
  std::optional<std::string> State;
};

} // namespace premap

#endif
