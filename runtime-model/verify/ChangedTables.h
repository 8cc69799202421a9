// Members of ops tables, besides the hooks, that a change of the text touches.
#ifndef PREMAP_VERIFY_CHANGEDTABLES_H
#define PREMAP_VERIFY_CHANGEDTABLES_H

#include "verify/Program.h"

namespace premap::verify {

/// "open of my_fops" for what differs in tables that both texts define, sorted;
/// the table's name alone if its record is not known. Neither the hooks
/// themselves nor the tables in \p Compared count.
std::vector<std::string> changedMembers(Program &Old, Program &New,
                                        const std::set<std::string> &Compared);

} // namespace premap::verify

#endif
