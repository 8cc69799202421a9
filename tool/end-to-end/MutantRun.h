// Mutants of what premap made of a tree, each verified against the old text.
#ifndef PREMAP_TOOL_ENDTOEND_MUTANTRUN_H
#define PREMAP_TOOL_ENDTOEND_MUTANTRUN_H

#include "tool/VerifyInputs.h"
#include "verify/mutants/MutantCheck.h"

#include "nlohmann/json.hpp"

#include <map>
#include <string>
#include <vector>

namespace premap {

/// A tree and premap's conversion of it.
struct ConvertedTree {
  KernelTree Tree;
  CompileDatabase Database;
  TargetSetup Api;
  std::map<std::string, std::string> NewTexts;        ///< by tree-relative path
  std::vector<HookTables> Hooks;                      ///< that were converted
  std::map<std::string, std::vector<size_t>> HooksOf; ///< by changed file
};

/// Puts together what the files of one run of premap say: \p Scan
/// (premap.scan/1) and \p Rewrite (premap.rewrite/1), whose patches are applied
/// below \p Folder. \p Build is the folder of the compile database, "" for the
/// default.
ConvertedTree convertedTree(const std::string &Tree, const std::string &Build,
                            const nlohmann::json &Scan,
                            const nlohmann::json &Rewrite,
                            const std::string &Folder);

struct TreeMutant {
  std::string File; ///< tree-relative
  verify::Mutant Mutant;
};

/// All mutants of the changed files; by file, as they stand in its text.
std::vector<TreeMutant> mutantsOf(const ConvertedTree &Converted);

/// One of every kind, then of that kind every one that comes \p Step later.
std::vector<TreeMutant> everyOther(const std::vector<TreeMutant> &All,
                                   size_t Step);

/// \p Most of them, or all, taken evenly from the kinds; as they stand in \p
/// All.
std::vector<TreeMutant> sampleOf(const std::vector<TreeMutant> &All,
                                 size_t Most);

/// The verdict on each of \p Mutants, found in one process for each core.
std::vector<verify::MutantVerdict>
verifyMutants(const ConvertedTree &Converted,
              const std::vector<TreeMutant> &Mutants);

} // namespace premap

#endif
