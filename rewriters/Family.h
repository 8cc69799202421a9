// The first step of moving a family of inner hooks: the record gets the form
// for descriptors beside the old one, and whoever calls the old one calls the
// new one where a table has it.
#ifndef PREMAP_REWRITERS_FAMILY_H
#define PREMAP_REWRITERS_FAMILY_H

#include "findings/ConversionInput.h"
#include "rewriters/Plan.h"

namespace premap {

struct ApiFeatures;

/// A function that calls the hook.
struct FamilyCaller {
  FunctionFacts Function;
  bool IsHook = false; ///< it is an mmap hook of the VFS, and nothing else
};

/// All that is known of a family besides its members.
struct FamilyInput {
  HookFamily Family;
  std::string Header;            ///< that defines the record
  std::vector<FieldUse> Uses;    ///< of the member; each place once
  std::vector<OpsEntry> Entries; ///< of every table, copies included
  std::vector<FamilyCaller> Callers;
  /// Files that were not read and spell the record and a use of a member of
  /// that name.
  std::vector<std::string> Unread;
};

/// Plans the record and its callers, or says everything that forbids it. With
/// no table moved yet nothing changes. \p Record gets the edits of the record
/// alone.
PlanResult planFamily(const FamilyInput &Input, const ApiFeatures &Api,
                      const FileReader &Read, EditGroup &Record);

/// Plans the record alone where its hook moves in one step with all who set and
/// call it: the new form takes the old one's place.
PlanResult planRecord(const FamilyInput &Input, const ApiFeatures &Api,
                      const FileReader &Read);

/// The tables \p Entries of one file, which get \p NewName in the place of
/// \p OldName.
PlanResult planTables(const HookFamily &Family,
                      const std::vector<OpsEntry> &Entries,
                      const std::string &OldName, const std::string &NewName,
                      const FileReader &Read);

} // namespace premap

#endif
