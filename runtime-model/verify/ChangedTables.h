// What a change of the text does to ops tables, besides the hooks, and to the
// layout of records.
#ifndef PREMAP_VERIFY_CHANGEDTABLES_H
#define PREMAP_VERIFY_CHANGEDTABLES_H

#include "verify/Program.h"
#include "verify/VerifyInput.h"

namespace premap::verify {

/// "open of my_fops" for what differs in tables that both texts define, sorted;
/// the table's name alone if its record is not known. Neither the hooks
/// themselves nor the tables in \p Compared count.
std::vector<std::string> changedMembers(Program &Old, Program &New,
                                        const std::set<std::string> &Compared);

/// Places and members, "set(): *ops.open", that functions fill in otherwise in
/// tables that could have a hook.
std::vector<std::string> changedAssignments(const Program &Old,
                                            const Program &New);

/// Tags of the records that the given functions use and whose members are at
/// other places in the new text. The records of the hooks' interface do not
/// count: their members go by their names. \p Moved may be null.
std::vector<std::string>
changedRecords(Program &Old, const std::set<std::string> &OldFunctions,
               Program &New, const std::set<std::string> &NewFunctions,
               const MovedMember *Moved);

} // namespace premap::verify

#endif
