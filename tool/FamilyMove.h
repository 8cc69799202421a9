// `--family RECORD.FIELD`: moves an inner hook with all who set and call it.
#ifndef PREMAP_TOOL_FAMILYMOVE_H
#define PREMAP_TOOL_FAMILYMOVE_H

#include "findings/ConversionInput.h"
#include "tool/ScanTree.h"
#include "tool/deliver/RewriteResult.h"

#include "llvm/Support/Error.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace premap {

/// How a handler of a family is checked that has no table in its own edits.
struct CheckedBy {
  EditGroup Edits;                  ///< of tables that name it
  std::set<std::string> TableFiles; ///< with these tables
};

struct FamilyMove {
  HookFamily Family;
  /// All at once: every conversion has the edits of all, and the record has but
  /// the new form.
  bool InOneStep = false;
  std::string Prepare;          ///< "mmap_prepare"
  EditGroup Record;             ///< of the record alone
  EditGroup Base;               ///< what every member stands on
  std::vector<std::string> Ids; ///< the callers', then all members'; sorted
  std::string Caller;           ///< the id of the first step, "" if none
  /// The files that its members' conversions change, each with all of Base.
  std::set<std::string> Moving;
  std::map<std::string, CheckedBy> Checks; ///< by id
  /// Which hook beside an old one the tables of an id name, by id.
  std::map<std::string, std::string> Needs;

  /// \p Group on top of what it stands on.
  llvm::Expected<EditGroup> over(const EditGroup &Group) const;
};

/// A move in one step, with all handlers of the tree as it plans them.
struct TogetherMove {
  FamilyMove Move;
  std::vector<HandlerResult> Handlers;
};

/// A scan of what is to be converted.
struct ConversionScan {
  TreeScan Scan;
  std::optional<FamilyMove> Move = {};       ///< if a family was named
  std::optional<TogetherMove> Together = {}; ///< tried first
};

/// Scans for \p Handlers, all if empty, or for the family \p Family, whose move
/// it plans. Fails also where the target is not one to convert for.
llvm::Expected<ConversionScan>
scanToConvert(const CommonOptions &Common, const std::string &TargetApi,
              const std::vector<std::string> &Handlers,
              const std::string &Family);

/// Adds `--family`.
void addFamilyOption(CLI::App &App, std::string &Family);

/// Takes back what stands on a step that was not done.
void settleMove(const FamilyMove &Move, const TreeScan &Scan,
                RewriteResult &Result);

} // namespace premap

#endif
