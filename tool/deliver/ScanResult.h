// What a scan of a tree found: every handler with its class, its one state and
// the reasons for it, and what could not be read.
#ifndef PREMAP_TOOL_DELIVER_SCANRESULT_H
#define PREMAP_TOOL_DELIVER_SCANRESULT_H

#include "matchers/FactIndex.h"
#include "matchers/HandlerClass.h"
#include "matchers/Ledger.h"
#include "rewriters/Plan.h"

#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace premap {

struct HandlerResult {
  HandlerRecord Record; ///< of a file that is not compiled: names only
  State Outcome = State::Declined;
  std::vector<Reason> Reasons;  ///< why it is declined or not analysed
  std::vector<Reason> Notes;    ///< what else was found, declined or not
  std::optional<Plan> Accepted; ///< how it would be converted
  EditGroup Edits;              ///< of Accepted
  /// Why no configured architecture compiles it, of one that was read
  /// best-effort, or not at all for that.
  std::string WhyNotCompiled;

  /// Analysed, but from a parse with a command that was made up.
  bool isBestEffort() const {
    return Record.BestEffort && Outcome != State::NotCompiled;
  }
};

struct IncompleteFile {
  std::string File;   ///< relative to the tree
  std::string Reason; ///< one sentence
  bool operator<(const IncompleteFile &O) const { return File < O.File; }
};

struct ScanResult {
  std::string Version;            ///< of the kernel
  std::vector<std::string> Archs; ///< configured and read, sorted
  std::string TreeProfile;        ///< "none", "6.19", ...
  std::vector<std::string> TreeFeatures;
  std::string TargetProfile; ///< what the plans are made for
  bool Preview = false;      ///< the target's API is not the tree's own

  std::vector<HandlerResult> Handlers; ///< sorted by id; inner hooks included
  std::vector<TablePair> Pairs;        ///< of file_operations, sorted
  Ledger Account;
  std::vector<IncompleteFile> Incomplete; ///< parse failures, sorted

  /// The handler with the id or, where it is unique, the name \p Handler.
  /// All candidates if it is not unique.
  std::vector<const HandlerResult *> find(const std::string &Handler) const;
};

/// The one handler that \p Handler names; the error lists what it could mean.
llvm::Expected<const HandlerResult *> findHandler(const ScanResult &Result,
                                                  const std::string &Handler);

} // namespace premap

#endif
