// The account of a scan: every hit of the text search ends in exactly one
// state, and the states add up to the hits.
#ifndef PREMAP_MATCHERS_LEDGER_H
#define PREMAP_MATCHERS_LEDGER_H

#include "matchers/EnumJson.h"
#include "matchers/FactIndex.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace premap {

/// A line that the text search found.
struct TextHit {
  std::string Path; ///< relative to the tree
  unsigned Line = 0;
  /// The text sets a field of that name (`.mmap = f`, `ops->mmap = f`): in code
  /// that was parsed it must be explained by what the compiler saw.
  bool Sets = false;
  auto operator<=>(const TextHit &) const = default;
};

/// Where a hit ended. Handled hits take the state of their handler.
enum class HitState {
  Handled,     ///< an ops table's entry; Handlers names whose
  BestEffort,  ///< the same, of handlers that were read best-effort only
  NotCompiled, ///< no compile command for the file, in any architecture
  ParseFailed, ///< the file has a command and did not parse
  TextOnly,    ///< text that sets no hook; Reason says what it is
};

PREMAP_ENUM_JSON(HitState)

struct LedgerEntry {
  TextHit Hit;
  HitState State = HitState::TextOnly;
  std::string Reason;                ///< a sentence; "" if handled
  std::vector<std::string> Handlers; ///< ids, sorted
};

/// What the ledger needs to know about the files that were not read.
struct UnreadFiles {
  std::map<std::string, std::string> NotCompiled; ///< path -> why
  std::map<std::string, std::string> ParseFailed; ///< path -> first error
  /// Path -> why it was not worth reading: it spells other tables only.
  std::map<std::string, std::string> OtherTables;
};

struct Ledger {
  std::vector<LedgerEntry> Entries; ///< sorted by hit
  std::map<std::string, unsigned> Sums;
  std::string Error; ///< what does not add up, "" if all does
};

/// Two hits on one line are one. \p ReadText returns the text of a
/// tree-relative path ("" if unreadable); it serves to tell comments, macro
/// bodies and strings from code.
Ledger
buildLedger(const std::vector<TextHit> &Hits, const FactIndex &Index,
            const UnreadFiles &Unread,
            const std::function<std::string(const std::string &)> &ReadText);

} // namespace premap

#endif
